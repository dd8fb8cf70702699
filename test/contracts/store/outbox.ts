import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import type { Open } from "./world.ts";

const HELLO = { key: "k1", kind: "alert", payload: { text: "hello" } };

export function outboxContract(open: Open): void {
  describe("the outbox", () => {
    promise(open, "gives an item to one worker, with what it holds", async ({ store }) => {
      await store.send([HELLO]);
      expect(await store.claimItem("w1", 5_000)).toEqual({ ...HELLO, attempts: 0 });
      expect(await store.claimItem("w2", 5_000)).toEqual({ afterMs: 5_000 });
      expect(await store.finishItem("w1", "k1", null)).toBe(true);
      expect(await store.claimItem("w2", 5_000)).toEqual({ afterMs: null });
    });

    promise(open, "gives none of the kinds that somebody has enough of, nor says when there are more of them", async ({ store, clock }) => {
      await store.send([HELLO, { ...HELLO, key: "k2", kind: "__proto__" }, { ...HELLO, key: "k3", kind: "relay", afterMs: 1_000 }]);
      expect(await store.claimItem("w1", 5_000, ["alert", "__proto__"])).toEqual({ afterMs: 1_000 });
      expect(await store.claimItem("w1", 5_000, ["alert", "__proto__", "relay"])).toEqual({ afterMs: null });
      expect(await store.claimItem("w1", 5_000, ["alert"])).toMatchObject({ key: "k2" });
      clock.pass(1_000);
      expect(await store.claimItem("w1", 5_000, ["alert", "other"])).toMatchObject({ key: "k3" });
      expect(await store.claimItem("w1", 5_000, [])).toMatchObject({ key: "k1" });
    });

    promise(open, "takes items with one key for one item, also after it is done", async ({ store }) => {
      await store.send([HELLO, { ...HELLO, payload: "again" }]);
      await store.send([HELLO]);
      expect(await store.claimItem("w1", 5_000)).toMatchObject({ payload: HELLO.payload });
      await store.finishItem("w1", "k1", null);
      await store.send([HELLO]);
      expect(await store.claimItem("w1", 5_000)).toEqual({ afterMs: null });
    });

    promise(open, "takes an item for the same only within a span of its clock, where that is asked for", async ({ store, clock }) => {
      const hourly = { ...HELLO, perMs: 3_600_000 };
      clock.pass(3_600_000 - (clock.now() % 3_600_000));
      await store.send([hourly]);
      clock.pass(3_599_999);
      await store.send([hourly]);
      expect(await store.claimItem("w1", 1)).toMatchObject({ kind: "alert", payload: HELLO.payload });
      clock.pass(1);
      await store.send([hourly]);
      const [first, second] = [await store.claimItem("w1", 5_000), await store.claimItem("w1", 5_000)];
      expect("key" in first && "key" in second && first.key !== second.key).toBe(true);
      expect(await store.claimItem("w1", 5_000)).toEqual({ afterMs: 5_000 });
    });

    promise(open, "tries again when told so, and counts", async ({ store, clock }) => {
      await store.send([HELLO]);
      await store.claimItem("w1", 5_000);
      expect(await store.finishItem("w1", "k1", 700)).toBe(true);
      expect(await store.claimItem("w1", 5_000)).toEqual({ afterMs: 700 });
      clock.pass(700);
      expect(await store.claimItem("w1", 5_000)).toMatchObject({ key: "k1", attempts: 1 });
    });

    promise(open, "gives an item to another worker when its lease runs out", async ({ store, clock }) => {
      await store.send([HELLO]);
      await store.claimItem("w1", 5_000);
      clock.pass(5_000);
      expect(await store.claimItem("w2", 5_000)).toMatchObject({ key: "k1", attempts: 1 });
      expect(await store.finishItem("w1", "k1", null)).toBe(false);
      expect(await store.finishItem("w2", "k1", null)).toBe(true);
    });

    promise(open, "leaves an item to whoever keeps it, and takes nothing for kept that another has", async ({ store, clock }) => {
      await store.send([HELLO]);
      await store.claimItem("w1", 5_000);
      clock.pass(4_000);
      expect(await store.keepItem("w1", "k1", 5_000)).toBe(true);
      clock.pass(4_999);
      expect(await store.claimItem("w2", 5_000)).toEqual({ afterMs: 1 });
      clock.pass(1);
      expect(await store.claimItem("w2", 5_000)).toMatchObject({ key: "k1" });
      expect(await store.keepItem("w1", "k1", 60_000)).toBe(false);
      expect(await store.claimItem("w3", 5_000)).toEqual({ afterMs: 5_000 });
      await store.finishItem("w2", "k1", null);
      expect(await store.keepItem("w2", "k1", 5_000)).toBe(false);
      expect(await store.claimItem("w3", 5_000)).toEqual({ afterMs: null });
    });

    promise(open, "keeps an item until its time has come", async ({ store, clock }) => {
      await store.send([{ ...HELLO, afterMs: 700 }]);
      expect(await store.claimItem("w1", 5_000)).toEqual({ afterMs: 700 });
      await store.send([{ ...HELLO, key: "k2", afterMs: 100 }]);
      expect(await store.claimItem("w1", 5_000)).toEqual({ afterMs: 100 });
      clock.pass(700);
      expect(await store.claimItem("w1", 5_000)).toEqual({ ...HELLO, key: "k2", attempts: 0 });
      expect(await store.claimItem("w1", 5_000)).toEqual({ ...HELLO, attempts: 0 });
    });

    promise(open, "gives up what a holder has, or all, and it may be had at once", async ({ store }) => {
      await store.send([HELLO, { ...HELLO, key: "k2" }, { ...HELLO, key: "k3" }]);
      for (const holder of ["w1", "w2", "w3"]) await store.claimItem(holder, 5_000);
      expect(await store.finishItem("w3", "k3", null)).toBe(true);
      expect(await store.release("w1")).toBe(1);
      expect(await store.finishItem("w1", "k1", null)).toBe(false);
      expect(await store.claimItem("w4", 5_000)).toMatchObject({ key: "k1", attempts: 1 });
      expect(await store.release(null)).toBe(2);
    });

    promise(open, "keeps all items of one step, or none", async ({ store }) => {
      const lost = { ...HELLO, key: "k2", payload: 1n };
      await expect(store.send([{ ...HELLO, lane: "a" }, lost])).rejects.toThrow("BigInt");
      expect(await store.claimItem("w1", 5_000)).toEqual({ afterMs: null });
      await store.send([{ ...HELLO, lane: "a" }]);
      expect(await store.claimItem("w1", 5_000)).toMatchObject({ key: "k1", attempts: 0 });
    });

    promise(open, "takes first what has waited longest", async ({ store, clock }) => {
      await store.send([
        { ...HELLO, key: "a" },
        { ...HELLO, key: "b" },
      ]);
      clock.pass(1);
      await store.send([{ ...HELLO, key: "c" }]);
      const keys: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        const item = await store.claimItem("w1", 5_000);
        if ("key" in item) keys.push(item.key);
      }
      expect(keys).toEqual(["a", "b", "c"]);
    });
  });
}
