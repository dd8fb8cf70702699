import { describe, expect } from "vitest";
import type { Expected } from "../../../src/ports/store.ts";
import { heard } from "./conversations.ts";
import { promise } from "./fixture.ts";
import { messageOf, type Open } from "./world.ts";

const HELLO: Expected = { key: "k1", account: "acme", conversation: "c1", text: "Hello!", message: messageOf("m1"), link: "north" };

export function expectedContract(open: Open): void {
  describe("expected texts", () => {
    promise(open, "are known by what they say, until they are forgotten", async ({ store }) => {
      expect(await store.expected("acme", "c1", "Hello!")).toBe(null);
      expect(await store.expect(HELLO)).toBe(true);
      expect(await store.expected("acme", "c1", "Hello!")).toEqual(HELLO);
      expect(await store.expected("acme", "c1", "Hello!")).toEqual(HELLO);
      expect(await store.forget("k1")).toBe(true);
      expect(await store.forget("k1")).toBe(false);
      expect(await store.expected("acme", "c1", "Hello!")).toBe(null);
      expect(await store.expect(HELLO)).toBe(true);
    });

    promise(open, "are known by exactly what they say, and where", async ({ store }) => {
      await store.expect(HELLO);
      for (const text of ["hello!", "Hello! ", "Hello", "", "%"]) expect(await store.expected("acme", "c1", text)).toBe(null);
      expect(await store.expected("acme", "c2", "Hello!")).toBe(null);
      expect(await store.expected("other", "c1", "Hello!")).toBe(null);
    });

    promise(open, "are expected once, and whoever comes again is told", async ({ store }) => {
      const both = await Promise.all([store.expect(HELLO), store.expect({ ...HELLO, text: "Again" })]);
      expect(both).toEqual([true, false]);
      expect(await store.expected("acme", "c1", "Again")).toBe(null);
      expect(await store.expected("acme", "c1", "Hello!")).toEqual(HELLO);
    });

    promise(open, "that say the same are known one after the other, the oldest first", async ({ store }) => {
      for (const key of ["k3", "k1", "k2"]) await store.expect({ ...HELLO, key });
      await store.expect({ ...HELLO, key: "k3" });
      for (const key of ["k3", "k1", "k2"]) {
        expect(await store.expected("acme", "c1", "Hello!")).toMatchObject({ key });
        expect(await store.forget(key)).toBe(true);
      }
      expect(await store.expected("acme", "c1", "Hello!")).toBe(null);
    });

    promise(open, "are known by every id of their conversation", async ({ store }) => {
      await store.expect({ ...HELLO, conversation: "c1-alias" });
      expect(await store.expected("acme", "c1", "Hello!")).toBe(null);
      await store.meet("acme", heard(["c1", "c1-alias"]), null);
      for (const id of ["c1", "c1-alias"]) expect(await store.expected("acme", id, "Hello!")).toMatchObject({ key: "k1" });
      await store.meet("other", heard(["c1", "c9"]), null);
      expect(await store.expected("acme", "c9", "Hello!")).toBe(null);
    });

    promise(open, "go along when their conversation turns out to be another", async ({ store }) => {
      for (const id of ["c2", "c1"]) await store.meet("acme", heard([id]), null);
      await store.expect(HELLO);
      await store.expect({ ...HELLO, key: "k2", conversation: "c2" });
      expect(await store.expected("acme", "c2", "Hello!")).toMatchObject({ key: "k2" });
      await store.meet("acme", heard(["c1", "c2"]), null);
      expect(await store.expected("acme", "c2", "Hello!")).toMatchObject({ key: "k1" });
    });

    promise(open, "may have any names", async ({ store }) => {
      for (const name of ["__proto__", "constructor", ""]) {
        const one = { ...HELLO, key: name, account: name, conversation: name, text: name, link: name };
        expect(await store.expected(name, name, name)).toBe(null);
        expect(await store.expect(one)).toBe(true);
        expect(await store.expected(name, name, name)).toEqual(one);
        expect(await store.forget(name)).toBe(true);
      }
    });
  });
}
