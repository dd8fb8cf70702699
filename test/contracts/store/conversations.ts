import { describe, expect } from "vitest";
import type { Conversation } from "../../../src/domain/heard.ts";
import { promise } from "./fixture.ts";
import type { Open } from "./world.ts";

export function heard(ids: readonly string[], more: Partial<Conversation> = {}): Conversation {
  return { ids, name: "Ada", isGroup: false, ...more };
}

export function conversationsContract(open: Open): void {
  describe("conversations", () => {
    promise(open, "are kept as they were heard of", async ({ store, clock }) => {
      const known = await store.meet("acme", heard(["c1", "c1-alias"], { name: "Team", isGroup: true }), "m1#0");
      expect(known).toEqual({
        ...{ account: "acme", id: "c1", ids: ["c1", "c1-alias"], name: "Team", isGroup: true },
        ...{ heardMs: clock.now(), lastOwn: "m1#0" },
      });
      expect(await store.conversation("acme", "c1")).toEqual(known);
      expect(await store.conversation("acme", "c1-alias")).toEqual(known);
      expect(await store.conversation("acme", "c2")).toBe(null);
    });

    promise(open, "are one, however often they are heard of", async ({ store, clock }) => {
      const first = await store.meet("acme", heard(["c1", "c1"]), null);
      expect(await store.meet("acme", heard(["c1"]), null)).toEqual(first);
      clock.pass(5);
      expect(await store.meet("acme", heard(["c1"]), null)).toEqual({ ...first, heardMs: first.heardMs + 5 });
      expect(await store.conversations(null, 10)).toHaveLength(1);
    });

    promise(open, "keep their id, whichever one they are heard of by", async ({ store }) => {
      await store.meet("acme", heard(["c1"]), null);
      expect(await store.meet("acme", heard(["new", "c1"]), null)).toMatchObject({ id: "c1", ids: ["c1", "new"] });
      expect(await store.meet("acme", heard(["new"]), null)).toMatchObject({ id: "c1", ids: ["c1", "new"] });
      expect(await store.conversation("acme", "new")).toMatchObject({ id: "c1" });
    });

    promise(open, "keep what is not said again, take what is, and stay a group", async ({ store }) => {
      await store.meet("acme", heard(["c1"], { name: "Ada" }), "m1#0");
      expect(await store.meet("acme", heard(["c1"], { name: null, isGroup: true }), null)).toMatchObject({
        ...{ name: "Ada", isGroup: true, lastOwn: "m1#0" },
      });
      expect(await store.meet("acme", heard(["c1"], { name: "Ada L." }), "m2#1")).toMatchObject({
        ...{ name: "Ada L.", isGroup: true, lastOwn: "m2#1" },
      });
    });

    promise(open, "that turn out to share an id are one, under the id of the one met first", async ({ store, clock }) => {
      await store.meet("acme", heard(["c1"], { name: null }), "old#0");
      clock.pass(1);
      await store.meet("acme", heard(["c2", "c2-alias"], { name: "Two" }), "new#0");
      const known = await store.meet("acme", heard(["c2", "c1", "more"], { name: null }), null);
      expect(known).toMatchObject({ id: "c1", ids: ["c1", "c2", "c2-alias", "more"], name: "Two", lastOwn: "new#0" });
      for (const id of known.ids) expect(await store.conversation("acme", id)).toEqual(known);
      expect(await store.conversations("acme", 10)).toEqual([known]);
    });

    promise(open, "are brought together three at a time, and again", async ({ store }) => {
      for (const id of ["c1", "c2", "c3", "c4"]) await store.meet("acme", heard([id]), null);
      expect(await store.meet("acme", heard(["c4", "c3", "c2"]), null)).toMatchObject({ id: "c2", ids: ["c2", "c3", "c4"] });
      expect(await store.meet("acme", heard(["c4", "c1"]), null)).toMatchObject({ id: "c1", ids: ["c1", "c2", "c3", "c4"] });
      expect(await store.meet("acme", heard(["c5"]), null)).toMatchObject({ id: "c5", ids: ["c5"] });
      expect(await store.conversation("acme", "c3")).toMatchObject({ id: "c1" });
    });

    promise(open, "of two accounts are two, whatever their ids", async ({ store }) => {
      await store.meet("acme", heard(["c1"], { name: "Ours" }), "m1#0");
      await store.meet("acme", heard(["c2"]), null);
      const other = await store.meet("other", heard(["c1"], { name: "Theirs" }), null);
      expect(other).toMatchObject({ account: "other", name: "Theirs", lastOwn: null });
      await store.meet("acme", heard(["c2", "c1"]), null);
      expect(await store.conversation("other", "c1")).toEqual(other);
      expect(await store.conversation("other", "c2")).toBe(null);
    });

    promise(open, "are listed by when they were last heard of, of one account or of all", async ({ store, clock }) => {
      for (const [account, id] of [
        ["acme", "c1"],
        ["other", "c2"],
        ["acme", "c3"],
        ["acme", "c1"],
      ] as const) {
        await store.meet(account, heard([id]), null);
        clock.pass(1);
      }
      const ids = async (account: string | null, limit: number) => (await store.conversations(account, limit)).map(({ id }) => id);
      expect(await ids(null, 10)).toEqual(["c1", "c3", "c2"]);
      expect(await ids("acme", 10)).toEqual(["c1", "c3"]);
      expect(await ids(null, 2)).toEqual(["c1", "c3"]);
      expect(await ids("nobody", 10)).toEqual([]);
    });

    promise(open, "may have any names", async ({ store }) => {
      for (const name of ["__proto__", "constructor", "toString", "", "'; --", "💬"]) {
        const known = await store.meet(name, heard([name], { name }), name);
        expect(known).toMatchObject({ account: name, id: name, ids: [name], name, lastOwn: name });
        expect(await store.conversation(name, name)).toEqual(known);
        expect(await store.conversations(name, 10)).toEqual([known]);
        expect(await store.conversation(name, "hasOwnProperty")).toBe(null);
      }
    });

    promise(open, "have an id, or nothing is kept", async ({ store }) => {
      await expect(store.meet("acme", heard([]), null)).rejects.toThrow("an id");
      expect(await store.conversations(null, 10)).toEqual([]);
    });

    promise(open, "heard of at the same time by several ids are one", async ({ store }) => {
      await Promise.all(
        [
          ["c1", "c2"],
          ["c2", "c3"],
          ["c3", "c1"],
        ].map((ids) => store.meet("acme", heard(ids), null)),
      );
      expect(await store.conversations("acme", 10)).toMatchObject([{ ids: ["c1", "c2", "c3"] }]);
    });
  });
}
