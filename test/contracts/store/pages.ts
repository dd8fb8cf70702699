import { describe, expect } from "vitest";
import type { MirrorQuery, Store } from "../../../src/ports/store.ts";
import { promise } from "./fixture.ts";
import { claimOf, due, failed, finish, idleMs, linked, linkOf, messageOf, type Open, press, served } from "./world.ts";

async function walk(store: Store, query: MirrorQuery): Promise<string[]> {
  const names: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await store.mirrors(after === undefined ? query : { ...query, after });
    expect(page.mirrors.length).toBeLessThanOrEqual(query.limit);
    names.push(...page.mirrors.map(({ slot }) => slot.message));
    if (page.next === null) return names;
    after = page.next;
  }
}

export function pagesContract(open: Open): void {
  describe("pages", () => {
    promise(open, "bring every mirror once, in the order of their ids", async ({ store }) => {
      for (let index = 0; index < 7; index += 1) await linked(store, `m${index}`);
      for (const limit of [1, 2, 3, 7, 10]) {
        expect(await walk(store, { limit })).toEqual(["m0", "m1", "m2", "m3", "m4", "m5", "m6"]);
      }
    });

    promise(open, "can be asked for one state", async ({ store }) => {
      await linked(store, "settled");
      await due(store, "parked");
      await finish(store, await claimOf(store), failed({ kind: "gone" }));
      await due(store, "due");
      for (const state of ["settled", "parked", "due"] as const) expect(await walk(store, { state, limit: 1 })).toEqual([state]);
    });

    promise(open, "take what waits for its link for due", async ({ store }) => {
      await due(store, "m1");
      await idleMs(store, [served()], { links: [linkOf("north", "off")] });
      expect(await walk(store, { state: "due", limit: 5 })).toEqual(["m1"]);
      expect(await store.backlog()).toMatchObject({ oldestDueMs: 0 });
    });

    promise(open, "can be asked for one link", async ({ store }) => {
      for (let index = 0; index < 6; index += 1) await linked(store, `m${index}`, "acme", index % 2 === 0 ? "north" : "south");
      await store.link({ ...messageOf("again"), message: "again" }, "south", (await linked(store, "m0")).slot);
      await store.record(press(messageOf("m3"), { link: "south" }), 0);
      expect(await walk(store, { link: "south", limit: 2 })).toEqual(["m0", "m1", "m3", "m5"]);
      expect(await walk(store, { link: "south", state: "due", limit: 2 })).toEqual(["m3"]);
      expect(await walk(store, { link: "south", state: "settled", limit: 2 })).toEqual(["m0", "m1", "m5"]);
      expect(await walk(store, { link: "nowhere", limit: 2 })).toEqual([]);
    });

    promise(open, "can be asked for what changed lately, newest first", async ({ store, clock }) => {
      for (const name of ["m0", "m1", "m2", "m3"]) {
        await linked(store, name, "acme", name === "m2" ? "south" : "north");
        clock.pass(1_000);
      }
      await store.record(press(messageOf("m1")), 0);
      clock.pass(1_000);
      expect(await walk(store, { changedWithinMs: 3_000, limit: 1 })).toEqual(["m1", "m3", "m2"]);
      expect(await walk(store, { changedWithinMs: 60_000, limit: 3 })).toEqual(["m1", "m3", "m2", "m0"]);
      expect(await walk(store, { changedWithinMs: 60_000, link: "north", limit: 2 })).toEqual(["m1", "m3", "m0"]);
    });

    promise(open, "say what is behind, and since when", async ({ store, clock }) => {
      expect(await store.backlog()).toEqual({ due: 0, parked: 0, oldestDueMs: 0 });
      await due(store, "m1");
      clock.pass(3_000);
      await due(store, "m2", "other");
      clock.pass(500);
      expect(await store.backlog()).toEqual({ due: 2, parked: 0, oldestDueMs: 3_500 });
    });
  });

  describe("directions", () => {
    promise(open, "beat the file until they are taken back", async ({ store }) => {
      await store.setDirection("north", "off");
      await store.setDirection("south", "inbound");
      await store.setDirection("north", "outbound");
      expect(await store.directions()).toEqual({ north: "outbound", south: "inbound" });
      await store.setDirection("north", null);
      expect(await store.directions()).toEqual({ south: "inbound" });
    });
  });

  describe("sharings", () => {
    promise(
      open,
      "are remembered, whatever is said of a link's direction, until the channel is the team's own again",
      async ({ store }) => {
        expect(await store.sharings()).toEqual({});
        await store.setSharing("north", "unconfirmed");
        await store.setSharing("south", "unconfirmed");
        await store.setDirection("south", "both");
        await store.setSharing("south", "confirmed");
        expect(await store.sharings()).toEqual({ north: "unconfirmed", south: "confirmed" });
        await store.setSharing("north", null);
        await store.setDirection("south", null);
        expect(await store.sharings()).toEqual({ south: "confirmed" });
      },
    );
  });
}
