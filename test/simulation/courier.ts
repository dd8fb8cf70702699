import type { ClearedEvent, ReactionEvent } from "../../src/domain/event.ts";
import { type Engine, messageOf } from "./engine.ts";
import { UNICODE } from "./kinds.ts";
import type { Telling } from "./phone.ts";
import type { Process } from "./process.ts";
import type { Happening, SourcePlan } from "./schedule.ts";
import type { Stage } from "./stage.ts";

const CLOCK_STEP_MS = 5_000;

interface Actor {
  readonly process: Process;
  readonly engine: Engine;
}

/** The world outside: lets things happen, and brings word of them to some process. */
export interface Courier {
  happens(happening: Happening): void;
  link(source: SourcePlan): void;
  echo(telling: Telling): void;
  isIdle(): boolean;
}

export function createCourier(stage: Stage, actors: () => readonly Actor[]): Courier {
  const { world, schedule, truth, phone, ledger, counts } = stage;
  const { random } = world;
  const lastUs = new Map<string, number>();
  const queues = new Map<string, { readonly event: ReactionEvent | ClearedEvent }[]>();
  let open = 0;
  let commands = 0;

  /** Brings it to a process, again and again until one has taken it, unless it can be brought `once` only. */
  function bring(
    delayMs: number,
    work: (engine: Engine, process: Process) => Promise<unknown>,
    then: (succeeded: boolean) => void,
    once = false,
  ): void {
    open += 1;
    const attempt = () => {
      const all = actors();
      const actor = all.length === 0 ? undefined : random.pick(all);
      if (actor === undefined) {
        world.after(200, attempt);
        return;
      }
      actor.process.handle(
        () => work(actor.engine, actor.process),
        (succeeded) => {
          if (!succeeded && !once) {
            world.after(random.between(100, 3_000), attempt);
            return;
          }
          open -= 1;
          then(succeeded);
        },
      );
    };
    world.after(delayMs, attempt);
  }

  function deliver(source: SourcePlan, event: ReactionEvent | ClearedEvent, delayMs: number, againAfterMs: readonly number[]): void {
    const receives = (engine: Engine) => engine.receive(source.timed)(event);
    if (source.timed || event.id !== null) {
      bring(delayMs, receives, () => {
        ledger.acked(event);
        for (const ms of againAfterMs) bring(ms, receives, () => {});
      });
      return;
    }
    // One after the other, each only once: what is lost must be read.
    const queue = queues.get(source.id) ?? [];
    queues.set(source.id, queue);
    queue.push({ event });
    const next = () => {
      const head = queue[0];
      if (head === undefined) return;
      bring(
        random.between(1, 40),
        (engine) => engine.receive(false)(head.event),
        (succeeded) => {
          if (!succeeded) {
            stage.lossy.add(source.id);
            read(source, random.between(100, 3_000), 50, 5);
          }
          queue.shift();
          next();
        },
        true,
      );
    };
    if (queue.length === 1) next();
  }

  function read(source: SourcePlan, delayMs: number, takesMs: number, restsMs: number): void {
    bring(
      delayMs,
      (engine, { clock }) =>
        engine.read(source, async () => {
          // By a clock that may step: only so much earlier is it certainly before the snapshot.
          const begunUs = (world.storeMs() - CLOCK_STEP_MS) * 1_000;
          await clock.sleep(takesMs / 2);
          const reactions = [...(truth.get(source.id)?.values() ?? [])];
          const atUs = source.timed ? (world.nowMs() - takesMs - 1_000) * 1_000 : begunUs;
          world.tell(() => `${source.id} is read: [${reactions.map(({ person, name }) => `${person} ${name}`).join(", ")}]`);
          counts.readings += 1;
          await clock.sleep(takesMs / 2 + restsMs);
          return { source: source.id, reactions, atUs };
        }),
      () => {},
    );
  }

  function press(happening: Happening & { kind: "press" }): void {
    const source = stage.source(happening.source);
    const { person, name, held, via, tied } = happening;
    const key = `${person} ${name}`;
    const place = `${source.id} ${key} ${via}`;
    const nowUs = (tied ? lastUs.get(place) : undefined) ?? world.uniqueUs() - happening.ageMs * 1_000;
    lastUs.set(place, nowUs);
    if (via === "reaction") {
      if (held) truth.get(source.id)?.set(key, { person, name, atUs: nowUs });
      else truth.get(source.id)?.delete(key);
    }
    world.tell(() => `${person} ${held ? "presses" : "withdraws"} ${name} on ${source.id} by ${via}${happening.lost ? " (lost)" : ""}`);
    counts.events += 1;
    if (happening.lost) {
      stage.lossy.add(source.id);
      return;
    }
    commands += 1;
    const event: ReactionEvent = {
      kind: held ? "added" : "removed",
      message: messageOf(source),
      person,
      name,
      emoji: UNICODE[name],
      via,
      atUs: source.timed && via === "reaction" ? nowUs : null,
      id: via === "command" ? `command-${commands}` : null,
    };
    deliver(source, event, happening.delayMs, happening.againAfterMs);
  }

  function clear(source: SourcePlan, person: string | null, delayMs: number): void {
    const held = truth.get(source.id);
    for (const [key, one] of held ?? []) if (person === null || one.person === person) held?.delete(key);
    world.tell(`${person ?? "everything"} is cleared on ${source.id}`);
    counts.events += 1;
    const atUs = source.timed ? world.uniqueUs() : null;
    deliver(source, { kind: "cleared", message: messageOf(source), person, name: null, atUs, id: null }, delayMs, []);
  }

  return {
    happens(happening) {
      if (happening.kind === "press") press(happening);
      else if (happening.kind === "clear") clear(stage.source(happening.source), happening.person, happening.delayMs);
      else if (happening.kind === "read") read(stage.source(happening.source), 0, happening.takesMs, happening.restsMs);
      else if (happening.kind === "phone") {
        const plan = stage.target(happening.target);
        // What the owner did before anything was linked, nobody could hear of.
        if (!ledger.isLinked(plan.id)) return;
        const shown = phone.shown(plan.id);
        const emoji = happening.op === "add" ? happening.emoji : shown[0];
        const isIdle = emoji === undefined || (happening.op === "add" && shown.includes(emoji));
        if (isIdle || plan.refuses.includes(emoji)) return;
        if (phone.change(plan, happening.op, emoji, "owner")) counts.owner += 1;
      }
    },
    link(source) {
      bring(
        0,
        (engine) => engine.link(source),
        () => read(source, 0, random.between(5, 800), 5),
      );
    },
    echo(telling) {
      const { echoDelayMs } = schedule.odds;
      const takes = (engine: Engine) => engine.echo(telling);
      bring(random.between(0, echoDelayMs), takes, () => {
        if (random.chance(0.1)) bring(random.between(0, 2 * echoDelayMs), takes, () => {});
      });
    },
    isIdle: () => open === 0,
  };
}
