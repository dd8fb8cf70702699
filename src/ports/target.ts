import type { Emoji } from "../domain/emoji.ts";
import type { Failure } from "../domain/failure.ts";
import type { ReactionRules } from "../domain/network.ts";
import type { Slot } from "../domain/slot.ts";

/**
 * Where our account shows a reaction. A target holds no rules and no retries: it makes one request and says how that went.
 * Every method throws nothing but TargetError, and must give up when `signal` is aborted (an ambiguous failure).
 */
export interface Target {
  readonly rules: ReactionRules;
  /** Called with an emoji that `rules` allow, in canonical form. Must succeed when it is already there. */
  add(slot: Slot, emoji: Emoji, signal: AbortSignal): Promise<void>;
  /** Called with what was added. Must succeed when it is already gone. Never called when `rules.canRemove` is false. */
  remove(slot: Slot, emoji: Emoji, signal: AbortSignal): Promise<void>;
  /** What our account shows there now, in canonical form; only where the API can be read. Null: this slot cannot be read here. */
  shown?(slot: Slot, signal: AbortSignal): Promise<readonly Emoji[] | null>;
}

/** The only thing a target throws. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}
