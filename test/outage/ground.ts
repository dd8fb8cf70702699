import { createVirtualClock, type VirtualClock } from "../../bench/virtual-clock.ts";
import { createApp } from "../../src/app.ts";
import { families } from "../../src/domain/ladder.ts";
import type { Link } from "../../src/domain/link.ts";
import { type Message, messageKey } from "../../src/domain/message.ts";
import { DEFAULT_POLICY } from "../../src/domain/policy.ts";
import { absorb } from "../../src/domain/reading.ts";
import type { Observer } from "../../src/ports/observer.ts";
import type { Source } from "../../src/ports/source.ts";
import type { Store } from "../../src/ports/store.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { createProvider, LIMIT, type Provider, slotOn } from "./provider.ts";

export const NAMES = ["north", "south"] as const;
export type Name = (typeof NAMES)[number];

export const START_MS = Date.UTC(2030, 0, 1);
export const TEAM = "T0ACME";
/** Between two readings, as in earnest. */
export const PACE_MS = 1_300;

/** One life of the bridge. */
export interface Life {
  stop(): Promise<void>;
  /** From now on nothing that it does has any effect; what is under way outside goes on. */
  kill(): void;
}

/** What outlives the bridge: time, its store, and two providers with an account and a channel each. */
export interface Ground {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly providers: Readonly<Record<Name, Provider>>;
  /** Opens the real engine on the real store. */
  open(options: { readonly source: Source; readonly everyMs: number; readonly observer?: Partial<Observer> }): Promise<Life>;
  /** Links a message that nobody has reacted to. */
  link(name: Name, index: number): Promise<void>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
}

export async function openGround(limit = LIMIT): Promise<Ground> {
  const clock = createVirtualClock(START_MS);
  const providers = { north: createProvider("north", clock, limit), south: createProvider("south", clock, limit) };
  // In microtasks, so that no time passes while the store works.
  const store = await openSqliteStore({ path: ":memory:", clock, flush: queueMicrotask });
  let lives = 0;

  async function over(work: Promise<unknown>): Promise<void> {
    let isOver = false;
    void work.then(() => {
      isOver = true;
    });
    await clock.run(() => isOver);
  }

  return {
    clock,
    store,
    providers,
    async open({ source, everyMs, observer }) {
      lives += 1;
      const held = mortal(store);
      const app = await createApp({
        ...{ links: NAMES.map(linkOf), families: families({}), sources: [source], store: held.store, clock },
        ...{ observer: { ...SILENT, ...observer }, adminToken: null, policy: DEFAULT_POLICY },
        accounts: new Map(NAMES.map((name) => [name, providers[name].account])),
        ...{ name: `life ${lives}`, endpoints: {}, resync: { paceMs: PACE_MS, everyMs } },
      });
      await over(app.start());
      return { stop: () => over(app.stop()), kill: held.kill };
    },
    async link(name, index) {
      const message = messageOf(name, index);
      const linked = await store.link(message, name, slotOn(name, targetOf(name, index)));
      if (!("mirror" in linked)) throw new Error("stands for something else already");
      // As it is read once when it is linked: nobody has reacted yet.
      const nothing = { reactions: [], incomplete: [], atUs: clock.now() * 1_000 };
      await store.absorb(linked.mirror.id, (mirror, nowMs) => absorb(mirror, messageKey(message), nothing, nowMs));
    },
    pass: (ms) => over(clock.sleep(ms)),
  };
}

/** A store that outlives whoever closes it; whoever was killed never hears of it again. */
function mortal(store: Store): { readonly store: Store; readonly kill: () => void } {
  let isDead = false;
  const never = new Promise<never>(() => {});
  const held = new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === "close") return async () => {};
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (isDead) return never;
        const answer: unknown = value.apply(target, args);
        return answer instanceof Promise ? answer.then((result) => (isDead ? never : result)) : answer;
      };
    },
  });
  return {
    store: held,
    kill() {
      isDead = true;
    },
  };
}

/** Which target message stands behind the message in the channel. */
export function targetOf(name: Name, index: number): string {
  return `${name}-${index}`;
}

export function messageOf(name: Name, index: number): Message {
  return { platform: "slack", workspace: TEAM, channel: `C0${name.toUpperCase()}`, message: String(index) };
}

function linkOf(name: Name): Link {
  return {
    ...{ name, channel: `slack:C0${name.toUpperCase()}`, account: name, conversation: name, posts: false },
    ...{ asOrganization: null, mirrorTo: null, source: "config", policy: DEFAULT_POLICY },
  };
}

const nothing = () => {};
const SILENT: Observer = {
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  ...{ event: nothing, step: nothing, ambiguous: nothing, confirmed: nothing, takenOver: nothing },
  ...{ folded: nothing, repaired: nothing, unsendable: nothing },
};
