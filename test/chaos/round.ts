import { link } from "../kills/api.ts";
import { openScene, type Place, type Scene } from "../kills/scene.ts";
import { createVictim, type Victim } from "../kills/victim.ts";
import { createRandom, type Random } from "../simulation/random.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import type { OperatorsFile } from "../support/town.ts";
import { type GuildScene, openGuild } from "./guild.ts";
import { type Judged, judge } from "./judge.ts";
import { type Upset, upset } from "./upset.ts";
import { openWay, type Way } from "./way.ts";

export interface ChaosOptions {
  readonly seed: number;
  /** For how long. */
  readonly ms: number;
  /** Presses, in Slack and Discord together. */
  readonly perSecond?: number;
  readonly killEveryMs?: number;
  readonly restartEveryMs?: number;
  /** Messages in each channel of Discord: of those that were missed one is read in 1.3 s. */
  readonly posts?: number;
  /** Wait until nothing is in doubt any more: over a minute. Else only until everything is right. */
  readonly settles: boolean;
}

export interface Chaos extends Upset, Judged {}

/** Everything that the bridges stand between, and the bridges. */
export interface World {
  readonly random: Random;
  readonly server: PostgresServer;
  readonly scene: Scene;
  readonly guild: GuildScene;
  readonly victims: readonly Victim[];
  /** In front of PostgreSQL and of every provider. */
  readonly ways: readonly Way[];
  readonly inSlack: readonly Place[];
  readonly inDiscord: readonly Place[];
}

const REPLICAS = 3;

/** Several bridges on one PostgreSQL, with Slack, Discord and four providers: a time of trouble, and what is left of it. */
export async function playChaos(options: ChaosOptions): Promise<Chaos> {
  const server = await startPostgres({ durable: true });
  const guild = await openGuild();
  const ways = createWays();
  const database = await ways.through(await server.database());
  const change = async (file: OperatorsFile) => guild.change(await diverted(file, ways));
  const scene = await openScene({ mode: "socket", database, more: guild.env, change });
  const victims: Victim[] = [createVictim(scene)];
  while (victims.length < REPLICAS) victims.push(createVictim(await scene.another()));
  try {
    await Promise.all(victims.map((victim) => victim.start()));
    const [inSlack, inDiscord] = [scene.post(), guild.post(scene.stage, options.posts ?? 6)];
    for (const place of [...inSlack, ...inDiscord]) await link(scene, place);
    const world = { random: createRandom(options.seed), server, scene, guild, victims, ways: ways.all(), inSlack, inDiscord };
    const done = await upset(world, options);
    return { ...done, ...(await judge(world, options.settles)) };
  } finally {
    await Promise.all(victims.map((victim) => victim.kill()));
    await Promise.all([scene.stage.close(), guild.discord.close(), ...ways.all().map((way) => way.close())]);
    await server.stop();
  }
}

interface Ways {
  /** The same, through a way in between; each server has one. */
  through(url: string): Promise<string>;
  all(): readonly Way[];
}

function createWays(): Ways {
  const ways = new Map<string, Way>();
  return {
    async through(url) {
      const { port } = new URL(url);
      const way = ways.get(port) ?? (await openWay(Number(port)));
      ways.set(port, way);
      return url.replace(`:${port}`, `:${way.port}`);
    },
    all: () => [...ways.values()],
  };
}

async function diverted(file: OperatorsFile, { through }: Ways): Promise<OperatorsFile> {
  const accounts: Record<string, object> = {};
  for (const [name, account] of Object.entries(file.accounts)) {
    accounts[name] = "baseUrl" in account ? { ...account, baseUrl: await through(String(account.baseUrl)) } : account;
  }
  return { ...file, accounts };
}
