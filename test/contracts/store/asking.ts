import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import { linked, messageOf, type Open, press, slotOf } from "./world.ts";

export function askingContract(open: Open): void {
  describe("asking", () => {
    promise(open, "tells what our account shows on a target, on one part or on all", async ({ store }) => {
      const slots = [slotOf("t"), { ...slotOf("t"), part: 1 }, { ...slotOf("t"), comment: "c" }, slotOf("t", "other"), slotOf("u")];
      const ids: (string | null)[] = [];
      for (const [index, slot] of slots.entries()) {
        const made = await store.link(messageOf(`m${index}`), "north", slot);
        ids.push(made.result === "conflict" ? null : made.mirror.id);
      }
      const on = async (account: string, message: string, part: number | null) =>
        (await store.mirrorsOn(account, message, part)).map(({ id }) => id);
      expect(await on("acme", "t", 0)).toEqual([ids[0], ids[2]]);
      expect(await on("acme", "t", 1)).toEqual([ids[1]]);
      expect(await on("acme", "t", null)).toEqual(ids.slice(0, 3));
      expect(await on("other", "t", null)).toEqual([ids[3]]);
      expect(await on("acme", "nothing", null)).toEqual([]);
    });

    promise(open, "tells what a message stands for under a link", async ({ store }) => {
      const mirror = await linked(store, "m1");
      expect(await store.standsFor(messageOf("m1"), "north")).toEqual(mirror);
      expect(await store.standsFor(messageOf("m1"), "south")).toBe(null);
      expect(await store.standsFor(messageOf("m2"), "north")).toBe(null);
    });

    promise(open, "tells whether events wait for a message, for as long as they do", async ({ store, clock }) => {
      expect(await store.awaited(messageOf("m1"))).toBe(false);
      await store.record(press(messageOf("m1")), 60_000);
      await store.record(press(messageOf("m2")), 60_000);
      expect(await store.awaited(messageOf("m1"))).toBe(true);
      expect(await store.awaited({ ...messageOf("m1"), workspace: "T2" })).toBe(false);
      await linked(store, "m1");
      expect(await store.awaited(messageOf("m1"))).toBe(false);
      clock.pass(60_000);
      expect(await store.awaited(messageOf("m2"))).toBe(true);
      clock.pass(1);
      expect(await store.awaited(messageOf("m2"))).toBe(false);
    });
  });
}
