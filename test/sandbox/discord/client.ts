import { setTimeout as sleep } from "node:timers/promises";
import { Client, Events, GatewayIntentBits } from "discord.js";
import type { DiscordStandIn } from "../../../src/sandbox/discord/index.ts";

export const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.DirectMessageReactions,
];

export interface Heard {
  readonly t: string;
  readonly d: Readonly<Record<string, unknown>>;
}

/** The real client, logged in, and every dispatch that it heard. */
export async function connect(discord: DiscordStandIn, { intents = INTENTS as readonly number[], token = discord.botToken } = {}) {
  const client = new Client({ intents: [...intents], rest: { api: discord.apiUrl, version: "10", retries: 0 } });
  const heard: Heard[] = [];
  client.on(Events.Raw, ({ t, d }: Heard) => {
    if (t !== null) heard.push({ t, d });
  });
  const errors: unknown[] = [];
  client.on(Events.Error, (error) => errors.push(error));
  client.on(Events.ShardError, (error) => errors.push(error));
  const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
  await client.login(token);
  await ready;
  return { client, heard, errors, of: (...types: readonly string[]) => heard.filter(({ t }) => types.includes(t)) };
}

export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not so after 10 s: ${isSo}`);
    await sleep(5);
  }
}
