import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { z } from "zod";
import type { Reread } from "../domain/declared.ts";
import type { Link } from "../domain/link.ts";
import type { Message } from "../domain/message.ts";
import type { Forget } from "../flow/forget.ts";
import type { Introduce, Introduced } from "../flow/introduce.ts";
import type { Links } from "../flow/links.ts";
import type { Rehearse } from "../flow/rehearse.ts";
import { standingOf } from "../flow/standing.ts";
import type { Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Source } from "../ports/source.ts";
import type { Known, Store } from "../ports/store.ts";
import { bodyOf, Refusal, shaped } from "./answers.ts";
import { shownMirror } from "./mirror.ts";

const PAGE = 100;

export interface ApiOptions {
  readonly adminToken: string;
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly introduce: Introduce;
  readonly forget: Forget;
  readonly rehearse: Rehearse;
  /** Reads another text in the place of the operator's file; null where there is no file. */
  readonly reread: ((text: string) => Reread) | null;
  /** Writes a copy of the database, and answers where; null where its server does that. */
  readonly backup: (() => Promise<string>) | null;
  /** Called when something was made due. */
  readonly wake: () => void;
}

const message = z.strictObject({ link: z.string().min(1).max(200), message: z.string().min(1).max(64), target: z.unknown() });
const turn = z.strictObject({ direction: z.enum(["outbound", "inbound", "both", "off"]).nullable() });
const forgotten = z
  .strictObject({
    person: z.string().min(1).max(500).optional(),
    account: z.string().min(1).max(200).optional(),
    conversation: z.string().min(1).max(500).optional(),
  })
  .refine(
    ({ person, account, conversation }) =>
      person === undefined ? account !== undefined && conversation !== undefined : account === undefined && conversation === undefined,
    "must be a person, or an account with a conversation",
  );
const rehearsed = z.strictObject({ configuration: z.string().min(1) });
const ofAccount = z.strictObject({ account: z.string().min(1).max(200).optional() });
const query = z.strictObject({
  state: z.enum(["settled", "due", "parked"]).optional(),
  link: z.string().max(200).optional(),
  after: z
    .string()
    .regex(/^\d{1,15}$/, "must be the `next` of the page before")
    .optional(),
});

/** The JSON API below `/api/v1`. Every refusal is `{"error": {"code", "message", "fix"?}}`. */
export function createApi(options: ApiOptions): Hono {
  const { store, links, accounts, sources, introduce, forget, rehearse, reread, backup, wake } = options;
  const api = new Hono();
  const unauthorized = {
    error: { code: "unauthorized", message: "The admin token is missing or wrong.", fix: "Send Authorization: Bearer $ADMIN_TOKEN." },
  };
  api.use(
    bearerAuth({
      token: options.adminToken,
      noAuthenticationHeader: { message: unauthorized },
      invalidToken: { message: unauthorized },
      // A malformed header is no better than a wrong token.
      invalidAuthenticationHeader: { message: unauthorized },
    }),
  );

  api.post("/messages", async (context) => {
    const body = await bodyOf(context, message);
    const link = linkNamed(body.link);
    const introduced = await introduce.introduce(link.name, messageOf(link, body.message), body.target);
    const answer = introducedAnswer(introduced);
    return context.json({ mirror: answer.mirror }, answer.status);
  });

  api.get("/links", (context) => context.json({ links: links.all().map((link) => shownLink(link)) }));

  api.patch("/links/:name", async (context) => {
    const { name } = linkNamed(context.req.param("name"));
    const { direction } = await bodyOf(context, turn);
    await links.turn(name, direction);
    wake();
    return context.json(shownLink(linkNamed(name)));
  });

  api.get("/mirrors", async (context) => {
    const { state, link, after } = shaped(query, context.req.query());
    if (link !== undefined) linkNamed(link);
    const asked = { limit: PAGE, ...(state && { state }), ...(link && { link }), ...(after && { after }) };
    const { mirrors, next } = await store.mirrors(asked);
    return context.json({ mirrors: mirrors.map(shownMirror), next });
  });

  api.post("/mirrors/:id/retry", async (context) => {
    const found = await store.retry(context.req.param("id"));
    if (!found) throw new Refusal(404, "unknown_mirror", "There is no such mirror.", "GET /api/v1/mirrors lists them.");
    wake();
    return context.json({}, 202);
  });

  api.get("/conversations", async (context) => {
    const { account } = shaped(ofAccount, context.req.query());
    if (account !== undefined && !accounts.has(account)) throw unknownAccount();
    const known = await store.conversations(account ?? null, PAGE);
    return context.json({ conversations: known.map(shownConversation) });
  });

  api.get("/accounts", async (context) => {
    const shown = await Promise.all([...accounts.values()].map(({ name }) => shownAccount(name)));
    return context.json({ accounts: shown });
  });

  api.post("/accounts/:name/resume", async (context) => {
    const name = context.req.param("name");
    if (!accounts.has(name)) throw unknownAccount();
    await store.pause(name, null);
    wake();
    return context.json({}, 202);
  });

  api.post("/forget", async (context) => {
    const { person, account = "", conversation = "" } = await bodyOf(context, forgotten);
    if (person === undefined && !accounts.has(account)) throw unknownAccount();
    return context.json({ mirrors: await (person === undefined ? forget.conversation(account, conversation) : forget.person(person)) });
  });

  api.post("/rehearsals", async (context) => {
    const { configuration } = await bodyOf(context, rehearsed);
    if (reread === null) throw new Refusal(409, "no_configuration", "This bridge was started without a file.", "Start it with one.");
    const read = reread(configuration);
    if ("complaints" in read)
      throw new Refusal(422, "unsound", read.complaints.join("; "), "reacji-bridge check --against says it line by line.");
    return context.json({ ...(await rehearse(read.declared)), restarts: read.restarts });
  });

  api.post("/backup", async (context) => {
    if (backup === null) throw new Refusal(409, "no_file", "The database is PostgreSQL's.", "Back it up there, for example with pg_dump.");
    return context.json({ file: await backup() }, 201);
  });

  function linkNamed(name: string): Link {
    const link = links.named(name);
    if (link === undefined) throw new Refusal(404, "unknown_link", "There is no such link.", "GET /api/v1/links lists them.");
    return link;
  }

  function messageOf({ channel }: Link, id: string): Message {
    const [platform, channelId = ""] = channel.split(":");
    const source = sources.find((one) => one.platform === platform);
    if (source === undefined || !source.connected()) throw unavailable(platform);
    if (source.postedMs(id) === null) {
      throw new Refusal(
        422,
        "malformed",
        `message: is not the id of a message on ${platform}`,
        "Slack: the message's ts, like 1718031112.000200. Discord: its id; in a thread, the thread's id, a slash, and its own.",
      );
    }
    return { ...source.channel(channelId), message: id };
  }

  function shownLink({ name, channel, account, conversation, mirrorTo, policy, source }: Link) {
    const mirrored = mirrorTo === null ? {} : { mirrorTo };
    const paused = links.isUnconfirmed(name) ? { paused: "shared with another organization" } : {};
    return { name, channel, account, conversation, ...mirrored, direction: policy.direction, ...paused, source };
  }

  async function shownAccount(name: string) {
    const account = accounts.get(name);
    const { state, reason, untilMs, refused } = await standingOf(name, options);
    const until = untilMs === null ? null : dateOf(untilMs);
    const known = refused.map((one) => ({ emoji: one.emoji, until: dateOf(one.untilMs) }));
    const shown = { name, provider: account?.provider, network: account?.network, state, reason, until };
    return { ...shown, ...(known.length > 0 && { refused: known }) };
  }

  return api;
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString();
}

function unknownAccount(): Refusal {
  return new Refusal(404, "unknown_account", "There is no such account.", "GET /api/v1/accounts lists them.");
}

function shownConversation({ account, id, ids, name, isGroup, heardMs }: Known) {
  return { account, id, ids, name, group: isGroup, heardAt: dateOf(heardMs) };
}

function unavailable(platform: string | undefined): Refusal {
  const fix = "Try again once GET /readyz answers 200.";
  return new Refusal(503, "platform_unavailable", `The bridge is not connected to ${platform}.`, fix);
}

function introducedAnswer(introduced: Introduced): { readonly mirror: string; readonly status: 200 | 201 } {
  switch (introduced.result) {
    case "created":
      return { mirror: introduced.mirror, status: 201 };
    case "stood":
      return { mirror: introduced.mirror, status: 200 };
    case "conflict":
      throw new Refusal(
        409,
        "linked_elsewhere",
        "This message is linked to another target.",
        "One message stands for one target per link.",
      );
    case "unknown-link":
      throw new Refusal(
        422,
        "no_account",
        "This link has no account that could react.",
        "Link messages of a link with an account, or with mirrorTo.",
      );
    case "unavailable":
      throw unavailable(introduced.platform);
    case "malformed":
      throw new Refusal(422, "malformed", introduced.complaints.join("; "), "See docs/api.md for what each provider needs.");
  }
}
