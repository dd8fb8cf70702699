import type { Emoji } from "../../src/domain/emoji.ts";
import type { Message } from "../../src/domain/message.ts";
import { type Board, type Post, Unpostable } from "../../src/ports/source.ts";
import { MESSAGE } from "../domain/given.ts";

/** What stands in a channel, put there by the bridge. */
export interface Posted {
  readonly message: Message;
  readonly author: string;
  readonly text: string | null;
  readonly attachments: Post["attachments"];
  readonly thread: string | null;
  readonly quoted: string | null;
  readonly key: string;
  readonly deleted: boolean;
}

export interface Noted {
  readonly message: string;
  readonly text: string;
  readonly key: string;
}

/** How one call ends: carried out and never answered, never carried out, or refused for good. */
export type Fate = "lost" | "failed" | "unpostable";

export interface ScriptedBoard {
  readonly board: Board;
  readonly posted: readonly Posted[];
  readonly notes: readonly Noted[];
  /** What was asked for, by method. */
  readonly calls: readonly string[];
  /** How the next calls end, whichever they are; null: well. */
  next(...fates: readonly (Fate | null)[]): void;
  /** How every call in a channel ends from now on. */
  always(channel: string, fate: Fate | null): void;
  /** People of another organization are in a channel, of which no event tells. */
  share(channel: string): void;
}

/** A channel that can carry out without answering. It finds an earlier try only where it would be: in the same thread, or in the channel itself. */
export function createBoard(
  stamp: () => string,
  unshowable: readonly Emoji[] = ["🫨"],
  { platform, workspace }: Pick<Message, "platform" | "workspace"> = MESSAGE,
): ScriptedBoard {
  const posted: Posted[] = [];
  const notes: Noted[] = [];
  const calls: string[] = [];
  const fates: (Fate | null)[] = [];
  const usual = new Map<string, Fate>();
  const shared = new Set<string>();

  async function take<Result>(method: string, channel: string, carryOut: () => Result): Promise<Result> {
    calls.push(method);
    const fate = fates.shift() ?? usual.get(channel) ?? null;
    if (fate === "failed") throw new Error("the platform does not answer");
    if (fate === "unpostable") throw new Unpostable("the channel is archived");
    const result = carryOut();
    if (fate === "lost") throw new Error("the answer was lost");
    return result;
  }

  function change({ message }: Message, to: (before: Posted) => Posted): void {
    const index = posted.findIndex((one) => one.message.message === message);
    const before = posted[index];
    // What somebody else wrote nobody can change.
    if (before === undefined) throw new Unpostable("it cannot be changed any more");
    posted[index] = to(before);
  }

  const board: Board = {
    post: (channel, post, key, again) =>
      take("post", channel, () => {
        const isThere = ({ message, thread, key: other }: Posted) => other === key && message.channel === channel && thread === post.thread;
        const found = again ? posted.find(isThere) : undefined;
        if (found !== undefined) return found.message;
        const message: Message = { platform, workspace, channel, message: stamp() };
        posted.push({ ...post, message, key, deleted: false });
        return message;
      }),
    amend: (message, { text }) => take("amend", message.channel, () => change(message, (one) => ({ ...one, text }))),
    withdraw: (message) => take("withdraw", message.channel, () => change(message, (one) => ({ ...one, text: null, deleted: true }))),
    note: ({ channel, message }, text, key, again) =>
      take("note", channel, () => {
        if (!again || !notes.some((one) => one.key === key)) notes.push({ message, text, key });
      }),
    isShared: async (channel) => shared.has(channel),
    shows: (emoji) => !unshowable.includes(emoji),
  };
  return {
    board,
    posted,
    notes,
    calls,
    next: (...some) => void fates.push(...some),
    always: (channel, fate) => void (fate === null ? usual.delete(channel) : usual.set(channel, fate)),
    share: (channel) => void shared.add(channel),
  };
}
