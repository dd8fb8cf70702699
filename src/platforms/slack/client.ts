import type { Logger } from "@slack/bolt";
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError, WebClient } from "@slack/web-api";
import { CALL_TIMEOUT_MS, ERROR_CODE, isRefusal, NEEDED_SCOPES, SAID_EVENT_TYPE, TOKEN_ADVICE } from "./info.ts";
import { createReader, type ReaderOptions } from "./reader.ts";

/** The Web API calls that we use, as Slack names things. Rejects with a WebAPIPlatformError where Slack answers `ok: false`. */
export interface SlackClient {
  /** Rejects when a scope is missing that we cannot do without, too. */
  whoAmI(): Promise<{ readonly team: string; readonly user: string; readonly bot: string | null }>;
  /** Name → URL, or `alias:name`. */
  customEmoji(): Promise<Readonly<Record<string, string>>>;
  /** The raw answer, and the latest moment certainly before its snapshot by Slack's clock, in microseconds. */
  reactions(channel: string, ts: string, signal: AbortSignal): Promise<{ readonly answer: unknown; readonly atUs: number }>;
  /** `user` of `users.info`. */
  user(user: string): Promise<unknown>;
  /** `is_ext_shared` of `conversations.info`. */
  isShared(channel: string): Promise<boolean>;
  /** Every user group with its members. */
  groups(): Promise<readonly { readonly id?: string; readonly handle?: string; readonly users?: string[] }[]>;
  ephemeral(channel: string, user: string, text: string): Promise<void>;
  /** For everybody in the channel; `key` goes along where people do not see it. */
  post(channel: string, text: string, key: string): Promise<void>;
  /** Whether a message with this key is among the newest of the channel. */
  isPosted(channel: string, key: string): Promise<boolean>;
}

/** How many of a channel's messages are looked through. */
const NEWEST = 200;

function keyOf(payload: unknown): unknown {
  return typeof payload === "object" && payload !== null && "key" in payload ? payload.key : undefined;
}

/** Slack's name of what is wrong; null when it did not answer with one. */
export function codeOf(error: unknown): string | null {
  return error instanceof WebAPIPlatformError && ERROR_CODE.test(error.data.error) ? error.data.error : null;
}

/** Rejects as `call` does, but never with what somebody who is not Slack has answered. */
async function slackOnly<T>(call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    throw error instanceof WebAPIPlatformError && codeOf(error) === null
      ? new Error("what answers at SLACK_API_URL is not Slack's API")
      : error;
  });
}

/** Why the start failed, for the operator. */
export function plainly(error: unknown, token: "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN", apiUrl: string): Error {
  const code = codeOf(error);
  if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
    return new Error(`Slack cannot be reached at ${apiUrl}`, { cause: error });
  }
  if (code === null) return error instanceof Error ? error : new Error(String(error));
  const advice = TOKEN_ADVICE[code];
  return new Error(`Slack refuses ${token}: ${code}${advice === undefined ? "" : ` (${advice})`}`, { cause: error });
}

export interface ClientOptions extends ReaderOptions {
  readonly logger: Logger;
}

export function createClient(options: ClientOptions): SlackClient {
  const { botToken, apiUrl, logger, onRefused, onTaken } = options;
  const shared = { slackApiUrl: apiUrl, logger, timeout: CALL_TIMEOUT_MS };
  const web = new WebClient(botToken, { ...shared, retryConfig: { retries: 3, minTimeout: 250, maxTimeout: 2_000 } });
  // What is told to a person is tried again by the caller, which keeps it: a second loop here would only hide that.
  const once = new WebClient(botToken, { ...shared, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });
  const read = createReader(options);

  async function ask<T>(call: Promise<T>): Promise<T> {
    const begunMs = performance.now();
    try {
      const answer = await slackOnly(call);
      onTaken(begunMs);
      return answer;
    } catch (error) {
      const code = codeOf(error);
      if (isRefusal(code)) onRefused(code);
      throw error;
    }
  }

  return {
    async whoAmI() {
      const { team_id, user_id, bot_id, response_metadata } = await ask(web.auth.test());
      if (!team_id || !user_id) throw new Error("Slack's auth.test did not say who the bot is");
      const missing = NEEDED_SCOPES.filter((scope) => response_metadata?.scopes?.includes(scope) === false);
      if (missing.length > 0) throw new Error(`SLACK_BOT_TOKEN lacks the scopes ${missing.join(", ")}: add them and install the app again`);
      return { team: team_id, user: user_id, bot: bot_id ?? null };
    },
    async customEmoji() {
      return (await ask(web.emoji.list())).emoji ?? {};
    },
    reactions: (channel, ts, signal) => read("reactions.get", { channel, timestamp: ts, full: "true" }, signal),
    async user(user) {
      return (await ask(web.users.info({ user }))).user;
    },
    async isShared(channel) {
      return (await ask(web.conversations.info({ channel }))).channel?.is_ext_shared === true;
    },
    async groups() {
      return (await ask(web.usergroups.list({ include_users: true }))).usergroups ?? [];
    },
    async ephemeral(channel, user, text) {
      await ask(once.chat.postEphemeral({ channel, user, text, link_names: false, parse: "none" }));
    },
    async post(channel, text, key) {
      const metadata = { event_type: SAID_EVENT_TYPE, event_payload: { key } };
      const plain = { link_names: false, parse: "none", unfurl_links: false, unfurl_media: false } as const;
      await ask(once.chat.postMessage({ channel, text, metadata, ...plain }));
    },
    async isPosted(channel, key) {
      const { messages = [] } = await ask(web.conversations.history({ channel, limit: NEWEST, include_all_metadata: true }));
      return messages.some(({ metadata }) => metadata?.event_type === SAID_EVENT_TYPE && keyOf(metadata.event_payload) === key);
    },
  };
}
