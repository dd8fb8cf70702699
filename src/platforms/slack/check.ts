import { WebClient } from "@slack/web-api";
import { codeOf, plainly } from "./errors.ts";
import { CALL_TIMEOUT_MS, NEEDED_SCOPES, OPTIONAL_SCOPES } from "./info.ts";
import { boltLogger } from "./log.ts";

export interface SlackCheckOptions {
  readonly botToken: string;
  /** Null in HTTP mode, whose signing secret shows itself with the first event alone. */
  readonly appToken: string | null;
  readonly apiUrl: string;
  /** The ids of those that the configuration names. */
  readonly channels: readonly string[];
  /** Whether somebody wants to know which custom emoji there are. */
  readonly readsEmoji: boolean;
}

/** Sentences without secrets: what keeps the bridge from working, and what it does without. */
export interface SlackChecked {
  readonly wrong: readonly string[];
  readonly lacks: readonly string[];
  /** The names of the workspace's custom emoji; null where nobody asked, or Slack does not say. */
  readonly customEmoji: readonly string[] | null;
}

/** Asks Slack whether it takes the tokens, what they may do, and whether the bot is where it is to listen. Opens and posts nothing. */
export async function checkSlack({ botToken, appToken, apiUrl, channels, readsEmoji }: SlackCheckOptions): Promise<SlackChecked> {
  const client = (token: string) => {
    const logger = boltLogger({ warn() {}, error() {} });
    return new WebClient(token, { slackApiUrl: apiUrl, logger, timeout: CALL_TIMEOUT_MS, retryConfig: { retries: 0 } });
  };
  const wrong: string[] = [];
  const refused = (token: "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN") => (error: unknown) => {
    wrong.push(`${plainly(error, token, apiUrl).message}.`);
    return null;
  };

  const bot = client(botToken);
  const whoAmI = await bot.auth.test().catch(refused("SLACK_BOT_TOKEN"));
  if (appToken !== null) await client(appToken).apps.connections.open().catch(refused("SLACK_APP_TOKEN"));
  if (whoAmI === null) return { wrong, lacks: [], customEmoji: null };

  const scopes = whoAmI.response_metadata?.scopes;
  const isMissing = (scope: string) => scopes?.includes(scope) === false;
  const needed = NEEDED_SCOPES.filter(isMissing);
  if (needed.length > 0) wrong.push(`SLACK_BOT_TOKEN lacks the scopes ${needed.join(", ")}: add them and install the app again.`);
  for (const channel of channels) {
    const isThere = await isMember(bot, channel);
    if (!isThere) wrong.push(`The bot is not in the channel ${channel}, or there is none: invite it there.`);
  }
  const lacks = Object.entries(OPTIONAL_SCOPES).filter(([scope]) => isMissing(scope));
  const custom = readsEmoji ? await bot.emoji.list().catch(() => null) : null;
  return {
    wrong,
    lacks: lacks.map(([scope, without]) => `Without the scope ${scope}, ${without}.`),
    customEmoji: custom === null ? null : Object.keys(custom.emoji ?? {}),
  };
}

/** True, too, where Slack does not say. */
async function isMember(bot: WebClient, channel: string): Promise<boolean> {
  try {
    return (await bot.conversations.info({ channel })).channel?.is_member !== false;
  } catch (error) {
    return codeOf(error) !== "channel_not_found";
  }
}
