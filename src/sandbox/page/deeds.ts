import { Hono } from "hono";
import { z } from "zod";
import { type Home, Refused } from "./home.ts";
import type { Scene } from "./scenes.ts";
import { TROUBLES, type TroubleName, type Troubles } from "./trouble.ts";

const TROUBLE_MS = 5_000;

const by = { home: z.enum(["slack", "discord"]), link: z.string(), person: z.string() };
const Press = z.strictObject({ ...by, name: z.string() });
const Type = z.strictObject({ ...by, text: z.string().trim().min(1) });
const Complete = z.strictObject({ ...by, text: z.string() });
const Choose = z.strictObject({ ...by, key: z.string(), value: z.string() });
const Push = z.strictObject({ ...by, key: z.string(), button: z.string() });
const Fail = z.strictObject({ link: z.string(), kind: z.enum(Object.keys(TROUBLES) as [TroubleName, ...TroubleName[]]) });

interface Surroundings {
  readonly scenes: readonly Scene[];
  readonly homes: readonly Home[];
  readonly troubles: Troubles;
}

/** What one can do on the page, each with the body that it takes. */
export function deeds({ scenes, homes, troubles }: Surroundings): Hono {
  const http = new Hono();

  /** `wanted` is what is said to whoever asks for something else. */
  function deed<S extends z.ZodObject<typeof by>>(
    path: string,
    schema: S,
    wanted: string,
    work: (at: { readonly home: Home; readonly scene: Scene }, given: z.output<S>) => unknown,
  ): void {
    http.post(path, async (context) => {
      const { success, data } = schema.safeParse(await context.req.json().catch(() => null));
      const scene = scenes.find(({ link }) => link === data?.link);
      const home = homes.find(({ platform }) => platform === data?.home);
      const isTeam = home?.people.some(({ id }) => id === data?.person) === true;
      if (!success || scene === undefined || home === undefined || !isTeam) return context.json({ error: wanted }, 422);
      try {
        return context.json((await work({ home, scene }, data)) ?? {});
      } catch (error) {
        if (error instanceof Refused) return context.json({ error: error.message }, 409);
        throw error;
      }
    });
  }

  deed("/press", Press, "Say which message, who and which emoji.", ({ home, scene }, { person, name }) => home.toggle(scene, person, name));
  deed("/command", Type, "Say where, who and what is typed.", ({ home, scene }, { person, text }) => home.command(scene, person, text));
  deed("/complete", Complete, "Say where, who and what is typed.", ({ home, scene }, { person, text }) =>
    home.complete(scene, person, text),
  );
  deed("/menu", Press, "Say which message, who and which entry.", ({ home, scene }, { person, name }) => home.menu(scene, person, name));
  deed("/choose", Choose, "Say of which answer, and what.", ({ home, scene }, { person, key, value }) =>
    home.choose(scene, person, key, value),
  );
  deed("/push", Push, "Say beside which answer, and which button.", ({ home, scene }, { person, key, button }) =>
    home.push(scene, person, key, button),
  );

  http.post("/trouble", async (context) => {
    const { success, data } = Fail.safeParse(await context.req.json().catch(() => null));
    const scene = scenes.find(({ link }) => link === data?.link);
    if (!success || scene === undefined) return context.json({ error: "Say which conversation, and what shall go wrong." }, 422);
    troubles.start(scene.provider, data.kind, TROUBLE_MS);
    return context.json({});
  });
  return http;
}
