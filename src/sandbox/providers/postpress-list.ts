import { limitOf, page } from "./pages.ts";
import type { PostPressChats } from "./postpress-chats.ts";
import { get, type Route } from "./route.ts";

/** `chats-list` of the reference; those in which something happened last come first. */
export function listChats(chats: PostPressChats): Route {
  return get("/chats", ["account_id", "account_type", "unread", "before", "after", "limit", "cursor"], (asked) => {
    const limit = limitOf(asked.query.get("limit"), 250, 100);
    const accounts = asked.query.get("account_id")?.split(",");
    const type = asked.query.get("account_type");
    const lasts = new Map([...chats.messages.values()].map(({ chat, at }) => [chat, at]));
    const all = [...chats.chats.values()]
      .map((chat) => ({ ...chat, last: lasts.get(chat.id) ?? null }))
      .filter(({ account }) => accounts?.includes(account) !== false && (type === null || chats.networkOf(account).toUpperCase() === type))
      .toSorted((a, b) => (b.last ?? 0) - (a.last ?? 0));
    const found = limit === null ? null : page(all, ({ id }) => id, asked.query.get("cursor"), limit);
    if (found === null) return asked.invalid("limit is not between 1 and 250, or no page gave out the cursor").answer;
    const items = found.items.map(({ id, account, group, people, last }) => {
      const network = chats.networkOf(account);
      const [other] = people.values();
      const attendee = group === undefined && other !== undefined ? { attendee_provider_id: other.id } : {};
      return {
        ...{ object: "Chat", id, account_id: account, account_type: network.toUpperCase(), provider_id: `${id}@${network}`, ...attendee },
        ...{ name: group ?? other?.name ?? null, type: group === undefined ? 0 : 1, unread_count: 0, archived: 0, muted_until: null },
        ...{ read_only: 0, timestamp: last === null ? null : new Date(last).toISOString() },
      };
    });
    return { status: 200, body: { object: "ChatList", items, cursor: found.next } };
  });
}
