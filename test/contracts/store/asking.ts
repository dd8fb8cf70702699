import { describe, expect } from "vitest";
import type { Message } from "../../../src/domain/message.ts";
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

    promise(open, "tells which mirrors of a channel were made last", async ({ store }) => {
      for (const name of ["a", "b", "c"]) await store.link(messageOf(name), "north", slotOf(`t-${name}`));
      const other = { ...messageOf("d"), channel: "C2" };
      await store.link(other, "north", slotOf("t-a"));
      await store.link(messageOf("c"), "south", slotOf("t-c"));
      const last = async (channel: Message, limit: number) => (await store.linkedLast(channel, limit)).map(({ slot }) => slot.message);
      expect(await last(messageOf("a"), 2)).toEqual(["t-c", "t-b"]);
      expect(await last(messageOf("a"), 9)).toEqual(["t-c", "t-b", "t-a"]);
      expect(await last(other, 9)).toEqual(["t-a"]);
      expect(await last({ ...messageOf("a"), workspace: "T2" }, 9)).toEqual([]);
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
