import { z } from "zod";
import { blocks, weigh } from "./blocks.ts";
import { authorOf, restOf } from "./drawn.ts";
import { type Modal, modal } from "./forms.ts";
import { pingsOf } from "./pings.ts";
import { pin, unpin } from "./pins.ts";
import type { User, UserKind } from "./state.ts";
import { Refusal } from "./state.ts";
import type { Workspace } from "./workspace.ts";

export interface Method {
  readonly token: "bot" | "app";
  readonly scope: string | null;
  /** Strict: an argument that Slack does not document is a violation, though it is ignored as Slack does. */
  readonly args: z.ZodType<Readonly<Record<string, unknown>>>;
  readonly run: (args: Readonly<Record<string, unknown>>) => object;
}

const flag = z.stringbool().optional();
const whole = z.coerce.number().int().positive().max(1_000).optional();
const channel = z.string().min(1);
const ts = z.string().regex(/^\d{10}\.\d{6}$/);
const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue("not JSON");
    return z.NEVER;
  }
});
const metadata = json.pipe(z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })).optional();
const shownBlocks = json.pipe(blocks).optional();
const spoken = {
  channel,
  text: z.string().min(1).max(40_000),
  link_names: flag,
  parse: z.enum(["none", "full"]).optional(),
  thread_ts: ts.optional(),
};

const FLAGS: Readonly<Record<UserKind, object>> = {
  member: {},
  admin: { is_admin: true },
  owner: { is_admin: true, is_owner: true },
  guest: { is_restricted: true },
  // At home, they may be anything.
  external: { is_stranger: true, team_id: "T0ELSEWHERE", is_admin: true },
  bot: { is_bot: true },
  deleted: { deleted: true },
};

function profile(team: string, { id, name, kind }: User): object {
  const plain = { id, team_id: team, name: name.toLowerCase(), real_name: name, deleted: false, is_bot: false, is_app_user: false };
  return { ...plain, is_restricted: false, is_ultra_restricted: false, profile: { display_name: name, real_name: name }, ...FLAGS[kind] };
}

/** The methods of the Web API that the sandbox knows. `shownReactors` is how many people a reaction lists before it is cut short. */
export function createMethods(
  workspace: Workspace,
  options: {
    readonly now: () => number;
    readonly address: () => string;
    readonly shownReactors: () => number;
    /** Whether the app was given the scope to speak under other names. */
    readonly mayName: () => boolean;
    readonly open: (trigger: string, view: Modal) => object;
  },
) {
  const { team, bot } = workspace;

  function method<S extends z.ZodRawShape>(
    scope: string | null,
    shape: S,
    run: (args: z.output<z.ZodObject<S>>) => object,
    token: "bot" | "app" = "bot",
  ): Method {
    const args = z.strictObject(shape);
    return { scope, token, args, run: (given) => run(given as z.output<typeof args>) };
  }

  /** The list of people may be cut short, but never of whoever asks (docs.slack.dev, reactions.get). */
  function shown(users: readonly string[]): readonly string[] {
    const few = users.slice(0, options.shownReactors());
    return users.includes(bot.user) && !few.includes(bot.user) ? [...few, bot.user] : few;
  }

  function drawn(channelId: string, messageTs: string, withMetadata = false): object {
    const message = workspace.messageIn(workspace.conversation(channelId), messageTs);
    const { text, metadata: said, reactions } = message;
    const held = [...reactions].map(([name, users]) => ({ name, users: shown(users), count: users.length }));
    const optional = { ...(withMetadata && said && { metadata: said }), ...(held.length > 0 && { reactions: held }) };
    return { type: "message", ...authorOf(message, bot), text, ts: messageTs, ...restOf(message), ...optional };
  }

  const methods: Record<string, Method> = {
    "auth.test": method(null, {}, () => ({
      url: "http://acme.slack.test/",
      team: "Acme",
      user: "reacji",
      team_id: team,
      user_id: bot.user,
      bot_id: bot.bot,
    })),
    "apps.connections.open": method("connections:write", {}, () => ({ url: options.address() }), "app"),
    "team.info": method("team:read", {}, () => ({ team: { id: team, name: "Acme", domain: "acme" } })),
    "emoji.list": method("emoji:read", {}, () => ({ emoji: Object.fromEntries(workspace.emoji), cache_ts: "0000000000.000000" })),
    "users.info": method("users:read", { user: z.string().min(1), include_locale: flag }, ({ user }) => {
      const found = workspace.users.get(user);
      if (!found) throw new Refusal("user_not_found");
      return { user: profile(team, found) };
    }),
    "usergroups.list": method("usergroups:read", { include_users: flag, include_count: flag, include_disabled: flag }, () => ({
      usergroups: workspace.groups,
    })),
    "conversations.info": method("channels:read", { channel }, ({ channel: id }) => {
      const { name, members, archived, shared } = workspace.conversation(id);
      return { channel: { id, name, is_channel: true, is_archived: archived, is_member: members.has(bot.user), is_ext_shared: shared } };
    }),
    "conversations.history": method(
      "channels:history",
      { channel, latest: z.string().optional(), oldest: z.string().optional(), inclusive: flag, limit: whole, include_all_metadata: flag },
      ({ channel: id, latest = "9999999999.999999", oldest = "0", inclusive = false, limit = 100, include_all_metadata }) => {
        const within = (at: string) => (at > oldest && at < latest) || (inclusive && (at === oldest || at === latest));
        const all = [...workspace.room(bot.user, id).messages.values()];
        // What stands in a thread alone is told by `conversations.replies`.
        const open = all.filter(({ threadTs, ts: at, subtype }) => threadTs === null || threadTs === at || subtype === "thread_broadcast");
        const found = open
          .map(({ ts: at }) => at)
          .filter(within)
          .toReversed();
        return { messages: found.slice(0, limit).map((at) => drawn(id, at, include_all_metadata)), has_more: found.length > limit };
      },
    ),
    "conversations.replies": method(
      "channels:history",
      {
        ...{
          channel,
          ts,
          latest: z.string().optional(),
          oldest: z.string().optional(),
          inclusive: flag,
          limit: whole,
          cursor: z.string().optional(),
        },
        include_all_metadata: flag,
      },
      (args) => {
        const { channel: id, latest = "9999999999.999999", oldest = "0", inclusive = false, limit = 100, cursor = "0" } = args;
        const { messages } = workspace.room(bot.user, id);
        const asked = messages.get(args.ts);
        if (asked === undefined) throw new Refusal("thread_not_found");
        const head = asked.threadTs ?? args.ts;
        const within = (at: string) => (at > oldest && at < latest) || (inclusive && (at === oldest || at === latest));
        const replies = [...messages].filter(([at, { threadTs }]) => threadTs === head && at !== head && within(at)).map(([at]) => at);
        const page = replies.slice(Number(cursor), Number(cursor) + limit);
        const next = Number(cursor) + limit < replies.length ? String(Number(cursor) + limit) : "";
        // The head of the thread comes along with every page.
        const listed = [...(messages.has(head) ? [head] : []), ...page].map((at) => drawn(id, at, args.include_all_metadata));
        return { messages: listed, has_more: next !== "", response_metadata: { next_cursor: next } };
      },
    ),
    "chat.getPermalink": method(null, { channel, message_ts: ts }, ({ channel: id, message_ts }) => {
      const { threadTs } = workspace.messageIn(workspace.room(bot.user, id), message_ts);
      const path = `https://acme.slack.com/archives/${id}/p${message_ts.replace(".", "")}`;
      return { channel: id, permalink: threadTs === null ? path : `${path}?thread_ts=${threadTs}&cid=${id}` };
    }),
    "reactions.get": method("reactions:read", { channel, timestamp: ts, full: flag }, ({ channel: id, timestamp }) => {
      workspace.room(bot.user, id);
      return { type: "message", channel: id, message: drawn(id, timestamp) };
    }),
    "reactions.add": method("reactions:write", { channel, timestamp: ts, name: z.string().min(1) }, ({ channel: id, timestamp, name }) => {
      workspace.react(bot.user, id, timestamp, name);
      return {};
    }),
    "reactions.remove": method(
      "reactions:write",
      { channel, timestamp: ts, name: z.string().min(1) },
      ({ channel: id, timestamp, name }) => {
        workspace.unreact(bot.user, id, timestamp, name);
        return {};
      },
    ),
    "pins.add": method("pins:write", { channel, timestamp: ts }, ({ channel: id, timestamp }) => {
      const room = workspace.room(bot.user, id);
      workspace.messageIn(room, timestamp);
      pin(room, { ts: timestamp, by: bot.user, atS: Math.floor(options.now() / 1_000) });
      return {};
    }),
    "pins.remove": method("pins:write", { channel, timestamp: ts }, ({ channel: id, timestamp }) => {
      const room = workspace.room(bot.user, id);
      workspace.messageIn(room, timestamp);
      unpin(room, timestamp);
      return {};
    }),
    "pins.list": method("pins:read", { channel }, ({ channel: id }) => {
      const pins = [...workspace.room(bot.user, id).pins.values()].toReversed();
      const items = pins.map(({ ts: at, by, atS }) => ({
        type: "message",
        channel: id,
        created: atS,
        created_by: by,
        message: drawn(id, at),
      }));
      return { items };
    }),
    "chat.postMessage": method(
      "chat:write",
      {
        ...{ ...spoken, metadata, username: z.string().min(1).max(80).optional(), blocks: shownBlocks },
        ...{ unfurl_links: flag, unfurl_media: flag, mrkdwn: flag },
      },
      (args) => {
        if (args.username !== undefined && !options.mayName()) throw new Refusal("missing_scope");
        weigh(args.blocks ?? []);
        const more = {
          ...(args.metadata && { metadata: args.metadata }),
          ...(args.thread_ts && { threadTs: args.thread_ts }),
          ...(args.username && { username: args.username }),
          ...(args.blocks && { blocks: args.blocks }),
          pings: pingsOf(args),
        };
        return { channel: args.channel, ts: workspace.post(bot.user, args.channel, args.text, more) };
      },
    ),
    "chat.postEphemeral": method("chat:write", { ...spoken, user: z.string().min(1), blocks: shownBlocks }, (args) => {
      const { channel: id, user, text, blocks: shownThere, thread_ts } = args;
      if (!workspace.room(bot.user, id).members.has(user)) throw new Refusal("user_not_in_channel");
      weigh(shownThere ?? []);
      const more = { ...(shownThere && { blocks: shownThere }), ...(thread_ts && { threadTs: thread_ts }) };
      workspace.ephemerals.push({ channel: id, user, text, ...more });
      return { message_ts: "0000000000.000000" };
    }),
    "views.open": method(null, { trigger_id: z.string().min(1), view: json.pipe(modal) }, ({ trigger_id, view }) =>
      options.open(trigger_id, view),
    ),
    "chat.update": method("chat:write", { ...spoken, ts, blocks: shownBlocks }, (args) => {
      weigh(args.blocks ?? []);
      workspace.edit(bot.user, args.channel, args.ts, args.text, { blocks: args.blocks ?? null, pings: pingsOf(args) });
      return { channel: args.channel, ts: args.ts, text: args.text };
    }),
    "chat.delete": method("chat:write", { channel, ts }, (args) => {
      workspace.deleteMessage(args.channel, args.ts);
      return { channel: args.channel, ts: args.ts };
    }),
  };
  return methods;
}
