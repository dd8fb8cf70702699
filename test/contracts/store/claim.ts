import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import { claimOf, due, failed, finish, idleMs, linked, messageOf, type Open, press, RULES, read, served, withdrawal } from "./world.ts";

export function claimContract(open: Open): void {
  describe("claims", () => {
    promise(open, "gives the move that the mirror wants, already stored as possible", async ({ store }) => {
      const { id } = await due(store, "m1");
      const claim = await claimOf(store);
      expect(claim).toMatchObject({ move: { op: "add", emoji: "👍" }, takenOver: false, mirror: { id } });
      expect(await read(store, id)).toMatchObject({ possible: [{ op: "add", emoji: "👍" }], lease: { holder: "w1" } });
    });

    promise(open, "gives a mirror to one worker only", async ({ store }) => {
      await due(store, "m1");
      const claims = await Promise.all(["w1", "w2", "w3"].map((holder) => claimOf(store, holder).catch(() => null)));
      expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    });

    promise(open, "settles when the call is done", async ({ store }) => {
      const { id } = await due(store, "m1");
      expect(await finish(store, await claimOf(store))).toBe(null);
      expect(await read(store, id)).toMatchObject({ observed: ["👍"], possible: [], lease: null });
      expect(await idleMs(store)).toBe(null);
    });

    promise(open, "goes on with the next move of the pass", async ({ store, clock }) => {
      await due(store, "m1");
      const rules = { ...RULES, replaces: false, perMessage: 2, removesByName: true };
      await finish(store, await claimOf(store, "w1", [served()], { rules }), { kind: "done" }, served(), { rules });
      await store.record(withdrawal(messageOf("m1")), 0);
      await store.record(press(messageOf("m1"), { emoji: "🎉" }), 0);
      clock.pass(150);
      const first = await claimOf(store, "w2", [served()], { rules });
      expect(first.move).toEqual({ op: "add", emoji: "🎉" });
      const second = await finish(store, first, { kind: "done" }, served(), { rules });
      expect(second).toMatchObject({ move: { op: "remove", emoji: "👍" } });
      if (second === null || second === false) throw new Error("the pass is over");
      expect(second.token).not.toBe(first.token);
      expect(await finish(store, second, { kind: "done" }, served(), { rules })).toBe(null);
    });

    promise(open, "settles on the way what needs no call", async ({ store }) => {
      const undone = await due(store, "m1");
      await store.record(withdrawal(messageOf("m1")), 0);
      const { id } = await due(store, "m2");
      expect((await claimOf(store)).mirror.id).toBe(id);
      expect(await read(store, undone.id)).toMatchObject({ change: null, wakeMs: null, observed: [] });
    });

    promise(open, "takes first what has waited longest", async ({ store, clock }) => {
      for (const name of ["m1", "m2", "m3"]) await linked(store, name);
      for (const name of ["m2", "m3", "m1"]) {
        await store.record(press(messageOf(name)), 0);
        clock.pass(1);
      }
      const order = [await claimOf(store), await claimOf(store, "w2"), await claimOf(store, "w3")];
      expect(order.map(({ mirror }) => mirror.slot.message)).toEqual(["m2", "m3", "m1"]);
    });

    promise(open, "says how long there is nothing to do", async ({ store, clock }) => {
      await linked(store, "m1");
      expect(await idleMs(store)).toBe(null);
      await store.record(press(messageOf("m1"), { terms: { graceMs: 1_000 } }), 0);
      expect(await idleMs(store)).toBe(1_000);
      clock.pass(400);
      expect(await idleMs(store)).toBe(600);
      clock.pass(600);
      await claimOf(store);
    });

    promise(open, "passes over the mirrors of accounts that are not asked for", async ({ store }) => {
      await due(store, "m1", "other");
      expect(await idleMs(store, [served("acme")])).toBe(null);
      await claimOf(store, "w1", [served("other")]);
    });

    promise(open, "leaves a mirror due as its newest change asks when that came while its call was in flight", async ({ store, clock }) => {
      const { id } = await due(store, "m1");
      const claim = await claimOf(store);
      await store.record(withdrawal(messageOf("m1")), 0);
      expect(await finish(store, claim)).toBe(null);
      expect(await read(store, id)).toMatchObject({ observed: ["👍"] });
      expect(await idleMs(store)).toBe(150);
      clock.pass(150);
      expect(await claimOf(store)).toMatchObject({ move: { op: "remove", emoji: "👍" }, mirror: { id } });
    });

    promise(open, "tries again what failed in passing, later", async ({ store, clock }) => {
      await due(store, "m1");
      await finish(store, await claimOf(store), failed({}));
      const waitMs = (await idleMs(store)) ?? 0;
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(2_000);
      clock.pass(waitMs);
      expect((await claimOf(store)).mirror.attempts).toBe(1);
    });

    const refusal = failed({ kind: "rejected", message: "Not that one." });

    promise(open, "forgets what an account refused when it learns more after 30 days", async ({ store, clock }) => {
      for (const emoji of ["🦄", "🍕"]) {
        await due(store, `for ${emoji}`);
        const claim = await claimOf(store);
        await store.advance("w1", claim, served(), refusal, (mirror) => ({
          mirror: { ...mirror, lease: null, wakeMs: null, change: null },
          ...{ move: null, notices: [], refused: [emoji], takenOver: false },
        }));
        clock.pass(30 * 86_400_000);
      }
      expect((await store.health("acme")).refused).toEqual([{ emoji: "🍕", atMs: clock.now() - 30 * 86_400_000 }]);
    });

    promise(open, "owes a word when the target refuses, and learns what an account refuses everywhere", async ({ store, clock }) => {
      await due(store, "m1");
      const claim = await claimOf(store);
      const learn = await store.advance("w1", claim, served(), refusal, (mirror) => ({
        mirror: { ...mirror, lease: null, wakeMs: null, change: null },
        move: null,
        notices: [
          {
            key: "k",
            reason: "rejected",
            ...{ mirror: "1", version: 1, account: "acme" },
            message: messageOf("m1"),
            person: "slack:T1:U1",
            name: "👍",
            emoji: "👍",
            shown: null,
          },
        ],
        refused: ["🦄"],
        takenOver: false,
      }));
      expect(learn).toBe(null);
      expect((await store.health("acme")).refused).toEqual([{ emoji: "🦄", atMs: clock.now() }]);
      expect(await store.claimItem("w1", 1_000)).toMatchObject({ kind: "notice", key: "k", payload: { reason: "rejected" } });
    });
  });

  describe("fairness", () => {
    promise(open, "serves accounts in turn, however much one of them has to do", async ({ store, clock }) => {
      for (let index = 0; index < 6; index += 1) await due(store, `a${index}`, "busy");
      clock.pass(1_000);
      await due(store, "b0", "quiet");
      await due(store, "b1", "quiet");
      const by = [served("busy"), served("quiet")];
      const order: string[] = [];
      for (let index = 0; index < 6; index += 1) order.push((await claimOf(store, `w${index}`, by)).mirror.slot.account);
      expect(order.slice(0, 4).filter((account) => account === "quiet")).toHaveLength(2);
      expect(order.slice(4)).toEqual(["busy", "busy"]);
    });

    promise(open, "lets a paused account delay no other, and goes on when it is resumed", async ({ store }) => {
      await due(store, "m1", "stuck");
      await due(store, "m2", "fine");
      await store.pause("stuck", "The key was refused.");
      const by = [served("stuck"), served("fine")];
      expect((await claimOf(store, "w1", by)).mirror.slot.account).toBe("fine");
      expect(await idleMs(store, [served("stuck")])).toBe(null);
      await store.pause("stuck", null);
      expect((await claimOf(store, "w2", by)).mirror.slot.account).toBe("stuck");
    });

    promise(open, "lets a limited account delay no other", async ({ store }) => {
      for (const name of ["m1", "m2"]) await due(store, name, "limited");
      await due(store, "m3", "free");
      const limited = served("limited", [{ scope: "key", requests: 1, perMs: 60_000 }]);
      expect((await claimOf(store, "w1", [limited])).mirror.slot.account).toBe("limited");
      expect((await claimOf(store, "w2", [limited, served("free")])).mirror.slot.account).toBe("free");
      expect(await idleMs(store, [limited, served("free")])).toBeGreaterThan(0);
    });
  });
}
