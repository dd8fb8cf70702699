import { describe, expect, it } from "vitest";
import type { SourceEvent } from "../../src/domain/event.ts";
import { createTurn, type Turn } from "../../src/flow/turn.ts";
import type { Listening, Receive, Source } from "../../src/ports/source.ts";
import type { Store } from "../../src/ports/store.ts";
import { START_MS } from "../domain/given.ts";
import { createClock, type HandClock, settle } from "../invariants/clock.ts";
import { openMemoryStore } from "../support/memory-store.ts";

interface Process {
  readonly turn: Turn;
  /** What happened, in order. */
  readonly story: string[];
  readonly stored: SourceEvent[];
  /** A dispatch reaches this process. */
  hear(): Promise<void>;
  start(): Promise<void>;
}

const EVENT: SourceEvent = {
  kind: "left",
  channel: { platform: "discord", workspace: "G1", channel: "C1" },
  reason: "deleted",
  atUs: null,
};

function open(clock: HandClock, store: Pick<Store, "hold">, name: string): Process {
  const story: string[] = [];
  const stored: SourceEvent[] = [];
  let receive: Receive = async () => {};
  const source = {
    platform: "discord",
    async start(given: Receive, aside = false) {
      receive = given;
      story.push(aside ? "started aside" : "started");
    },
    async stop() {
      story.push("stopped");
    },
    listening: {
      begin: (sinceMs) => void story.push(`begins, missed ${(clock.now() - sinceMs) / 1_000} s`),
      async end() {
        story.push("ends");
      },
    },
  } as Partial<Source> as Source & { readonly listening: Listening };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const turn = createTurn({ source, store, clock, observer: { log }, name, gap: () => void story.push("a gap") });
  return {
    turn,
    story,
    stored,
    hear: () => receive(EVENT),
    start: () => turn.start(async (event) => void stored.push(event)),
  };
}

/** Two processes on one store, the first of which listens. `lost`: those that do not reach it; `behindMs`: by how much their clocks are. */
async function world() {
  const clock = createClock(START_MS);
  const memory = openMemoryStore(clock);
  const lost = new Set<string>();
  const behindMs = new Map<string, number>();
  const clockOf = (name: string): HandClock => ({ ...clock, now: () => clock.now() - (behindMs.get(name) ?? 0) });
  const process = (name: string) =>
    open(clockOf(name), { hold: (...args) => (lost.has(name) ? Promise.reject(new Error("away")) : memory.hold(...args)) }, name);
  const [first, second] = [process("p1"), process("p2")];
  await first.start();
  await second.start();
  return { clock, lost, behindMs, first, second };
}

describe("whose turn it is to listen", () => {
  it("is the first one's, for as long as it lives, and the other stands aside", async () => {
    const { clock, first, second } = await world();
    await clock.advance(120_000);
    expect([first.story, second.story]).toEqual([["started", "a gap"], ["started aside"]]);
    expect([first.turn.isTaken(), second.turn.isTaken()]).toEqual([true, true]);
    await first.hear();
    expect(first.stored).toHaveLength(1);
  });

  it("is the other's at once when the first one stops, who knows what nobody has heard", async () => {
    const { clock, first, second } = await world();
    await clock.advance(5_500);
    await first.turn.stop();
    await clock.advance(1_000);
    expect(first.story.at(-1)).toBe("stopped");
    expect(second.story).toEqual(["started aside", "begins, missed 11 s"]);
  });

  it("is the other's once the lease of one has run out that does not reach the store, and was nobody's before", async () => {
    const { clock, lost, first, second } = await world();
    await clock.advance(500);
    lost.add("p1");
    await clock.advance(8_000);
    expect(first.story.at(-1)).toBe("ends");
    expect(second.story).toEqual(["started aside"]);
    await clock.advance(5_000);
    expect(second.story.at(-1)).toMatch(/^begins/);
    await second.hear();
    expect(second.stored).toHaveLength(1);
  });

  it("lets nobody store what it took while it was another's, and has that read", async () => {
    const { clock, lost, first } = await world();
    lost.add("p1");
    await clock.advance(8_000);
    first.story.length = 0;
    await expect(first.hear()).rejects.toThrow();
    expect([first.stored, first.story]).toEqual([[], ["a gap"]]);
  });

  it("stays one's alone, also when its clock is set back", async () => {
    const { clock, behindMs, first, second } = await world();
    await clock.advance(5_000);
    behindMs.set("p1", 3_600_000);
    await clock.advance(60_000);
    expect([first.story.at(-1), second.story]).toEqual(["a gap", ["started aside"]]);
  });

  it("is nobody's, as far as can be told, when nobody reaches the store", async () => {
    const { clock, lost, first, second } = await world();
    for (const name of ["p1", "p2"]) lost.add(name);
    await clock.advance(9_000);
    expect([first.turn.isTaken(), second.turn.isTaken()]).toEqual([false, false]);
    lost.clear();
    await clock.advance(4_000);
    await settle();
    expect([first.turn.isTaken(), second.turn.isTaken()]).toEqual([true, true]);
    expect([first, second].filter(({ story }) => story.at(-1)?.startsWith("begins"))).toHaveLength(1);
  });
});
