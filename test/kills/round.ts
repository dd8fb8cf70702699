import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../simulation/random.ts";
import { isSettled, link, mirrors } from "./api.ts";
import { type Crowd, startCrowd } from "./crowd.ts";
import { lostOn, type Press, pressOf, wrongOn } from "./judge.ts";
import { type Mode, openScene, type Place, type Scene } from "./scene.ts";
import { createVictim, type Victim } from "./victim.ts";

/**
 * At which moment the bridge is killed. `before` and `after`: the provider has carried a call out, and its answer is about to leave,
 * or has just left; what made the call is taken back while nobody listens, so that only a bridge that remembers its call calls again.
 * `starting`: it was killed a moment ago, and is not ready again.
 */
export const MOMENTS = ["any", "before", "after", "starting"] as const;
export type KillMoment = (typeof MOMENTS)[number];

export interface Round {
  readonly kills: Readonly<Record<KillMoment, number>>;
  readonly events: number;
  readonly acked: number;
  /** Acked reactions of which the bridge knows nothing. */
  readonly lost: readonly string[];
  /** Targets that do not show what they should. */
  readonly wrong: readonly string[];
  /** Whatever else is not as it should be. */
  readonly faults: readonly string[];
  readonly readyMs: readonly number[];
}

export interface RoundOptions {
  readonly mode: Mode;
  readonly seed: number;
  readonly kills: number;
  /** Wait until nothing is in doubt any more: over a minute. Else only until every target is right. */
  readonly settles: boolean;
}

const ACKED_WITHIN_MS = 60_000;
const RIGHT_WITHIN_MS = 15_000;
const SETTLED_WITHIN_MS = 150_000;
const LOOK_MS = 200;
/** Others are being killed beside it: who waits for a minute need not ask often. */
const LOOK_SETTLED_MS = 5_000;

/** The noisy half of a round; the quiet half follows when it is asked for, and costs next to nothing. */
export async function playRound(options: RoundOptions): Promise<() => Promise<Round>> {
  const random = createRandom(options.seed);
  const kills: Record<KillMoment, number> = { any: 0, before: 0, after: 0, starting: 0 };
  let carriedOut = (_message: string) => {};
  const scene = await openScene({ mode: options.mode, onShown: ({ by, message }) => (by === "request" ? carriedOut(message) : undefined) });
  const victim = createVictim(scene);

  /** Resolves with the target of the call that was under way; null when there was none for too long. */
  function strikeDuringCall(lingerMs: number): Promise<string | null> {
    const { promise: struck, resolve } = Promise.withResolvers<string | null>();
    carriedOut = (message) => {
      carriedOut = () => {};
      if (lingerMs === 0) victim.strike();
      else setTimeout(victim.strike, lingerMs);
      resolve(message);
    };
    return Promise.race([struck, sleep(2_000, null)]);
  }

  async function killAt(moment: KillMoment, crowd: Crowd): Promise<void> {
    kills[moment] += 1;
    if (moment === "any" || moment === "starting") return victim.kill();
    const lingerMs = moment === "before" ? 0 : random.next() * 5;
    const target = await strikeDuringCall(lingerMs);
    await sleep(lingerMs);
    await victim.kill();
    const place = places.find(({ target: { id } }) => id === target);
    if (place !== undefined) crowd.regret(place);
  }

  let places: readonly Place[] = [];
  try {
    await victim.start();
    places = scene.post();
    for (const place of places) await link(scene, place);
    const crowd = startCrowd(scene, places, random);
    for (let kill = 0; kill < options.kills; kill += 1) {
      await sleep(random.between(100, 1_000));
      await killAt(random.pick(["any", "before", "after"]), crowd);
      const starting = victim.start();
      if (random.chance(0.2)) {
        await sleep(random.between(20, 700));
        await killAt("starting", crowd);
        await starting;
        await victim.start();
      } else await starting;
    }
    await sleep(random.between(100, 500));
    await crowd.stop();
    return () => judged(scene, victim, places, kills, options.settles);
  } catch (error) {
    await close(scene, victim);
    throw error;
  }
}

async function judged(scene: Scene, victim: Victim, places: readonly Place[], kills: Round["kills"], settles: boolean): Promise<Round> {
  try {
    const { deliveries, violations } = scene.stage.slack;
    const faults: string[] = [];
    const reactions = deliveries.all.filter((one) => pressOf(one) !== null);
    const over = await until(() => reactions.every(({ acked, lost }) => acked || lost), ACKED_WITHIN_MS);
    const acked = reactions.filter((one) => one.acked);
    if (!over || acked.length < reactions.length) faults.push(`${reactions.length - acked.length} events were never acked`);
    const presses = acked.flatMap((one) => pressOf(one) ?? []);
    const wrong = () => places.flatMap((place) => wrongOn(place, presses) ?? []);
    if (settles) {
      if (!(await until(() => isSettled(scene), SETTLED_WITHIN_MS, LOOK_SETTLED_MS))) {
        const open = (await mirrors(scene)).filter(({ state }) => state !== "settled");
        for (const { id, state, failure } of open) faults.push(`mirror ${id} is ${state}: ${failure?.message}`);
      }
    } else await until(() => wrong().length === 0, RIGHT_WITHIN_MS);
    const lost = await lostIn(scene, places, presses);
    const seen = wrong();
    await victim.kill();
    faults.push(...violations, ...scene.stage.violations(), ...damageTo(scene.databasePath));
    const { readyMs } = victim;
    return { kills, events: reactions.length, acked: acked.length, lost, wrong: seen, faults: [...new Set(faults)], readyMs };
  } finally {
    await close(scene, victim);
  }
}

async function close(scene: Scene, victim: Victim): Promise<void> {
  await victim.kill();
  await scene.stage.close();
}

async function lostIn(scene: Scene, places: readonly Place[], presses: readonly Press[]): Promise<readonly string[]> {
  const all = await mirrors(scene);
  return places.flatMap((place) => {
    const held = all.find(({ sources }) => sources.some(({ message }) => message === place.ts))?.held ?? [];
    return lostOn(
      place,
      presses,
      held.map(({ person, emoji }) => `${person.split(":").at(-1)} ${emoji}`),
    );
  });
}

function damageTo(path: string): readonly string[] {
  const database = new DatabaseSync(path);
  const said = database
    .prepare("PRAGMA integrity_check")
    .all()
    .map(({ integrity_check }) => String(integrity_check));
  database.close();
  return said.filter((one) => one !== "ok");
}

async function until(isSo: () => boolean | Promise<boolean>, patienceMs: number, lookMs = LOOK_MS): Promise<boolean> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) return false;
    await sleep(lookMs);
  }
  return true;
}
