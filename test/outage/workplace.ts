import type { VirtualClock } from "../../bench/virtual-clock.ts";
import type { ReactionEvent, Reading } from "../../src/domain/event.ts";
import type { Receive, Source } from "../../src/ports/source.ts";
import type { Random } from "../simulation/random.ts";
import { messageOf, NAMES, type Name, START_MS, TEAM, targetOf } from "./ground.ts";
import type { Held, Ledger } from "./ledger.ts";

/** Slack's Tier 3: so many readings of one kind. */
export const READ_LIMIT = { requests: 50, perMs: 60_000 };
const ANSWER_MS = { least: 80, most: 600 };
const CLOCK_STEP_MS = 1_000;
const FAILING = 0.005;

/** `old`: something newer was known when the answer came; `cut`: somebody was missing in it. */
export interface ReadingMade {
  readonly beganMs: number;
  readonly target: string;
  readonly outcome: "whole" | "old" | "cut" | "failed";
}

export interface Missed {
  readonly target: string;
  readonly event: ReactionEvent;
}

/** `heard`: events arrive, and nobody can read; `away`: neither; `open`: both. */
export type Standing = "heard" | "away" | "open";

/** Where the team works. What people hold there is true whether or not the bridge hears of it. */
export interface Workplace {
  readonly source: Source;
  /** In the order in which they ended. */
  readonly readings: readonly ReadingMade[];
  /** How the last reading of a message ended; null before the first. */
  lastReading(target: string): ReadingMade["outcome"] | null;
  /** What happened while it was away. */
  readonly missed: readonly Missed[];
  become(standing: Standing): void;
  held(target: string): readonly Held[];
  /** Somebody takes back what they hold, or presses what they do not. */
  toggle(name: Name, index: number, one: Held): Promise<void>;
  /** What was missed is sent again. */
  resend(missed: Missed): Promise<void>;
  /** Whoever posted a message says which target it stands for. */
  declare(name: Name, index: number): Promise<void>;
  /** Tells that something may have been missed. */
  gap(): Promise<void>;
  /** Until then nobody reads of everybody who reacted to this message. */
  cut(target: string, untilMs: number): void;
}

export function openWorkplace({ clock, random, ledger }: { clock: VirtualClock; random: Random; ledger: Ledger }): Workplace {
  const messages = new Map<string, Map<string, readonly string[]>>();
  const postedMs = new Map<string, number>();
  const cuts = new Map<string, number>();
  const readings: ReadingMade[] = [];
  const last = new Map<string, ReadingMade["outcome"]>();
  const missed: Missed[] = [];
  let receive: Receive = async () => {};
  let standing: Standing = "heard";
  let lastUs = 0;

  /** As Slack lists them: emoji by emoji, in the order in which these came. */
  function heldOn(target: string): readonly Held[] {
    return [...(messages.get(target) ?? [])].flatMap(([emoji, people]) => people.map((person) => ({ person, emoji })));
  }

  function change(target: string, { person, emoji }: Held): "added" | "removed" {
    const reactions = messages.get(target) ?? new Map<string, readonly string[]>();
    messages.set(target, reactions);
    if (!postedMs.has(target)) postedMs.set(target, clock.now());
    const people = reactions.get(emoji) ?? [];
    const others = people.filter((other) => other !== person);
    if (others.length === people.length) reactions.set(emoji, [...people, person]);
    else if (others.length > 0) reactions.set(emoji, others);
    else reactions.delete(emoji);
    return others.length === people.length ? "added" : "removed";
  }

  async function read(target: string, signal: AbortSignal): Promise<Reading> {
    const beganMs = clock.now();
    const ended = (outcome: ReadingMade["outcome"]) => {
      readings.push({ beganMs, target, outcome });
      last.set(target, outcome);
    };
    const answerMs = random.between(ANSWER_MS.least, ANSWER_MS.most);
    await clock.sleep(answerMs / 2, signal);
    const all = heldOn(target);
    await clock.sleep(answerMs / 2, signal);
    if (signal.aborted || random.chance(FAILING)) {
      ended("failed");
      throw new Error("Slack did not answer");
    }
    const isCut = all.length > 0 && (cuts.get(target) ?? 0) > clock.now();
    const held = isCut ? all.slice(0, -1) : all;
    const incomplete = isCut ? all.slice(-1).map(({ emoji }) => emoji) : [];
    const atUs = (Math.floor(clock.now() / 1_000) * 1_000 - answerMs - CLOCK_STEP_MS) * 1_000;
    const isOld = ledger.read(target, held, incomplete, atUs);
    ended(isCut ? "cut" : isOld ? "old" : "whole");
    return { reactions: held.map(({ person, emoji }) => ({ person, name: emoji, emoji })), incomplete, atUs };
  }

  async function tell({ target, event }: Missed): Promise<void> {
    ledger.told(target, event);
    await receive(event);
  }

  return {
    readings,
    lastReading: (target) => last.get(target) ?? null,
    missed,
    become(next) {
      standing = next;
    },
    held: heldOn,
    async toggle(name, index, one) {
      const target = targetOf(name, index);
      const kind = change(target, one);
      lastUs = Math.max(Math.floor(clock.now() * 1_000), lastUs + 1);
      const { person, emoji } = one;
      const message = messageOf(name, index);
      const event: ReactionEvent = { kind, message, person, name: emoji, emoji, via: "reaction", atUs: lastUs, id: null };
      if (standing === "away") missed.push({ target, event });
      else await tell({ target, event });
    },
    resend: tell,
    async declare(name, index) {
      ledger.linked(targetOf(name, index));
      await receive({ kind: "declared", message: messageOf(name, index), link: name, target: { id: targetOf(name, index) } });
    },
    gap: () => receive({ kind: "gap", reason: "no socket was open" }),
    cut: (target, untilMs) => void cuts.set(target, untilMs),
    source: {
      platform: "slack",
      resends: true,
      async start(given) {
        receive = given;
      },
      stop: async () => {},
      connected: () => standing === "open",
      channel: (channel) => ({ platform: "slack", workspace: TEAM, channel }),
      postedMs: (message) => NAMES.flatMap((name) => postedMs.get(targetOf(name, Number(message))) ?? [])[0] ?? START_MS,
      held: ({ channel, message }, signal) => read(`${channel.slice(2).toLowerCase()}-${message}`, signal),
      classes: async () => ["members"],
      say: async () => {},
      tell: async () => {},
    },
  };
}
