import { describe, expect, test } from "vitest";
import { type App, createApp } from "../src/app.ts";
import { families } from "../src/domain/ladder.ts";
import type { Observer } from "../src/ports/observer.ts";
import type { Receive, Source } from "../src/ports/source.ts";
import type { Store } from "../src/ports/store.ts";
import { link, MESSAGE, policy, removed, SLOT, START_MS } from "./domain/given.ts";
import { createClock, type HandClock, settle } from "./invariants/clock.ts";
import { openMemoryStore } from "./support/memory-store.ts";

interface World {
  readonly app: App;
  readonly clock: HandClock;
  readonly store: Store;
  /** What happened, in order. */
  readonly story: string[];
  receive: Receive;
  /** Whether the store can be asked for what is to be read. */
  broken: boolean;
}

async function open(stopSource: (world: World) => Promise<void> = async () => {}, resends = true): Promise<World> {
  const clock = createClock(START_MS);
  const story: string[] = [];
  const memory = openMemoryStore(clock);
  const store: Store = {
    ...memory,
    record: (...args) => (world.broken ? Promise.reject(new Error("disk full")) : memory.record(...args)),
    mirrors: (...args) => (world.broken ? Promise.reject(new Error("disk full")) : memory.mirrors(...args)),
    async close() {
      story.push("the store is closed");
    },
  };
  const source: Source = {
    platform: "slack",
    resends,
    async start(receive) {
      world.receive = receive;
    },
    async stop() {
      await stopSource(world);
      story.push("the source has stopped");
    },
    connected: () => true,
    channel: (channel) => ({ platform: "slack", workspace: MESSAGE.workspace, channel }),
    postedMs: () => START_MS,
    async held() {
      story.push("a message is read");
      return { reactions: [], incomplete: [], atUs: 0 };
    },
    classes: async () => ["members"],
    async tell() {},
    async say() {},
  };
  const silent: Observer = {
    log: { debug() {}, info() {}, warn() {}, error: (_, message) => void story.push(message) },
    ...{ event() {}, step() {}, ambiguous() {}, confirmed() {}, takenOver() {}, folded() {}, repaired() {}, unsendable() {} },
  };
  const app = await createApp({
    ...{ links: [link()], families: families({}), accounts: new Map(), sources: [source], store, clock, observer: silent },
    ...{ policy: policy(), adminToken: null, name: "test", endpoints: {}, resync: { paceMs: 0, everyMs: 900_000 } },
  });
  const world: World = { app, clock, store, story, receive: async () => {}, broken: false };
  return world;
}

async function isReady({ app }: World): Promise<boolean> {
  return (await app.fetch(new Request("http://bridge/readyz"))).status === 200;
}

describe("a stop", () => {
  test("is not ready from the first moment, and closes the store when the source has stored what it took", async () => {
    const world = await open(async ({ clock, receive, story }) => {
      await clock.sleep(3_000);
      await receive({ kind: "left", channel: { ...MESSAGE, channel: "C0ELSEWHERE" }, reason: "archived", atUs: null });
      story.push("its last event is stored");
    });
    await world.app.start();
    expect(await isReady(world)).toBe(true);
    const stopped = world.app.stop();
    expect(await isReady(world)).toBe(false);
    await world.clock.advance(3_000);
    await stopped;
    expect(world.story).toEqual(["its last event is stored", "the source has stopped", "the store is closed"]);
  });

  test.each([
    ["never ends", () => new Promise<void>(() => {}), 12_000],
    ["fails", () => Promise.reject(new Error("already closed")), 1_000],
  ])("closes the store in time though its source's %s", async (_, stopSource, withinMs) => {
    const world = await open(stopSource);
    await world.app.start();
    const stopped = world.app.stop();
    await world.clock.advance(withinMs);
    await stopped;
    expect(world.story.at(-1)).toBe("the store is closed");
  });
});

describe("what was not stored and will not come again", () => {
  test("is read as soon as the store can be asked again, not only when the next sweep would be due", async () => {
    const world = await open(undefined, false);
    await world.store.link(MESSAGE, "northwind", SLOT);
    await world.app.start();
    await settle();
    world.story.splice(0);
    world.broken = true;
    await expect(world.receive(removed("dana", "👍", 0))).rejects.toThrow("disk full");
    await world.clock.advance(1_000);
    expect(world.story).toEqual([]);
    world.broken = false;
    await world.clock.advance(10_000);
    expect(world.story).toEqual(["a message is read"]);
    const stopped = world.app.stop();
    await world.clock.advance(1_000);
    await stopped;
  });
});
