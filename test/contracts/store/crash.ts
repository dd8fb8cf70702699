import { describe, expect } from "vitest";
import { HEALTHY } from "../../../src/domain/account.ts";
import type { MadeLink } from "../../../src/domain/link.ts";
import { heard } from "./conversations.ts";
import { type Case, promise } from "./fixture.ts";
import { claimOf, due, idleMs, linked, messageOf, type Open, press, read, served } from "./world.ts";

type Reopened = (opened: Parameters<Case>[0] & { readonly reopen: NonNullable<Parameters<Case>[0]["reopen"]> }) => Promise<void>;

/** A store without memory promises nothing here. */
function lasting(open: Open, sentence: string, run: Reopened): void {
  promise(open, sentence, async ({ reopen, ...opened }) => {
    if (reopen !== undefined) await run({ ...opened, reopen });
  });
}

export function crashContract(open: Open): void {
  describe("after opening again", () => {
    lasting(open, "everything is as it was", async ({ store, reopen, clock }) => {
      const { id } = await due(store, "m1");
      await store.record({ ...press(messageOf("m1"), { atUs: 900, emoji: "🎉" }), found: true }, 0);
      await store.record(press(messageOf("m2"), { id: "e1" }), 60_000);
      await store.setDirection("north", "inbound");
      await store.setSharing("north", "unconfirmed");
      const made = ["acme-1", "acme-2"].map((name) => ({ name, channel: "slack:C1", account: "acme", conversation: name }));
      for (const one of made) await store.makeLink(one, null);
      await store.dropLink("acme-1");
      await store.pause("acme", "By hand.");
      await store.send([{ key: "k1", kind: "alert", payload: 1 }]);
      const before = await read(store, id);
      expect(before.facts[1]?.found).toEqual({ byUs: 900, wordUs: 0 });
      const again = await reopen();
      expect(await read(again, id)).toEqual(before);
      expect(await again.directions()).toEqual({ north: "inbound" });
      expect(await again.sharings()).toEqual({ north: "unconfirmed" });
      expect(await again.madeLinks()).toEqual(made.slice(1));
      expect(await again.makeLink({ ...made[0], name: "acme-1", channel: "slack:C2" } as MadeLink, null)).toBe("named");
      expect(await again.health("acme")).toEqual({ ...HEALTHY, paused: "By hand." });
      expect(await again.claimItem("w1", 1_000)).toMatchObject({ key: "k1" });
      clock.pass(1_000);
      expect(await again.record(press(messageOf("m2"), { id: "e1" }), 60_000)).toBe("known");
      expect((await linked(again, "m2")).facts).toHaveLength(1);
    });

    lasting(open, "conversations, threads, expected texts and lanes are as they were", async ({ store, reopen }) => {
      await store.meet("acme", heard(["c1"]), "m1#0");
      const known = await store.meet("acme", heard(["c2", "c1"]), null);
      await store.openThread("north", "c1", messageOf("h1"));
      const expected = { key: "k1", account: "acme", conversation: "c1", text: "Hello!", message: messageOf("m1"), link: "north" };
      await store.expect(expected);
      await store.send(["a", "b"].map((key) => ({ key, kind: "relay", payload: key, lane: "north" })));
      await store.claimItem("w1", 1_000);
      const again = await reopen();
      await again.release(null);
      expect(await again.conversation("acme", "c2")).toEqual(known);
      expect(await again.thread("north", "c2")).toEqual(messageOf("h1"));
      expect(await again.expected("acme", "c2", "Hello!")).toEqual(expected);
      expect(await again.claimItem("w2", 1_000)).toMatchObject({ key: "a", attempts: 1 });
      expect(await again.claimItem("w2", 1_000)).toEqual({ afterMs: 1_000 });
      await again.finishItem("w2", "a", null);
      expect(await again.claimItem("w2", 1_000)).toMatchObject({ key: "b", attempts: 0 });
    });

    lasting(open, "what was in flight is confirmed, by whoever comes first", async ({ store, reopen }) => {
      const { id } = await due(store, "m1");
      await claimOf(store, "w1");
      const again = await reopen();
      await again.release(null);
      expect(await claimOf(again, "w2")).toMatchObject({ mirror: { id, lease: { confirming: true } } });
    });

    lasting(open, "calls that were made still count", async ({ store, reopen, clock }) => {
      const by = served("acme", [{ scope: "key", requests: 1, perMs: 60_000 }]);
      await due(store, "m1");
      await claimOf(store, "w1", [by]);
      const again = await reopen();
      await again.release(null);
      // When the call in flight ended nobody knows: it counts from the last moment at which it can have.
      expect(await idleMs(again, [by])).toBe(80_000);
      clock.pass(80_000);
      await claimOf(again, "w2", [by]);
    });
  });
}
