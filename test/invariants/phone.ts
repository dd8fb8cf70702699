import { type Emoji, same } from "../../src/domain/emoji.ts";
import type { Failure } from "../../src/domain/failure.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import type { Slot } from "../../src/domain/slot.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { type Target, TargetError } from "../../src/ports/target.ts";
import { TIMEOUT } from "../domain/given.ts";

/** How the provider takes one call. */
export interface Answer {
  /** How it answers; without it: with success. */
  readonly failure?: Failure;
  /** After how long it is carried out, or never; at once if it is not said and the answer is success. */
  readonly landsAfterMs?: number | "never";
  /** What it waits for before it answers; nothing is answered when it never comes. */
  readonly after?: Promise<unknown>;
}

/** A provider with the customer's phone behind it. */
export interface Phone {
  readonly target: Target;
  /** Every call in its order: `+👍`, `−👍`, or `?` for a reading. */
  readonly calls: readonly string[];
  readonly callTimesMs: readonly number[];
  /** What the customer sees of our account on a message. */
  shown(message: string): readonly Emoji[];
  /** How the next calls are taken. */
  next(...answers: readonly Answer[]): void;
  /** How every call is taken from now on. */
  always(answer: Answer): void;
}

export function createPhone(rules: ReactionRules, clock: Clock, readable: boolean): Phone {
  const messages = new Map<string, readonly Emoji[]>();
  const calls: string[] = [];
  const callTimesMs: number[] = [];
  const answers: Answer[] = [];
  let usual: Answer = {};

  const shown = (message: string) => messages.get(message) ?? [];

  function land(message: string, op: "add" | "remove", emoji: Emoji): void {
    const others = shown(message).filter((one) => !same(one, emoji));
    if (op === "add") messages.set(message, rules.replaces ? [emoji] : [...others, emoji]);
    else messages.set(message, rules.replaces && !rules.removesByName ? [] : others);
  }

  async function take(move: string, signal: AbortSignal, carryOut: () => void): Promise<void> {
    calls.push(move);
    callTimesMs.push(clock.now());
    const { failure, landsAfterMs = failure === undefined ? 0 : "never", after } = answers.shift() ?? usual;
    if (landsAfterMs === 0) carryOut();
    else if (landsAfterMs !== "never") void clock.sleep(landsAfterMs).then(carryOut);
    const given = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new TargetError(TIMEOUT))));
    given.catch(() => {});
    if (after !== undefined) await Promise.race([after, given]);
    if (failure !== undefined) throw new TargetError(failure);
  }

  const target: Target = {
    rules,
    add: (slot, emoji, signal) => take(`+${emoji}`, signal, () => land(slot.message, "add", emoji)),
    remove: (slot, emoji, signal) => take(`−${emoji}`, signal, () => land(slot.message, "remove", emoji)),
    ...(readable
      ? {
          async shown(slot: Slot, signal: AbortSignal) {
            await take("?", signal, () => {});
            return shown(slot.message);
          },
        }
      : {}),
  };
  return {
    target,
    calls,
    callTimesMs,
    shown,
    next: (...some) => void answers.push(...some),
    always: (answer) => {
      usual = answer;
    },
  };
}
