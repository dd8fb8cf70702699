import type { Call } from "../providers/judge.ts";
import type { Stage } from "../stage.ts";
import type { Home } from "./home.ts";
import type { Pending } from "./pending.ts";
import type { Scene } from "./scenes.ts";
import type { Troubles } from "./trouble.ts";

const PROVIDERS = { ryzeapi: "RyzeAPI", postpress: "PostPress", linq: "Linq", connectsafely: "ConnectSafely" } as const;
const CALLS_SHOWN = 6;

export interface Shown {
  readonly homes: readonly Home[];
  readonly troubles: Troubles;
  readonly pending: Pending;
}

/** All that the page shows, as JSON takes it. */
export function view(scenes: readonly Scene[], { providers }: Stage, { homes, troubles, pending }: Shown) {
  return {
    homes: homes.map(({ platform, people, bot, tray }) => ({ platform, people, bot, tray })),
    conversations: scenes.map((scene) => {
      const { shown, begin: _, ...rest } = scene;
      return {
        ...rest,
        through: PROVIDERS[scene.provider],
        corners: Object.fromEntries(homes.map((home) => [home.platform, home.corner(scene)])),
        shown: shown(),
        pending: pending.get(scene.link) ?? null,
        trouble: troubles.at(scene.provider),
      };
    }),
    calls: (Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[])
      .flatMap((name) => providers[name].calls.slice(-CALLS_SHOWN).map((call) => ({ through: PROVIDERS[name], call })))
      .toSorted((a, b) => b.call.at - a.call.at)
      .slice(0, CALLS_SHOWN)
      .map(({ through, call }) => ({ through, ...brief(call) })),
  };
}

/** A request without its body, but with the word in it that matters. */
function brief({ at, method, path, status, body }: Call) {
  const fields = typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const word = ["reaction", "emoji", "custom_emoji", "reaction_type", "type"]
    .map((key) => fields[key])
    .find((value) => value !== undefined);
  const removes = fields["operation"] === "remove" || fields["react"] === false;
  const what = word === undefined ? "" : `${removes ? "remove " : ""}${String(word)}`;
  return { at, method, path: decodeURIComponent(path), status, what };
}
