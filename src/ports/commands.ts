import type { Action, Asking, Choice, Offer, Said, Undo } from "../domain/command.ts";
import type { Emoji } from "../domain/emoji.ts";

/** What one person is told, and nobody else. */
export interface Answer {
  readonly text: Said;
  /** Offered beside the text; null where there is nothing to take back. */
  readonly undo: Undo | null;
  /** Offered beside the text, in this order. */
  readonly actions?: readonly Action[];
  /** Replaces this answer once it is known; null when this one is the last. Never rejects. */
  readonly later: Promise<Answer> | null;
}

/** What chat can ask of the bridge. */
export interface Commands {
  /**
   * Resolves within 2.5 s, with what was done or why not. What was done is committed then. Rejects when nobody can say: the person is to
   * try again. `isAdmin` is asked only where it matters: whether the person may administer the workspace, or manage the channel.
   */
  ask(asking: Asking, isAdmin: () => Promise<boolean>): Promise<Answer>;
  /**
   * As what emoji would go out at a place, in the order given; without a list, what is worth offering there, the best first. Empty where
   * there is nothing to react to.
   */
  choices(asking: Pick<Asking, "person" | "channel" | "place">, among: readonly Emoji[] | null): Promise<readonly Choice[]>;
  /** Conversations that a channel could be linked with, the one heard of last first. */
  offers(channel: Asking["channel"]): Promise<readonly Offer[]>;
}
