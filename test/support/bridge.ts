import type { Pace } from "../../src/app.ts";
import { type Around, type Bridge, type Config, openBridge as open } from "../../src/main.ts";
import type { Stage } from "../../src/sandbox/stage.ts";
import { NEVER_READY, openPrinted, type Printed } from "./canaries.ts";

/** A bridge of which everything that it prints is kept, for the canaries. */
export interface WatchedBridge extends Bridge {
  readonly printed: Printed;
}

/** The real bridge, as every test opens it: at the finest level of its log. With its stage, what is said there is watched for, too. */
export async function openBridge(config: Config, stage?: Stage, pace?: Pace, reread?: Around["reread"]): Promise<WatchedBridge> {
  const printed = openPrinted("ready");
  printed.guard(...secretsOf(config));
  const bridge = await open({ ...config, logLevel: "trace" }, { to: printed, pace, reread }).catch((error: unknown) => {
    printed.write(`${NEVER_READY}\n`);
    throw error;
  });
  return {
    ...bridge,
    printed,
    async stop() {
      printed.write(await (await fetch(`${bridge.metricsUrl}/metrics`)).text());
      if (stage !== undefined) printed.guard(...saidOn(stage));
      await bridge.stop();
    },
  };
}

function secretsOf({ slack, discord, adminToken, accounts, links, database }: Config): readonly (string | null | undefined)[] {
  const mode = slack?.mode.kind === "socket" ? slack.mode.appToken : slack?.mode.signingSecret;
  const keys = accounts.flatMap((account) => ["apiKey" in account ? account.apiKey : account.token, ...account.webhookSecrets]);
  const url = database.kind === "postgres" ? database.url : `sqlite:${database.path}`;
  return [slack?.botToken, mode, discord?.botToken, adminToken, url, ...keys, ...links.map(({ conversation }) => conversation)];
}

/** Every text that Slack delivered or Discord shows, and every person and chat that a provider was told of. */
function saidOn({ slack, discord, providers }: Stage): readonly string[] {
  const inDiscord = discord === null ? [] : [...discord.guild.channels.values()].flatMap((channel) => discord.guild.messages(channel));
  const texts = [
    ...slack.deliveries.all.flatMap(({ body }) => under(body, "text")),
    ...inDiscord.map(({ content }) => discord?.read(content) ?? ""),
  ];
  const people = Object.values(providers).flatMap(({ calls }) =>
    calls.flatMap(({ body }) => [...under(body, "number"), ...under(body, "participant")]),
  );
  return [...new Set([...texts, ...people])];
}

/** Every string that stands under `key`, at any depth. */
function under(value: unknown, key: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === key && typeof inner === "string" ? [inner] : under(inner, key)));
}
