import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Failure, FailureKind, VendorAnswer } from "../../src/domain/failure.ts";
import type { Slot } from "../../src/domain/slot.ts";
import { createPools, type Pools } from "../../src/http/pool.ts";
import { type Target, TargetError } from "../../src/ports/target.ts";
import type { FailureRow } from "../../src/providers/failure.ts";
import { type Fault, faults } from "../../src/sandbox/providers/faults.ts";
import type { StandIn } from "../../src/sandbox/providers/stand-in.ts";
import { selfSigned } from "../support/certificate.ts";
import { soon } from "./under-test.ts";

/** What must never come out of an answer: put it into every place where a vendor speaks to people. */
export const SPOKEN = "Dana +5511988887777 5511988887777@s.whatsapp.net said: see you at noon; key sk_live_secret";
const LEAKED = /Dana|988887777|noon|sk_live/;

/** How one documented answer is played, and what it must come to. */
export interface Played {
  readonly title: string;
  /** A function where it tells of the time. */
  readonly answer: Fault | (() => Fault);
  readonly kind: FailureKind;
  readonly ambiguous: boolean;
  /** Beside the status of the answer. */
  readonly vendor?: Omit<VendorAnswer, "status">;
  /** About so long to wait. */
  readonly waitMs?: number;
}

export interface UnderFire<S extends StandIn> {
  readonly name: string;
  readonly open: () => Promise<S>;
  readonly create: (pools: Pools, baseUrl: string) => Target;
  readonly slot: Slot;
  readonly emoji: string;
  /** The provider's table: every row of it must have been played. */
  readonly rows: readonly FailureRow[];
  readonly played: readonly Played[];
  /** An error in this provider's own words, without a code. */
  readonly error: unknown;
}

const in30s = () => Date.now() + 30_000;

/** What every provider may answer, or not, in place of an answer. A 429 tells its wait in each form that a vendor of ours uses. */
function common(error: unknown): readonly Played[] {
  const unclear = { kind: "transient", ambiguous: true } as const;
  const limited = (form: string, headers: () => Record<string, string>): Played => ({
    title: `429 with ${form}`,
    answer: () => ({ status: 429, headers: headers(), body: error }),
    kind: "rate-limited",
    ambiguous: false,
    waitMs: 30_000,
  });
  return [
    limited("Retry-After in seconds", () => ({ "retry-after": "30" })),
    limited("Retry-After as an HTTP date", () => ({ "retry-after": new Date(in30s()).toUTCString() })),
    limited("X-RateLimit-Reset in ISO form", () => ({ "x-ratelimit-reset": new Date(in30s()).toISOString() })),
    limited("X-RateLimit-Reset in seconds", () => ({ "x-ratelimit-reset": String(Math.ceil(in30s() / 1_000)) })),
    limited("X-RateLimit-Reset in milliseconds", () => ({ "x-ratelimit-reset": String(in30s()) })),
    { title: "429 without a word", answer: { status: 429 }, kind: "rate-limited", ambiguous: false, waitMs: 60_000 },
    { title: "200 that is empty", answer: faults.empty, ...unclear },
    { title: "200 that says nothing", answer: { status: 200, body: { success: false, error: SPOKEN } }, ...unclear },
    { title: "200 that is cut short", answer: faults.truncated, ...unclear },
    { title: "200 that is text", answer: { status: 200, body: SPOKEN }, ...unclear },
    { title: "a proxy's page", answer: { ...faults.proxyPage, body: `<p>${SPOKEN}</p>` }, ...unclear },
    { title: "a proxy's 403", answer: { status: 403, body: `<p>${SPOKEN}</p>` }, ...unclear },
    { title: "500 that is empty", answer: { status: 500 }, ...unclear },
    { title: "an undocumented 418", answer: { status: 418, body: error }, kind: "rejected", ambiguous: false },
    { title: "an undocumented 501", answer: { status: 501, body: error }, ...unclear },
    { title: "a redirect", answer: { status: 302, headers: { location: "/" } }, ...unclear },
    { title: "a cut connection", answer: faults.cut, ...unclear },
    { title: "silence", answer: faults.hang, ...unclear },
  ];
}

/** Plays every row of a provider's table by its stand-in, through the real adapter. */
export function failureTable<S extends StandIn>({ name, open, create, slot, emoji, rows, played, error }: UnderFire<S>): void {
  describe(`${name}'s table of failures`, () => {
    let standIn: S;
    let pools: Pools;
    const read = new Set<string>();
    beforeAll(async () => {
      [standIn, pools] = [await open(), createPools()];
    });
    const servers: Server[] = [];
    afterAll(async () => {
      expect(standIn.violations).toEqual([]);
      await pools.close();
      await standIn.close();
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
    });

    async function failure(baseUrl: string, signal = soon()): Promise<Failure> {
      const thrown: unknown = await create(pools, baseUrl)
        .add(slot, emoji, signal)
        .catch((caught: unknown) => caught);
      expect(thrown).toBeInstanceOf(TargetError);
      const said = (thrown as TargetError).failure;
      expect(JSON.stringify(said)).not.toMatch(LEAKED);
      expect(String(thrown) + String((thrown as TargetError).stack)).not.toMatch(LEAKED);
      expect(said.message).toMatch(/^[A-Z].*[.?]$/);
      return said;
    }

    it.each([...played, ...common(error)])("has $title", async ({ answer: given, kind, ambiguous, vendor = {}, waitMs }) => {
      const answer = typeof given === "function" ? given() : given;
      standIn.fail(answer);
      const said = await failure(standIn.url, soon(answer.hang ? 100 : 5_000));
      read.add(said.message);
      expect(said).toEqual({
        kind,
        ambiguous,
        message: said.message,
        vendor: { status: answer.status ?? 0, ...vendor },
        ...(answer.status === undefined && { connection: true }),
        ...(waitMs !== undefined && { retryAfterMs: expect.any(Number) }),
      });
      if (waitMs !== undefined) expect(Math.abs((said.retryAfterMs ?? 0) - waitMs)).toBeLessThan(2_500);
    });

    it("has no row that no document tells of: each was played", () => {
      expect(rows.filter(({ message }) => !read.has(message))).toEqual([]);
    });

    it.each([
      ["nobody listens", "refused", async () => `http://127.0.0.1:${await freePort()}`],
      ["its name is not known", "by its name", async () => "http://provider.invalid"],
      ["its certificate is nobody's", "TLS", async () => `https://127.0.0.1:${await listen(createSecureServer(selfSigned()))}`],
    ])("knows that nothing was sent when %s", async (_, sign, address) => {
      const said = await failure(await address());
      expect(said).toMatchObject({ kind: "transient", ambiguous: false, connection: true, vendor: { status: 0 } });
      expect(said.message).toContain(sign);
    });

    it("does not know what became of it when what answers is not HTTP", async () => {
      const server = createServer(
        (socket) =>
          void socket
            .on("error", () => {})
            .resume()
            .end(`220 ${SPOKEN}\r\n\r\n`),
      );
      const said = await failure(`http://127.0.0.1:${await listen(server)}`);
      expect(said).toMatchObject({ kind: "transient", ambiguous: true, connection: true, vendor: { status: 0 } });
    });

    async function listen(server: Server): Promise<number> {
      servers.push(server);
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      return (server.address() as AddressInfo).port;
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
