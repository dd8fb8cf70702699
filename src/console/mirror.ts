import { isPlatform } from "../domain/message.ts";
import { dueMs, type Mirror, stateOf } from "../domain/mirror.ts";

/** A mirror as the JSON API shows it. Times are ISO 8601 in UTC; emoji are Unicode or `:name:`. */
export function shownMirror(mirror: Mirror) {
  const { slot, feeds, facts, failure } = mirror;
  const due = dueMs(mirror);
  return {
    id: mirror.id,
    links: [...new Set(feeds.map(({ link }) => link))],
    direction: isPlatform(slot.account) ? "inbound" : "outbound",
    state: stateOf(mirror),
    sources: feeds.map(({ platform, channel, message }) => ({ platform, channel, message })),
    target: { account: slot.account, id: slot.message, part: slot.part },
    held: facts
      .filter(({ held }) => held)
      .map(({ person, emoji, name, atUs, via, denied }) => ({
        person,
        emoji: emoji ?? `:${name}:`,
        at: new Date(atUs / 1_000).toISOString(),
        via,
        counts: denied === null,
      })),
    desired: mirror.desired,
    observed: mirror.observed,
    kept: mirror.kept,
    failure: failure === null ? null : { kind: failure.kind, message: failure.message, requestId: failure.vendor.requestId ?? null },
    dueAt: due === null ? null : new Date(due).toISOString(),
  };
}
