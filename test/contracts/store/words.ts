import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import { claimOf, due, finish, linked, messageOf, type Open, press } from "./world.ts";

const DANA = "slack:T1:U1";

export function wordsContract(open: Open): void {
  describe("words", () => {
    promise(open, "are remembered of a person until they are forgotten, and each is new once", async ({ store, reopen }) => {
      for (const word of ["hushed", "__proto__", "O'Brien; --", ""]) {
        expect(await store.isRemembered(DANA, word)).toBe(false);
        expect(await store.remember(DANA, word)).toBe(true);
        expect(await store.remember(DANA, word)).toBe(false);
        expect(await store.isRemembered(DANA, word)).toBe(true);
        expect(await store.remember("__proto__", word)).toBe(true);
      }
      const again = (await reopen?.()) ?? store;
      expect(await again.isRemembered(DANA, "hushed")).toBe(true);
      expect(await again.isRemembered("slack:T1:U2", "hushed")).toBe(false);
      await again.forgetPerson(DANA);
      expect([await again.isRemembered(DANA, "hushed"), await again.isRemembered("__proto__", "hushed")]).toEqual([false, true]);
      expect(await again.remember(DANA, "hushed")).toBe(true);
    });

    promise(open, "are forgotten together with what was told to that person, and what waits of theirs for its link", async ({ store }) => {
      const items = [DANA, `${DANA}2`].map((person) => ({ key: `gone 7 m1 ${person} tada`, kind: "notice", payload: { person } }));
      await store.send(items);
      const told = await store.claimItem("w", 5_000);
      if ("key" in told) await store.finishItem("w", told.key, null);
      for (const person of [DANA, "slack:T1:U2"]) await store.record(press(messageOf("m1"), { person }), 60_000);
      await store.forgetPerson(DANA);
      await store.send(items);
      const left: string[] = [];
      for (let item = await store.claimItem("w", 5_000); "key" in item; item = await store.claimItem("w", 5_000)) left.push(item.key);
      expect(left.sort()).toEqual(items.map(({ key }) => key));
      expect((await linked(store, "m1")).facts.map(({ person }) => person)).toEqual(["slack:T1:U2"]);
    });

    promise(open, "are new to one of all who say them at the same time", async ({ store }) => {
      const said = await Promise.all(["a", "a", "a"].map((word) => store.remember(DANA, word)));
      expect(said.filter((isNew) => isNew)).toHaveLength(1);
    });

    promise(open, "are what is owed once for ever: a receipt is not owed again after any time", async ({ store, clock }) => {
      const items: unknown[] = [];
      for (const message of ["m1", "m2"]) {
        await due(store, message);
        await finish(store, await claimOf(store));
        for (let item = await store.claimItem("w", 5_000); "key" in item; item = await store.claimItem("w", 5_000)) {
          items.push([item.kind, item.payload]);
          await store.finishItem("w", item.key, null);
        }
        clock.pass(30 * 86_400_000);
      }
      expect(items).toEqual([["notice", expect.objectContaining({ reason: "first", person: DANA, ever: "first north" })]]);
    });
  });
}
