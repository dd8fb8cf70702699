import type { Random } from "../simulation/random.ts";
import { type Ground, NAMES, type Name, PACE_MS, targetOf } from "./ground.ts";
import type { Workplace } from "./workplace.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** What readings look at. */
export const WINDOW_MS = 7 * DAY_MS;
const MINUTE_MS = 60_000;
const EMOJI = ["👍", "❤️", "🎉", "🚀", "😂", "🙏"];
const PEOPLE = ["U0ANA", "U0BEN", "U0CAT", "U0DAN", "U0EVA", "U0FAY", "U0GUS", "U0HAL"].map((user) => `slack:T0ACME:${user}`);

/** A message in a channel, and what it stands for. */
export interface Place {
  readonly name: Name;
  readonly index: number;
  readonly target: string;
}

export function placeOf(index: number): Place {
  const name = NAMES[index % NAMES.length] as Name;
  return { name, index, target: targetOf(name, index) };
}

/** Somebody takes back one of the reactions on a message, or presses another; half of the time the former. */
export async function touch(workplace: Workplace, random: Random, { name, index, target }: Place): Promise<void> {
  const held = workplace.held(target);
  const isTakenBack = held.length > 0 && random.chance(0.5);
  await workplace.toggle(name, index, isTakenBack ? random.pick(held) : { person: random.pick(PEOPLE), emoji: random.pick(EMOJI) });
}

export interface Lived {
  /** Changed last within the seven days before `untilMs`, and before that. */
  readonly recent: readonly Place[];
  readonly old: readonly Place[];
  /** Of the recent ones, those that are so for days to come. */
  readonly lasting: readonly Place[];
}

export interface HistoryOptions {
  readonly ground: Ground;
  readonly workplace: Workplace;
  readonly random: Random;
  /** How many messages of each. */
  readonly recent: number;
  readonly old: number;
  /** When the bridge will be back, after so long. */
  readonly backMs: number;
  readonly downMs: number;
}

/** Ten days in which messages are linked and reacted to, until an hour before the bridge goes down. */
export async function liveBefore({ ground, workplace, random, recent, old, backMs, downMs }: HistoryOptions): Promise<Lived> {
  const lived: Record<"recent" | "old", Place[]> = { recent: [], old: [] };
  // Some leave the window while the sweep is under way.
  const edgeMs = (recent * PACE_MS) / 2;
  await liveThrough("old", old, [10 * DAY_MS, 9 * DAY_MS, 8 * DAY_MS, WINDOW_MS + 5 * MINUTE_MS]);
  await liveThrough("recent", recent, [WINDOW_MS - edgeMs, 6 * DAY_MS, 4 * DAY_MS, 2 * DAY_MS, downMs + HOUR_MS]);
  return { ...lived, lasting: lived.recent.slice(recent / 5) };

  async function liveThrough(kind: keyof typeof lived, many: number, agesMs: readonly number[]): Promise<void> {
    for (const [batch, ageMs] of agesMs.entries()) {
      await ground.pass(backMs - ageMs - ground.clock.now());
      const until = Math.floor((many * (batch + 1)) / agesMs.length);
      const from = lived.old.length + lived.recent.length;
      const places = Array.from({ length: until - lived[kind].length }, (_, index) => placeOf(from + index));
      lived[kind].push(...places);
      await liveWith(places);
    }
  }

  async function liveWith(places: readonly Place[]): Promise<void> {
    const life = await ground.open({ source: workplace.source, everyMs: DAY_MS });
    for (const { name, index } of places) await ground.link(name, index);
    for (const place of places) {
      for (let presses = random.between(0, 3); presses > 0; presses -= 1) await touch(workplace, random, place);
      await ground.pass(10);
    }
    await settle(ground);
    await life.stop();
  }
}

/** Waits until nothing is due any more, for an hour at most. */
export async function settle({ store, clock, pass }: Pick<Ground, "store" | "clock" | "pass">): Promise<void> {
  const untilMs = clock.now() + HOUR_MS;
  do await pass(1_000);
  while (clock.now() < untilMs && (await store.mirrors({ state: "due", limit: 1 })).mirrors.length > 0);
}
