import type { Declared } from "../domain/declared.ts";
import { type Rehearsal, type Rehearsed, type RehearsedLink, rehearse } from "../domain/rehearsal.ts";
import { messageOn } from "../domain/slot.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Links } from "./links.ts";
import type { Reconcile } from "./reconcile.ts";

const RECENT_MS = 7 * 86_400_000;
const PAGE = 100;

export type Rehearse = (file: Declared) => Promise<Rehearsal>;

/** Rehearses another configuration over what is stored. Nothing is changed. */
export function createRehearse(options: {
  readonly store: Store;
  readonly links: Pick<Links, "under">;
  readonly reconcile: Pick<Reconcile, "judge">;
  readonly clock: Clock;
}): Rehearse {
  const { store, links, reconcile, clock } = options;
  return async (file) => {
    const then = await links.under(file);
    const found: Rehearsed[] = [];
    let mirrors = 0;
    let after: string | undefined;
    do {
      const page = await store.mirrors({ changedWithinMs: RECENT_MS, limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const mirror of page.mirrors.filter(({ slot }) => messageOn(slot) === null)) {
        const nowMs = clock.now();
        const now = reconcile.judge(mirror, await store.health(mirror.slot.account), nowMs);
        if (now === null) continue;
        mirrors += 1;
        found.push(rehearse(mirror, now, { ...now, links: then, families: file.families }, nowMs));
      }
      after = page.next ?? undefined;
    } while (after !== undefined);
    const names = [...new Set(found.flatMap(Object.values).flatMap((list: readonly { link: string }[]) => list.map(({ link }) => link)))];
    return { mirrors, links: names.toSorted().map((name) => summed(name, found)) };
  };
}

function summed(name: string, found: readonly Rehearsed[]): RehearsedLink {
  const of = <Item extends { readonly link: string }>(list: (one: Rehearsed) => readonly Item[]) =>
    counted(found.flatMap(list).filter(({ link }) => link === name));
  return {
    name,
    withdrawn: of(({ withdrawn }) => withdrawn),
    instead: of(({ instead }) => instead),
    stopped: of(({ stopped }) => stopped),
    wouldHaveLeft: of(({ wouldHaveLeft }) => wouldHaveLeft),
  };
}

/** Each kind once, the commonest first. */
function counted<Item extends { readonly link: string }>(items: readonly Item[]) {
  const groups = [...Map.groupBy(items, (item) => JSON.stringify(item)).values()];
  return groups
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const { link: _, ...kind } = first;
      return [{ ...kind, count: others.length + 1 }];
    })
    .toSorted((a, b) => b.count - a.count);
}
