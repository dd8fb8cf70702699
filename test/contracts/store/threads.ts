import { describe, expect } from "vitest";
import { heard } from "./conversations.ts";
import { promise } from "./fixture.ts";
import { messageOf, type Open } from "./world.ts";

const HEAD = messageOf("h1");
const LATER = messageOf("h2");

export function threadsContract(open: Open): void {
  describe("threads", () => {
    promise(open, "stand for a conversation, and a conversation for one of them", async ({ store }) => {
      expect(await store.thread("north", "c1")).toBe(null);
      expect(await store.conversationOf("north", HEAD)).toBe(null);
      expect(await store.openThread("north", "c1", HEAD)).toEqual(HEAD);
      expect(await store.thread("north", "c1")).toEqual(HEAD);
      expect(await store.conversationOf("north", HEAD)).toBe("c1");
      expect(await store.conversationOf("north", { ...HEAD, channel: "C2" })).toBe(null);
    });

    promise(open, "keep the head that was named first", async ({ store }) => {
      const [first, second] = await Promise.all([store.openThread("north", "c1", HEAD), store.openThread("north", "c1", LATER)]);
      expect([first, second]).toEqual([HEAD, HEAD]);
      expect(await store.openThread("north", "c1", LATER)).toEqual(HEAD);
      expect(await store.conversationOf("north", LATER)).toBe(null);
    });

    promise(open, "are each link's own", async ({ store }) => {
      await store.openThread("north", "c1", HEAD);
      expect(await store.thread("south", "c1")).toBe(null);
      expect(await store.conversationOf("south", HEAD)).toBe(null);
      expect(await store.openThread("south", "c1", LATER)).toEqual(LATER);
    });

    promise(open, "go along when their conversation turns out to be another", async ({ store }) => {
      for (const id of ["c1", "c2"]) await store.meet("acme", heard([id]), null);
      await store.openThread("north", "c2", HEAD);
      await store.meet("acme", heard(["c1", "c2"]), null);
      expect(await store.thread("north", "c1")).toEqual(HEAD);
      expect(await store.conversationOf("north", HEAD)).toBe("c1");
      expect(await store.openThread("north", "c1", LATER)).toEqual(HEAD);
    });

    promise(open, "stay where both conversations have one, and both lead to the one that is left", async ({ store }) => {
      for (const id of ["c1", "c2"]) await store.meet("acme", heard([id]), null);
      await store.openThread("north", "c2", LATER);
      await store.openThread("north", "c1", HEAD);
      await store.meet("acme", heard(["c1", "c2"]), null);
      expect(await store.thread("north", "c1")).toEqual(HEAD);
      expect(await store.conversationOf("north", HEAD)).toBe("c1");
      expect(await store.conversationOf("north", LATER)).toBe("c1");
    });

    promise(open, "stay what they are when another account's conversations turn out to be one", async ({ store }) => {
      for (const account of ["acme", "other"]) for (const id of ["c1", "c2"]) await store.meet(account, heard([id]), null);
      await store.openThread("ours", "c2", HEAD);
      await store.openThread("theirs", "c2", LATER);
      await store.meet("acme", heard(["c1", "c2"]), null);
      expect(await store.thread("ours", "c1")).toEqual(HEAD);
      expect(await store.thread("theirs", "c2")).toEqual(LATER);
      expect(await store.conversationOf("theirs", LATER)).toBe("c2");
      expect(await store.conversation("other", "c2")).toMatchObject({ id: "c2" });
    });

    promise(open, "may have any names", async ({ store }) => {
      for (const name of ["__proto__", "constructor", ""]) {
        expect(await store.thread(name, name)).toBe(null);
        await store.openThread(name, name, messageOf(name));
        expect(await store.thread(name, name)).toEqual(messageOf(name));
        expect(await store.conversationOf(name, messageOf(name))).toBe(name);
      }
    });
  });
}
