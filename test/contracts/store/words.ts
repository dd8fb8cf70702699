import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import { claimOf, due, finish, type Open } from "./world.ts";

export function wordsContract(open: Open): void {
  describe("words", () => {
    promise(open, "are remembered for ever, and each is new once", async ({ store, reopen }) => {
      for (const word of ["hushed slack:T1:U1", "__proto__", "O'Brien; --", ""]) {
        expect(await store.isRemembered(word)).toBe(false);
        expect(await store.remember(word)).toBe(true);
        expect(await store.remember(word)).toBe(false);
        expect(await store.isRemembered(word)).toBe(true);
      }
      const again = (await reopen?.()) ?? store;
      expect(await again.isRemembered("hushed slack:T1:U1")).toBe(true);
      expect(await again.isRemembered("hushed slack:T1:U2")).toBe(false);
    });

    promise(open, "are new to one of all who say them at the same time", async ({ store }) => {
      const said = await Promise.all(["a", "a", "a"].map(store.remember));
      expect(said.filter((isNew) => isNew)).toHaveLength(1);
    });

    promise(open, "are what is owed once for ever: a receipt is not owed again after any time", async ({ store, clock }) => {
      const items: unknown[] = [];
      for (const message of ["m1", "m2"]) {
        await due(store, message);
        await finish(store, await claimOf(store));
        for (let item = await store.claimItem("w", 5_000); "key" in item; item = await store.claimItem("w", 5_000)) {
          items.push([item.kind, item.key]);
          await store.finishItem("w", item.key, null);
        }
        clock.pass(30 * 86_400_000);
      }
      expect(items).toEqual([["notice", "first north slack:T1:U1"]]);
    });
  });
}
