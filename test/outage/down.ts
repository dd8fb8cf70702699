import { createRandom } from "../simulation/random.ts";
import { catchUp } from "./catch-up.ts";
import { type Life, openGround, PACE_MS, START_MS } from "./ground.ts";
import { DAY_MS, HOUR_MS, liveBefore, type Place, placeOf, settle, touch, WINDOW_MS } from "./history.ts";
import { breachesOf, calledMs, disorderOf } from "./judge.ts";
import { createLedger } from "./ledger.ts";
import { LIMIT } from "./provider.ts";
import { openWorkplace } from "./workplace.ts";

export interface DownOptions {
  readonly seed: number;
  readonly downMs: number;
  /** Messages that were changed last within the seven days before the bridge is back, and before that. */
  readonly recent: number;
  readonly old: number;
  readonly ends: "in order" | "killed";
  /** Slack sends again what happened in the last five minutes. */
  readonly resends?: boolean;
  /** How often all sockets are lost for a moment once the bridge is back. */
  readonly gapEveryMs?: number | null;
  /** What each of the two accounts may call; 100 of itself. */
  readonly callsPerMinute?: number;
}

export interface Down {
  /** Events that never came, and of how many reactions on the recent messages the bridge was wrong when it came back. */
  readonly missed: number;
  readonly drift: number;
  /** From the start until all that was wrong was right, but for what nobody could read in full; null for never. */
  readonly rightAfterMs: number | null;
  /** What was read until then, and how long so many readings take at their pace. */
  readonly readings: number;
  readonly pacedMs: number;
  /** How long the calls until then take at the limit of the account that made most. */
  readonly calledMs: number;
  /** What had to be read: recent messages, and those that were pressed or linked meanwhile; and the readings of the first sweep besides. */
  readonly messages: number;
  readonly repeated: number;
  /** Why a message was to be read once more. */
  readonly doubts: number;
  /** What could not be read in full before the second sweep. */
  readonly late: number;
  /** What the bridge counted as repaired in the first, the second and the third sweep, and what the books say. */
  readonly repaired: readonly number[];
  readonly booked: readonly number[];
  /** Messages of which the customer does not see what they should, or of which the bridge does not know what is held. */
  readonly wrong: readonly string[];
  /** Limits that were not kept. */
  readonly breaches: readonly string[];
  /** Messages outside of the window that nobody touched, and that were read or called about. */
  readonly touched: readonly string[];
  /** Messages that were read before another that was changed later. */
  readonly disorder: number;
}

const EVERY_MS = 15 * 60_000;
const RESENT_MS = 5 * 60_000;
const POSTED = 24;

/** The bridge is down for a while, people go on pressing, and then it is back. */
export async function playDown({
  seed,
  downMs,
  ends,
  resends = false,
  gapEveryMs = null,
  callsPerMinute = LIMIT.requests,
  ...many
}: DownOptions): Promise<Down> {
  const random = createRandom(seed);
  const limit = { ...LIMIT, requests: callsPerMinute };
  const ground = await openGround(limit);
  const { clock, providers, store } = ground;
  const ledger = createLedger();
  const workplace = openWorkplace({ clock, random, ledger });
  const { source } = workplace;
  const backMs = START_MS + 12 * DAY_MS;
  const { recent, old, lasting } = await liveBefore({ ...{ ground, workplace, random, backMs, downMs }, ...many });
  const posted = Array.from({ length: POSTED }, (_, index) => placeOf(old.length + recent.length + index));

  await endSoon(await ground.open({ source, everyMs: DAY_MS }));
  workplace.become("away");
  await pressAway();

  const driftOn = ({ target }: Place) => ledger.drift(target, workplace.held(target));
  const isRight = (place: Place) => driftOn(place) === 0 && providers[place.name].shown(place.target) === ledger.wanted(place.target);
  const drift = sum(recent.map(driftOn));
  const dirty = new Set(recent.filter((place) => !isRight(place)));
  for (const { target } of lasting)
    if (random.chance(0.02)) workplace.cut(target, backMs + random.between(0, 1.5 * recent.length * PACE_MS));
  const places = new Map([...recent, ...old].map((place) => [place.target, place]));
  const resent = (resends ? workplace.missed : []).flatMap((missed) => {
    const [pressedMs, place] = [(missed.event.atUs ?? 0) / 1_000, places.get(missed.target)];
    const atMs = Math.max(pressedMs + RESENT_MS, backMs + random.between(0, 60_000));
    return place === undefined || pressedMs < backMs - RESENT_MS ? [] : [{ missed, place, atMs }];
  });
  const byChange = await changedSince(backMs - WINDOW_MS);

  workplace.become("open");
  let counted = 0;
  const repaired: number[] = [];
  const booked: number[] = [];
  const observer = {
    repaired(count: number) {
      counted += count;
    },
  };
  const life = await ground.open({ source, everyMs: EVERY_MS, observer });
  const { joined, readings, rightAfterMs } = await catchUp({
    ground,
    workplace,
    random,
    recent,
    lasting,
    old,
    posted,
    resent,
    gapEveryMs,
    dirty,
    isRight,
  });
  await sweptOver();
  const first = [...workplace.readings];
  const late = dirty.size;
  for (let sweep = 2; sweep <= 3; sweep += 1) {
    await ground.pass(EVERY_MS);
    await sweptOver();
  }
  await settle(ground);
  await life.stop();
  const changed = new Set(await changedSince(backMs));
  const order = byChange.filter((target) => ![...joined].some((place) => place.target === target));
  const messages = new Set(first.map(({ target }) => target));
  const outside = old.filter((place) => !joined.has(place));
  return {
    ...{ missed: workplace.missed.length, drift, rightAfterMs, readings, pacedMs: readings * PACE_MS },
    calledMs: calledMs(ground, backMs, backMs + (rightAfterMs ?? 0), limit),
    ...{ messages: messages.size, repeated: first.length - messages.size, late, repaired, booked },
    doubts: first.filter(({ outcome }) => outcome !== "whole").length,
    wrong: [...recent, ...[...joined].filter(({ target }) => changed.has(target))].filter((place) => !isRight(place)).map(said),
    breaches: breachesOf(ground, workplace, limit),
    touched: outside.filter(isTouched).map(said),
    disorder: disorderOf(first, order),
  };

  async function changedSince(sinceMs: number): Promise<readonly string[]> {
    const { mirrors } = await store.mirrors({ changedWithinMs: clock.now() - sinceMs, limit: 2 * (recent.length + POSTED) });
    return mirrors.map(({ slot }) => slot.message);
  }

  function isTouched({ name, target }: Place): boolean {
    const isCalled = providers[name].calls.some((call) => call.target === target && call.atMs >= backMs);
    return isCalled || workplace.lastReading(target) !== null;
  }

  /** Just before, somebody presses, so that much is under way. */
  async function endSoon(life: Life): Promise<void> {
    await ground.pass(backMs - downMs - 3_000 - clock.now());
    for (let presses = 0; presses < Math.min(40, recent.length / 4); presses += 1) {
      await touch(workplace, random, random.pick(recent));
      await ground.pass(70);
    }
    if (ends === "killed") life.kill();
    else await life.stop();
  }

  async function pressAway(): Promise<void> {
    const beganMs = clock.now();
    const presses = Math.ceil(recent.length * (downMs > HOUR_MS ? 1 : 0.3));
    const moments = Array.from({ length: presses }, () => beganMs + random.next() * (backMs - beganMs));
    const lately = Array.from({ length: presses / 10 }, () => backMs - random.next() * RESENT_MS);
    for (const atMs of [...moments, ...lately].toSorted((a, b) => a - b)) {
      await ground.pass(Math.max(0, atMs - clock.now()));
      await touch(workplace, random, random.pick(random.chance(0.85) ? recent : old));
    }
    for (const place of [...posted, ...posted]) await touch(workplace, random, place);
    await ground.pass(Math.max(0, backMs - clock.now()));
  }

  /** Waits until nobody reads any more. */
  async function sweptOver(): Promise<void> {
    for (let before = -1; before < workplace.readings.length; ) {
      before = workplace.readings.length;
      await ground.pass(60_000);
    }
    repaired.push(counted - sum(repaired));
    booked.push(ledger.repaired() - sum(booked));
  }

  function said({ name, target }: Place): string {
    const [shown, wanted] = [providers[name].shown(target), ledger.wanted(target)];
    return `${target}: the customer sees ${shown ?? "nothing"} instead of ${wanted ?? "nothing"}, ${driftOn({ name, target, index: 0 })} not known`;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
