import { beforeEach, describe, expect, it } from "vitest";
import type { Heard } from "../../src/domain/heard.ts";
import { createWebhooks } from "../../src/http/webhooks.ts";
import type { Account } from "../../src/ports/account.ts";
import type { Delivery, Inbox } from "../../src/ports/inbox.ts";
import type { Fields, Observer } from "../../src/ports/observer.ts";
import { createClock } from "../invariants/clock.ts";

const HEARD: readonly Heard[] = [{ kind: "deleted", id: "m1" }];
const NOW = Date.UTC(2026, 0, 5, 9);

let heard: (readonly Heard[])[];
let read: { readonly delivery: Delivery; readonly nowMs: number }[];
let logged: string[];
let counted: string[];
let answer: ReturnType<Inbox["read"]>;
let isStored: boolean;

beforeEach(() => {
  [heard, read, logged, counted] = [[], [], [], []];
  answer = { heard: HEARD };
  isStored = true;
});

const log = (fields: Fields, text: string) => void logged.push(`${JSON.stringify(fields)} ${text}`);
const observer: Observer = {
  log: { debug: log, info: log, warn: log, error: log },
  event: (source, type, result) => void counted.push([source, type, result].join(" ")),
  ...{ step() {}, ambiguous() {}, confirmed() {}, takenOver() {}, folded() {}, repaired() {}, unsendable() {} },
};
const inbox: Inbox = {
  read(delivery, nowMs) {
    read.push({ delivery, nowMs });
    return answer;
  },
};
const account = (name: string, change: Partial<Account> = {}): [string, Account] => [
  name,
  {
    ...{ name, provider: "scripted", network: "whatsapp", limits: [], messages: null, posts: null, inbox },
    ...{ probe: async () => {}, slot: () => ({ complaints: [] }), ...change },
  },
];
const { inbox: _, ...deaf } = account("deaf")[1];
const hear = async (what: readonly Heard[]) => {
  if (!isStored) throw new Error("the disk is full of +49170000001");
  heard.push(what);
};
const take = createWebhooks({
  ...{ accounts: new Map([account("acme"), ["deaf", deaf]]), hears: new Map([["acme", hear]]), clock: createClock(NOW), observer },
});

async function deliver(name: string, body: NonNullable<RequestInit["body"]>, headers: Record<string, string> = {}) {
  const request = new Request(`http://bridge/webhooks/${name}`, { method: "POST", body, headers, duplex: "half" } as RequestInit);
  const response = await take(name, request);
  return {
    status: response.status,
    body: (await response.json()) as { ok?: true; error?: { code: string; message: string; fix: string } },
  };
}

describe("a delivery", () => {
  it("is answered with 200 once what it tells is stored", async () => {
    expect(await deliver("acme", "{}", { "x-signature": "s" })).toEqual({ status: 200, body: { ok: true } });
    expect(heard).toEqual([HEARD]);
    expect(read[0]?.nowMs).toBe(NOW);
    expect(read[0]?.delivery.headers.get("x-signature")).toBe("s");
    expect(Buffer.from(read[0]?.delivery.body ?? []).toString()).toBe("{}");
  });

  it("is answered with 503 when it was not, so that it comes again, and its contents are in no answer", async () => {
    isStored = false;
    const { status, body } = await deliver("acme", "{}");
    expect([status, body.error?.code]).toEqual([503, "not_taken"]);
    expect(JSON.stringify(body)).not.toContain("+49170000001");
  });

  it("that is refused is stored nowhere, and whoever set it up reads why", async () => {
    answer = { refused: { status: 401, code: "forged", message: "It is forged.", fix: "Sign it." } };
    const { status, body } = await deliver("acme", "{}");
    expect([status, body.error]).toEqual([401, { code: "forged", message: "It is forged.", fix: "Sign it." }]);
    expect(heard).toEqual([]);
    expect(counted).toEqual(["whatsapp delivery forged"]);
    expect(logged).toHaveLength(1);
  });

  it("for an account that is not there, or takes none, is answered with 404, and its name is in no log", async () => {
    for (const name of ["nobody", "deaf", "constructor", "__proto__"]) {
      const { status, body } = await deliver(name, "{}");
      expect([status, body.error?.code]).toEqual([404, "unknown_account"]);
      expect(JSON.stringify(body)).not.toContain(name);
    }
    expect([...logged, ...read]).toEqual([]);
  });

  it.each([
    ["says that it is", () => "x".repeat(256 * 1_024 + 1)],
    ["does not say that it is", () => new Blob(["x".repeat(256 * 1_024), "x"]).stream()],
  ])("that is too large and %s is not read", async (_how, body) => {
    const { status, body: said } = await deliver("acme", body());
    expect([status, said.error?.code]).toEqual([413, "too_large"]);
    expect(read).toEqual([]);
  });

  it("may be as large as that", async () => {
    expect((await deliver("acme", "x".repeat(256 * 1_024))).status).toBe(200);
  });
});
