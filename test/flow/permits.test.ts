import { expect, it } from "vitest";
import { createPermits } from "../../src/flow/permits.ts";
import type { Account } from "../../src/ports/account.ts";
import { TargetError } from "../../src/ports/target.ts";
import { SLOT } from "../domain/given.ts";
import { createClock } from "../invariants/clock.ts";
import { openMemoryStore } from "../support/memory-store.ts";

const LIMIT = { scope: "credential:one", requests: 2, perMs: 60_000 };

function open() {
  const clock = createClock(1_767_603_600_000);
  const store = openMemoryStore(clock);
  const ended: string[] = [];
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const nothing = { event() {}, ambiguous() {}, confirmed() {}, takenOver() {}, folded() {}, repaired() {}, unsendable() {} };
  const observer = { log, ...nothing, step: (_provider: string, kind: string, result: string) => void ended.push(`${kind} ${result}`) };
  const base = { name: "acme", provider: "scripted", network: "whatsapp", limits: [LIMIT], messages: null, posts: null } as const;
  const account: Account = { ...base, probe: async () => {}, slot: () => ({ slot: SLOT }) };
  return { clock, store, ended, account, permits: createPermits({ store, clock, observer }) };
}

const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof TargetError ? error.failure.kind : "thrown"),
  );

it("gives as many permits as the limits have, and says for how long there are none", async () => {
  const { permits, account, clock, store } = open();
  const asking = permits.within(account, "locate", async (permit) => {
    for (let request = 0; request < 3; request += 1) await permit();
  });
  await expect(asking).rejects.toMatchObject({ failure: { kind: "rate-limited", retryAfterMs: expect.any(Number) } });
  // A wait of our own is not the provider's: the account is free as soon as its window is.
  await clock.advance(60_001);
  expect(await store.limitedForMs({ account: "acme", limits: [LIMIT] })).toBe(0);
});

it("counts what was asked until a work ended in a bug, and says nothing of the account", async () => {
  const { permits, account, store, ended } = open();
  const asking = permits.within(account, "find-post", async (permit) => {
    await permit();
    await permit();
    throw new Error("a bug");
  });
  expect(await kindOf(asking)).toBe("thrown");
  expect(await store.limitedForMs({ account: "acme", limits: [LIMIT] })).toBeGreaterThan(0);
  expect((await store.health("acme")).paused).toBeNull();
  expect(ended).toHaveLength(1);
});

it("gives none while the account is paused, and does not resume it by that", async () => {
  const { permits, account, store } = open();
  await store.pause("acme", "The key was refused.");
  expect(await kindOf(permits.within(account, "send", (permit) => permit()))).toBe("rate-limited");
  expect((await store.health("acme")).paused).toBe("The key was refused.");
});

it("pauses an account that is let in no more", async () => {
  const { permits, account, store } = open();
  const failure = { kind: "unauthorized", ambiguous: false, message: "The key was refused.", vendor: { status: 401 } } as const;
  const asking = permits.within(account, "send", async (permit) => {
    await permit();
    throw new TargetError(failure);
  });
  expect(await kindOf(asking)).toBe("unauthorized");
  expect((await store.health("acme")).paused).toBe("The key was refused.");
});
