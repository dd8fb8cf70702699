import { stateOf } from "../../src/domain/mirror.ts";
import { DEFAULT_POLICY } from "../../src/domain/policy.ts";
import { openLinks } from "../../src/flow/links.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Log } from "../../src/ports/observer.ts";
import type { Store } from "../../src/ports/store.ts";
import { createCourier } from "./courier.ts";
import { createEngine, declaredLinks, type Engine } from "./engine.ts";
import { judge } from "./judge.ts";
import { createLedger } from "./oracle.ts";
import { createPhone } from "./phone.ts";
import { createProcess, type Process } from "./process.ts";
import { createProvider } from "./provider.ts";
import { createSchedule, type SourcePlan, type TargetPlan } from "./schedule.ts";
import type { Counts, Stage } from "./stage.ts";
import { createWorld, START_MS } from "./world.ts";

export interface Result {
  readonly seed: number;
  /** What was wrong; empty when all was right. */
  readonly wrong: readonly string[];
  readonly counts: Counts;
  readonly story: readonly string[];
}

/** A store, and where what it is asked takes real time, when all of that is done. */
export type Simulated = Store & { settled?(): Promise<void> };

export type OpenStore = (clock: Pick<Clock, "now">) => Promise<Simulated> | Simulated;

export interface Actor {
  readonly process: Process;
  readonly engine: Engine;
}

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };
const PATIENCE_MS = 30 * 60_000;

/** Plays the schedule of a seed to its end, and judges what is shown then. */
export async function simulate(seed: number, openStore: OpenStore, telling = false): Promise<Result> {
  const schedule = createSchedule(seed);
  const world = createWorld(seed * 7 + 1, telling);
  const store = await openStore({ now: world.storeMs });
  const counts: Counts = { events: 0, crashes: 0, ambiguous: 0, takeovers: 0, confirmations: 0, calls: 0, owner: 0, readings: 0 };
  const wrong = new Set<string>();
  const truth = new Map(schedule.sources.map(({ id }) => [id, new Map<string, { person: string; name: string; atUs: number }>()]));
  const phone = createPhone(world, (told) => courier.echo(told));
  const stage: Stage = {
    world,
    schedule,
    store,
    counts,
    truth,
    phone,
    ledger: createLedger(schedule, phone.tellings),
    leases: new Map(),
    overtaken: new Set(),
    lossy: new Set(),
    target: (id) => schedule.targets.find((plan) => plan.id === id) as TargetPlan,
    source: (id) => schedule.sources.find((plan) => plan.id === id) as SourcePlan,
    violated(what) {
      world.tell(`WRONG: ${what}`);
      wrong.add(what);
    },
  };
  const provider = createProvider(stage);
  const declared = declaredLinks(schedule);
  const links = await openLinks({ declared, policy: DEFAULT_POLICY, accounts: new Map(), store, log: SILENT });
  const actors: (Actor | null)[] = [];
  let born = 0;

  function start(index: number): void {
    born += 1;
    const process = createProcess(stage, `p${index}.${born}`);
    const engine = createEngine(stage, process, provider, links);
    actors[index] = { process, engine };
    process.died(() => {
      actors[index] = null;
      world.after(downMs, () => start(index));
      downMs = world.random.pick([10, 500, 5_000]);
    });
    world.tell(`${process.name} starts`);
    // Alone on its store, a process knows that nobody holds what its predecessor held.
    if (schedule.processes === 1 && born > 1) process.store.release(null).then(engine.start, engine.start);
    else engine.start();
  }

  let downMs = 500;
  const courier = createCourier(stage, () => actors.filter((actor) => actor !== null));
  for (let index = 0; index < schedule.processes; index += 1) start(index);
  let coming = schedule.happenings.length + schedule.sources.length;
  for (const source of schedule.sources) {
    world.after(source.linkedAtMs, () => {
      coming -= 1;
      courier.link(source);
    });
  }
  for (const happening of schedule.happenings) {
    world.after(happening.atMs, () => {
      coming -= 1;
      if (happening.kind === "crash" || happening.kind === "pause" || happening.kind === "stop") {
        const actor = actors[happening.process % schedule.processes];
        if (actor == null) return;
        if (happening.kind === "pause") return actor.process.pause(happening.forMs);
        if (happening.kind === "stop") {
          actor.engine.stop(happening.graceMs).then(actor.process.retire);
          return;
        }
        downMs = happening.downMs;
        actor.process.crash();
      } else if (happening.kind === "step") {
        world.storeOffsetMs = happening.offsetMs;
        world.tell(`the store's clock is ${happening.offsetMs} ms off`);
      } else courier.happens(happening);
    });
  }
  const endMs = START_MS + schedule.endMs + 4_000;
  world.after(endMs - START_MS, () => {
    world.calm = true;
    world.tell("calm: nothing goes wrong from here on");
    check();
  });

  let isOver = false;
  function check(): void {
    world.after(1_000, async () => {
      // A lock may have become known only after somebody had lifted it.
      for (const { account } of schedule.targets) if ((await store.health(account)).paused !== null) await store.pause(account, null);
      const { mirrors } = await store.mirrors({ limit: 100 });
      if (coming > 0 || !courier.isIdle() || provider.underWay() > 0 || mirrors.some((mirror) => stateOf(mirror) === "due")) return check();
      isOver = true;
    });
  }
  const inTime = await world.run(endMs + PATIENCE_MS, () => isOver, store.settled);
  if (!inTime) stage.violated("it never came to rest");
  for (const what of await judge(stage, provider)) stage.violated(what);
  await store.close();
  return { seed, wrong: [...wrong], counts, story: world.story };
}
