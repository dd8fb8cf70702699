import type { Feed, Mirror } from "../domain/mirror.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { MayRead, Repair } from "./repair.ts";

const RECENT_MS = 7 * 86_400_000;
const PAGE = 100;

export interface SweepOptions {
  readonly store: Pick<Store, "mirrors">;
  readonly clock: Pick<Clock, "now">;
  readonly picks: (feed: Feed) => boolean;
  readonly repair: Repair;
}

export interface Swept {
  readonly repaired: number;
  /** False: it was broken off. */
  readonly isWhole: boolean;
}

/**
 * Reads every mirror that was linked or changed within the last 7 days, the newest first. Asks before each reading, and is broken off
 * by a no. What one that was broken off had still to read is read by turns with the newest of the next, so that the oldest are read
 * however often that happens.
 */
export type Sweep = (mayRead: MayRead) => Promise<Swept>;

type Place = readonly [Mirror, Feed];

/** A walk over places, with the one that it stands at. */
interface Lane {
  readonly walk: AsyncGenerator<Place, null>;
  place: Place | null;
  /** Where it has to go once more, at its end. */
  readonly later: Place[];
}

export function createSweep({ store, clock, picks, repair }: SweepOptions): Sweep {
  /** What was broken off. */
  let rest: Lane | null = null;

  async function* recent(sinceMs: number, isPicked: (feed: Feed) => boolean, later: Place[]): AsyncGenerator<Place, null> {
    let after: string | undefined;
    do {
      const changedWithinMs = clock.now() - sinceMs;
      const page = await store.mirrors({ changedWithinMs, limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const mirror of page.mirrors) {
        for (const feed of mirror.feeds) if (feed.frozen === null && isPicked(feed)) yield [mirror, feed];
      }
      after = page.next ?? undefined;
    } while (after !== undefined);
    yield* later.splice(0);
    return null;
  }

  async function begin(sinceMs: number, isPicked: (feed: Feed) => boolean): Promise<Lane> {
    const later: Place[] = [];
    const walk = recent(sinceMs, isPicked, later);
    return { walk, place: (await walk.next()).value, later };
  }

  return async (mayRead) => {
    const begunMs = clock.now();
    const seen = new Set<string>();
    let repaired = 0;
    let readings = 0;

    /** Reads the next place of a lane. False: it is broken off. */
    async function isRead(lane: Lane): Promise<boolean> {
      while (lane.place !== null && seen.has(keyOf(lane.place))) lane.place = (await lane.walk.next()).value;
      if (lane.place === null) return true;
      const result = await repair(...lane.place, mayRead);
      repaired += result.repaired;
      if (result.end === "stopped") return false;
      readings += 1;
      if (result.end === "sure") seen.add(keyOf(lane.place));
      else lane.later.push(lane.place);
      lane.place = (await lane.walk.next()).value;
      return true;
    }

    /** By turns, until nothing is left in any; resolves with those that were broken off. */
    async function through(lanes: readonly Lane[]): Promise<readonly Lane[]> {
      let open = lanes;
      while (open.length > 0) {
        for (const lane of open) if (!(await isRead(lane))) return open;
        open = open.filter(({ place }) => place !== null);
      }
      return open;
    }

    const fresh = await begin(begunMs - RECENT_MS, picks);
    const left = await through(rest === null ? [fresh] : [fresh, rest]);
    // The first has only begun; what is left of the other is older.
    rest = left.at(-1) ?? null;
    if (rest !== null) return { repaired, isWhole: false };
    // What was changed meanwhile has become newer than where the walk was; what was linked meanwhile was read by that.
    const isPicked = (feed: Feed) => picks(feed) && (feed.unread || feed.linkedMs < begunMs);
    let sinceMs = begunMs;
    for (let before = -1; before < readings; ) {
      before = readings;
      const lane = await begin(sinceMs, isPicked);
      sinceMs = clock.now();
      if ((await through([lane])).length > 0) return { repaired, isWhole: false };
    }
    return { repaired, isWhole: true };
  };
}

function keyOf([mirror, feed]: Place): string {
  return `${mirror.id} ${feed.key}`;
}
