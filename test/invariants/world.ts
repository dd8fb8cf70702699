import type { Echo } from "../../src/domain/echo.ts";
import type { ReactionEvent, Reading } from "../../src/domain/event.ts";
import { families } from "../../src/domain/ladder.ts";
import type { Link } from "../../src/domain/link.ts";
import type { Message } from "../../src/domain/message.ts";
import type { Mirror } from "../../src/domain/mirror.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import type { Slot } from "../../src/domain/slot.ts";
import type { Limit } from "../../src/domain/window.ts";
import { createIntroduce, type Introduced } from "../../src/flow/introduce.ts";
import { type Links, openLinks } from "../../src/flow/links.ts";
import { createNotify } from "../../src/flow/notify.ts";
import { createOutbox } from "../../src/flow/outbox.ts";
import { createReceive } from "../../src/flow/receive.ts";
import { createReconcile } from "../../src/flow/reconcile.ts";
import { createRehearse, type Rehearse } from "../../src/flow/rehearse.ts";
import { createRejudge, type Rejudge } from "../../src/flow/rejudge.ts";
import { createResync } from "../../src/flow/resync.ts";
import { createWaits, type Waits } from "../../src/flow/waits.ts";
import { createWorker, type Worker } from "../../src/flow/worker.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import type { Account } from "../../src/ports/account.ts";
import type { Observer } from "../../src/ports/observer.ts";
import type { Receive, Source } from "../../src/ports/source.ts";
import type { Store } from "../../src/ports/store.ts";
import { added, link, MESSAGE, policy, removed, SLOT, START_MS } from "../domain/given.ts";
import { openMemoryStore } from "../support/memory-store.ts";
import { createClock, type HandClock } from "./clock.ts";
import { createPhone, type Phone } from "./phone.ts";

export interface AccountPlan {
  readonly rules?: ReactionRules;
  readonly limits?: readonly Limit[];
  readonly readable?: boolean;
  readonly kind?: "messages" | "posts";
}

export interface WorldPlan {
  readonly links?: readonly Link[];
  readonly accounts?: Readonly<Record<string, AccountPlan>>;
  /** A store that stands already, as after a restart, with the clock that decides in it. */
  readonly store?: Store;
  readonly clock?: HandClock;
  /** The clock of the process, where it is another than the store's. */
  readonly processClock?: HandClock;
  /** Stands before the store, to disturb it. */
  readonly around?: (store: Store) => Store;
  /** Which classes a person is in; without it everybody is a member, and whose name begins with "guest" a guest. */
  readonly classes?: (person: string) => Promise<readonly string[]>;
  /** Whether the platform sends again what was not committed; it does without it. */
  readonly resends?: boolean;
  /** Phones that stand already. */
  readonly phones?: ReadonlyMap<string, Phone>;
}

/** The real flow over the memory store, between a scripted source and scripted providers, under a clock moved by hand. */
export interface World {
  readonly clock: HandClock;
  readonly store: Store;
  readonly links: Links;
  readonly worker: Worker;
  readonly phones: ReadonlyMap<string, Phone>;
  /** The phone behind the first account. */
  readonly phone: Phone;
  readonly receive: Receive;
  /** `person: text`, in the order in which they were told; but for the receipts, which stand apart. */
  readonly told: readonly string[];
  readonly receipts: readonly string[];
  /** What people can do about what they were told: `person: label …`. */
  readonly offered: readonly string[];
  /** One look after what has been waiting. */
  readonly waits: Waits;
  readonly rejudge: Rejudge;
  readonly rehearse: Rehearse;
  readonly counted: Readonly<Record<string, number>>;
  readonly gaps: readonly string[];
  /** Links a message with a slot; without further words, the usual ones. */
  link(message?: Message, name?: string, slot?: Slot): Promise<Mirror>;
  /** As the API does, with the reading that follows. */
  introduce(message?: Message, name?: string): Promise<Introduced>;
  /** Somebody reacts, or takes it back, now; the moment of the source's clock may be told. */
  press(person: string, emoji: string, change?: Partial<ReactionEvent>): Promise<void>;
  unpress(person: string, emoji: string, change?: Partial<ReactionEvent>): Promise<void>;
  /** What the network tells of our own account. */
  echo(op: Echo["op"], emoji: string | null, atMs?: number): Promise<string>;
  /** Works everything off that becomes due within `ms`. */
  run(ms: number): Promise<void>;
  /** What people hold on a message when it is read: `person emoji`. */
  holds(message: Message, held: readonly string[], change?: Partial<Reading>): void;
  /** What they hold once it has been read once more. */
  thenHolds(message: Message, held: readonly string[]): void;
  sweep(): Promise<number>;
  /** What the customer sees on the usual message. */
  shown(): readonly string[];
  mirror(): Promise<Mirror>;
  anotherWorker(name: string): Worker;
}

/** How whoever reacts for the first time on a link is told that it went out. */
export const RECEIPT = "The customer now sees your";
export const ACCOUNT = SLOT.account;
export const FAMILIES = families({ near: { "🎉": ["👏"] } });

export async function createWorld(plan: WorldPlan = {}): Promise<World> {
  const clock = plan.clock ?? createClock(START_MS);
  const own = plan.processClock ?? clock;
  const inner = plan.store ?? openMemoryStore(clock);
  const disturbed = plan.around === undefined ? inner : plan.around(inner);
  let itemAfterMs: number | null = null;
  const store: Store = {
    ...disturbed,
    async claimItem(...args) {
      const found = await disturbed.claimItem(...args);
      if ("afterMs" in found) itemAfterMs = found.afterMs;
      return found;
    },
  };
  const plans = Object.entries(plan.accounts ?? { [ACCOUNT]: {} });
  const phones =
    plan.phones ??
    new Map(plans.map(([name, { rules = WHATSAPP_MESSAGES, readable = false }]) => [name, createPhone(rules, clock, readable)] as const));
  const phoneOf = (name: string) => phones.get(name) as Phone;
  const phone = [...phones.values()][0] as Phone;
  const accounts = new Map(
    plans.map(([name, { limits = [], kind = "messages" }]): [string, Account] => {
      const { target } = phoneOf(name);
      const places = { messages: kind === "messages" ? target : null, posts: kind === "posts" ? target : null };
      return [
        name,
        {
          name,
          provider: "scripted",
          network: "whatsapp",
          limits,
          ...places,
          slot: () => ({ slot: { ...SLOT, account: name } }),
          probe: async () => {},
        },
      ];
    }),
  );
  const counted: Record<string, number> = {};
  const count = (what: string, by = 1) => {
    counted[what] = (counted[what] ?? 0) + by;
  };
  const observer: Observer = {
    log: { debug() {}, info() {}, warn() {}, error: () => count("errors") },
    event: (_source, _type, result) => count(result),
    step() {},
    ambiguous: () => count("ambiguous"),
    confirmed: () => count("confirmed"),
    takenOver: () => count("takenOver"),
    folded: () => count("folded"),
    repaired: (many) => count("repaired", many),
    unsendable: (_account, reason) => count(reason),
  };

  const told: string[] = [];
  const receipts: string[] = [];
  const offered: string[] = [];
  const gaps: string[] = [];
  const readings = new Map<string, ((atUs: number) => Reading)[]>();
  const readingOf =
    (held: readonly string[], change: Partial<Reading> = {}) =>
    (atUs: number): Reading => {
      const reactions = held.map((one) => {
        const [person = "", emoji = ""] = one.split(" ");
        return { person, name: emoji, emoji };
      });
      return { reactions, incomplete: [], atUs, ...change };
    };
  const source: Source = {
    platform: "slack",
    resends: plan.resends ?? true,
    async start() {},
    async stop() {},
    connected: () => true,
    channel: (channel) => ({ platform: "slack", workspace: MESSAGE.workspace, channel }),
    postedMs: (message) => Math.floor(Number(message) * 1_000),
    async held({ message }) {
      const list = readings.get(message) ?? [];
      const reading = list.length > 1 ? list.shift() : list[0];
      if (reading === undefined) throw new Error("the message cannot be read");
      return reading(own.now() * 1_000);
    },
    classes: plan.classes ?? (async (person) => (person.startsWith("guest") ? ["guests"] : ["members", person])),
    async tell(_message, person, text, actions = []) {
      (text.startsWith(RECEIPT) ? receipts : told).push(`${person}: ${text}`);
      if (actions.length > 0) offered.push(`${person}: ${actions.map(({ label }) => label).join(", ")}`);
    },
    async say(_channel, text) {
      told.push(text);
    },
  };

  const links = await openLinks({ declared: plan.links ?? [link()], policy: policy(), accounts, store, log: observer.log });
  const shared = { store, links, accounts, families: FAMILIES, clock: own, observer };
  const reconcile = createReconcile(shared);
  const wake = () => {};
  const open = (name: string) => createWorker({ ...shared, reconcile, name, concurrency: 4, finished: wake });
  const worker = open("process");
  const handlers = createNotify({ ...shared, sources: [source] });
  const outbox = createOutbox({ ...shared, handlers, name: "process" });
  const resync = createResync({ ...shared, sources: [source], wake, name: "process", paceMs: 0, everyMs: 3_600_000 });
  const introduce = createIntroduce({ ...shared, sources: [source], wake, read: (mirror, message) => void resync.read(mirror, message) });
  const receive = createReceive(source, { ...shared, introduce, wake, gap: ({ platform }) => void gaps.push(platform) });

  async function run(ms: number): Promise<void> {
    const untilMs = clock.now() + ms;
    for (;;) {
      const afterMs = await worker.tick();
      await outbox.tick();
      const waitMs = Math.min(afterMs ?? Number.POSITIVE_INFINITY, itemAfterMs ?? Number.POSITIVE_INFINITY);
      if (clock.now() + waitMs > untilMs) break;
      await clock.advance(Math.max(1, waitMs));
    }
    await clock.advance(untilMs - clock.now());
  }

  const atUs = () => clock.now() * 1_000;
  return {
    clock,
    store,
    links,
    worker,
    phones,
    phone,
    receive,
    told,
    receipts,
    offered,
    rejudge: createRejudge({ ...shared, reconcile, wake }),
    rehearse: createRehearse({ ...shared, reconcile }),
    waits: createWaits({ ...shared, reconcile, wake, lookMs: 15_000, lastingMs: 60_000 }),
    counted,
    gaps,
    async link(message = MESSAGE, name = "northwind", slot = SLOT) {
      const linked = await store.link(message, name, slot);
      if (linked.result === "conflict") throw new Error("this message stands for another target");
      return linked.mirror;
    },
    async introduce(message = MESSAGE, name = "northwind") {
      const introduced = await introduce.introduce(name, message, {});
      await clock.advance(0);
      return introduced;
    },
    press: (person, emoji, change) => receive(added(person, emoji, 0, { atUs: atUs(), ...change })),
    unpress: (person, emoji, change) => receive(removed(person, emoji, 0, { atUs: atUs(), ...change })),
    echo: (op, emoji, atMs = clock.now()) =>
      store.echo(ACCOUNT, SLOT.message, 0, { op, emoji, atUs: atMs * 1_000 }, crypto.randomUUID(), phone.target.rules),
    run,
    holds: ({ message }, held, change) => void readings.set(message, [readingOf(held, change)]),
    thenHolds: ({ message }, held) => void readings.get(message)?.push(readingOf(held)),
    async sweep() {
      let repaired: number | null = null;
      void resync.sweep().then((count) => {
        repaired = count;
      });
      const clocks = new Set([clock, own]);
      for (let turn = 0; repaired === null; turn += 1) for (const one of clocks) await one.advance(turn < 10 ? 0 : 1_000);
      return repaired;
    },
    shown: () => phone.shown(SLOT.message),
    async mirror() {
      const { mirrors } = await store.mirrors({ limit: 1 });
      return mirrors[0] as Mirror;
    },
    anotherWorker: open,
  };
}

/** A message that nobody else uses, and the slot of its own to go with it. */
export function another(index: number, account = ACCOUNT): { readonly message: Message; readonly slot: Slot } {
  return {
    message: { ...MESSAGE, message: `1767603600.${String(index + 1_000).padStart(6, "0")}` },
    slot: { ...SLOT, account, message: `message-${index}` },
  };
}
