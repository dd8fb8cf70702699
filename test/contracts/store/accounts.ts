import { describe, expect } from "vitest";
import { HEALTHY } from "../../../src/domain/account.ts";
import type { Store } from "../../../src/ports/store.ts";
import { promise } from "./fixture.ts";
import { claimOf, due, failed, finish, idleMs, type Open, RULES, read, served, UNSENT } from "./world.ts";

export function accountsContract(open: Open): void {
  describe("accounts", () => {
    promise(open, "are healthy until a call says otherwise", async ({ store }) => {
      expect(await store.health("acme")).toEqual(HEALTHY);
      await due(store, "m1");
      await finish(store, await claimOf(store), failed({ message: "Bad gateway." }));
      expect(await store.health("acme")).toMatchObject({ failures: 1, lastFailure: "Bad gateway.", probeAtMs: null });
    });

    promise(open, "pause when they are refused, with the work still due", async ({ store }) => {
      const { id } = await due(store, "m1");
      await finish(store, await claimOf(store), failed({ kind: "unauthorized", message: "The key was refused." }));
      expect((await store.health("acme")).paused).toBe("The key was refused.");
      expect(await idleMs(store)).toBe(null);
      await store.pause("acme", null);
      expect((await store.health("acme")).paused).toBe(null);
      expect((await claimOf(store)).mirror.id).toBe(id);
    });

    promise(open, "end a pass when they are paused in the midst of it", async ({ store }) => {
      const rules = { ...RULES, replaces: false, perMessage: 2, removesByName: true };
      const { id } = await due(store, "m1");
      const claim = await claimOf(store, "w1", [served()], { rules });
      await store.pause("acme", "By hand.");
      const added = await store.absorb(id, (mirror) => ({ mirror: { ...mirror, observed: ["🎉"] }, again: false, repaired: 0 }));
      expect(added?.mirror.observed).toEqual(["🎉"]);
      expect(await finish(store, claim, { kind: "done" }, served(), { rules })).toBe(null);
      expect(await idleMs(store, [served()], { rules })).toBe(null);
      await store.pause("acme", null);
      expect(await read(store, id)).toMatchObject({ lease: null, possible: [] });
    });

    promise(open, "that fail are probed every 30 s, with what failed least, and are closed to the rest", async ({ store, clock }) => {
      for (let index = 0; index < 5; index += 1) {
        await due(store, `m${index}`);
        await finish(store, await claimOf(store), failed({ connection: true }));
      }
      const { id } = await due(store, "fresh");
      expect(await idleMs(store)).toBe(30_000);
      clock.pass(30_000);
      const probe = await claimOf(store);
      expect(probe.mirror.id).toBe(id);
      expect(await idleMs(store)).toBe(30_000);
      await finish(store, probe);
      expect((await store.health("acme")).probeAtMs).toBe(null);
      await claimOf(store);
      await claimOf(store, "w2");
    });

    promise(open, "that are paused are resumed by a harmless read that is done, and by no other", async ({ store }) => {
      await store.pause("acme", "The key was refused.");
      const probed = async (outcome: Parameters<Store["probed"]>[2]) => {
        const token = await store.probe(served());
        if (token === null) throw new Error("there was no token");
        await store.probed(served(), token, outcome);
        return (await store.health("acme")).paused;
      };
      expect(await probed(failed({ kind: "transient", message: "Bad gateway." }))).toBe("The key was refused.");
      expect(await probed(failed({ kind: "rate-limited", message: "Slowly." }))).toBe("The key was refused.");
      expect(await probed(UNSENT)).toBe("The key was refused.");
      expect(await probed(failed({ kind: "unauthorized", message: "The subscription is over." }))).toBe("The subscription is over.");
      expect(await probed({ kind: "done" })).toBe(null);
      expect(await store.health("acme")).toEqual(HEALTHY);
    });

    promise(open, "that are not paused are paused by a call of no mirror that is refused, and changed by no other", async ({ store }) => {
      await due(store, "m1");
      await finish(store, await claimOf(store), failed({ message: "Bad gateway." }));
      const before = await store.health("acme");
      for (const outcome of [failed({ kind: "transient" }), failed({ kind: "rejected" }), UNSENT, { kind: "done" }] as const) {
        await store.probed(served(), (await store.probe(served())) ?? "", outcome);
        expect(await store.health("acme")).toEqual(before);
      }
      await store.probed(served(), (await store.probe(served())) ?? "", failed({ kind: "unauthorized", message: "The key was refused." }));
      expect((await store.health("acme")).paused).toBe("The key was refused.");
    });

    promise(open, "that fail delay no other", async ({ store }) => {
      for (let index = 0; index < 5; index += 1) {
        await due(store, `m${index}`, "failing");
        await finish(store, await claimOf(store, "w1", [served("failing")]), failed({ connection: true }), served("failing"));
      }
      await due(store, "m9", "fine");
      expect((await claimOf(store, "w1", [served("failing"), served("fine")])).mirror.slot.account).toBe("fine");
    });
  });
}
