import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emoji } from "../../src/domain/emoji.ts";
import type { FailureKind } from "../../src/domain/failure.ts";
import type { Slot } from "../../src/domain/slot.ts";
import { type Target, TargetError } from "../../src/ports/target.ts";

/** What the server on the other side answers once, in place of doing what it was asked. */
export interface Scripted {
  readonly status?: number;
  /** A string goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hang?: true;
  readonly cut?: true;
}

/** A target and the server that it talks to, with one message that can be reacted to. */
export interface TargetUnderTest {
  readonly target: Target;
  readonly slot: Slot;
  /** Two that the rules allow, in canonical form. */
  readonly emoji: readonly [Emoji, Emoji];
  /** What our account shows on the slot, as the other side sees it. */
  shown(): readonly Emoji[];
  answerNext(answer: Scripted): void;
  /** The paths that were asked for, as they came. */
  paths(): readonly string[];
  /** The body of an error as this provider writes it, carrying `text` where it would say something to people. */
  error(status: number, text: string): unknown;
  /** The status that says by itself, without a body, that it is done; 200 with a body that says so where there is none. */
  readonly done?: number;
  /** What the provider's documents make of these. */
  readonly kinds: { readonly 400: FailureKind; readonly 404: FailureKind };
  /** Ends the server alone: nobody listens on its port afterwards. */
  stopServer(): Promise<void>;
  close(): Promise<void>;
}

const NUMBER = "+5511988887777";
const HOSTILE = [
  "../../admin",
  "a/b",
  "..",
  ".",
  "",
  "?x=1",
  "#y",
  "%2e%2e",
  "%",
  "a b",
  "a\r\nb",
  "\0",
  "(a)",
  "💥",
  "\ud800",
  "//evil.test/",
];

function soon(ms = 5_000): AbortSignal {
  return AbortSignal.timeout(ms);
}

/** What every target must do, whoever the provider is. `setup` is called for every case. */
export function targetContract(name: string, setup: () => Promise<TargetUnderTest>): void {
  describe(`${name} as a target`, () => {
    let on: TargetUnderTest;
    beforeEach(async () => {
      on = await setup();
    });
    afterEach(() => on.close());

    const failure = async (call: Promise<void>) => {
      const error = await call.then(
        () => expect.unreachable("the call succeeded"),
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(TargetError);
      return (error as TargetError).failure;
    };
    const failing = (answer: Scripted, signal = soon()) => {
      on.answerNext(answer);
      return failure(on.target.add(on.slot, on.emoji[0], signal));
    };

    it("adds, and succeeds when it is already there", async () => {
      const { target, slot, emoji } = on;
      await target.add(slot, emoji[0], soon());
      expect(on.shown()).toEqual([emoji[0]]);
      await target.add(slot, emoji[0], soon());
      expect(on.shown()).toEqual([emoji[0]]);
    });

    it("replaces where the rules say so, else shows both", async () => {
      const { target, slot, emoji } = on;
      await target.add(slot, emoji[0], soon());
      await target.add(slot, emoji[1], soon());
      expect(on.shown()).toEqual(target.rules.replaces ? [emoji[1]] : [...emoji]);
    });

    it("removes where the rules say so, and succeeds when it is already gone", async () => {
      const { target, slot, emoji } = on;
      await target.add(slot, emoji[0], soon());
      if (!target.rules.canRemove) {
        expect(await failure(target.remove(slot, emoji[0], soon()))).toMatchObject({ kind: "rejected", ambiguous: false });
        expect(on.shown()).toEqual([emoji[0]]);
        return;
      }
      await target.remove(slot, emoji[0], soon());
      expect(on.shown()).toEqual([]);
      await target.remove(slot, emoji[0], soon());
      expect(on.shown()).toEqual([]);
    });

    it("tells a refused key from a refused reaction and from a message that is not there", async () => {
      expect(await failing({ status: 401, body: on.error(401, "no") })).toMatchObject({ kind: "unauthorized", ambiguous: false });
      expect(await failing({ status: 400, body: on.error(400, "no") })).toMatchObject({ kind: on.kinds[400], ambiguous: false });
      expect(await failing({ status: 404, body: on.error(404, "no") })).toMatchObject({ kind: on.kinds[404], ambiguous: false });
      expect(await failing({ status: 418, body: on.error(418, "no") })).toMatchObject({ kind: "rejected", ambiguous: false });
    });

    it.each([
      ["seconds", () => ({ "retry-after": "7" })],
      ["an HTTP date", () => ({ "retry-after": new Date(Date.now() + 7_500).toUTCString() })],
      ["a reset in ISO form", () => ({ "x-ratelimit-reset": new Date(Date.now() + 7_000).toISOString() })],
      ["a reset in Unix seconds", () => ({ "x-ratelimit-reset": String(Math.ceil(Date.now() / 1_000) + 7) })],
      ["a reset in Unix milliseconds", () => ({ "x-ratelimit-reset": String(Date.now() + 7_000) })],
    ])("waits after a 429 as long as it says in %s", async (_, headers) => {
      const said = await failing({ status: 429, headers: headers(), body: on.error(429, "slow down") });
      expect(said).toMatchObject({ kind: "rate-limited", ambiguous: false });
      expect(said.retryAfterMs).toBeGreaterThan(5_000);
      expect(said.retryAfterMs).toBeLessThan(9_500);
    });

    it("waits a minute after a 429 that says nothing", async () => {
      expect(await failing({ status: 429 })).toMatchObject({ kind: "rate-limited", retryAfterMs: 60_000 });
    });

    it.each([
      ["a 500", (server: TargetUnderTest) => ({ status: 500, body: server.error(500, "oops") })],
      ["a gateway's page", () => ({ status: 502, body: "<html>Bad Gateway</html>", headers: { "content-type": "text/html" } })],
      ["a page in place of an error", () => ({ status: 404, body: "<html>Not here</html>" })],
      ["a 200 that is not JSON", () => ({ status: 200, body: "OK" })],
      ["a 200 without a body", () => ({ status: 200 })],
      ["a 204", () => ({ status: 204 })],
      ["a 200 that says no", (server: TargetUnderTest) => ({ status: 200, body: { ...Object(server.error(400, "no")), success: false } })],
      ["half of a JSON", () => ({ status: 200, body: '{"success":tr' })],
      ["a list", () => ({ status: 200, body: [] })],
      ["a redirect", () => ({ status: 307, headers: { location: "/elsewhere" } })],
      ["an endless answer", () => ({ status: 200, body: `{"success":true,"x":"${"x".repeat(300_000)}"}` })],
    ])("does not know what became of it after %s", async (_, answer) => {
      const scripted = answer(on);
      if (scripted.status === on.done) {
        on.answerNext(scripted);
        return on.target.add(on.slot, on.emoji[0], soon());
      }
      const said = await failing(scripted);
      expect(said).toMatchObject({ kind: "transient", ambiguous: true });
      expect(said.connection).toBeUndefined();
    });

    it("does not know what became of it when the connection is cut or time is up", async () => {
      expect(await failing({ cut: true })).toMatchObject({ kind: "transient", ambiguous: true, connection: true, vendor: { status: 0 } });
      expect(await failing({ hang: true }, soon(60))).toMatchObject({ kind: "transient", ambiguous: true, connection: true });
    });

    it("knows that nothing was sent when nobody listens, or when time was up before", async () => {
      const { target, slot, emoji } = on;
      const before = { kind: "transient", ambiguous: false, connection: true };
      expect(await failure(target.add(slot, emoji[0], AbortSignal.abort()))).toMatchObject(before);
      expect(on.paths()).toEqual([]);
      await on.stopServer();
      expect(await failure(target.add(slot, emoji[0], soon()))).toMatchObject(before);
    });

    it("asks once, whatever comes back", async () => {
      for (const answer of [{ status: 500 }, { status: 503 }, { status: 429, headers: { "retry-after": "0" } }, { cut: true as const }]) {
        const asked = on.paths().length;
        await failing(answer);
        expect(on.paths().length - asked).toBe(1);
      }
    });

    it("keeps what the vendor says to people out of its own sentences", async () => {
      for (const status of [200, 400, 401, 403, 404, 409, 500, 503]) {
        const said = await failing({ status, body: on.error(status, `Invalid phone number format: ${NUMBER}`) });
        expect(JSON.stringify(said)).not.toContain(NUMBER);
        expect(said.message).toMatch(/^[A-Z].*[.?]$/);
      }
    });

    it("keeps a hostile id in one segment, or sends nothing", async () => {
      const { target, slot, emoji } = on;
      await target.add(slot, emoji[0], soon());
      const segments = on.paths()[0]?.split("?")[0]?.split("/").length;
      for (const message of HOSTILE) {
        const asked = on.paths().length;
        const error = await target.add({ ...slot, message }, emoji[0], soon()).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(TargetError);
        const sent = on.paths().slice(asked);
        if (sent.length === 0) expect((error as TargetError).failure).toMatchObject({ kind: "gone", ambiguous: false });
        for (const path of sent) {
          expect(path.split("?")[0]?.split("/")).toHaveLength(segments ?? 0);
          expect(path).not.toMatch(/[()#\s]|\/\.{0,2}(\/|$)/);
        }
      }
    });
  });
}
