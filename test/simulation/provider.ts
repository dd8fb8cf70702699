import type { Failure, FailureKind } from "../../src/domain/failure.ts";
import { TargetError } from "../../src/ports/target.ts";
import type { Process } from "./process.ts";
import type { TargetPlan } from "./schedule.ts";
import type { Stage } from "./stage.ts";

const REQUEST_TIMEOUT_MS = 10_000;

export interface Call {
  readonly op: "add" | "remove" | "read";
  readonly emoji: string;
  readonly signal: AbortSignal;
}

/** How a request fares. `late`: it lands up to D after it was given up on. */
type Fate = "fine" | "slow" | "lost" | "late" | "answerless" | "reset" | "odd" | "500" | "500 late" | "refused" | "429" | "401" | "unknown";
const TROUBLES: readonly Fate[] = [
  "slow",
  "lost",
  "late",
  "late",
  "answerless",
  "reset",
  "odd",
  "500",
  "500 late",
  "refused",
  "429",
  "401",
];

interface Flight {
  readonly process: Process;
  readonly holder: string;
}

/** The providers' APIs, with everything that can become of a request. */
export interface Provider {
  request(process: Process, plan: TargetPlan, call: Call): Promise<readonly string[]>;
  /** Requests that may still land. */
  readonly underWay: () => number;
  /** When calls of one account arrived, in milliseconds. */
  readonly arrivals: ReadonlyMap<string, number[]>;
  callsOn(target: string): number;
  /** A call said that this target is not there, though it is. */
  unknown(target: string): boolean;
}

export function createProvider(stage: Stage): Provider {
  const { world } = stage;
  const { random } = world;
  const flights = new Map<string, Set<Flight>>();
  const arrivals = new Map<string, number[]>();
  const calls = new Map<string, number>();
  const unknown = new Set<string>();
  let underWay = 0;

  function isGone({ goneAtMs }: TargetPlan): boolean {
    return goneAtMs !== null && world.nowMs() >= goneAtMs;
  }

  function arrive({ account }: TargetPlan): void {
    const list = arrivals.get(account) ?? [];
    list.push(world.nowMs());
    arrivals.set(account, list);
  }

  /** The check of the lease and the sending are one step: whoever sends holds the lease, and holds it alone. */
  function take(process: Process, plan: TargetPlan): () => void {
    const lease = stage.leases.get(plan.id);
    const nowMs = world.storeMs();
    if (lease === undefined || !lease.holder.startsWith(`${process.name}/`))
      stage.violated(`${process.name} calls ${plan.id} without its lease`);
    else if (lease.untilMs <= nowMs) stage.violated(`${process.name} calls ${plan.id} after its lease`);
    const open = flights.get(plan.id) ?? new Set();
    flights.set(plan.id, open);
    for (const other of open) {
      if (other.process.isAlive() && !stage.overtaken.has(other.holder)) stage.violated(`two requests are in flight to ${plan.id}`);
    }
    const flight = { process, holder: lease?.holder ?? "" };
    open.add(flight);
    return () => open.delete(flight);
  }

  /** Now and then a provider does not know a message that is there. */
  function fateOf(): Fate {
    if (world.calm || !random.chance(stage.schedule.odds.trouble)) return "fine";
    return random.chance(0.12) ? "unknown" : random.pick(TROUBLES);
  }

  function request(process: Process, plan: TargetPlan, { op, emoji, signal }: Call): Promise<readonly string[]> {
    const landed = take(process, plan);
    stage.counts.calls += 1;
    calls.set(plan.id, (calls.get(plan.id) ?? 0) + 1);
    const isRefused = op === "add" && plan.refuses.includes(emoji);
    const fate: Fate = fateOf();
    world.tell(() => `${process.name} calls ${plan.id}: ${op} ${emoji} (${fate}${isRefused ? ", refused emoji" : ""})`);
    return new Promise((resolve, reject) => {
      const fail = (kind: FailureKind, ambiguous: boolean, more: Partial<Failure> = {}) => {
        landed();
        reject(new TargetError({ kind, ambiguous, message: `${fate}`, vendor: { status: 0 }, ...more }));
      };
      let shown: readonly string[] = [];
      const land = () => {
        underWay -= 1;
        if (op === "read") shown = stage.phone.shown(plan.id);
        else if (!isGone(plan) && !isRefused) stage.phone.change(plan, op, emoji, "us");
      };
      const landIn = (ms: number) => {
        underWay += 1;
        world.after(ms, land);
      };
      const latelyMs = () => Math.floor(plan.abandonedForMs * (random.chance(0.5) ? 1 - random.next() / 10 : random.next()));
      const answer = (ms: number, run: () => void) => process.later(ms, run);
      const thereMs = random.between(1, random.chance(0.9) ? 30 : 2_000);
      const backMs = thereMs + random.between(1, 30);
      // What is given up on has been counted by then, or never is.
      let arrived = false;
      const counted = () => {
        if (!arrived) arrive(plan);
        arrived = true;
      };
      world.after(thereMs, counted);
      signal.addEventListener("abort", counted);
      signal.addEventListener("abort", landed);
      process.died(landed);

      if (fate === "fine" || fate === "slow") {
        const answerMs = fate === "slow" ? random.between(3_000, 9_900) : backMs;
        const landMs = fate === "slow" && random.chance(0.5) ? answerMs - 1 : thereMs;
        // Whether it is gone is decided where it lands.
        let gone = false;
        underWay += 1;
        const landing = world.after(landMs, () => {
          gone = isGone(plan);
          land();
        });
        const landsAtMs = world.nowMs() + landMs;
        process.died(() => {
          if (landsAtMs <= world.nowMs()) return;
          landing.cancelled = true;
          world.after(Math.min(landsAtMs - world.nowMs(), latelyMs()), land);
        });
        return answer(answerMs, () => {
          if (gone) return fail("gone", false);
          if (isRefused) return fail("rejected", false);
          landed();
          resolve(shown);
        });
      }
      if (fate === "lost") return;
      if (fate === "late") {
        // It is given up on when the engine says so, when its process dies, and in any case when the time is up.
        let given = false;
        const abandon = () => {
          if (!given) landIn(latelyMs());
          given = true;
        };
        signal.addEventListener("abort", abandon);
        process.died(abandon);
        world.after(REQUEST_TIMEOUT_MS, abandon);
        underWay += 1;
        world.after(REQUEST_TIMEOUT_MS, () => {
          underWay -= 1;
        });
        return;
      }
      if (fate === "refused") return answer(backMs, () => fail("transient", false, { connection: true }));
      if (fate === "401") {
        answer(backMs, () => fail("unauthorized", false));
        // Somebody mends it, and says so.
        underWay += 1;
        world.after(random.between(1_000, 20_000), () => {
          underWay -= 1;
          stage.store.pause(plan.account, null);
        });
        return;
      }
      if (fate === "unknown") {
        unknown.add(plan.id);
        answer(backMs + random.between(0, 4_000), () => fail("gone", false));
        return;
      }
      if (fate === "429") return answer(backMs, () => fail("rate-limited", false, { retryAfterMs: random.pick([100, 2_000, 20_000]) }));
      if (isRefused && fate !== "500 late") return answer(backMs, () => fail("rejected", false));
      if (fate === "500 late") {
        world.after(thereMs, () => {
          if (random.chance(0.7)) landIn(latelyMs());
          answer(backMs - thereMs, () => fail("transient", true));
        });
        return;
      }
      if (random.chance(0.6)) landIn(thereMs);
      if (fate === "answerless") return;
      answer(backMs, () => fail("transient", true, { connection: fate === "reset" }));
    });
  }

  return {
    request,
    underWay: () => underWay,
    arrivals,
    callsOn: (target) => calls.get(target) ?? 0,
    unknown: (target) => unknown.has(target),
  };
}
