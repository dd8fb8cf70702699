import { setTimeout as sleep } from "node:timers/promises";
import { startCrowd } from "../kills/crowd.ts";
import type { Victim } from "../kills/victim.ts";
import type { ChaosOptions, World } from "./round.ts";
import { watchTakeovers } from "./takeovers.ts";
import { again, startFaults } from "./trouble.ts";

/** What was done to the bridges. */
export interface Upset {
  /** Presses in Discord; whoever listens is told of them once. */
  readonly pressed: number;
  /** One a second, but while nobody is up. */
  readonly kills: number;
  readonly restarts: number;
  /** Calls to providers, those of them that went wrong, and connections that were cut. */
  readonly calls: number;
  readonly faults: number;
  readonly cuts: number;
  /** From the end of one session with Discord until the next was begun. */
  readonly takeoverMs: readonly number[];
  /** How many listened to Discord at the same time, at most. */
  readonly listeners: number;
}

const SLACKS_SHARE = 0.7;
const CUT_EVERY_MS = 500;
const MOST_STARTS = 10;
/** How long PostgreSQL is away, at most, besides what it takes to start. */
const DOWN_MOST_MS = 2_000;

/** Everything at once, for as long as asked; resolves once all of it is over and every bridge runs. */
export async function upset(
  world: World,
  { ms, perSecond = 50, killEveryMs = 1_000, restartEveryMs = 30_000 }: ChaosOptions,
): Promise<Upset> {
  const { random, server, scene, guild, victims, ways } = world;
  const { slack, providers } = scene.stage;
  const up = new Set(victims);
  const starting = new Set<Promise<void>>();
  const takeovers = watchTakeovers(guild.discord);
  const team = startCrowd(scene, world.inSlack, random, Math.round(perSecond * SLACKS_SHARE));
  const others = guild.start(world.inDiscord, random, Math.round(perSecond * (1 - SLACKS_SHARE)));

  /** Whoever finds no database for too long ends, and is started again, as everywhere. */
  async function startAgain(victim: Victim): Promise<void> {
    const lives = victim.readyMs.length;
    for (let tries = 1; ; tries += 1) {
      const fell = await victim.start().then(
        () => null,
        (error: unknown) => ({ error }),
      );
      if (fell === null) return void (victim.readyMs.length > lives && up.add(victim));
      if (tries === MOST_STARTS) throw fell.error;
    }
  }

  async function kill(): Promise<number> {
    // Else nobody would ever do anything on a machine that is too slow for this.
    if (up.size === 0) return 0;
    const victim = random.pick(victims);
    up.delete(victim);
    await victim.kill();
    const start = startAgain(victim);
    starting.add(start);
    start.catch(() => {});
    return 1;
  }

  async function restart(): Promise<number> {
    await server.restart(random.pick(["orderly", "crash"]), random.next() * DOWN_MOST_MS);
    return 1;
  }

  function cut(): number {
    const where = random.next();
    if (where < 0.05) slack.sockets.drop("cut", 1);
    else if (where < 0.1) guild.discord.gateway.cut();
    else random.pick(ways).cut(random);
    return 1;
  }

  const going = [again(killEveryMs, kill), again(restartEveryMs, restart), startFaults(scene.stage, random), again(CUT_EVERY_MS, cut)];
  await sleep(ms);
  const [kills = 0, restarts = 0, faults = 0, cuts = 0] = await Promise.all(going.map((one) => one.stop()));
  await team.stop();
  const pressed = await others.stop();
  for (const provider of Object.values(providers)) provider.mend();
  await Promise.all(starting);
  takeovers.stop();
  const calls = Object.values(providers).reduce((sum, provider) => sum + provider.calls.length, 0);
  return { pressed, kills, restarts, calls, faults, cuts, takeoverMs: takeovers.tookMs, listeners: takeovers.most() };
}
