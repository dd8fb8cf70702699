import type { Logger, types } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { codeOf, slackOnly } from "./errors.ts";
import { CALL_TIMEOUT_MS, isRefusal, NEEDED_SCOPES } from "./info.ts";
import { createPins, type Pins } from "./pins.ts";
import { createPosts, type Posts, type Whispered } from "./posts.ts";
import { createReader, type ReaderOptions } from "./reader.ts";

/** The Web API calls that we use, as Slack names things. Rejects with a WebAPIPlatformError where Slack answers `ok: false`. */
export interface SlackClient extends Posts, Pins {
  /** Rejects when a scope is missing that we cannot do without, too. `lacks`: whether Slack said that this scope was not given. */
  whoAmI(): Promise<{
    readonly team: string;
    readonly user: string;
    readonly bot: string | null;
    readonly lacks: (scope: string) => boolean;
  }>;
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
  /** `text` is escaped. Into a thread it goes where one is named. */
  ephemeral(channel: string, user: string, text: string, more?: Whispered): Promise<void>;
  /** Opens a form for whoever has just done something; good for 3 s, and once. */
  openForm(trigger: string, view: types.ModalView): Promise<void>;
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

  let us: { readonly user: string; readonly bot: string | null } | null = null;
  return {
    ...createPins({ web, once, ask, user: () => us?.user ?? null }),
    ...createPosts({ web, once, ask, bot: () => us?.bot ?? null }),
    async whoAmI() {
      const { team_id, user_id, bot_id, response_metadata } = await ask(web.auth.test());
      if (!team_id || !user_id) throw new Error("Slack's auth.test did not say who the bot is");
      const lacks = (scope: string) => response_metadata?.scopes?.includes(scope) === false;
      const missing = NEEDED_SCOPES.filter(lacks);
      if (missing.length > 0) throw new Error(`SLACK_BOT_TOKEN lacks the scopes ${missing.join(", ")}: add them and install the app again`);
      us = { user: user_id, bot: bot_id ?? null };
      return { team: team_id, ...us, lacks };
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
    async ephemeral(channel, user, text, { blocks = [], thread = null } = {}) {
      await ask(
        once.chat.postEphemeral({
          ...{ channel, user, text, link_names: false, parse: "none" },
          ...(blocks.length > 0 && { blocks: [...blocks] }),
          ...(thread !== null && { thread_ts: thread }),
        }),
      );
    },
    async openForm(trigger, view) {
      await ask(once.views.open({ trigger_id: trigger, view }));
    },
  };
}
