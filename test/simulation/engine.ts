import { families } from "../../src/domain/ladder.ts";
import type { Link } from "../../src/domain/link.ts";
import type { Message } from "../../src/domain/message.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import { DEFAULT_POLICY } from "../../src/domain/policy.ts";
import type { Slot } from "../../src/domain/slot.ts";
import { createIntroduce } from "../../src/flow/introduce.ts";
import type { Links } from "../../src/flow/links.ts";
import { createReceive } from "../../src/flow/receive.ts";
import { createReconcile } from "../../src/flow/reconcile.ts";
import { createResync } from "../../src/flow/resync.ts";
import { createWorker } from "../../src/flow/worker.ts";
import type { Account } from "../../src/ports/account.ts";
import type { Observer } from "../../src/ports/observer.ts";
import type { Receive, Source } from "../../src/ports/source.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Target } from "../../src/ports/target.ts";
import { NEAR, UNICODE } from "./kinds.ts";
import type { Telling } from "./phone.ts";
import type { Process } from "./process.ts";
import type { Provider } from "./provider.ts";
import type { Schedule, SourcePlan, TargetPlan } from "./schedule.ts";
import type { Reading, Stage } from "./stage.ts";
import { absorbs } from "./watch.ts";
import { START_MS } from "./world.ts";

/** The real engine in one process, between doubles at its ports. */
export interface Engine {
  receive(timed: boolean): Receive;
  link(source: SourcePlan): Promise<unknown>;
  echo(telling: Telling): Promise<unknown>;
  /** Reads a source, as `take` finds it, and again while something is newer. */
  read(source: SourcePlan, take: () => Promise<Reading>): Promise<void>;
  start(): void;
  /** Takes nothing new; what is under way after `graceMs` is given up. */
  stop(graceMs: number): Promise<void>;
}

const FAMILIES = families({ near: NEAR });

export function messageOf({ id, timed }: SourcePlan): Message {
  return { platform: timed ? "slack" : "discord", workspace: "T", channel: `C${id}`, message: id };
}

function rulesOf({ kind, abandonedForMs }: TargetPlan): ReactionRules {
  return { ...kind.rules, abandonedForMs };
}

export function declaredLinks({ sources, targets }: Schedule): readonly Link[] {
  return sources.map((source) => ({
    name: source.link,
    channel: `${source.timed ? "slack" : "discord"}:C${source.id}`,
    account: targets.find(({ id }) => id === source.target)?.account ?? null,
    conversation: "c",
    posts: false,
    asOrganization: null,
    mirrorTo: null,
    source: "config",
    policy: {
      ...DEFAULT_POLICY,
      emoji: { ...DEFAULT_POLICY.emoji, deny: source.deny.map((name) => UNICODE[name] ?? "") },
      conflict: source.conflict,
      graceMs: source.graceMs,
    },
  }));
}

export function createEngine(stage: Stage, process: Process, provider: Provider, links: Links): Engine {
  const { counts, world } = stage;
  const { store, clock } = process;
  const observer: Observer = {
    log: {
      debug() {},
      info() {},
      warn() {},
      error: (fields, message) => world.tell(() => `${process.name}: ${message} ${JSON.stringify(fields)}`),
    },
    event() {},
    step() {},
    ambiguous() {
      counts.ambiguous += 1;
    },
    confirmed() {
      counts.confirmations += 1;
    },
    takenOver() {
      counts.takeovers += 1;
    },
    folded() {},
    repaired() {},
    unsendable() {},
  };
  const accounts = accountsOf(stage, process, provider);
  const reconcile = createReconcile({ links, accounts, families: FAMILIES, clock });
  const worker = createWorker({ store, accounts, reconcile, clock, observer, name: process.name, concurrency: 2, finished() {} });
  const { wake } = worker;
  const introduce = createIntroduce({ store, links, accounts, sources: [], families: FAMILIES, clock, observer, read() {}, wake });
  const [timed, untimed] = (["slack", "discord"] as const).map((platform) => {
    const source = sourceOn(platform);
    return createReceive(source, { store, links, accounts, families: FAMILIES, clock, observer, wake, introduce, gap() {} });
  }) as [Receive, Receive];

  return {
    receive: (isTimed) => (isTimed ? timed : untimed),
    link: (source) => introduce.introduce(source.link, messageOf(source), source.target),
    async echo({ id, target, op, emoji, atUs }) {
      const plan = stage.target(target);
      const result = await store.echo(plan.account, target, 0, { op, emoji, atUs }, id, rulesOf(plan));
      if (result === "owner") wake();
      return result;
    },
    async read(source, take) {
      const [mirror] = (await store.mirrors({ link: source.link, limit: 1 })).mirrors;
      if (mirror === undefined) return;
      let last: Reading | undefined;
      const noted = new Proxy(store, {
        get(_, method) {
          if (method !== "absorb") return Reflect.get(store, method);
          return (...args: Parameters<Store["absorb"]>) => {
            if (last !== undefined) absorbs.set(args[1], last);
            return store.absorb(...args);
          };
        },
      });
      const held = async () => {
        last = await take();
        const reactions = last.reactions.map((one) => ({ ...one, emoji: UNICODE[one.name as keyof typeof UNICODE] }));
        return { reactions, incomplete: [], atUs: last.atUs };
      };
      const sources = [{ ...sourceOn(source.timed ? "slack" : "discord"), held }];
      const options = { links, accounts, families: FAMILIES, clock, observer, wake, name: process.name, paceMs: 0, everyMs: 0 };
      await createResync({ ...options, store: noted, sources }).read(mirror, messageOf(source));
    },
    start: worker.start,
    stop: worker.stop,
  };
}

function classesOf(person: string): readonly string[] {
  return person === "guest" ? ["guests"] : ["members"];
}

function sourceOn(platform: "slack" | "discord"): Source {
  const unused = () => Promise.reject(new Error("nobody asks this in the simulation"));
  return {
    platform,
    resends: platform === "slack",
    start: unused,
    stop: unused,
    connected: () => true,
    postedMs: () => START_MS,
    channel: (channel) => ({ platform, workspace: "T", channel }),
    held: unused,
    classes: (person) => Promise.resolve(classesOf(person)),
    tell: unused,
    say: unused,
  };
}

function accountsOf(stage: Stage, process: Process, provider: Provider): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const plan of stage.schedule.targets) {
    const call = (slot: Slot, op: "add" | "remove" | "read", emoji: string, signal: AbortSignal) =>
      provider.request(process, stage.target(slot.message), { op, emoji, signal });
    const target: Target = {
      rules: rulesOf(plan),
      add: async (slot, emoji, signal) => void (await call(slot, "add", emoji, signal)),
      remove: async (slot, emoji, signal) => void (await call(slot, "remove", emoji, signal)),
      ...(plan.readable ? { shown: (slot: Slot, signal: AbortSignal) => call(slot, "read", "", signal) } : {}),
    };
    accounts.set(plan.account, {
      name: plan.account,
      provider: "simulated",
      network: "whatsapp",
      limits: [{ scope: plan.account, ...plan.limit }],
      messages: target,
      posts: null,
      slot: (_, message) => ({ slot: slotOf(plan.account, String(message)) }),
      probe: () => Promise.reject(new Error("nobody asks this in the simulation")),
    });
  }
  return accounts;
}

function slotOf(account: string, message: string): Slot {
  return { account, message, part: 0, comment: null, organization: null, post: false, conversation: "c", fromMe: false, author: null };
}
