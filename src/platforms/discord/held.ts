import { z } from "zod";
import type { Reading } from "../../domain/event.ts";
import type { Message } from "../../domain/message.ts";
import { type CustomNames, inPath, written } from "./emoji.ts";
import { addressOf, id, type Ourselves, toPerson } from "./ids.ts";
import type { Rest } from "./rest.ts";

/** How many people Discord tells of at once. */
const PAGE = 100;
/** Of more people than that, a reading is not worth the calls. */
const MOST_PAGES = 20;
/** People press either, and some both. */
const TYPES = { normal: 0, burst: 1 } as const;

const count = z.int().min(0);
const messageSchema = z.object({
  reactions: z.array(z.object({ emoji: written, count, count_details: z.object({ normal: count, burst: count }).nullish() })).nullish(),
});
const users = z.array(z.object({ id }));

type Reaction = NonNullable<z.infer<typeof messageSchema>["reactions"]>[number];

export interface HeldOptions {
  readonly rest: Pick<Rest, "read">;
  readonly ourselves: () => Ourselves;
  readonly names: CustomNames;
}

/** Who holds what on a message now: Discord tells of the emoji and how many, and of the people emoji by emoji. */
export function createHeld({ rest, ourselves, names }: HeldOptions): (message: Message, signal: AbortSignal) => Promise<Reading> {
  /** Everybody who holds it in one way; at most `MOST_PAGES` of them. */
  async function people(path: string, type: number, signal: AbortSignal): Promise<readonly string[]> {
    const found: string[] = [];
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const after = found.at(-1);
      const query = new URLSearchParams({ limit: String(PAGE), type: String(type), ...(after !== undefined && { after }) });
      const more = users.parse(await rest.read(`${path}?${query}`, signal));
      found.push(...more.map((user) => user.id));
      if (more.length < PAGE) break;
    }
    return found;
  }

  async function holders(path: string, { emoji, count: all, count_details }: Reaction, signal: AbortSignal) {
    const base = `${path}/reactions/${inPath(emoji)}`;
    const found = new Set<string>();
    let counted = 0;
    for (const [kind, type] of Object.entries(TYPES)) {
      if (count_details?.[kind as keyof typeof TYPES] === 0) continue;
      const listed = await people(base, type, signal);
      counted += listed.length;
      for (const user of listed) found.add(user);
    }
    return { people: [...found], isWhole: counted >= all };
  }

  return async (message, signal) => {
    signal.throwIfAborted();
    const address = addressOf(message);
    if (address === null) throw new Error("not a message on Discord");
    const path = `/channels/${address.channel}/messages/${address.message}`;
    const { reactions } = messageSchema.parse(await rest.read(path, signal));
    const held: Reading["reactions"][number][] = [];
    const incomplete: string[] = [];
    const named = (reactions ?? []).filter(({ emoji }) => names.isKnown(emoji));
    for (const reaction of named) {
      const called = names.read(reaction.emoji);
      const { people: all, isWhole } = await holders(path, reaction, signal);
      const others = all.filter((user) => user !== ourselves().user);
      held.push(...others.map((user) => ({ person: toPerson(message.workspace, user), ...called })));
      if (!isWhole) incomplete.push(called.name);
    }
    // As what somebody holds an emoji that was deleted, nobody can say: it may be any that is missing here.
    const isWhole = named.length === (reactions ?? []).length;
    // Discord says of no answer when it was true.
    return { reactions: held, incomplete: isWhole ? incomplete : "all", atUs: null };
  };
}
