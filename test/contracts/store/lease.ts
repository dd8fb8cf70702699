import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import { begin, claimOf, due, finish, idleMs, LEASE_MS, messageOf, type Open, press, read, served, UNSENT, withdrawal } from "./world.ts";

export function leaseContract(open: Open): void {
  describe("leases", () => {
    promise(open, "are taken over when they run out, and then everything is confirmed", async ({ store, clock }) => {
      await due(store, "m1");
      await claimOf(store, "w1");
      expect(await idleMs(store)).toBe(LEASE_MS);
      clock.pass(LEASE_MS);
      const claim = await claimOf(store, "w2");
      expect(claim).toMatchObject({ takenOver: true, move: { op: "add", emoji: "👍" }, mirror: { lease: { confirming: true } } });
      expect(await finish(store, claim)).toBe(null);
      // D and the clock step after the take-over, the last confirming pass begins.
      expect(await idleMs(store)).toBe(35_000);
      clock.pass(35_000);
      const last = await claimOf(store, "w3");
      expect(last).toMatchObject({ takenOver: false, mirror: { lease: { confirming: true } } });
      await finish(store, last);
      expect(await idleMs(store)).toBe(null);
      expect(await read(store, claim.mirror.id)).toMatchObject({ observed: ["👍"], possible: [] });
    });

    promise(open, "end with false for a worker that lost one, whose call stays possible", async ({ store, clock }) => {
      const { id } = await due(store, "m1");
      const lost = await claimOf(store, "w1");
      clock.pass(LEASE_MS);
      const found = await claimOf(store, "w2");
      await finish(store, found);
      expect(await finish(store, lost)).toBe(false);
      expect((await read(store, id)).possible).toEqual([{ op: "add", emoji: "👍" }]);
      expect(await claimOf(store, "w3")).toMatchObject({ mirror: { id, lease: { confirming: true } } });
    });

    promise(open, "leave the new holder's alone when the old one comes back", async ({ store, clock }) => {
      const { id } = await due(store, "m1");
      const lost = await claimOf(store, "w1");
      clock.pass(LEASE_MS);
      const found = await claimOf(store, "w2");
      expect(await finish(store, lost)).toBe(false);
      expect((await read(store, id)).lease).toMatchObject({ holder: "w2" });
      expect(await finish(store, found)).toBe(null);
    });

    promise(open, "still count when they ran out and nobody took over", async ({ store, clock }) => {
      await due(store, "m1");
      const claim = await claimOf(store, "w1");
      clock.pass(LEASE_MS + 1);
      expect(await finish(store, claim)).toBe(null);
      expect(await idleMs(store)).toBe(null);
    });

    promise(open, "are released with confirmation: one holder's, or everybody's", async ({ store }) => {
      const first = await due(store, "m1");
      await due(store, "m2");
      await claimOf(store, "w1");
      await claimOf(store, "w2");
      expect(await store.release("w1")).toBe(1);
      expect(await claimOf(store, "w3")).toMatchObject({ takenOver: false, mirror: { id: first.id, lease: { confirming: true } } });
      expect(await store.release(null)).toBe(2);
      expect(await store.release(null)).toBe(0);
    });

    promise(open, "put nothing in doubt when the call never left", async ({ store, clock }) => {
      const { id } = await due(store, "m1");
      const claim = await claimOf(store, "w1");
      await store.record(withdrawal(messageOf("m1")), 0);
      expect(await finish(store, claim, UNSENT)).toBe(null);
      clock.pass(150);
      expect(await idleMs(store)).toBe(null);
      expect(await read(store, id)).toMatchObject({ possible: [], observed: [] });
    });

    promise(open, "keep a mirror from others while events go on", async ({ store, clock }) => {
      await due(store, "m1");
      await claimOf(store, "w1");
      clock.pass(2_000);
      await store.record(press(messageOf("m1"), { emoji: "🎉" }), 0);
      expect(await store.claim("w2", [served()], begin("w2"))).toEqual({ afterMs: LEASE_MS - 2_000 });
    });
  });
}
