import { describe, expect } from "vitest";
import type { Claim, Served, Store } from "../../../src/ports/store.ts";
import { promise } from "./fixture.ts";
import { claimOf, due, failed, finish, idleMs, type Open, read, type StillClock, served, UNSENT } from "./world.ts";

const MINUTE = 60_000;
const LIMITED = served("acme", [{ scope: "key", requests: 10, perMs: MINUTE }]);

export function ailingContract(open: Open): void {
  describe("mirrors whose last call failed", () => {
    promise(open, "take what is to spare of a limit, up to a third of it, and leave the rest to the others", async ({ store, clock }) => {
      await ail(store, clock, ["a1", "a2", "a3", "a4"]);
      for (let index = 1; index <= 3; index += 1) {
        expect((await claimOf(store, `a${index}`, [LIMITED])).mirror.slot.message).toBe(`a${index}`);
      }
      expect(await idleMs(store, [LIMITED])).toBeGreaterThan(MINUTE);
      for (let index = 0; index < 7; index += 1) {
        await due(store, `b${index}`);
        expect((await claimOf(store, `b${index}`, [LIMITED])).mirror.slot.message).toBe(`b${index}`);
      }
      expect(await store.limitedForMs(LIMITED)).toBeGreaterThan(0);
    });

    promise(open, "have a tenth of it however much is used: what has waited longest comes first", async ({ store, clock }) => {
      await ail(store, clock, ["a1", "a2"]);
      await use(store, LIMITED, 8);
      await due(store, "b1");
      await due(store, "b2");
      await looked(store);
      const order = [await claimOf(store, "w1", [LIMITED]), await claimOf(store, "w2", [LIMITED])];
      expect(order.map(({ mirror }) => mirror.slot.message)).toEqual(["a1", "b1"]);
      await finish(store, order[0] as Claim, failed({ kind: "gone" }), LIMITED);
      await finish(store, order[1] as Claim, failed({ kind: "gone" }), LIMITED);
      clock.pass(MINUTE);
      await looked(store);
      expect((await claimOf(store, "w1", [LIMITED])).mirror.slot.message).toBe("a2");
    });

    promise(open, "have a tenth of a human pace, and nothing of what it has to spare", async ({ store, clock }) => {
      const paced = served("acme", [{ scope: "day", requests: 10, perMs: 24 * 60 * MINUTE, reactionsOnly: true }]);
      await ail(store, clock, ["a1", "a2"]);
      expect((await claimOf(store, "w1", [paced])).mirror.slot.message).toBe("a1");
      expect(await idleMs(store, [paced])).toBeGreaterThan(MINUTE);
      await due(store, "b1");
      await claimOf(store, "w2", [paced]);
    });

    promise(open, "go as fast as the limit allows once the outage is over in which they failed", async ({ store, clock }) => {
      for (const name of ["a1", "a2", "a3", "a4", "a5"]) {
        await due(store, name);
        await finish(store, await claimOf(store, "fails", [LIMITED]), failed({ connection: true }), LIMITED);
      }
      clock.pass(30_000);
      await finish(store, await claimOf(store, "probes", [LIMITED]), { kind: "done" }, LIMITED);
      for (const holder of ["w1", "w2", "w3", "w4"]) await claimOf(store, holder, [LIMITED]);
    });

    promise(open, "give back what they had of it when their call never left", async ({ store, clock }) => {
      await ail(store, clock, ["a1", "a2"]);
      await use(store, LIMITED, 5);
      const first = await claimOf(store, "w1", [LIMITED]);
      expect(await idleMs(store, [LIMITED])).toBeGreaterThan(0);
      await finish(store, first, UNSENT, LIMITED);
      await claimOf(store, "w2", [LIMITED]);
    });

    promise(open, "are left where they are for whoever has no place for them", async ({ store, clock }) => {
      await ail(store, clock, ["a1"]);
      expect(await idleMs(store, [{ ...served(), wellOnly: true }])).toBe(null);
      await due(store, "b1");
      expect((await claimOf(store, "w1", [{ ...served(), wellOnly: true }])).mirror.slot.message).toBe("b1");
      expect((await claimOf(store, "w2", [served()])).mirror.slot.message).toBe("a1");
    });

    promise(open, "are claimed by those who have a place, though others who ask at the same time have none", async ({ store, clock }) => {
      await ail(store, clock, ["a1"]);
      const claims = await Promise.all([claimOf(store, "w1", [served()]), idleMs(store, [{ ...served(), wellOnly: true }])]);
      expect(claims).toMatchObject([{ mirror: { slot: { message: "a1" } } }, null]);
    });

    promise(open, "are ailing no more once they are settled", async ({ store, clock }) => {
      const [{ id = "" } = {}] = await ail(store, clock, ["a1"]);
      await finish(store, await claimOf(store, "w1", [LIMITED]), { kind: "done" }, LIMITED);
      expect(await read(store, id)).toMatchObject({ attempts: 0, failingSinceMs: null });
      expect(await store.backlog()).toMatchObject({ due: 0 });
    });

    promise(open, "count as due like all others", async ({ store, clock }) => {
      await ail(store, clock, ["a1", "a2"]);
      await due(store, "b1");
      clock.pass(1_000);
      expect(await store.backlog()).toMatchObject({ due: 3 });
      expect((await store.backlog()).oldestDueMs).toBeGreaterThan(1_000);
    });
  });

  describe("messages that fail for ever", () => {
    promise(open, "say nothing of an account that works for others", async ({ store, clock }) => {
      const names = ["a1", "a2", "a3", "a4", "a5", "a6"];
      await ail(store, clock, names);
      for (const _ of names) await finish(store, await claimOf(store), failed({ connection: true }));
      expect(await store.health("acme")).toMatchObject({ failures: 0, probeAtMs: null });
    });

    promise(open, "hold back nothing that has not failed, as long as they are two at most", async ({ store, clock }) => {
      await due(store, "a1");
      for (let time = 0; time < 5; time += 1) {
        await finish(store, await claimOf(store), failed({ connection: true }));
        clock.pass(15_000);
      }
      expect((await store.health("acme")).probeAtMs).toBe(clock.now() + 15_000);
      expect(await idleMs(store)).toBe(15_000);
      await due(store, "b1");
      const claim = await claimOf(store);
      expect(claim.mirror.slot.message).toBe("b1");
      await finish(store, claim);
      expect((await store.health("acme")).probeAtMs).toBe(null);
    });

    promise(open, "are asked about by the probe of a breaker even where they have had their tenth", async ({ store, clock }) => {
      const by = served("acme", [{ scope: "key", requests: 10, perMs: 3_600_000 }]);
      for (const name of ["a1", "a2", "a3", "a4", "a5"]) {
        await due(store, name);
        await finish(store, await claimOf(store, "w1", [by]), failed({ connection: true }), by);
      }
      for (let probe = 0; probe < 3; probe += 1) {
        clock.pass(30_000);
        await finish(store, await claimOf(store, "w1", [by]), failed({ connection: true }), by);
      }
    });

    promise(open, "keep their account away once, when they are answered with a 429, and not again", async ({ store, clock }) => {
      const { id } = await due(store, "a1");
      const limited = failed({ kind: "rate-limited", retryAfterMs: 7_000 });
      await finish(store, await claimOf(store, "w1", [LIMITED]), limited, LIMITED);
      expect(await store.limitedForMs(LIMITED)).toBe(7_000);
      await due(store, "b1");
      clock.pass(7_000);
      await finish(store, await claimOf(store, "w1", [LIMITED]), { kind: "done" }, LIMITED);
      const again = await claimOf(store, "w1", [LIMITED]);
      expect(again.mirror.id).toBe(id);
      await finish(store, again, limited, LIMITED);
      expect(await store.limitedForMs(LIMITED)).toBe(0);
      expect(await read(store, id)).toMatchObject({ attempts: 1, wakeMs: clock.now() + 7_000 });
    });
  });
}

/** For a moment a store may believe what it has seen; it looks anew for somebody else. */
async function looked(store: Store): Promise<void> {
  await idleMs(store, [served("other")]);
}

/** So many calls that are no mirror's. */
async function use(store: Store, by: Served, calls: number): Promise<void> {
  for (let call = 0; call < calls; call += 1) await store.probed(by, (await store.probe(by)) ?? "", { kind: "done" });
}

/** Makes mirrors whose only call failed while their account works for others, and that are due again, in this order. */
async function ail(store: Store, clock: StillClock, names: readonly string[], by: Served = served()) {
  const mirrors = [];
  for (const name of names) {
    mirrors.push(await due(store, name));
    await finish(store, await claimOf(store, "ails", [by]), failed({}), by);
    await due(store, `beside ${name}`);
    await finish(store, await claimOf(store, "works", [by]), { kind: "done" }, by);
    clock.pass(10);
  }
  clock.pass(2_000);
  return mirrors;
}
