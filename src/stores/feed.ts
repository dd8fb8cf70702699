import { woken } from "../domain/due.ts";
import { frozen } from "../domain/fold.ts";
import { type Channel, type Message, messageKey } from "../domain/message.ts";
import { type Feed, type Mirror, newestUs } from "../domain/mirror.ts";

/** The mirror, fed by one more message. What stood there is looked at again: this link may be on, and may be the one that decides. */
export function fed(mirror: Mirror, message: Message, link: string, nowMs: number): Mirror {
  const { platform, workspace, channel, message: id } = message;
  const key = messageKey(message);
  const feed: Feed = { platform, workspace, channel, message: id, key, link, linkedMs: nowMs, unread: true, frozen: null };
  const next = { ...mirror, feeds: [...mirror.feeds, feed], changedMs: nowMs };
  return mirror.facts.length === 0 ? next : woken({ ...next, waits: false, parked: false }, nowMs);
}

/** The mirror with every feed frozen that comes from there, and how many of them that changed. */
export function frozenFrom(
  mirror: Mirror,
  where: Channel | { readonly link: string },
  reason: string,
  atUs: number | null,
  nowMs: number,
): { readonly mirror: Mirror; readonly count: number } {
  let next = mirror;
  let count = 0;
  for (const { key, link } of mirror.feeds.filter((feed) => isFrom(feed, where))) {
    const feed = next.feeds.find((one) => one.key === key && one.link === link);
    if (feed === undefined) continue;
    const after = frozen(next, feed, atUs ?? Math.max(nowMs * 1_000, newestUs(next) + 1), reason, nowMs);
    if (after !== next) count += 1;
    next = after;
  }
  return { mirror: next, count };
}

function isFrom(feed: Feed, where: Channel | { readonly link: string }): boolean {
  if ("link" in where) return feed.link === where.link;
  return feed.channel === where.channel && feed.workspace === where.workspace && feed.platform === where.platform;
}
