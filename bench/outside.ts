import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { openSlack, type SlackStandIn } from "../src/sandbox/slack/index.ts";
import { SECRET } from "./load.ts";
import { CONVERSATION, type Population, populate } from "./population.ts";
import { type Answers, openProvider, type Provider } from "./provider.ts";
import { openSubject, type Subject } from "./subject.ts";

const PEOPLE = 20;
export const NORTH = { link: "north", channel: "C0NORTH", account: "north" };
export const SOUTH = { link: "south", channel: "C0SOUTH", account: "south" };

/** Everything around what is measured: Slack, the provider, and a folder for databases. All of it runs in this process. */
export interface Outside {
  readonly slack: SlackStandIn;
  readonly provider: Provider;
  readonly users: readonly string[];
  /** Makes a database; resolves with its path. */
  fill(name: string, populations: readonly Population[]): Promise<string>;
  bridge(database: string, mode: "http" | "socket"): Promise<Subject>;
  floor(): Promise<Subject>;
  close(): Promise<void>;
}

export async function openOutside(answers?: Answers): Promise<Outside> {
  const folder = await mkdtemp(join(tmpdir(), "reacji-bench-"));
  const slack = await openSlack();
  const provider = await openProvider(answers);
  const users = Array.from({ length: PEOPLE }, (_, index) => slack.workspace.addUser(`Person ${index}`));
  const config = join(folder, "bridge.yaml");
  const account = { provider: "ryzeapi", instance: "bench", baseUrl: provider.url };
  // Whatever limits north is not a plan; south has RyzeAPI's own 100 a minute.
  const accounts = {
    north: { ...account, token: "bench", rateLimit: { requests: 100_000_000, perMs: 60_000 } },
    south: { ...account, token: "bench-south" },
  };
  const links = [NORTH, SOUTH].map(({ link, channel, account }) => {
    slack.workspace.addChannel(channel);
    return { name: link, channel: `slack:${channel}`, account, conversation: CONVERSATION };
  });
  await writeFile(config, stringify({ accounts, links, defaults: { policy: { graceMs: 0 } } }));
  let floors = 0;

  return {
    slack,
    provider,
    users,
    async fill(name, populations) {
      const path = join(folder, `${name}.db`);
      await populate(path, populations);
      return path;
    },
    bridge: (database, mode) =>
      openSubject("bridge", {
        SLACK_BOT_TOKEN: slack.botToken,
        ...(mode === "http" ? { SLACK_SIGNING_SECRET: SECRET } : { SLACK_APP_TOKEN: slack.appToken }),
        SLACK_API_URL: slack.url,
        DATABASE_URL: `sqlite:${database}`,
        BRIDGE_CONFIG: config,
        PORT: "0",
        METRICS_PORT: "0",
      }),
    floor() {
      floors += 1;
      return openSubject("floor", {
        FLOOR_DATABASE: join(folder, `floor-${floors}.db`),
        FLOOR_SECRET: SECRET,
        FLOOR_PROVIDER: provider.url,
      });
    },
    async close() {
      await Promise.all([slack.close(), provider.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
