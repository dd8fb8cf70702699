import type { Random } from "../simulation/random.ts";
import { type Ground, PACE_MS } from "./ground.ts";
import { type Place, touch } from "./history.ts";
import type { Missed, Workplace } from "./workplace.ts";

export interface CatchUpOptions {
  readonly ground: Ground;
  readonly workplace: Workplace;
  readonly random: Random;
  readonly recent: readonly Place[];
  readonly old: readonly Place[];
  /** Of the recent ones, those that are so for days to come. */
  readonly lasting: readonly Place[];
  /** Posted last, and not linked yet: that comes now, many at once. */
  readonly posted: readonly Place[];
  /** What Slack sends again, and from when on. */
  readonly resent: readonly { readonly missed: Missed; readonly place: Place; readonly atMs: number }[];
  /** How often all sockets are lost for a moment. */
  readonly gapEveryMs: number | null;
  /** Recent mirrors that are wrong; whatever is right is taken out. */
  readonly dirty: Set<Place>;
  readonly isRight: (place: Place) => boolean;
}

export interface CaughtUp {
  /** Until all that was wrong was right, but for what nobody can read in full yet; null for never. */
  readonly rightAfterMs: number | null;
  readonly readings: number;
  /** What was pressed, linked or told of meanwhile. */
  readonly joined: ReadonlySet<Place>;
}

const GAP_MS = 12_000;
const BURST = 12;
/** Between two presses. */
const PRESS_MS = { least: 500, most: 6_000 };

/** The bridge is back, and people go on as long as most of the first sweep lasts. */
export async function catchUp(options: CatchUpOptions): Promise<CaughtUp> {
  const { ground, workplace, random, recent, lasting, old, gapEveryMs, dirty, isRight } = options;
  const { clock } = ground;
  const startMs = clock.now();
  const sweepMs = recent.length * PACE_MS;
  const mostMs = (gapEveryMs === null ? 2 : 5) * sweepMs + 10 * 60_000;
  const quietMs = startMs + (gapEveryMs === null ? 0.8 : 4) * sweepMs;
  const joined = new Set<Place>();
  let [resent, posted] = [options.resent, options.posted];
  let pressMs = startMs;
  let burstMs = startMs + 0.3 * sweepMs;
  let gapMs = startMs + (gapEveryMs ?? Number.POSITIVE_INFINITY);
  let right: Omit<CaughtUp, "joined"> | null = null;

  while (clock.now() < startMs + mostMs && (right === null || clock.now() < quietMs)) {
    await ground.pass(Math.min(1_000, Math.max(1, pressMs - clock.now())));
    await sendAgain();
    if (clock.now() >= burstMs) await linkMany();
    if (clock.now() >= pressMs && clock.now() < quietMs) await press();
    if (clock.now() >= gapMs && clock.now() < quietMs) await loseSockets();
    right ??= looked();
  }
  return { rightAfterMs: null, readings: workplace.readings.length, ...right, joined };

  async function sendAgain(): Promise<void> {
    const now = resent.filter(({ atMs }) => atMs <= clock.now());
    resent = resent.filter((one) => !now.includes(one));
    for (const { missed, place } of now) {
      joined.add(place);
      await workplace.resend(missed);
    }
  }

  async function linkMany(): Promise<void> {
    burstMs = clock.now() + 0.3 * sweepMs;
    for (const place of posted.slice(0, BURST)) {
      joined.add(place);
      await workplace.declare(place.name, place.index);
    }
    posted = posted.slice(BURST);
  }

  async function press(): Promise<void> {
    pressMs = clock.now() + random.between(PRESS_MS.least, PRESS_MS.most);
    const place = random.pick(random.chance(0.95) ? recent : old);
    joined.add(place);
    await touch(workplace, random, place);
  }

  async function loseSockets(): Promise<void> {
    gapMs = clock.now() + (gapEveryMs ?? 0);
    workplace.become("away");
    for (let presses = 0; presses < 3; presses += 1) {
      await ground.pass(GAP_MS / 3);
      await touch(workplace, random, random.pick(lasting));
    }
    workplace.become("open");
    await workplace.gap();
  }

  function looked(): Omit<CaughtUp, "joined"> | null {
    for (const place of dirty) if (workplace.lastReading(place.target) !== null && isRight(place)) dirty.delete(place);
    const isCut = ({ target }: Place) => workplace.lastReading(target) === "cut";
    return [...dirty].every(isCut) ? { rightAfterMs: clock.now() - startMs, readings: workplace.readings.length } : null;
  }
}
