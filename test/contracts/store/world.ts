import { type AccountHealth, failsAlone, knownRefused } from "../../../src/domain/account.ts";
import type { Judge } from "../../../src/domain/desire.ts";
import type { Failure } from "../../../src/domain/failure.ts";
import type { Resolved } from "../../../src/domain/fold.ts";
import { families } from "../../../src/domain/ladder.ts";
import type { Link } from "../../../src/domain/link.ts";
import type { Message } from "../../../src/domain/message.ts";
import type { Mirror } from "../../../src/domain/mirror.ts";
import type { ReactionRules } from "../../../src/domain/network.ts";
import { type Outcome, proceed, take } from "../../../src/domain/pass.ts";
import { DEFAULT_POLICY, type Direction } from "../../../src/domain/policy.ts";
import type { Slot } from "../../../src/domain/slot.ts";
import type { Terms } from "../../../src/domain/verdict.ts";
import type { Limit } from "../../../src/domain/window.ts";
import type { Claim, Decide, Served, Store } from "../../../src/ports/store.ts";

/** A clock that stands still until it is told otherwise. */
export interface StillClock {
  now(): number;
  pass(ms: number): void;
}

export function stillClock(startMs = 1_750_000_000_000): StillClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    pass(ms) {
      nowMs += ms;
    },
  };
}

/** A store under test. Without `reopen` it forgets all when it is closed, and what is promised of that is not asked. */
export interface Opened {
  readonly store: Store;
  /** Closes, and opens again on what was kept. */
  readonly reopen?: () => Promise<Store>;
  readonly close: () => Promise<void>;
}

export type Open = (clock: StillClock) => Promise<Opened>;

export const LEASE_MS = 12_000;

export const RULES: ReactionRules = {
  allowed: "any",
  floor: [],
  custom: false,
  perMessage: 1,
  replaces: true,
  canRemove: true,
  removesByName: false,
  variationSelector: "strip",
  abandonedForMs: 30_000,
};

/** A message of the channel C1. */
export function messageOf(message: string, channel = "C1"): Message {
  return { platform: "slack", workspace: "T1", channel, message };
}

export function slotOf(message: string, account = "acme"): Slot {
  return {
    account,
    message,
    part: 0,
    comment: null,
    organization: null,
    post: false,
    conversation: "chat",
    fromMe: false,
    author: null,
  };
}

const TERMS: Terms = { denied: null, emoji: "👍", graceMs: 0, classes: ["members"], notify: true };

export interface PressOptions {
  readonly person?: string;
  readonly emoji?: string;
  readonly atUs?: number | null;
  readonly id?: string | null;
  readonly terms?: Partial<Terms>;
  readonly link?: string;
}

export function press(message: Message, options: PressOptions = {}): Resolved {
  const { person = "slack:T1:U1", emoji = "👍", atUs = null, id = null, terms = {}, link = "north" } = options;
  return {
    event: { kind: "added", message, person, name: emoji, emoji, via: "reaction", atUs, id },
    terms: { [link]: { ...TERMS, emoji, ...terms } },
  };
}

export function withdrawal(message: Message, options: PressOptions = {}): Resolved {
  const { person = "slack:T1:U1", emoji = "👍", atUs = null, id = null } = options;
  return { event: { kind: "removed", message, person, name: emoji, emoji, via: "reaction", atUs, id }, terms: {} };
}

export function linkOf(name: string, direction: Direction = "both"): Link {
  return {
    name,
    channel: "slack:C1",
    account: "acme",
    conversation: "chat",
    posts: false,
    asOrganization: null,
    mirrorTo: null,
    policy: { ...DEFAULT_POLICY, direction },
    source: "config",
  };
}

/** How mirrors are decided upon: by the domain, under simple rules. */
export interface Deciding {
  readonly links?: readonly Link[];
  readonly rules?: ReactionRules;
}

function judgeOf({ links = [linkOf("north"), linkOf("south")], rules = RULES }: Deciding, health: AccountHealth, nowMs: number): Judge {
  return { rules, families: families({}), links, refused: knownRefused(health, nowMs).map(({ emoji }) => emoji) };
}

export function begin(holder: string, deciding: Deciding = {}): Decide {
  return (mirror, { nowMs, tokenWaitMs, health }) =>
    take(mirror, judgeOf(deciding, health, nowMs), {
      holder,
      nowMs,
      leaseMs: LEASE_MS,
      tokenWaitMs,
      alone: failsAlone(health, mirror),
      readable: false,
      random: 0,
    });
}

function goOn(holder: string, claim: Claim, outcome: Outcome, deciding: Deciding = {}): Decide {
  return (mirror, { nowMs, tokenWaitMs, health }) => {
    const at = { holder, nowMs, leaseMs: LEASE_MS, tokenWaitMs, alone: failsAlone(health, mirror), readable: false, random: 0 };
    return proceed(mirror, claim.move, outcome, judgeOf(deciding, health, nowMs), at);
  };
}

export function served(account = "acme", limits: readonly Limit[] = []): Served {
  return { account, limits };
}

/** Claims what must be there to be claimed. */
export async function claimOf(store: Store, holder = "w1", by: readonly Served[] = [served()], deciding: Deciding = {}): Promise<Claim> {
  const claim = await store.claim(holder, by, begin(holder, deciding));
  if ("afterMs" in claim) throw new Error(`nothing to claim for ${claim.afterMs} ms`);
  return claim;
}

/** How long there is nothing to claim. */
export async function idleMs(store: Store, by: readonly Served[] = [served()], deciding: Deciding = {}): Promise<number | null> {
  const claim = await store.claim("idle", by, begin("idle", deciding));
  if ("token" in claim) throw new Error("there was something to claim");
  return claim.afterMs;
}

export async function finish(store: Store, claim: Claim, outcome: Outcome = DONE, by = served(), deciding: Deciding = {}) {
  const holder = claim.mirror.lease?.holder ?? "nobody";
  return store.advance(holder, claim, by, outcome, goOn(holder, claim, outcome, deciding));
}

const DONE: Outcome = { kind: "done" };
export const UNSENT: Outcome = { kind: "unsent" };

export function failed(failure: Partial<Failure>): Outcome {
  return { kind: "failed", failure: { kind: "transient", ambiguous: false, message: "It failed.", vendor: { status: 500 }, ...failure } };
}

/** Links the message `name` with the target of the same name, so that it feeds a mirror of its own. */
export async function linked(store: Store, name: string, account = "acme", link = "north"): Promise<Mirror> {
  const result = await store.link(messageOf(name), link, slotOf(name, account));
  if (result.result === "conflict") throw new Error("conflict");
  return result.mirror;
}

/** Links a message and presses 👍 on it, so that its mirror is due. */
export async function due(store: Store, name: string, account = "acme"): Promise<Mirror> {
  const mirror = await linked(store, name, account);
  await store.record(press(messageOf(name)), 0);
  return mirror;
}

export async function read(store: Store, id: string): Promise<Mirror> {
  const mirror = await store.mirror(id);
  if (mirror === null) throw new Error(`no mirror ${id}`);
  return mirror;
}
