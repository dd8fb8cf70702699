import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { ReactionEvent, SourceEvent } from "../../../src/domain/event.ts";
import type { Message } from "../../../src/domain/message.ts";
import { createSlack, type Slack, type SlackOptions } from "../../../src/platforms/slack/index.ts";
import type { Commands } from "../../../src/ports/commands.ts";
import { openSlack, type SlackStandIn, type SlackStandInOptions } from "../../../src/sandbox/slack/index.ts";

export type Mode = "Socket Mode" | "HTTP mode";

export const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
export const CHANNEL = "C0NORTHWIND";

/** The real adapter before the stand-in, on real sockets; not started. */
export interface World {
  readonly slack: SlackStandIn;
  readonly source: Slack;
  /** What was received, in order. */
  readonly events: SourceEvent[];
  readonly malformed: string[];
  /** Every line that went to the log. */
  readonly logged: string[];
  /** HTTP mode: where Slack posts to. */
  readonly address: string;
  readonly dana: string;
  readonly eli: string;
  /** Starts it with a `receive` that commits at once, or with another. */
  start(receive?: (event: SourceEvent) => Promise<void>): Promise<void>;
  /** Somebody posts in the channel. */
  post(): Message;
  reactions(): ReactionEvent[];
  close(): Promise<void>;
}

export type WorldOptions = SlackStandInOptions &
  Pick<SlackOptions, "appToken" | "pingTimeoutMs" | "askAgainMs" | "wantsMessages"> & { readonly commands?: Commands };

export async function openWorld(mode: Mode, options: WorldOptions = {}): Promise<World> {
  let source: Slack | null = null;
  const unavailable = async () => new Response(null, { status: 503 });
  const server = serve({ fetch: (request: Request) => source?.fetch(request) ?? unavailable(), port: 0, hostname: "127.0.0.1" });
  await new Promise<void>((listening) => (server.listening ? listening() : server.once("listening", listening)));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const { appToken, pingTimeoutMs, askAgainMs, wantsMessages, commands, ...given } = options;
  const slack = await openSlack({
    ackWithinMs: 400,
    retryAfterMs: [10, 50, 100],
    ...(mode === "HTTP mode" ? { http: { to: address, signingSecret: SECRET } } : {}),
    ...given,
  });
  const events: SourceEvent[] = [];
  const malformed: string[] = [];
  const logged: string[] = [];
  const say = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const started = createSlack({
    botToken: slack.botToken,
    ...(mode === "HTTP mode" ? { signingSecret: SECRET } : { appToken: appToken ?? slack.appToken }),
    apiUrl: slack.url,
    log: { warn: say, error: say },
    ...(pingTimeoutMs && { pingTimeoutMs }),
    ...(askAgainMs && { askAgainMs }),
    ...(wantsMessages && { wantsMessages }),
    onMalformed: (reason) => void malformed.push(reason),
  });
  source = started;
  if (commands) started.take(commands);
  const dana = slack.workspace.addUser("Dana");
  const eli = slack.workspace.addUser("Eli");
  slack.workspace.addChannel(CHANNEL);

  return {
    slack,
    source: started,
    events,
    malformed,
    logged,
    address,
    dana,
    eli,
    start: (receive = async (event) => void events.push(event)) => started.start(receive),
    post: () => ({
      platform: "slack",
      workspace: slack.workspace.team,
      channel: CHANNEL,
      message: slack.workspace.post(eli, CHANNEL, "hello"),
    }),
    reactions: () => events.filter((event): event is ReactionEvent => event.kind === "added" || event.kind === "removed"),
    async close() {
      await started.stop();
      await slack.close();
      const closed = new Promise((done) => server.close(done));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}
