import { describe, expect } from "vitest";
import type { MadeLink } from "../../../src/domain/link.ts";
import { promise } from "./fixture.ts";
import { claimOf, due, finish, idleMs, linked, linkOf, messageOf, type Open, press, read, served, withdrawal } from "./world.ts";

const NORTH: MadeLink = { name: "acme-1", channel: "slack:C1", account: "acme", conversation: "c1" };
const SOUTH: MadeLink = { ...NORTH, name: "acme-2", conversation: "c2" };

export function madeLinksContract(open: Open): void {
  describe("links made in chat", () => {
    promise(open, "are remembered in the order in which they were made, until they are dropped", async ({ store }) => {
      expect(await store.madeLinks()).toEqual([]);
      for (const one of [SOUTH, NORTH]) expect(await store.makeLink(one, null)).toBe("made");
      expect(await store.madeLinks()).toEqual([SOUTH, NORTH]);
      expect(await store.dropLink("acme-2")).toBe(true);
      expect(await store.madeLinks()).toEqual([NORTH]);
      expect(await store.dropLink("acme-2")).toBe(false);
      expect(await store.dropLink("unheard-of")).toBe(false);
    });

    promise(open, "tie a channel to a conversation of an account once, until they are dropped", async ({ store }) => {
      await store.makeLink(NORTH, null);
      expect(await store.makeLink({ ...NORTH, name: "acme-2" }, null)).toBe("linked");
      expect(await store.makeLink(NORTH, null)).toBe("linked");
      for (const change of [{ channel: "slack:C2" }, { account: "other" }, { conversation: "*" }] as const) {
        expect(await store.makeLink({ ...NORTH, ...change, name: JSON.stringify(change) }, null)).toBe("made");
      }
      await store.dropLink("acme-1");
      expect(await store.makeLink({ ...NORTH, name: "acme-2" }, null)).toBe("made");
    });

    promise(open, "give no name a second time, for messages stand under it", async ({ store }) => {
      await store.makeLink(NORTH, null);
      expect(await store.makeLink({ ...SOUTH, name: "acme-1" }, null)).toBe("named");
      await store.dropLink("acme-1");
      expect(await store.makeLink({ ...SOUTH, name: "acme-1" }, null)).toBe("named");
      expect(await store.madeLinks()).toEqual([]);
    });

    promise(open, "are made once, however many ask at the same time", async ({ store }) => {
      const asked = ["acme-1", "acme-2", "acme-3"].map((name) => store.makeLink({ ...NORTH, name }, null));
      expect((await Promise.all(asked)).toSorted()).toEqual(["linked", "linked", "made"]);
    });

    promise(open, "know from the first moment whether their channel is shared, and leave nothing of it behind", async ({ store }) => {
      await store.makeLink(NORTH, "unconfirmed");
      await store.makeLink(SOUTH, null);
      expect(await store.makeLink({ ...NORTH, name: "acme-2" }, "confirmed")).toBe("linked");
      expect(await store.sharings()).toEqual({ "acme-1": "unconfirmed" });
      await store.setDirection("acme-1", "off");
      await store.dropLink("acme-1");
      expect(await store.sharings()).toEqual({});
      expect(await store.directions()).toEqual({});
    });

    promise(open, "freeze their messages when they are dropped: what shows stays, what was not sent never goes", async ({ store }) => {
      await store.makeLink({ ...NORTH, name: "north" }, null);
      const { id } = await due(store, "m1");
      await finish(store, await claimOf(store));
      await store.record(press(messageOf("m1"), { person: "slack:T1:U2", emoji: "🎉" }), 0);
      await linked(store, "m1", "acme", "south");
      await store.dropLink("north");
      const links = [linkOf("south")];
      expect(await idleMs(store, [served()], { links })).toBe(null);
      const { feeds, facts, observed } = await read(store, id);
      expect(feeds).toMatchObject([
        { link: "north", frozen: { reason: "unlinked" } },
        { link: "south", frozen: null },
      ]);
      expect(facts).toMatchObject([
        { emoji: "👍", held: true, denied: null },
        { emoji: "🎉", denied: "frozen" },
      ]);
      expect(observed).toEqual(["👍"]);
    });

    promise(open, "let what waited for them while they were off go on when they are dropped", async ({ store, clock }) => {
      await store.makeLink({ ...NORTH, name: "north" }, null);
      const { id } = await due(store, "m1");
      await finish(store, await claimOf(store));
      clock.pass(5_000);
      await store.record(withdrawal(messageOf("m1")), 0);
      await idleMs(store, [served()], { links: [linkOf("north", "off")] });
      await store.dropLink("north");
      const claim = await claimOf(store, "w2", [served()], { links: [] });
      expect(claim).toMatchObject({ mirror: { id }, move: { op: "remove", emoji: "👍" } });
    });

    promise(open, "may have any names", async ({ store }) => {
      for (const name of ["__proto__", "constructor", "O'Brien; --"]) {
        const made = { name, channel: name, account: name, conversation: name };
        expect(await store.makeLink(made, null)).toBe("made");
        expect(await store.madeLinks()).toEqual([made]);
        expect(await store.dropLink(name)).toBe(true);
      }
    });
  });
}
