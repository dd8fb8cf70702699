import { createVirtualClock, type VirtualClock } from "../../bench/virtual-clock.ts";
import { type App, createApp } from "../../src/app.ts";
import { families } from "../../src/domain/ladder.ts";
import type { Link } from "../../src/domain/link.ts";
import type { Message } from "../../src/domain/message.ts";
import { DEFAULT_POLICY } from "../../src/domain/policy.ts";
import type { Observer } from "../../src/ports/observer.ts";
import type { Receive, Source } from "../../src/ports/source.ts";
import type { Store } from "../../src/ports/store.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { createProvider, LIMIT, type Provider } from "./provider.ts";

export const NAMES = ["north", "south"] as const;
export type Name = (typeof NAMES)[number];

/** The real engine on the real store, in simulated time, with two accounts and a channel for each. */
export interface Engine {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly providers: Readonly<Record<Name, Provider>>;
  /** What people were told, but for receipts, and that something waits. */
  readonly told: readonly string[];
  link(name: Name, index: number): Promise<void>;
  press(name: Name, index: number, person: string, emoji: string, kind: "added" | "removed"): Promise<void>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

const START_MS = Date.UTC(2030, 0, 1);
const TEAM = "T0ACME";

export async function openEngine(limit = LIMIT): Promise<Engine> {
  const clock = createVirtualClock(START_MS);
  const providers = { north: createProvider("north", clock, limit), south: createProvider("south", clock, limit) };
  // In microtasks, so that no time passes while the store works.
  const store = await openSqliteStore({ path: ":memory:", clock, flush: queueMicrotask });
  const told: string[] = [];
  let receive: Receive = async () => {};
  const source: Source = {
    platform: "slack",
    resends: true,
    async start(given) {
      receive = given;
    },
    async stop() {},
    // Not to be read, so that nothing but events can bring a reaction.
    connected: () => false,
    channel: (channel) => ({ platform: "slack", workspace: TEAM, channel }),
    postedMs: () => START_MS,
    held: () => Promise.reject(new Error("nobody can read here")),
    classes: async () => ["members"],
    say: async () => {},
    async tell(_message, _person, text) {
      if (!/^The customer now sees your|cannot be reached just now|takes no more calls just now/.test(text)) told.push(text);
    },
  };
  const app: App = await createApp({
    ...{
      links: NAMES.map(linkOf),
      families: families({}),
      sources: [source],
      store,
      clock,
      observer: SILENT,
      adminToken: null,
      policy: DEFAULT_POLICY,
    },
    accounts: new Map(NAMES.map((name) => [name, providers[name].account])),
    ...{ name: "outage", endpoints: {}, resync: { paceMs: 1_300, everyMs: 7 * 86_400_000 } },
  });
  await app.start();
  let lastUs = 0;

  return {
    clock,
    store,
    providers,
    told,
    async link(name, index) {
      await store.link(messageOf(name, index), name, slotOf(name, index));
    },
    press(name, index, person, emoji, kind) {
      lastUs = Math.max(clock.now() * 1_000, lastUs + 1);
      const event = { kind, message: messageOf(name, index), person: `slack:${TEAM}:${person}`, name: emoji, emoji };
      return receive({ ...event, via: "reaction", atUs: lastUs, id: null });
    },
    async pass(ms) {
      let isOver = false;
      void clock.sleep(ms).then(() => {
        isOver = true;
      });
      await clock.run(() => isOver);
    },
    async stop() {
      let isOver = false;
      void app.stop().then(() => {
        isOver = true;
      });
      await clock.run(() => isOver);
    },
  };
}

/** Which target message stands behind the message in the channel. */
export function targetOf(name: Name, index: number): string {
  return `${name}-${index}`;
}

function linkOf(name: Name): Link {
  return {
    ...{ name, channel: `slack:C0${name.toUpperCase()}`, account: name, conversation: name, posts: false },
    ...{ asOrganization: null, mirrorTo: null, source: "config", policy: DEFAULT_POLICY },
  };
}

function messageOf(name: Name, index: number): Message {
  return { platform: "slack", workspace: TEAM, channel: `C0${name.toUpperCase()}`, message: String(index) };
}

function slotOf(name: Name, index: number) {
  const nowhere = { part: 0, comment: null, organization: null, post: false, author: null };
  return { ...nowhere, account: name, message: targetOf(name, index), conversation: name, fromMe: true };
}

const nothing = () => {};
const SILENT: Observer = {
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  ...{ event: nothing, step: nothing, ambiguous: nothing, confirmed: nothing, takenOver: nothing },
  ...{ folded: nothing, repaired: nothing, unsendable: nothing },
};
