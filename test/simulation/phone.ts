import type { TargetPlan } from "./schedule.ts";
import type { World } from "./world.ts";

/** What the network tells of a change of our account's reaction. */
export interface Telling {
  readonly id: string;
  readonly target: string;
  readonly op: "add" | "remove";
  /** Null when the network does not say. */
  readonly emoji: string | null;
  readonly atUs: number;
  /** Who really did it; the engine is not told. */
  readonly by: "us" | "owner";
  /** What it tells the end of had been put there by the owner. */
  readonly endsOwners: boolean;
}

/** What our account really shows on every target. */
export interface Phone {
  /** Carries out a change with the network's own meaning, and tells of it. False: it changed nothing. */
  change(plan: TargetPlan, op: "add" | "remove", emoji: string, by: "us" | "owner"): boolean;
  shown(target: string): readonly string[];
  /** Who put or took away this emoji last. */
  lastBy(target: string, emoji: string): "us" | "owner" | null;
  /** Everything that was ever shown. */
  ever(target: string): ReadonlySet<string>;
  readonly tellings: readonly Telling[];
}

export function createPhone(world: World, told: (telling: Telling) => void): Phone {
  const shown = new Map<string, readonly string[]>();
  const last = new Map<string, "us" | "owner">();
  const history = new Map<string, Set<string>>();
  const tellings: Telling[] = [];

  function tell(plan: TargetPlan, op: "add" | "remove", emoji: string | null, atUs: number, by: "us" | "owner", endsOwners = false): void {
    const telling = { id: `echo-${tellings.length}`, target: plan.id, op, emoji, atUs, by, endsOwners };
    tellings.push(telling);
    told(telling);
  }

  return {
    tellings,
    shown: (target) => shown.get(target) ?? [],
    lastBy: (target, emoji) => last.get(`${target} ${emoji}`) ?? null,
    ever: (target) => history.get(target) ?? new Set(),
    change(plan, op, emoji, by) {
      const { replaces, removesByName } = plan.kind.rules;
      const before = shown.get(plan.id) ?? [];
      const others = before.filter((one) => one !== emoji);
      const after = op === "add" ? (replaces ? [emoji] : [...others, emoji]) : replaces && !removesByName ? [] : others;
      const gone = before.filter((one) => !after.includes(one));
      const changed = gone.length > 0 || after.length !== before.length;
      const atUs = world.uniqueUs();
      world.tell(() => `phone ${plan.id}: ${by} ${op} ${emoji}: [${before.join(" ")}] → [${after.join(" ")}]`);
      shown.set(plan.id, after);
      history.set(plan.id, new Set([...(history.get(plan.id) ?? []), ...after]));
      const endsOwners = gone.some((one) => last.get(`${plan.id} ${one}`) === "owner");
      for (const one of [...gone, ...after.filter((one) => !before.includes(one))]) last.set(`${plan.id} ${one}`, by);
      if (!changed && !plan.tellsIdle) return false;
      if (op === "add") {
        if (plan.tellsReplaced) for (const one of gone) tell(plan, "remove", plan.namesRemoved ? one : null, atUs - 1, by, endsOwners);
        tell(plan, "add", emoji, atUs, by);
      } else if (gone.length === 0) tell(plan, "remove", plan.namesRemoved || !replaces ? emoji : null, atUs, by);
      for (const one of op === "remove" ? gone : [])
        tell(plan, "remove", plan.namesRemoved || !replaces ? one : null, atUs, by, endsOwners);
      return changed;
    },
  };
}
