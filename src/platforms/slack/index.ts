import { createPools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import type { Commands } from "../../ports/commands.ts";
import type { Board, Receive, Source } from "../../ports/source.ts";
import { createBoard } from "./board.ts";
import { createChannels } from "./channels.ts";
import { createClient } from "./client.ts";
import { listenToCommands } from "./commands/index.ts";
import { whisper } from "./commands/shown.ts";
import { createEmoji } from "./emoji.ts";
import { createEndpoint } from "./endpoint.ts";
import { plainly } from "./errors.ts";
import { createGaps } from "./gaps.ts";
import { NAMING_SCOPE, SAID_EVENT_TYPE } from "./info.ts";
import { listen } from "./listen.ts";
import { boltLogger, type Log } from "./log.ts";
import { escapeText, namesIn, type Ourselves, postedMs, toChannel, toMessage, toReading, userOf } from "./mappers.ts";
import { createPeople } from "./people.ts";
import { createPermalinks } from "./permalinks.ts";
import { createReceiver } from "./receiver.ts";
import { say } from "./say.ts";
import { createSockets } from "./sockets.ts";
import { toSpoken } from "./spoken.ts";
import { createStanding, type Token } from "./standing.ts";
import { createAccount } from "./target.ts";

export interface SlackOptions {
  readonly botToken: string;
  /** `xapp-…`. With it events come over Socket Mode, else over HTTP with `signingSecret`: one of the two must be there. */
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
  /** `https://slack.com/api/` */
  readonly apiUrl: string;
  readonly log: Log;
  /** Called for each payload that is not what Slack documents, with where it is wrong, never with what it says. */
  readonly onMalformed?: (reason: string) => void;
  /** Called for each delivery that comes to nothing before it is an event: what it is and why, in words of which there are few. */
  readonly onLeftOut?: (what: string, why: string) => void;
  /** Whether somebody wants to hear what is written in this channel, given by its id; absent, nothing is told of any. */
  readonly wantsMessages?: (channel: string) => boolean;
  /** A socket over which Slack has not answered for so long is replaced; 5 s of itself. */
  readonly pingTimeoutMs?: number;
  /** How often to try a token that Slack refuses; once a minute of itself. */
  readonly askAgainMs?: number;
}

/** `fetch` answers `POST /slack/events` in HTTP mode; in Socket Mode there is no such address, and it answers 404. */
export interface Slack extends Source {
  readonly board: Board;
  take(commands: Commands): void;
  /** Our bot, as what shows customers' reactions. It answers once the source is started, and no more once that is stopped. */
  readonly account: Account;
  fetch(request: Request): Promise<Response>;
}

const PING_TIMEOUT_MS = 5_000;
const ASK_AGAIN_MS = 60_000;

export function createSlack(options: SlackOptions): Slack {
  const {
    botToken,
    appToken,
    signingSecret,
    apiUrl,
    log,
    onLeftOut = () => {},
    wantsMessages = () => false,
    pingTimeoutMs = PING_TIMEOUT_MS,
    askAgainMs = ASK_AGAIN_MS,
  } = options;
  const logger = boltLogger(log);
  let listening = false;
  const standing = createStanding({
    log,
    onRefused: (token) => {
      if (token === "SLACK_BOT_TOKEN") void gaps.askAgain();
    },
    onTaken: (token) => {
      if (token === "SLACK_BOT_TOKEN") void gaps.tell("Slack refused SLACK_BOT_TOKEN for a while");
    },
  });
  // At the start, a refusal is what the start fails with.
  const onRefused = (token: Token) => (code: string) => {
    if (listening) standing.refused(token, code);
  };
  const onTaken = (token: Token) => (begunMs: number) => standing.taken(token, begunMs);
  const asking = { botToken, apiUrl, onRefused: onRefused("SLACK_BOT_TOKEN"), onTaken: onTaken("SLACK_BOT_TOKEN") };
  const client = createClient({ ...asking, logger });
  const emoji = createEmoji(client, log);
  const people = createPeople(client, log);
  const channels = createChannels(client, log);
  const permalinks = createPermalinks(client);
  const pools = createPools();
  let us: Ourselves | null = null;
  let mayName = true;
  let receive: Receive = async () => {};
  let commands: Commands | null = null;

  const ourselves = (): Ourselves => {
    if (us === null) throw new Error("Slack is not started");
    return us;
  };
  const onMalformed = (reason: string) => {
    log.warn({ reason }, "a malformed payload of Slack's was left out");
    onLeftOut("payload", "malformed");
    options.onMalformed?.(reason);
  };
  const gaps = createGaps({ standing, client, emoji, log, askAgainMs, receive: (event) => receive(event) });

  const told: Receive = (event) => {
    if (event.kind === "shared" || event.kind === "unshared") channels.forget(event.channel.channel);
    return receive(event);
  };

  const receiver = createReceiver({ log, onMalformed });
  /** Until it is settled, nobody can say what an event means: what Slack sends meanwhile waits, and is not taken when the start fails. */
  const known = Promise.withResolvers<void>();
  known.promise.catch(() => {});
  const deliver: typeof receiver.deliver = async (delivery) => {
    await known.promise;
    return receiver.deliver(delivery);
  };
  const sockets = appToken
    ? createSockets({
        ...{ appToken, apiUrl, logger, log, deliver, onMalformed, pingTimeoutMs },
        onRefused: onRefused("SLACK_APP_TOKEN"),
        onTaken: onTaken("SLACK_APP_TOKEN"),
        onGap: (forMs) => void gaps.tell(`no socket was open for ${forMs} ms`),
      })
    : null;
  if (!sockets && !signingSecret) throw new Error("Slack needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode)");
  const endpoint =
    !sockets && signingSecret ? createEndpoint({ signingSecret, deliver, log, onRefused: (why) => onLeftOut("delivery", why) }) : null;

  const app = listen({
    ...{ receiver, botToken, apiUrl, logger, ourselves, emoji, client, onMalformed, onLeftOut, wants: wantsMessages },
    receive: told,
    spoken: (written) => toSpoken(written, (user) => people.name(user, ourselves()), emoji.unicode),
    onRefused: onRefused("SLACK_BOT_TOKEN"),
  });
  const answering = (): Commands => {
    if (commands === null) throw new Error("nothing answers commands");
    return commands;
  };
  listenToCommands(app, { client, people, emoji, ourselves, log, onMalformed, commands: answering });

  /** Resolves with the message's `ts`. */
  function sayInChannel(channel: string, text: string, key: string, again: boolean): Promise<string> {
    const place = { channel, thread: null, author: null, mark: { type: SAID_EVENT_TYPE, key } };
    return say(client, { ...place, text: escapeText(text), blocks: [] }, again);
  }

  return {
    platform: "slack",
    resends: true,
    board: createBoard({
      ...{ client, permalinks, isShared: channels.isShared, mayName: () => mayName },
      toMessage: (channel, ts) => toMessage(ourselves(), channel, ts),
    }),
    account: createAccount({ ...asking, pools, ourselves: () => us }),
    take(given) {
      commands = given;
    },
    async start(given) {
      receive = given;
      // Three calls that do not need one another; each on its own takes as long as Slack is away.
      const opened = sockets?.start();
      const loaded = emoji.load();
      // Whoever is waited for first is told of.
      for (const later of [opened, loaded]) later?.catch(() => {});
      try {
        const { team, user, bot, lacks } = await client.whoAmI();
        us = { team, user, bot };
        mayName = !lacks(NAMING_SCOPE);
        await loaded;
        await app.start();
        known.resolve();
      } catch (error) {
        known.reject(error);
        throw plainly(error, "SLACK_BOT_TOKEN", apiUrl);
      }
      await opened?.catch((error: unknown) => {
        throw plainly(error, "SLACK_APP_TOKEN", apiUrl);
      });
      listening = true;
    },
    async stop() {
      listening = false;
      gaps.stop();
      await app.stop();
      await sockets?.stop();
      await pools.close();
      people.close();
      channels.close();
      permalinks.close();
    },
    connected: () => listening && !standing.isRefused("SLACK_BOT_TOKEN") && (sockets?.anyOpen() ?? true),
    channel: (id) => toChannel(ourselves(), id),
    postedMs,
    async held(message, signal) {
      const { answer, atUs } = await client.reactions(message.channel, message.message, signal);
      await emoji.know(namesIn(answer));
      const shared = await channels.isShared(message.channel);
      return { ...toReading(answer, atUs, ourselves(), emoji.unicode), shared };
    },
    async classes(person) {
      const user = userOf(ourselves(), person);
      return user === null ? [] : people.classes(user, ourselves());
    },
    async tell(message, person, text, actions = []) {
      const user = userOf(ourselves(), person);
      if (user === null) throw new Error("not a person of this Slack workspace");
      const { blocks } = whisper({ text: [text], undo: null, actions }, ourselves());
      await client.ephemeral(message.channel, user, escapeText(text), actions.length === 0 ? {} : { blocks });
    },
    async say(...said) {
      await sayInChannel(...said);
    },
    async pin(channel, ...said) {
      return client.pin({ channel, ts: await sayInChannel(channel, ...said) });
    },
    fetch: async (request) => endpoint?.(request) ?? new Response(null, { status: 404 }),
  };
}
