import type { Telling } from "./phone.ts";
import type { TargetPlan } from "./schedule.ts";

/** What the owner of the phone holds, and what the owner took off, up to when. */
export interface Claims {
  readonly holds: readonly { readonly emoji: string; readonly atUs: number }[];
  readonly offs: readonly { readonly emoji: string | null; readonly atUs: number }[];
}

/** A step of ours, as it was stored before its call, and when by the store's clock. */
export interface Begun {
  readonly op: "add" | "remove";
  readonly emoji: string;
  readonly atMs: number;
}

const CLOCK_STEP_MS = 5_000;

/**
 * What the owner's changes come to, in every way in which the network's tellings can be read. There is one, unless a change on the
 * phone looks like the echo of a step of ours: then it may have been taken for that echo (and that echo, if it came, for the
 * owner's change).
 */
export function readingsOf(plan: TargetPlan, tellings: readonly Telling[], begun: readonly Begun[]): readonly Claims[] {
  const ours = tellings.filter(({ by, target }) => by === "us" && target === plan.id);
  const owners = tellings.filter(({ by, target }) => by === "owner" && target === plan.id);
  let readings: readonly (readonly Telling[])[] = [[]];
  for (const owner of owners) {
    const alike = ours.filter((one) => one.op === owner.op && isAlike(one.emoji, owner.emoji));
    const steps = begun.filter((step) => explains(plan, step, owner, isStrange(begun, owner)));
    const options: readonly (readonly Telling[])[] = [
      [owner],
      ...(steps.length > 0 ? alike.map((one) => [one]) : []),
      ...(steps.length > alike.length ? [[]] : []),
    ];
    readings = readings.flatMap((reading) => options.map((option) => [...reading, ...option])).slice(0, 512);
  }
  for (const end of ours) {
    // We ended what the owner had put there, and put the same there ourselves: whose end is it that is told of, by clocks that step?
    const isUnclear = end.endsOwners && begun.some(({ op, emoji }) => op === "add" && isAlike(emoji, end.emoji));
    const alike = ours.filter(({ op, emoji }) => op === end.op && isAlike(emoji, end.emoji));
    if (isUnclear) readings = readings.flatMap((reading) => [reading, ...alike.map((one) => [...reading, one])]).slice(0, 512);
  }
  return readings.map((reading) => claimsOf(plan, reading));
}

function isAlike(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}

/** Tells of the end of something that we put there only later: it may be taken for the owner's, of which word is still to come. */
function isStrange(begun: readonly Begun[], { op, emoji, atUs }: Telling): boolean {
  const adds = begun.filter((step) => step.op === "add" && step.emoji === emoji);
  return op === "remove" && adds.every(({ atMs }) => (atMs - CLOCK_STEP_MS) * 1_000 > atUs);
}

/** Whether a step of ours, carried out, could be told of in these words. */
function explains(plan: TargetPlan, step: Begun, { op, emoji }: Telling, strange: boolean): boolean {
  if (step.op === op && isAlike(step.emoji, emoji)) return true;
  const { replaces, removesByName } = plan.kind.rules;
  return op === "remove" && replaces && (strange || step.emoji !== emoji) && (step.op === "add" || !removesByName);
}

/** The newest change counts, a removal before an add of the same moment: of one emoji, or of the one slot. */
function claimsOf({ kind }: TargetPlan, changes: readonly Telling[]): Claims {
  const isOne = kind.rules.replaces;
  const offs = changes.filter(({ op }) => op === "remove").map(({ emoji, atUs }) => ({ emoji: isOne ? null : emoji, atUs }));
  const adds = changes.filter(({ op, emoji }) => op === "add" && emoji !== null) as readonly (Telling & { readonly emoji: string })[];
  const holds = adds.filter(
    (add) => !changes.some((other) => other !== add && (isOne || isAlike(other.emoji, add.emoji)) && other.atUs >= add.atUs),
  );
  return { holds, offs };
}
