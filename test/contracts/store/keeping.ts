import { describe, expect } from "vitest";
import { heard } from "./conversations.ts";
import { promise } from "./fixture.ts";
import {
  claimOf,
  due,
  failed,
  finish,
  idleMs,
  linked,
  linkOf,
  messageOf,
  type Open,
  press,
  read,
  served,
  slotOf,
  withdrawal,
} from "./world.ts";

const DAY_MS = 86_400_000;

export function keepingContract(open: Open): void {
  describe("what is old", () => {
    promise(open, "is let go of when it is settled, the oldest first and so many at a time", async ({ store, clock }) => {
      for (const name of ["m1", "m2", "m3"]) {
        await linked(store, name);
        clock.pass(DAY_MS);
      }
      const left = async () => (await store.mirrors({ limit: 10 })).mirrors.map(({ slot }) => slot.message);
      clock.pass(DAY_MS);
      expect(await store.prune(5 * DAY_MS, 10)).toBe(0);
      expect(await store.prune(2 * DAY_MS, 1)).toBe(1);
      expect(await left()).toEqual(["m2", "m3"]);
      expect(await store.prune(2 * DAY_MS, 10)).toBe(1);
      expect(await left()).toEqual(["m3"]);
    });

    promise(open, "stays while there is work on it, it waits for its link, or it is set aside", async ({ store, clock }) => {
      await due(store, "parked");
      await finish(store, await claimOf(store), failed({ kind: "gone" }));
      await due(store, "waits", "other");
      await idleMs(store, [served("other")], { links: [linkOf("north", "off")] });
      await due(store, "flies", "third");
      await claimOf(store, "w1", [served("third")]);
      await due(store, "due", "fourth");
      clock.pass(400 * DAY_MS);
      expect(await store.prune(DAY_MS, 10)).toBe(0);
    });

    promise(open, "asks for no call when it is let go of, and its message can be linked anew", async ({ store, clock }) => {
      const { id } = await due(store, "m1");
      await finish(store, await claimOf(store));
      await store.link(messageOf("m2"), "south", slotOf("m1"));
      expect(await idleMs(store)).toBe(null);
      clock.pass(DAY_MS + 1);
      expect(await store.prune(DAY_MS, 10)).toBe(1);
      expect(await store.mirror(id)).toBe(null);
      expect([await idleMs(store), await store.backlog()]).toEqual([null, { due: 0, parked: 0, oldestDueMs: 0 }]);
      expect(await store.record(withdrawal(messageOf("m1")), 0)).toBe("known");
      expect([await store.standsFor(messageOf("m1"), "north"), await store.standsFor(messageOf("m2"), "south")]).toEqual([null, null]);
      const again = await linked(store, "m1");
      expect([again.facts, again.feeds.length]).toEqual([[], 1]);
      await store.record(press(messageOf("m1")), 0);
      expect((await claimOf(store)).mirror.id).toBe(again.id);
    });
  });

  describe("a mirror that shall be forgotten", () => {
    promise(open, "is let go of, whatever its state, unless somebody works on it", async ({ store }) => {
      const [first, second] = [await due(store, "m1"), await due(store, "m2")];
      const claim = await claimOf(store);
      expect(await store.drop(claim.mirror.id)).toBe(false);
      const other = claim.mirror.id === first.id ? second : first;
      expect([await store.drop(other.id), await store.drop(other.id), await store.drop("999")]).toEqual([true, false, false]);
      expect(await finish(store, claim)).toBe(null);
      expect([await idleMs(store), await store.drop(claim.mirror.id)]).toEqual([null, true]);
      expect((await store.mirrors({ limit: 5 })).mirrors).toEqual([]);
      expect(await read(store, (await linked(store, "m1")).id)).toMatchObject({ facts: [] });
    });
  });

  describe("a conversation that shall be forgotten", () => {
    promise(open, "is, with all its ids, threads and expected texts, and no other is", async ({ store }) => {
      await store.meet("acme", heard(["c1"]), "m1#0");
      await store.meet("acme", heard(["c2", "c1"]), null);
      await store.meet("acme", heard(["c3"]), null);
      await store.meet("other", heard(["c1"]), null);
      await store.openThread("north", "c1", messageOf("h1"));
      await store.openThread("south", "c2", messageOf("h2"));
      await store.openThread("west", "c1", messageOf("h3"));
      await store.openThread("north", "c3", messageOf("h4"));
      const text = { key: "k1", account: "acme", conversation: "c2", text: "Hello!", message: messageOf("x"), link: "north" };
      await store.expect(text);
      await store.expect({ ...text, key: "k2", account: "other", conversation: "c1" });
      expect([...(await store.dropConversation("acme", "c2", ["north", "south"]))].sort()).toEqual(["c1", "c2"]);
      expect([await store.conversation("acme", "c1"), await store.conversation("acme", "c2")]).toEqual([null, null]);
      expect([await store.thread("north", "c1"), await store.thread("south", "c2")]).toEqual([null, null]);
      expect(await store.forget("k1")).toBe(false);
      expect(await store.conversation("acme", "c3")).not.toBe(null);
      expect(await store.conversation("other", "c1")).not.toBe(null);
      expect([await store.thread("west", "c1"), await store.thread("north", "c3")]).toEqual([messageOf("h3"), messageOf("h4")]);
      expect(await store.forget("k2")).toBe(true);
      expect(await store.dropConversation("acme", "c2", [])).toEqual(["c2"]);
      expect(await store.meet("acme", heard(["c2"]), null)).toMatchObject({ ids: ["c2"], lastOwn: null });
    });
  });
}
