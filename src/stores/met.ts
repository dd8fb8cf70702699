import type { Conversation } from "../domain/heard.ts";
import type { Known } from "../ports/store.ts";

/**
 * What is known of a conversation once it is heard of again. `before`: those that share an id with it, in the order in which they were
 * met; they are one from now on, under the id of the first. What is not said now is what was said last, and a group stays one: whoever
 * knows nothing but an id says of no conversation that it is.
 */
export function met(before: readonly Known[], account: string, heard: Conversation, lastOwn: string | null, nowMs: number): Known {
  const ids = new Set([...before.flatMap((known) => known.ids), ...heard.ids]);
  const id = before[0]?.id ?? heard.ids[0];
  if (id === undefined) throw new RangeError("a conversation has to have an id");
  const latest = before.toSorted((a, b) => b.heardMs - a.heardMs);
  return {
    account,
    id,
    ids: [...ids],
    name: heard.name ?? latest.find(({ name }) => name !== null)?.name ?? null,
    isGroup: heard.isGroup || before.some(({ isGroup }) => isGroup),
    heardMs: nowMs,
    lastOwn: lastOwn ?? latest.find((known) => known.lastOwn !== null)?.lastOwn ?? null,
  };
}
