import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import { claimOf, due, failed, finish, idleMs, messageOf, type Open, press, RULES, read, served, UNSENT, withdrawal } from "./world.ts";

const KEY = { scope: "key", requests: 2, perMs: 60_000 };

export function tokenContract(open: Open): void {
  describe("limits", () => {
    promise(open, "let through as many calls as they allow, and the next one window after a call ended", async ({ store, clock }) => {
      for (const name of ["m1", "m2", "m3"]) await due(store, name);
      const by = served("acme", [KEY]);
      const first = await claimOf(store, "w1", [by]);
      await claimOf(store, "w2", [by]);
      clock.pass(4_000);
      await finish(store, first, { kind: "done" }, by);
      // The second never ends: its lease runs out, but its call may still be counted.
      expect(await idleMs(store, [by])).toBe(60_000);
      clock.pass(59_999);
      expect(await store.limitedForMs(by)).toBe(1);
      clock.pass(1);
      expect(await store.limitedForMs(by)).toBe(0);
      await claimOf(store, "w3", [by]);
    });

    promise(open, "are never overdrawn, whatever the order in which calls end", async ({ store, clock }) => {
      const by = served("acme", [{ scope: "key", requests: 3, perMs: 1_000 }]);
      const calls: number[] = [];
      for (let index = 0; index < 12; index += 1) await due(store, `m${index}`);
      while (calls.length < 12) {
        const claim = await store.claim("w1", [by], (mirror) => ({
          mirror: { ...mirror, change: null, wakeMs: null },
          move: { op: "read" },
          notices: [],
          refused: [],
          takenOver: false,
        }));
        if ("token" in claim) {
          const tookMs = (calls.length * 37) % 90;
          calls.push(clock.now() + tookMs);
          clock.pass(tookMs);
          const outcome = { kind: "read", shown: [] } as const;
          await store.advance("w1", claim, by, outcome, (mirror) => ({ mirror, move: null, notices: [], refused: [], takenOver: false }));
        } else {
          clock.pass(claim.afterMs ?? 1);
        }
      }
      for (const end of calls) expect(calls.filter((ms) => ms >= end && ms < end + 1_000).length).toBeLessThanOrEqual(3);
    });

    promise(open, "take the first token before the lease: without one, nothing is leased", async ({ store }) => {
      await due(store, "m1");
      await due(store, "m2");
      const by = served("acme", [{ ...KEY, requests: 1 }]);
      const { mirror } = await claimOf(store, "w1", [by]);
      await idleMs(store, [by]);
      const { mirrors } = await store.mirrors({ limit: 10 });
      expect(mirrors.filter(({ lease }) => lease !== null).map(({ id }) => id)).toEqual([mirror.id]);
    });

    promise(open, "give back a token whose call never left", async ({ store }) => {
      await due(store, "m1");
      await due(store, "m2");
      const by = served("acme", [{ ...KEY, requests: 1 }]);
      const claim = await claimOf(store, "w1", [by]);
      await store.record(withdrawal(messageOf(claim.mirror.slot.message)), 0);
      expect(await store.limitedForMs(by)).toBeGreaterThan(0);
      await finish(store, claim, UNSENT, by);
      expect(await store.limitedForMs(by)).toBe(0);
    });

    promise(open, "make a pass wait for its next token, and its mirror due when there is one", async ({ store, clock }) => {
      const rules = { ...RULES, replaces: false, perMessage: 2, removesByName: true };
      const by = served("acme", [{ ...KEY, requests: 1 }]);
      const { id } = await due(store, "m1");
      await store.record(press(messageOf("m1"), { emoji: "🎉" }), 0);
      const claim = await claimOf(store, "w1", [by], { rules });
      expect(await finish(store, claim, { kind: "done" }, by, { rules })).toBe(null);
      expect((await read(store, id)).observed).toHaveLength(1);
      expect(await idleMs(store, [by], { rules })).toBe(60_000);
      clock.pass(60_000);
      await finish(store, await claimOf(store, "w2", [by], { rules }), { kind: "done" }, by, { rules });
      expect((await read(store, id)).observed).toHaveLength(2);
    });

    promise(open, "are shared by the accounts of one credential", async ({ store }) => {
      await due(store, "m1", "one");
      await due(store, "m2", "two");
      const limits = [{ ...KEY, requests: 1 }];
      await claimOf(store, "w1", [served("one", limits), served("two", limits)]);
      expect(await store.limitedForMs(served("one", limits))).toBeGreaterThan(0);
      expect(await store.limitedForMs(served("two", limits))).toBeGreaterThan(0);
      await idleMs(store, [served("one", limits), served("two", limits)]);
    });

    promise(open, "all have to let a call through, the account's own and its credential's", async ({ store }) => {
      for (const name of ["m1", "m2"]) await due(store, name);
      const by = served("acme", [
        { ...KEY, requests: 10 },
        { scope: "own", requests: 1, perMs: 1_000 },
      ]);
      await finish(store, await claimOf(store, "w1", [by]), { kind: "done" }, by);
      expect(await idleMs(store, [by])).toBe(1_000);
      expect(await store.limitedForMs(served("other", [{ ...KEY, requests: 10 }]))).toBe(0);
    });

    promise(open, "keep away for as long as the provider asks, and that is no attempt", async ({ store, clock }) => {
      const { id } = await due(store, "m1");
      await due(store, "m2");
      const by = served("acme", [KEY]);
      await finish(store, await claimOf(store, "w1", [by]), failed({ kind: "rate-limited", retryAfterMs: 7_000 }), by);
      expect(await idleMs(store, [by])).toBe(7_000);
      expect(await store.limitedForMs(by)).toBe(7_000);
      expect((await read(store, id)).attempts).toBe(0);
      clock.pass(7_000);
      expect((await claimOf(store, "w2", [by])).move).toEqual({ op: "add", emoji: "👍" });
    });

    promise(
      open,
      "count a harmless read like any call: one token, from its end on, given back when it never left",
      async ({ store, clock }) => {
        await due(store, "m1");
        const by = served("acme", [{ ...KEY, requests: 1 }]);
        const unsent = (await store.probe(by)) ?? "";
        expect(await store.probe(by)).toBe(null);
        expect(await store.probe(served("other", [{ ...KEY, requests: 1 }]))).toBe(null);
        expect(await store.limitedForMs(by)).toBeGreaterThan(0);
        await store.probed(by, unsent, UNSENT);
        expect(await store.limitedForMs(by)).toBe(0);
        const sent = (await store.probe(by)) ?? "";
        clock.pass(500);
        await store.probed(by, sent, { kind: "done" });
        expect(await idleMs(store, [by])).toBe(60_000);
        clock.pass(60_000);
        await claimOf(store, "w1", [by]);
      },
    );

    promise(open, "are kept by a harmless read for as long as the provider asks", async ({ store }) => {
      const by = served("acme", [KEY]);
      await store.probed(by, (await store.probe(by)) ?? "", failed({ kind: "rate-limited", retryAfterMs: 90_000 }));
      expect(await store.limitedForMs(by)).toBe(90_000);
    });

    promise(open, "follow the plan when it changes", async ({ store, clock }) => {
      for (const name of ["m1", "m2", "m3", "m4"]) await due(store, name);
      const wide = served("acme", [{ ...KEY, requests: 3 }]);
      for (const holder of ["w1", "w2", "w3"]) {
        await finish(store, await claimOf(store, holder, [wide]), { kind: "done" }, wide);
        clock.pass(1_000);
      }
      const narrow = served("acme", [{ ...KEY, requests: 1 }]);
      expect(await store.limitedForMs(wide)).toBe(57_000);
      expect(await store.limitedForMs(narrow)).toBe(59_000);
      expect(await store.limitedForMs(served("acme", [{ ...KEY, requests: 4 }]))).toBe(0);
    });
  });
}
