import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OutboxItem, Store } from "../../../src/ports/store.ts";
import { promise } from "./fixture.ts";
import { type Open, type StillClock, stillClock } from "./world.ts";

function item(key: string, lane?: string, afterMs?: number): OutboxItem {
  return {
    ...{ key, kind: "relay", payload: key },
    ...(lane === undefined ? {} : { lane }),
    ...(afterMs === undefined ? {} : { afterMs }),
  };
}

/** The key of the item that is claimed, or how long there is none. */
async function claim(store: Store, holder = "w1", leaseMs = 5_000): Promise<string | number | null> {
  const claimed = await store.claimItem(holder, leaseMs);
  return "key" in claimed ? claimed.key : claimed.afterMs;
}

export function lanesContract(open: Open): void {
  describe("lanes", () => {
    promise(open, "give one item after the other, in the order in which they came", async ({ store, clock }) => {
      await store.send([item("a", "north"), item("b", "north")]);
      clock.pass(1);
      await store.send([item("c", "north")]);
      for (const key of ["a", "b", "c"]) {
        expect(await claim(store)).toBe(key);
        expect(await claim(store, "w2")).toBe(5_000);
        expect(await store.finishItem("w1", key, null)).toBe(true);
      }
      expect(await claim(store)).toBe(null);
      await store.send([item("d", "north")]);
      expect(await claim(store)).toBe("d");
    });

    promise(open, "are let go of with all that is not done in them, and begin anew", async ({ store, clock }) => {
      await store.send([item("a", "north"), item("b", "north"), item("c", "south"), item("d", "south")]);
      expect([await claim(store), await claim(store)]).toEqual(["a", "c"]);
      await store.dropLanes(["north", "nowhere"]);
      expect(await store.keepItem("w1", "a", 60_000)).toBe(false);
      expect(await store.finishItem("w1", "a", null)).toBe(false);
      clock.pass(5_000);
      expect([await claim(store), await claim(store)]).toEqual(["c", 5_000]);
      await store.send([item("b", "north"), item("e", "north"), item("f", "north")]);
      expect([await claim(store), await claim(store)]).toEqual(["e", 5_000]);
    });

    promise(open, "hold up no other, nor what has none", async ({ store }) => {
      await store.send([item("a", "north"), item("b", "north"), item("c", "south"), item("d"), item("e")]);
      expect([await claim(store), await claim(store), await claim(store), await claim(store)]).toEqual(["a", "c", "d", "e"]);
      expect(await claim(store)).toBe(5_000);
    });

    promise(open, "wait for an item that is tried again", async ({ store, clock }) => {
      await store.send([item("a", "north"), item("b", "north")]);
      await claim(store);
      await store.finishItem("w1", "a", 700);
      clock.pass(1);
      expect(await claim(store)).toBe(699);
      clock.pass(699);
      expect(await claim(store)).toBe("a");
    });

    promise(open, "wait for an item whose time has not come, and are not overtaken by one whose time has", async ({ store, clock }) => {
      await store.send([item("a", "north", 700), item("b", "north"), item("c", "north", 2_000)]);
      expect(await claim(store)).toBe(700);
      clock.pass(700);
      expect(await claim(store)).toBe("a");
      await store.finishItem("w1", "a", null);
      expect(await claim(store)).toBe("b");
      await store.finishItem("w1", "b", null);
      expect(await claim(store)).toBe(1_300);
      clock.pass(1_300);
      expect(await claim(store)).toBe("c");
    });

    promise(open, "put an item before those that belong behind it, but not before one that was begun", async ({ store, clock }) => {
      const at = (key: string, placeUs: number, afterMs = 0) => ({ ...item(key, "north", afterMs), placeUs });
      await store.send([at("c", 300, 500), at("a", 100, 500), at("d", 400)]);
      expect(await claim(store)).toBe(500);
      clock.pass(500);
      await store.send([at("b", 200)]);
      expect(await claim(store)).toBe("a");
      await store.send([at("early", 50)]);
      expect(await claim(store)).toBe(5_000);
      await store.finishItem("w1", "a", 700);
      expect(await claim(store)).toBe(700);
      clock.pass(700);
      for (const key of ["a", "early", "b", "c", "d"]) {
        expect(await claim(store)).toBe(key);
        await store.finishItem("w1", key, null);
      }
      expect(await claim(store)).toBe(null);
    });

    promise(open, "can be delayed by the kind of their items, but for what was begun", async ({ store, clock }) => {
      await store.send([item("a", "north"), item("b", "south"), { key: "c", kind: "notice", payload: null }, item("d", "west", 900)]);
      expect(await claim(store)).toBe("a");
      await store.delayItems("relay", 500);
      expect([await claim(store), await claim(store)]).toEqual(["c", 500]);
      clock.pass(500);
      expect([await claim(store), await claim(store)]).toEqual(["b", 400]);
    });

    promise(open, "give the same item again when its lease runs out or is given up", async ({ store, clock }) => {
      await store.send([item("a", "north"), item("b", "north")]);
      await claim(store);
      clock.pass(5_000);
      expect(await claim(store, "w2")).toBe("a");
      expect(await store.finishItem("w1", "a", null)).toBe(false);
      expect(await claim(store)).toBe(5_000);
      expect(await store.release("w2")).toBe(1);
      expect(await claim(store, "w3")).toBe("a");
      await store.finishItem("w3", "a", null);
      expect(await claim(store)).toBe("b");
    });

    promise(open, "drop an item whose key is known, and keep the place of the first", async ({ store }) => {
      await store.send([item("a", "north"), item("b", "north"), item("a", "north"), item("a", "south")]);
      expect([await claim(store), await claim(store)]).toEqual(["a", 5_000]);
      await store.finishItem("w1", "a", null);
      await store.send([item("a", "north"), item("b")]);
      expect([await claim(store), await claim(store)]).toEqual(["b", 5_000]);
      await store.finishItem("w1", "b", null);
      expect(await claim(store)).toBe(null);
    });

    promise(open, "may have any names", async ({ store }) => {
      for (const lane of ["__proto__", "constructor", ""]) {
        await store.send([item(`${lane}1`, lane), item(`${lane}2`, lane)]);
        expect(await claim(store)).toBe(`${lane}1`);
        expect(await claim(store)).not.toBe(`${lane}2`);
        await store.finishItem("w1", `${lane}1`, null);
        expect(await claim(store)).toBe(`${lane}2`);
        await store.finishItem("w1", `${lane}2`, null);
      }
    });

    test("keep their order whatever is claimed, fails, expires or is given up", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
          const clock = stillClock();
          const { store, close } = await open(clock);
          try {
            await follow(store, clock, acts);
          } finally {
            await close();
          }
        }),
        { numRuns: 60 },
      );
    }, 60_000);
  });
}

type Act =
  | { readonly op: "send"; readonly lanes: readonly (string | undefined)[]; readonly afterMs: number }
  | { readonly op: "claim" | "release"; readonly holder: string | null }
  | { readonly op: "keep"; readonly which: number }
  | { readonly op: "finish"; readonly which: number; readonly retryMs: number | null }
  | { readonly op: "pass"; readonly ms: number };

const holder = fc.constantFrom("w1", "w2", "w3");
const lane = fc.constantFrom("north", "south", undefined);
const soon = fc.constantFrom(0, 0, 0, 300, 900);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant("send"), lanes: fc.array(lane, { maxLength: 3 }), afterMs: soon }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant("claim"), holder }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant("finish"), which: fc.nat(5), retryMs: fc.option(soon) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("keep"), which: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("pass"), ms: fc.constantFrom(1, 299, 500, 1_000) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("release"), holder: fc.option(holder) }) },
);

interface Sent {
  readonly key: string;
  readonly lane: string | undefined;
  readyMs: number;
  holder: string | null;
}

/** Does everything to the store and to a list, in which what is done is no more; compares what is claimed. */
async function follow(store: Store, clock: StillClock, acts: readonly Act[]): Promise<void> {
  let list: Sent[] = [];
  let sent = 0;
  const firsts = () => list.filter((one) => one.lane === undefined || list.find((other) => other.lane === one.lane) === one);

  async function claimed(by: string): Promise<void> {
    const [next] = firsts().sort((a, b) => a.readyMs - b.readyMs);
    const waitMs = next === undefined ? null : next.readyMs - clock.now();
    expect(await claim(store, by, 1_000)).toBe(waitMs === null || waitMs > 0 ? waitMs : next?.key);
    if (next !== undefined && next.readyMs <= clock.now()) Object.assign(next, { readyMs: clock.now() + 1_000, holder: by });
  }

  async function kept(one: Sent): Promise<void> {
    expect(await store.keepItem("nobody", one.key, 1_000)).toBe(false);
    expect(await store.keepItem(one.holder ?? "w1", one.key, 1_000)).toBe(one.holder !== null);
    if (one.holder !== null) one.readyMs = clock.now() + 1_000;
  }

  async function finished(one: Sent, retryMs: number | null): Promise<void> {
    expect(await store.finishItem("nobody", one.key, retryMs)).toBe(false);
    expect(await store.finishItem(one.holder ?? "w1", one.key, retryMs)).toBe(one.holder !== null);
    if (one.holder === null) return;
    if (retryMs === null) list = list.filter((other) => other !== one);
    else Object.assign(one, { readyMs: clock.now() + retryMs, holder: null });
  }

  for (const one of acts) {
    if (one.op === "pass") clock.pass(one.ms);
    if (one.op === "claim") await claimed(one.holder ?? "w1");
    if (one.op === "send") {
      const added = one.lanes.map((name, index) => ({
        key: `k${sent + index}`,
        lane: name,
        readyMs: clock.now() + one.afterMs,
        holder: null,
      }));
      await store.send(added.map(({ key, lane: name }) => item(key, name, one.afterMs)));
      list.push(...added);
      sent += added.length;
    }
    if (one.op === "keep" || one.op === "finish") {
      const held = list.filter((other) => other.holder !== null);
      const which = held[one.which % Math.max(1, held.length)] ?? list[0];
      if (which !== undefined) await (one.op === "keep" ? kept(which) : finished(which, one.retryMs));
    }
    if (one.op === "release") {
      const held = list.filter((other) => other.holder !== null && (one.holder === null || other.holder === one.holder));
      expect(await store.release(one.holder)).toBe(held.length);
      for (const other of held) Object.assign(other, { readyMs: clock.now(), holder: null });
    }
  }
  // Whatever happened, all of it gets done.
  for (let turns = 0; list.length > 0 && turns < 1_000; turns += 1) {
    await claimed("w1");
    const held = list.find((other) => other.holder === "w1");
    if (held === undefined) clock.pass(100);
    else await finished(held, null);
  }
  expect(list).toEqual([]);
}
