import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { faults } from "../../src/sandbox/providers/faults.ts";
import type { Shown } from "../../src/sandbox/providers/phone.ts";
import { createRandom } from "../simulation/random.ts";
import { isSettled, link, mirrors } from "./api.ts";
import { type Crowd, startCrowd } from "./crowd.ts";
import { lostOn, type Press, pressOf, wrongOn } from "./judge.ts";
import { type Mode, openScene, type Place, type Scene } from "./scene.ts";
import { createVictim, type Victim } from "./victim.ts";

/**
 * At which moment the bridge is killed. `before`: the provider has carried a call out and its answer is held back; what made the call
 * is taken back meanwhile, and that is acked, so that only a bridge that remembers its call calls again. `after`: the answer has just
 * left. `starting`: it was killed a moment ago, and is not ready again.
 */
export const MOMENTS = ["any", "before", "after", "starting"] as const;
export type KillMoment = (typeof MOMENTS)[number];

export interface Round {
  readonly kills: Readonly<Record<KillMoment, number>>;
  readonly events: number;
  /** For how long people pressed. */
  readonly pressedMs: number;
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
  /** Of an empty PostgreSQL database; without it, a file. */
  readonly database?: string;
  /** So many bridges on it; one of them is killed, whichever. */
  readonly bridges?: number;
  /** Presses; 60 without it. */
  readonly perSecond?: number;
}

const CALL_WITHIN_MS = 2_000;
const ACKED_SOON_MS = 1_000;
const ACKED_WITHIN_MS = 60_000;
/** A lease that nobody gives up, and what comes after it. */
const RIGHT_WITHIN_MS = 30_000;
const SETTLED_WITHIN_MS = 150_000;
const LOOK_MS = 200;
/** Others are being killed beside it: who waits for a minute need not ask often. */
const LOOK_SETTLED_MS = 5_000;

/** The noisy half of a round; the quiet half follows when it is asked for, and costs next to nothing. */
export async function playRound(options: RoundOptions): Promise<() => Promise<Round>> {
  const random = createRandom(options.seed);
  const kills: Record<KillMoment, number> = { any: 0, before: 0, after: 0, starting: 0 };
  let carriedOut = (_message: string) => {};
  const { mode, database, bridges = 1 } = options;
  const onShown = ({ by, message }: Shown) => (by === "request" ? carriedOut(message) : undefined);
  const scene = await openScene({ mode, database, onShown });
  const victims = [createVictim(scene)];
  while (victims.length < bridges) victims.push(createVictim(await scene.another()));
  const { slack } = scene.stage;
  const providers = Object.values(scene.stage.providers);

  /** Resolves with the target of the next call, once that is carried out; null when there is none for too long. */
  function nextCall(): Promise<string | null> {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    carriedOut = resolve;
    return Promise.race([promise, sleep(CALL_WITHIN_MS, null)]);
  }

  async function takeBackDuringCall(crowd: Crowd): Promise<void> {
    for (const provider of providers) provider.fail({ ...faults.hang, applied: true });
    const target = await nextCall();
    const place = places.find(({ target: { id } }) => id === target);
    if (place !== undefined) crowd.regret(place);
    const regret = slack.deliveries.all.at(-1);
    await until(() => regret?.acked === true, ACKED_SOON_MS, 2);
  }

  async function killAt(moment: KillMoment, victim: Victim, crowd: Crowd): Promise<void> {
    kills[moment] += 1;
    if (moment === "before") await takeBackDuringCall(crowd);
    if (moment === "after") {
      await nextCall();
      await sleep(random.next() * 5);
    }
    await victim.kill();
    for (const provider of providers) provider.mend();
  }

  let places: readonly Place[] = [];
  try {
    await Promise.all(victims.map((victim) => victim.start()));
    places = scene.post();
    for (const place of places) await link(scene, place);
    const crowd = startCrowd(scene, places, random, options.perSecond);
    const startedMs = performance.now();
    for (let kill = 0; kill < options.kills; kill += 1) {
      await sleep(random.between(50, 600));
      const victim = random.pick(victims);
      await killAt(random.pick(["any", "before", "after"]), victim, crowd);
      const starting = victim.start();
      if (random.chance(0.2)) {
        await sleep(random.between(20, 700));
        await killAt("starting", victim, crowd);
        await starting;
        await victim.start();
      } else await starting;
    }
    await sleep(random.between(100, 500));
    await crowd.stop();
    const pressedMs = performance.now() - startedMs;
    return async () => ({ ...(await judged(scene, victims, places, options.settles)), kills, pressedMs });
  } catch (error) {
    await close(scene, victims);
    throw error;
  }
}

type Judged = Omit<Round, "kills" | "pressedMs">;

async function judged(scene: Scene, victims: readonly Victim[], places: readonly Place[], settles: boolean): Promise<Judged> {
  try {
    const { deliveries, violations } = scene.stage.slack;
    const flaws: string[] = [];
    const reactions = deliveries.all.filter((one) => pressOf(one) !== null);
    const over = await until(() => reactions.every(({ acked, lost }) => acked || lost), ACKED_WITHIN_MS);
    const acked = reactions.filter((one) => one.acked);
    if (!over || acked.length < reactions.length) flaws.push(`${reactions.length - acked.length} events were never acked`);
    const presses = acked.flatMap((one) => pressOf(one) ?? []);
    const wrong = () => places.flatMap((place) => wrongOn(place, presses) ?? []);
    if (settles) {
      if (!(await until(() => isSettled(scene), SETTLED_WITHIN_MS, LOOK_SETTLED_MS))) {
        const open = (await mirrors(scene)).filter(({ state }) => state !== "settled");
        for (const { id, state, failure } of open) flaws.push(`mirror ${id} is ${state}: ${failure?.message}`);
      }
    } else await until(() => wrong().length === 0, RIGHT_WITHIN_MS);
    const lost = await lostIn(scene, places, presses);
    const seen = wrong();
    await Promise.all(victims.map((victim) => victim.kill()));
    flaws.push(...violations, ...scene.stage.violations(), ...damageTo(scene.databasePath));
    const readyMs = victims.flatMap((victim) => victim.readyMs);
    return { events: reactions.length, acked: acked.length, lost, wrong: seen, faults: [...new Set(flaws)], readyMs };
  } finally {
    await close(scene, victims);
  }
}

async function close(scene: Scene, victims: readonly Victim[]): Promise<void> {
  await Promise.all(victims.map((victim) => victim.kill()));
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

function damageTo(path: string | null): readonly string[] {
  if (path === null) return [];
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
