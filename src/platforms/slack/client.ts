import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@slack/bolt";
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError, WebClient } from "@slack/web-api";
import { CALL_TIMEOUT_MS, NEEDED_SCOPES, TOKEN_ADVICE } from "./info.ts";

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
}

const READ_TRIES = 5;
const CLOCK_STEP_MS = 1_000;

/** The library takes a whole page for the name of an error where the answer is not JSON: it may say anything, and be long. */
const CODE = /^[a-z][a-z0-9_]{0,63}$/;

/** Slack's name of what is wrong; null when it did not answer with one. */
export function codeOf(error: unknown): string | null {
  return error instanceof WebAPIPlatformError && CODE.test(error.data.error) ? error.data.error : null;
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

export function createClient(options: { readonly botToken: string; readonly apiUrl: string; readonly logger: Logger }): SlackClient {
  const { botToken, apiUrl, logger } = options;
  const shared = { slackApiUrl: apiUrl, logger, timeout: CALL_TIMEOUT_MS };
  const web = new WebClient(botToken, { ...shared, retryConfig: { retries: 3, minTimeout: 250, maxTimeout: 2_000 } });
  // What is told to a person is tried again by the caller, which keeps it: a second loop here would only hide that.
  const once = new WebClient(botToken, { ...shared, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });
  const read = reader(botToken, apiUrl);

  return {
    async whoAmI() {
      const { team_id, user_id, bot_id, response_metadata } = await slackOnly(web.auth.test());
      if (!team_id || !user_id) throw new Error("Slack's auth.test did not say who the bot is");
      const missing = NEEDED_SCOPES.filter((scope) => response_metadata?.scopes?.includes(scope) === false);
      if (missing.length > 0) throw new Error(`SLACK_BOT_TOKEN lacks the scopes ${missing.join(", ")}: add them and install the app again`);
      return { team: team_id, user: user_id, bot: bot_id ?? null };
    },
    async customEmoji() {
      return (await slackOnly(web.emoji.list())).emoji ?? {};
    },
    reactions: (channel, ts, signal) => read("reactions.get", { channel, timestamp: ts, full: "true" }, signal),
    async user(user) {
      return (await slackOnly(web.users.info({ user }))).user;
    },
    async isShared(channel) {
      return (await web.conversations.info({ channel })).channel?.is_ext_shared === true;
    },
    async groups() {
      return (await slackOnly(web.usergroups.list({ include_users: true }))).usergroups ?? [];
    },
    async ephemeral(channel, user, text) {
      await slackOnly(once.chat.postEphemeral({ channel, user, text, link_names: false, parse: "none" }));
    },
  };
}

/** The library keeps the answer's headers to itself, and a reading is worth nothing without its `Date`. */
function reader(
  botToken: string,
  apiUrl: string,
): (method: string, query: Record<string, string>, signal: AbortSignal) => Promise<{ answer: unknown; atUs: number }> {
  const base = apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/`;
  let notBefore = 0;
  return async (method, query, signal) => {
    for (let tries = 1; ; tries += 1) {
      if (notBefore > performance.now()) await sleep(notBefore - performance.now(), undefined, { signal });
      const begun = performance.now();
      const response = await fetch(`${base}${method}?${new URLSearchParams(query)}`, {
        headers: { authorization: `Bearer ${botToken}` },
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
      });
      if (response.status === 429 && tries < READ_TRIES) {
        await response.body?.cancel();
        notBefore = performance.now() + 1_000 * (Number(response.headers.get("retry-after")) || 1);
        continue;
      }
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`Slack answered ${method} with ${response.status}`);
      }
      // What the parser complains of quotes the answer, which holds the message's text.
      const answer = (await response.json().catch(() => {
        throw new Error(`Slack's answer to ${method} is not JSON`);
      })) as { readonly ok?: unknown; readonly error?: unknown } | null;
      if (answer?.ok !== true)
        throw new Error(`Slack refused ${method}: ${CODE.test(String(answer?.error)) ? answer?.error : "no reason given"}`);
      const date = Date.parse(response.headers.get("date") ?? "");
      if (Number.isNaN(date)) throw new Error(`Slack's answer to ${method} has no date`);
      return { answer, atUs: Math.floor((date - (performance.now() - begun) - CLOCK_STEP_MS) * 1_000) };
    }
  };
}
