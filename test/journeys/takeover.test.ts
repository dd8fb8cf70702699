import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GuildScene, openGuild } from "../chaos/guild.ts";
import { link } from "../kills/api.ts";
import { openScene, type Place, type Scene } from "../kills/scene.ts";
import { createVictim, type Victim } from "../kills/victim.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { until } from "../support/town.ts";

const PATIENCE_MS = 60_000;

let server: PostgresServer;
let guild: GuildScene;
let first: Scene;
let victims: readonly [Victim, Victim];
let second: Pick<Scene, "url" | "env" | "folder">;
let place: Place;

beforeAll(async () => {
  server = await startPostgres();
  guild = await openGuild();
  first = await openScene({ mode: "socket", database: await server.database(), more: guild.env, change: guild.change });
  second = await first.another();
  victims = [createVictim(first), createVictim(second)];
}, PATIENCE_MS);

afterAll(async () => {
  await Promise.all(victims.map((victim) => victim.kill()));
  await Promise.all([first.stage.close(), guild.discord.close()]);
  await server.stop();
});

const readiness = async ({ url }: Pick<Scene, "url">) => (await (await fetch(`${url}/readyz`)).json()) as object;

describe("two replicas before Discord", () => {
  it(
    "are both ready, and one of them listens to Discord",
    async () => {
      for (const victim of victims) await victim.start();
      expect([await readiness(first), await readiness(second)]).toEqual([
        { ready: true, waiting: [] },
        { ready: true, waiting: [] },
      ]);
      expect([guild.discord.gateway.connections, guild.discord.gateway.identifies]).toEqual([1, 1]);
    },
    PATIENCE_MS,
  );

  it(
    "take what is pressed there to the customer, whichever of them was told which message it is",
    async () => {
      const [, support] = guild.post(first.stage, 1);
      if (support === undefined) throw new Error("no place");
      place = support;
      await link({ ...first, url: second.url }, place);
      guild.press(place, "👍");
      await until(() => place.shown().join() === "👍", place.shown, PATIENCE_MS);
    },
    PATIENCE_MS,
  );

  it(
    "go on when the one that listens is killed: the other listens, and what was missed is read",
    async () => {
      await victims[0].kill();
      await until(() => guild.discord.gateway.connections === 0);
      guild.press(place, "👍");
      guild.press(place, "🎉");
      await until(() => place.shown().join() === "🎉", place.shown, PATIENCE_MS);
      guild.press(place, "🚀");
      await until(() => place.shown().join() === "🚀", place.shown, PATIENCE_MS);
      expect([guild.discord.gateway.connections, guild.discord.gateway.identifies]).toEqual([1, 2]);
      expect(await readiness(second)).toEqual({ ready: true, waiting: [] });
    },
    PATIENCE_MS,
  );

  it(
    "stay as they are when the first comes back",
    async () => {
      await victims[0].start();
      guild.press(place, "🚀");
      await until(() => place.shown().join() === "🎉", place.shown, PATIENCE_MS);
      expect([guild.discord.gateway.connections, guild.discord.gateway.identifies]).toEqual([1, 2]);
      expect([...guild.discord.violations, ...first.stage.violations()]).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    "go on when the one that listens stands still: the other listens, and what the first took meanwhile changes nothing when it goes on",
    async () => {
      victims[1].suspend();
      guild.press(place, "👍");
      guild.press(place, "🔥");
      await until(() => place.shown().join() === "🔥", place.shown, PATIENCE_MS);
      guild.press(place, "🔥");
      guild.press(place, "🚀");
      await until(() => place.shown().join() === "🚀", place.shown, PATIENCE_MS);
      expect(guild.discord.gateway.identifies).toBe(3);
      victims[1].resume();
      await until(() => guild.discord.gateway.connections === 1);
      await sleep(3_000);
      guild.press(place, "🚀");
      await until(() => place.shown().join() === "👍", place.shown, PATIENCE_MS);
      expect([...guild.discord.violations, ...first.stage.violations()]).toEqual([]);
      expect(victims.flatMap(({ fallen }) => fallen)).toEqual([]);
    },
    PATIENCE_MS,
  );
});
