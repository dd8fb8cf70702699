import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import {
  claimOf,
  due,
  finish,
  idleMs,
  linked,
  linkOf,
  messageOf,
  type Open,
  press,
  RULES,
  read,
  served,
  slotOf,
  withdrawal,
} from "./world.ts";

const OFF = { links: [linkOf("north", "off")] };

export function recordContract(open: Open): void {
  describe("events", () => {
    promise(open, "changes the mirror that the message feeds, once, however often the event comes", async ({ store }) => {
      const { id } = await linked(store, "m1");
      const event = press(messageOf("m1"), { atUs: 5 });
      expect(await store.record(event, 60_000)).toBe("changed");
      expect(await store.record(event, 60_000)).toBe("known");
      expect((await read(store, id)).facts).toMatchObject([{ held: true, atUs: 5 }]);
    });

    promise(open, "knows an event without a time of its own by its id", async ({ store, clock }) => {
      const { id } = await linked(store, "m1");
      expect(await store.record(press(messageOf("m1"), { id: "e1" }), 0)).toBe("changed");
      clock.pass(10);
      expect(await store.record(withdrawal(messageOf("m1"), { id: "e2" }), 0)).toBe("folded");
      clock.pass(10);
      expect(await store.record(press(messageOf("m1"), { id: "e1" }), 0)).toBe("known");
      expect((await read(store, id)).facts).toMatchObject([{ held: false }]);
    });

    promise(open, "gives an event without a time a moment after everything on its mirror", async ({ store, clock }) => {
      const { id } = await linked(store, "m1");
      const later = clock.now() * 1_000 + 900;
      await store.record(press(messageOf("m1"), { atUs: later }), 0);
      await store.record(withdrawal(messageOf("m1")), 0);
      expect((await read(store, id)).facts).toMatchObject([{ held: false, atUs: later + 1 }]);
    });

    promise(open, "folds events into the same state in whatever order they come", async ({ store }) => {
      const { id } = await linked(store, "m1");
      await store.record(withdrawal(messageOf("m1"), { atUs: 9 }), 0);
      expect(await store.record(press(messageOf("m1"), { atUs: 5 }), 0)).toBe("known");
      expect((await read(store, id)).facts).toMatchObject([{ held: false, atUs: 9 }]);
    });

    promise(open, "brings an event to every mirror that its message feeds", async ({ store }) => {
      const north = await linked(store, "m1");
      const other = await store.link(messageOf("m1"), "south", slotOf("elsewhere"));
      if (other.result === "conflict") throw new Error("conflict");
      const { event, terms } = press(messageOf("m1"));
      const resolved = { event, terms: { ...terms, south: terms["north"] as NonNullable<(typeof terms)["north"]> } };
      expect(await store.record(resolved, 0)).toBe("changed");
      expect((await read(store, north.id)).facts).toHaveLength(1);
      expect((await read(store, other.mirror.id)).facts).toHaveLength(1);
    });

    promise(open, "tells a workspace's message from another workspace's", async ({ store }) => {
      await linked(store, "m1");
      expect(await store.record(press({ ...messageOf("m1"), workspace: "T2" }), 0)).toBe("known");
    });

    promise(open, "owes a word to whoever pressed what may not leave, once", async ({ store }) => {
      await linked(store, "m1");
      const event = press(messageOf("m1"), { atUs: 5, terms: { denied: "unsupported" } });
      await store.record(event, 0);
      await store.record(event, 0);
      expect(await store.claimItem("w1", 1_000)).toMatchObject({ kind: "notice", payload: { reason: "unsupported" } });
      expect(await store.claimItem("w1", 1_000)).toEqual({ afterMs: 1_000 });
    });
  });

  describe("links", () => {
    promise(open, "keeps an event for a message that is not linked yet, and folds it in when it is", async ({ store, clock }) => {
      expect(await store.record(press(messageOf("m1"), { person: "slack:T1:U1", id: "e1" }), 60_000)).toBe("waiting");
      expect(await store.record(withdrawal(messageOf("m1"), { person: "slack:T1:U1", id: "e2" }), 60_000)).toBe("waiting");
      expect(await store.record(press(messageOf("m1"), { person: "slack:T1:U2", emoji: "🎉", id: "e3" }), 60_000)).toBe("waiting");
      clock.pass(59_000);
      const mirror = await linked(store, "m1");
      expect(mirror.facts.map(({ person, held }) => [person, held])).toEqual([
        ["slack:T1:U1", false],
        ["slack:T1:U2", true],
      ]);
      expect((await claimOf(store)).move).toEqual({ op: "add", emoji: "🎉" });
    });

    promise(open, "knows an event that waits, and that waited, by its id", async ({ store }) => {
      await store.record(press(messageOf("m1"), { id: "e1" }), 60_000);
      expect(await store.record(press(messageOf("m1"), { id: "e1" }), 60_000)).toBe("known");
      const { version } = await linked(store, "m1");
      expect(version).toBe(1);
      expect(await store.record(press(messageOf("m1"), { id: "e1" }), 60_000)).toBe("known");
    });

    promise(open, "lets go of an event that waited for too long", async ({ store, clock }) => {
      await store.record(press(messageOf("m1")), 60_000);
      clock.pass(60_001);
      expect((await linked(store, "m1")).facts).toEqual([]);
    });

    promise(open, "keeps nothing of an event for an unlinked message that need not wait", async ({ store }) => {
      await store.record(press(messageOf("m1")), 0);
      expect((await linked(store, "m1")).facts).toEqual([]);
    });

    promise(open, "links at the same time as it records, and neither misses the other", async ({ store }) => {
      const [, result] = await Promise.all([
        store.record(press(messageOf("m1")), 60_000),
        store.link(messageOf("m1"), "north", slotOf("m1")),
        store.record(press(messageOf("m1"), { person: "slack:T1:U2" }), 60_000),
      ]);
      if (result.result === "conflict") throw new Error("conflict");
      expect((await read(store, result.mirror.id)).facts).toHaveLength(2);
    });

    promise(open, "feeds one mirror from every message that stands for its slot", async ({ store }) => {
      const first = await store.link(messageOf("m1"), "north", slotOf("target"));
      const second = await store.link(messageOf("m2"), "south", slotOf("target"));
      expect([first.result, second.result]).toEqual(["created", "created"]);
      if (first.result === "conflict" || second.result === "conflict") throw new Error("conflict");
      expect(second.mirror.id).toBe(first.mirror.id);
      expect(second.mirror.feeds.map(({ message, link, unread }) => [message, link, unread])).toEqual([
        ["m1", "north", true],
        ["m2", "south", true],
      ]);
    });

    promise(open, "tells places on one target apart", async ({ store }) => {
      const slots = [
        slotOf("t"),
        { ...slotOf("t"), part: 1 },
        { ...slotOf("t"), post: true },
        { ...slotOf("t"), post: true, comment: "c" },
      ];
      const results = await Promise.all(slots.map((slot, index) => store.link(messageOf(`m${index}`), "north", slot)));
      expect(new Set(results.map((one) => (one.result === "conflict" ? null : one.mirror.id))).size).toBe(4);
    });

    promise(open, "says that a message stands, or stands for another target, and leaves all as it is", async ({ store }) => {
      const { id } = await linked(store, "m1");
      expect(await store.link(messageOf("m1"), "north", slotOf("m1"))).toMatchObject({ result: "stood", mirror: { id } });
      expect(await store.link(messageOf("m1"), "north", slotOf("another"))).toEqual({ result: "conflict" });
      expect((await read(store, id)).feeds).toHaveLength(1);
      const page = await store.mirrors({ limit: 10 });
      expect(page.mirrors).toHaveLength(1);
    });

    promise(open, "freezes a channel's messages: what is not out by then never goes", async ({ store, clock }) => {
      const { id } = await due(store, "m1");
      await store.link(messageOf("m2", "C2"), "north", slotOf("m2"));
      expect(await store.freeze(messageOf("", "C1"), "archived", null)).toBe(1);
      expect(await store.freeze(messageOf("", "C1"), "archived", null)).toBe(0);
      clock.pass(1);
      expect(await store.record(press(messageOf("m1"), { person: "slack:T1:U2" }), 0)).toBe("known");
      expect(await idleMs(store)).toBe(null);
      expect(await read(store, id)).toMatchObject({ observed: [], feeds: [{ frozen: { reason: "archived" } }] });
      expect(await store.record(press(messageOf("m2", "C2")), 0)).toBe("changed");
    });

    promise(open, "freezes one link's messages and not another's, also when they feed one mirror", async ({ store }) => {
      await store.link(messageOf("m1"), "north", slotOf("t"));
      const second = await store.link(messageOf("m2"), "south", slotOf("t"));
      expect(await store.freeze({ link: "north" }, "unlinked", null)).toBe(1);
      if (second.result === "conflict") throw new Error("conflict");
      expect((await read(store, second.mirror.id)).feeds.map(({ frozen }) => frozen !== null)).toEqual([true, false]);
    });

    promise(open, "does not thaw a frozen message that is linked again", async ({ store }) => {
      await linked(store, "m1");
      await store.freeze({ link: "north" }, "unlinked", null);
      const again = await store.link(messageOf("m1"), "north", slotOf("m1"));
      expect(again).toMatchObject({ result: "stood", mirror: { feeds: [{ frozen: { reason: "unlinked" } }] } });
    });

    promise(open, "wakes what waited while its link was switched off", async ({ store }) => {
      await due(store, "m1");
      expect(await idleMs(store, [served()], OFF)).toBe(null);
      expect(await idleMs(store)).toBe(null);
      expect(await store.wake("south")).toBe(0);
      expect(await store.wake("north")).toBe(1);
      expect((await claimOf(store)).move).toEqual({ op: "add", emoji: "👍" });
    });

    promise(open, "goes on with what waited when a link that is on feeds it too", async ({ store }) => {
      await due(store, "m1");
      expect(await idleMs(store, [served()], OFF)).toBe(null);
      await store.link(messageOf("m2"), "south", slotOf("m1"));
      expect((await claimOf(store)).move).toEqual({ op: "add", emoji: "👍" });
    });
  });

  describe("echoes, readings and hands", () => {
    promise(open, "takes the echo of our own step as ours, once, and any other as the owner's", async ({ store, clock }) => {
      const { id } = await due(store, "m1");
      await finish(store, await claimOf(store));
      const echo = { op: "add", emoji: "👍", atUs: clock.now() * 1_000 } as const;
      expect(await store.echo("acme", "m1", 0, echo, "x1", RULES)).toBe("ours");
      expect(await store.echo("acme", "m1", 0, echo, "x1", RULES)).toBe("known");
      clock.pass(10_000);
      const phone = { op: "add", emoji: "🔥", atUs: clock.now() * 1_000 } as const;
      expect(await store.echo("acme", "m1", 0, phone, "x2", RULES)).toBe("owner");
      expect((await read(store, id)).observed).toEqual(["🔥"]);
    });

    promise(open, "does not know an echo on another account, message or part", async ({ store, clock }) => {
      await linked(store, "m1");
      const echo = { op: "add", emoji: "👍", atUs: clock.now() * 1_000 } as const;
      expect(await store.echo("other", "m1", 0, echo, "x1", RULES)).toBe("unlinked");
      expect(await store.echo("acme", "m2", 0, echo, "x2", RULES)).toBe("unlinked");
      expect(await store.echo("acme", "m1", 1, echo, "x3", RULES)).toBe("unlinked");
    });

    promise(open, "lets an event tell when that was pressed which a reading had found, and no older removal end it", async ({ store }) => {
      const { id } = await linked(store, "m1");
      await store.record({ ...press(messageOf("m1"), { atUs: 900 }), found: true }, 0);
      expect((await read(store, id)).facts).toMatchObject([{ held: true, atUs: 900 }]);
      expect(await store.record(press(messageOf("m1"), { atUs: 7 }), 0)).toBe("folded");
      expect((await read(store, id)).facts).toMatchObject([{ held: true, atUs: 7 }]);
      await store.record(withdrawal(messageOf("m1"), { atUs: 8 }), 0);
      expect((await read(store, id)).facts).toMatchObject([{ held: true, atUs: 900 }]);
      expect(await store.record(press(messageOf("m1"), { atUs: 7 }), 0)).toBe("known");
    });

    promise(open, "stores what was absorbed, by its own clock, and says so", async ({ store, clock }) => {
      const { id } = await linked(store, "m1");
      const absorbed = await store.absorb(id, (mirror, nowMs) => {
        expect(nowMs).toBe(clock.now());
        return { mirror: { ...mirror, version: 7 }, again: true, repaired: 2 };
      });
      expect(absorbed).toMatchObject({ again: true, repaired: 2 });
      expect((await read(store, id)).version).toBe(7);
      expect(await store.absorb("999", () => Promise.reject(new Error("never called")) as never)).toBe(null);
    });

    promise(open, "makes a parked mirror due by hand", async ({ store }) => {
      const { id } = await due(store, "m1");
      const gone = { kind: "gone", ambiguous: false, message: "Gone.", vendor: { status: 404 } } as const;
      expect(await finish(store, await claimOf(store), { kind: "failed", failure: gone })).toBe(null);
      expect(await idleMs(store)).toBe(null);
      expect(await store.backlog()).toMatchObject({ parked: 1 });
      expect(await store.retry(id)).toBe(true);
      expect((await claimOf(store)).mirror.id).toBe(id);
      expect(await store.retry("999")).toBe(false);
    });
  });

  describe("a step that is refused", () => {
    promise(open, "leaves nothing of itself, and does not hurt those beside it", async ({ store }) => {
      const { id } = await linked(store, "m1");
      const settled = await Promise.allSettled([
        store.record(press(messageOf("m1"), { atUs: 1 }), 0),
        store.absorb(id, () => {
          throw new Error("refused");
        }),
        store.record(press(messageOf("m1"), { atUs: 2, person: "slack:T1:U2" }), 0),
      ]);
      expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect((await read(store, id)).version).toBe(2);
    });

    promise(open, "gives back the token and the lease when the decision throws", async ({ store }) => {
      await due(store, "m1");
      const by = [served("acme", [{ scope: "key", requests: 1, perMs: 60_000 }])];
      await expect(
        store.claim("w1", by, () => {
          throw new Error("refused");
        }),
      ).rejects.toThrow("refused");
      expect((await claimOf(store, "w1", by)).move).toEqual({ op: "add", emoji: "👍" });
    });
  });
}
