import { z } from "zod";
import type { Shown } from "./content.ts";
import { codeOf } from "./errors.ts";
import { id, type Ourselves } from "./ids.ts";
import { NO_MENTIONS, SUPPRESS_EMBEDS } from "./info.ts";
import { aroundMark, markOf, nonceOf } from "./mark.ts";
import type { Rest } from "./rest.ts";
import type { Webhook, Webhooks } from "./webhooks.ts";

/** Where a message goes: the channel that has the webhook, and the thread in it. */
export interface Home {
  readonly channel: string;
  readonly thread: string | null;
}

/** A message as Discord keeps it, as far as we care. */
const kept = z.object({
  id,
  content: z.string(),
  author: z.object({ id, username: z.string() }),
  webhook_id: id.nullish(),
  application_id: id.nullish(),
  thread: z.looseObject({ id }).nullish(),
});
export type Kept = z.infer<typeof kept>;

const made = z.object({ id });
const PAGE = 100;
/** So many messages are looked through, newest first. */
const MOST_PAGES = 3;
const UNKNOWN_WEBHOOK: readonly (number | null)[] = [10015, 50027];

/** Everything that the bridge puts where all can see it. Each writes with one request, which is never repeated here. */
export interface Posts {
  /** As the bot. `key` keeps Discord from taking it twice within some minutes. Resolves with the message's id. */
  say(home: Home, shown: Shown, key: string, reply?: Reply): Promise<string>;
  /** Under another name; null where the bot may not, and nothing was said. */
  sayAs(home: Home, author: string, shown: Shown): Promise<string | null>;
  /** A message of ours that bears the mark of a key, among the newest; null for none, or where the bot may not look. */
  find(home: Home, key: string): Promise<string | null>;
  /** Null when there is no such message any more. */
  read(home: Home, message: string): Promise<Kept | null>;
  /** False when the message is none that we can change. */
  update(home: Home, message: Kept, shown: Shown): Promise<boolean>;
}

/** The message that one answers, if any, and whom that may tell. */
export interface Reply {
  readonly message: string | null;
  readonly mentions: readonly string[];
}

export function createPosts(rest: Rest, webhooks: Webhooks, ourselves: () => Ourselves): Posts {
  const place = ({ channel, thread }: Home) => thread ?? channel;
  const isOurs = ({ author, application_id }: Kept) => author.id === ourselves().user || application_id === ourselves().application;
  const withThread = (path: string, { thread }: Home, query: Record<string, string> = {}) => {
    const all = new URLSearchParams({ ...query, ...(thread !== null && { thread_id: thread }) });
    return all.size === 0 ? path : `${path}?${all}`;
  };
  /** Pictures of where addresses lead are not asked for, unless that would hide what an embed says. */
  const body = ({ content, embeds, components = [] }: Shown) => ({
    ...{ content, embeds, allowed_mentions: NO_MENTIONS, ...(components.length > 0 && { components }) },
    flags: embeds.length === 0 ? SUPPRESS_EMBEDS : 0,
  });

  /** Once more with another webhook where that one was deleted: nothing can have been said through it. */
  async function through<T>(channel: string, call: (webhook: Webhook) => Promise<T>): Promise<T | null> {
    for (const isLast of [false, true]) {
      const webhook = await webhooks.of(channel);
      if (webhook === null) return null;
      try {
        return await call(webhook);
      } catch (error) {
        if (!UNKNOWN_WEBHOOK.includes(codeOf(error)) || isLast) throw error;
        webhooks.forget(channel);
      }
    }
    return null;
  }

  return {
    async say(home, shown, key, reply) {
      const json = {
        ...{ ...body(shown), nonce: nonceOf(key), enforce_nonce: true },
        ...(reply && {
          ...(reply.message !== null && { message_reference: { message_id: reply.message, fail_if_not_exists: false } }),
          allowed_mentions: { parse: [], users: reply.mentions, replied_user: false },
        }),
      };
      return made.parse(await rest.ask({ method: "POST", path: `/channels/${place(home)}/messages`, json })).id;
    },
    sayAs: (home, author, shown) =>
      through(home.channel, async ({ id: webhook, token }) => {
        const path = withThread(`/webhooks/${webhook}/${token}`, home, { wait: "true" });
        return made.parse(await rest.ask({ method: "POST", path, json: { ...body(shown), username: author }, isOpen: true })).id;
      }),
    async find(home, key) {
      const mark = markOf(key);
      let before: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query = new URLSearchParams({ limit: String(PAGE), ...(before !== undefined && { before }) });
        const listed = z.array(z.unknown()).parse(await rest.read(`/channels/${place(home)}/messages?${query}`));
        const messages = listed.flatMap((one) => kept.safeParse(one).data ?? []);
        const found = messages.find((one) => isOurs(one) && aroundMark(one.content)?.mark === mark);
        if (found !== undefined) return found.id;
        before = made.safeParse(listed.at(-1)).data?.id;
        if (listed.length < PAGE || before === undefined) return null;
      }
      return null;
    },
    async read(home, message) {
      try {
        return kept.parse(await rest.read(`/channels/${place(home)}/messages/${message}`));
      } catch (error) {
        if (codeOf(error) === 10008) return null;
        throw error;
      }
    },
    async update(home, message, shown) {
      const json = body(shown);
      if (!isOurs(message)) return false;
      if (message.webhook_id == null) {
        await rest.ask({ method: "PATCH", path: `/channels/${place(home)}/messages/${message.id}`, json });
        return true;
      }
      const webhook = await webhooks.of(home.channel);
      // A webhook changes its own messages alone.
      if (webhook?.id !== message.webhook_id) return false;
      const path = withThread(`/webhooks/${webhook.id}/${webhook.token}/messages/${message.id}`, home);
      await rest.ask({ method: "PATCH", path, json, isOpen: true });
      return true;
    },
  };
}
