import type { Clock } from "../../src/ports/clock.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Stage } from "./stage.ts";
import { watch } from "./watch.ts";

/** One process of the bridge: it can die at every step, and sleep between any two of them. */
export interface Process {
  readonly name: string;
  /** Its own way to the common store: every operation takes time, and the process can die before and after each commit. */
  readonly store: Store;
  readonly clock: Clock;
  isAlive(): boolean;
  /** Calls `run` once, when the process dies. */
  died(run: () => void): void;
  /** As the world's `after`, but a dead process does nothing, and one that is paused does it once it goes on. */
  later(ms: number, run: () => void): void;
  /** Does something that was brought to it; `then` hears whether that succeeded. */
  handle(work: () => Promise<unknown>, then: (succeeded: boolean) => void): void;
  crash(): void;
  /** Ends as it should. */
  retire(): void;
  pause(ms: number): void;
}

export function createProcess(stage: Stage, name: string): Process {
  const { world, schedule, counts } = stage;
  const { random } = world;
  const last: (() => void)[] = [];
  const never = new Promise<never>(() => {});
  let alive = true;
  let pausedUntilMs = 0;

  function later(ms: number, run: () => void): void {
    world.after(ms, function due() {
      if (!alive) return;
      if (pausedUntilMs > world.nowMs()) world.after(pausedUntilMs - world.nowMs(), due);
      else run();
    });
  }

  function end(how: string): void {
    alive = false;
    world.tell(`${name} ${how}`);
    for (const run of last) run();
  }

  function crash(): void {
    if (!alive) return;
    counts.crashes += 1;
    end("dies");
  }

  const clock: Clock = {
    now: world.nowMs,
    uptimeMs: world.nowMs,
    random: random.next,
    sleep(ms, signal) {
      if (signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        later(ms, resolve);
        signal?.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };

  function isFatal(): boolean {
    return !world.calm && random.chance(schedule.odds.crash);
  }

  function operate(method: keyof Store, args: readonly unknown[]): Promise<unknown> {
    if (!alive) return never;
    return new Promise((resolve, reject) => {
      later(random.between(0, schedule.odds.slowStoreMs), () => {
        if (isFatal()) {
          world.tell(`${name} dies before ${method} is committed`);
          return crash();
        }
        if (!world.calm && random.chance(schedule.odds.refusal)) {
          world.tell(`${name}: ${method} is not committed`);
          return reject(new Error("the store is busy"));
        }
        const commit = stage.store[method] as (...args: unknown[]) => Promise<unknown>;
        commit.apply(stage.store, [...args]).then(
          (result) => {
            watch(stage, name, method, args, result);
            if (isFatal()) {
              world.tell(`${name} dies after ${method} was committed`);
              return crash();
            }
            if (random.chance(0.5)) later(random.between(0, schedule.odds.slowStoreMs), () => resolve(result));
            else later(0, () => resolve(result));
          },
          (error: unknown) => later(0, () => reject(error)),
        );
      });
    });
  }

  const store = new Proxy(stage.store, {
    get:
      (_, method) =>
      (...args: readonly unknown[]) =>
        operate(method as keyof Store, args),
  });

  return {
    name,
    store,
    clock,
    later,
    crash,
    retire() {
      if (alive) end("has stopped");
    },
    isAlive: () => alive,
    died(run) {
      if (alive) last.push(run);
      else run();
    },
    handle(work, then) {
      let open = true;
      const finish = (succeeded: boolean) => {
        if (open) then(succeeded);
        open = false;
      };
      if (!alive) return finish(false);
      last.push(() => finish(false));
      work().then(
        () => finish(true),
        () => finish(false),
      );
    },
    pause(ms) {
      pausedUntilMs = Math.max(pausedUntilMs, world.nowMs() + ms);
      world.tell(`${name} is paused for ${ms} ms`);
    },
  };
}
