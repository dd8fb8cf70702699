import { describe, expect, test } from "vitest";
import { createOutbox, type Handler, type Outbox } from "../../src/flow/outbox.ts";
import type { Observer } from "../../src/ports/observer.ts";
import type { OutboxClaim, Store } from "../../src/ports/store.ts";
import { START_MS } from "../domain/given.ts";
import { createClock } from "../invariants/clock.ts";
import { openMemoryStore } from "../support/memory-store.ts";

const HOUR = 3_600_000;

/** An outbox with one handler, which answers in turn: a wait, null, or an error. */
function open(answers: readonly (number | null | Error)[], tries = 3) {
  const clock = createClock(START_MS);
  const store = openMemoryStore(clock);
  const handled: { readonly attempts: number; readonly atMs: number }[] = [];
  const given: OutboxClaim[] = [];
  const warned: string[] = [];
  const observer = {
    log: { debug() {}, info() {}, warn: (_: unknown, text: string) => void warned.push(text), error() {} },
  } as unknown as Observer;
  const handler: Handler = {
    tries,
    failed: "it could not be done",
    async handle({ attempts }) {
      const answer = answers[handled.length] ?? null;
      handled.push({ attempts, atMs: clock.now() - START_MS });
      if (answer instanceof Error) throw answer;
      return answer;
    },
    gaveUp: async (item) => void given.push(item),
  };
  const outbox = createOutbox({ store, clock, observer, name: "process", handlers: { work: handler } });
  async function run(ms: number): Promise<void> {
    const untilMs = clock.now() + ms;
    while (clock.now() < untilMs) {
      await outbox.tick();
      await clock.advance(Math.min(500, untilMs - clock.now()));
    }
  }
  const send = (key = "one", kind = "work") => store.send([{ key, kind, payload: {} }]);
  return { store, handled, given, warned, run, send };
}

describe("an item in the outbox", () => {
  test("is tried again, later each time, and given up after its tries", async () => {
    const world = open([new Error("no"), new Error("no"), new Error("no"), null]);
    await world.send();
    await world.run(HOUR);
    expect(world.handled.map(({ attempts }) => attempts)).toEqual([0, 1, 2]);
    const [first = 0, second = 0, third = 0] = world.handled.map(({ atMs }) => atMs);
    expect(third - second).toBeGreaterThan(second - first);
    expect(world.given.map(({ key }) => key)).toEqual(["one"]);
    expect(world.warned).toHaveLength(3);
  });

  test("that waits has not failed, however often it does", async () => {
    const world = open([...Array.from({ length: 30 }, () => 60_000), new Error("no"), new Error("no"), null]);
    await world.send();
    await world.run(HOUR);
    expect(world.given).toEqual([]);
    expect(world.handled).toHaveLength(33);
    const [before = 0, after = 0] = world.handled.slice(30).map(({ atMs }) => atMs);
    expect(after - before).toBeLessThanOrEqual(2_000);
  });

  test("that nobody here knows is let go of", async () => {
    const world = open([]);
    await world.send("other", "unheard of");
    await world.run(1_000);
    expect(world.warned).toEqual(["nothing here knows what to do with an item; it is let go of"]);
    expect(await world.store.claimItem("anybody", 1)).toEqual({ afterMs: null });
  });

  test("is another process's soon after the one that has it ends without a word, and not before", async () => {
    const world = openSlow();
    await world.store.send([{ key: "one", kind: "work", payload: {} }]);
    const ended = world.begin("ended", 20_000, true);
    const other = world.begin("other", 0, false);
    await world.pass(11_500);
    expect(world.handled).toEqual(["ended"]);
    await world.pass(1_500);
    expect(world.handled).toEqual(["ended", "other"]);
    await world.stop(ended, other);
  });

  test("stays with the process that is at it, however long that takes", async () => {
    const world = openSlow();
    await world.store.send([{ key: "one", kind: "work", payload: {} }]);
    const slow = world.begin("slow", 40_000, false);
    await world.pass(100);
    const other = world.begin("other", 0, false);
    await world.pass(60_000);
    expect(world.handled).toEqual(["slow"]);
    expect(world.done).toEqual(["slow"]);
    await world.stop(slow, other);
  });

  test.each([
    ["", 0],
    [", also when its clock is set back meanwhile", HOUR],
  ])("is given up in time by a process that cannot keep it any more%s", async (_, backMs) => {
    const world = openSlow();
    await world.store.send([{ key: "one", kind: "work", payload: {} }]);
    const cutOff = world.begin("cut off", 40_000, "no answer");
    await world.pass(100);
    world.behind.ms = backMs;
    await world.pass(8_800);
    expect(world.givenUp).toEqual([]);
    await world.pass(200);
    expect(world.givenUp).toEqual(["cut off"]);
    const other = world.begin("other", 0, false);
    await world.pass(4_000);
    expect(world.handled).toEqual(["cut off", "other"]);
    await world.stop(cutOff, other);
  });
});

describe("what one kind of items waits for", () => {
  test("keeps no other kind waiting, however many there are", async () => {
    const clock = createClock(START_MS);
    const store = openMemoryStore(clock);
    const handled = { hangs: 0, works: 0 };
    const handler = (kind: keyof typeof handled, takesMs: number): Handler => ({
      tries: 3,
      failed: "it could not be done",
      async handle(_, signal) {
        handled[kind] += 1;
        await clock.sleep(takesMs, signal);
        return null;
      },
    });
    const observer = { log: { debug() {}, info() {}, warn() {}, error() {} } } as unknown as Observer;
    const handlers = { hangs: handler("hangs", 10_000), works: handler("works", 10) };
    const outbox = createOutbox({ store, clock, observer, name: "process", handlers });
    await store.send(Array.from({ length: 200 }, (_, index) => ({ key: `h${index}`, kind: "hangs", payload: {} })));
    outbox.start();
    await clock.advance(2_000);
    await store.send(Array.from({ length: 20 }, (_, index) => ({ key: `w${index}`, kind: "works", payload: {} })));
    outbox.wake();
    await clock.advance(3_000);
    expect([handled.works, handled.hangs < 32]).toEqual([20, true]);
    await clock.advance(20_000);
    expect(handled.hangs).toBeGreaterThan(16);
    const stopped = outbox.stop(0);
    await clock.advance(60_000);
    await stopped;
  });
});

/** Several processes over one store, each of which is at an item for so long. */
function openSlow() {
  const clock = createClock(START_MS);
  const store = openMemoryStore(clock);
  const behind = { ms: 0 };
  const [handled, done, givenUp]: [string[], string[], string[]] = [[], [], []];
  const log = { debug() {}, info() {}, warn() {}, error() {} };

  /** `cut`: what it says no longer reaches the store, as when it was killed; `no answer`: nor does anything come back. */
  function begin(name: string, takesMs: number, cut: boolean | "no answer"): Outbox {
    let claims = 0;
    const once: Store["claimItem"] = async (...args) => {
      claims += 1;
      return claims > 1 ? { afterMs: null } : store.claimItem(...args);
    };
    const unheard = () => (cut === "no answer" ? new Promise<never>(() => {}) : Promise.reject(new Error("gone")));
    const seen = cut === false ? store : { ...store, claimItem: once, keepItem: unheard, finishItem: unheard };
    const handler: Handler = {
      tries: 1,
      failed: "it could not be done",
      async handle(_, signal) {
        handled.push(name);
        await clock.sleep(takesMs, signal);
        (signal.aborted ? givenUp : done).push(name);
        return null;
      },
    };
    const outbox = createOutbox({
      ...{ store: seen, clock: { ...clock, now: () => clock.now() - behind.ms } },
      ...{ observer: { log } as unknown as Observer, name, handlers: { work: handler } },
    });
    outbox.start();
    return outbox;
  }

  return {
    ...{ store, behind, handled, done, givenUp, begin },
    pass: (ms: number) => clock.advance(ms),
    async stop(...outboxes: readonly Outbox[]) {
      const stopped = Promise.all(outboxes.map((outbox) => outbox.stop(0)));
      await clock.advance(60_000);
      await Promise.race([stopped, clock.advance(1)]);
    },
  };
}
