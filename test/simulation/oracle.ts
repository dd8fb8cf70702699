import { type Evidence, type Standing, standing, withWord } from "./evidence.ts";
import { type Begun, type Claims, readingsOf } from "./owner.ts";
import type { Telling } from "./phone.ts";
import type { Schedule, SourcePlan, TargetPlan } from "./schedule.ts";

const STALE_US = 24 * 3_600_000_000;

/** An event as it came, whatever the engine makes of it. */
export interface RawEvent {
  readonly kind: "added" | "removed" | "cleared";
  readonly message: { readonly message: string };
  readonly person: string | null;
  readonly name: string | null;
  readonly via?: string;
  readonly atUs: number | null;
  readonly id: string | null;
}

interface Press extends Standing {
  readonly key: string;
  readonly source: SourcePlan | null;
  readonly person: string;
  readonly shownAs: string | null;
  readonly isReaction: boolean;
  readonly evidence: Evidence;
  readonly ripeMs: number;
  readonly allowed: boolean;
  /** It was found, and its event came too late to be sent: that depends on whether it had been sent by then. */
  readonly unsure: boolean;
}

/** Who competes for what is shown. */
type Contender = Pick<Press, "key" | "person" | "shownAs" | "atUs">;

interface Page {
  readonly plan: TargetPlan;
  readonly presses: Map<string, Press>;
  readonly cleared: { readonly source: string; readonly person: string | null; readonly atUs: number }[];
  /** Whether some press was ever unsure. */
  unsure: boolean;
  /** What the owner did, as far as word of it has come. */
  readonly heard: Telling[];
  /** What could matter has changed since the last step began. */
  changed: boolean;
  readonly begun: Begun[];
}

/**
 * The oracle: keeps the raw list of what happened, in the order in which it was committed, and says by the invariants alone what
 * must be shown. It knows nothing of the engine.
 */
export interface Ledger {
  linked(source: string, storeMs: number): void;
  isLinked(target: string): boolean;
  recorded(event: RawEvent, storeMs: number): void;
  /** The source was told that this event is safe. */
  acked(event: RawEvent): void;
  read(
    reading: { readonly source: string; readonly reactions: readonly { person: string; name: string }[]; readonly atUs: number },
    storeMs: number,
  ): void;
  echoed(target: string, id: string): void;
  begun(target: string, move: Omit<Begun, "atMs"> | { readonly op: "read" }, storeMs: number): void;
  /** Why this step must not begin now; null when it may. */
  complaint(target: string, op: "add" | "remove", emoji: string, storeMs: number): string | null;
  /** Counts in what was acked and never committed. */
  close(storeMs: number): void;
  /** Every set of emoji that a target may rightly show in the end. */
  rightly(target: string): readonly (readonly string[])[];
  /** Whether a difference from that is the owner's doing, which nobody could tell from an echo of ours. */
  isExcused(target: string, differing: readonly string[], lastBy: (emoji: string) => string | null): boolean;
  /** Nothing that could matter has changed since the last step began. */
  isUnchanged(target: string): boolean;
  /** What is held by reacting on a source, and since when by its own time: `person name` → microseconds. */
  held(source: string): ReadonlyMap<string, number>;
}

export function createLedger(schedule: Schedule, tellings: readonly Telling[]): Ledger {
  const pages = new Map<string, Page>(
    schedule.targets.map((plan) => [
      plan.id,
      { plan, presses: new Map(), cleared: [], unsure: false, heard: [], changed: false, begun: [] },
    ]),
  );
  const linked = new Set<string>();
  const waiting: RawEvent[] = [];
  const safe = new Set<RawEvent>();
  const promised = new Set<RawEvent>();
  const seen = new Set<string>();
  const sourceOf = (id: string) => schedule.sources.find((source) => source.id === id) as SourcePlan;
  const pageOf = (target: string) => pages.get(target) as Page;

  function newestUs({ presses, cleared, heard }: Page): number {
    return Math.max(0, ...[...presses.values(), ...cleared, ...heard].map(({ atUs }) => atUs));
  }

  function apply(event: RawEvent, storeMs: number, found = false): void {
    const source = sourceOf(event.message.message);
    const page = pageOf(source.target);
    const atUs = event.atUs ?? Math.max(storeMs * 1_000, newestUs(page) + 1);
    if (event.kind === "cleared") {
      page.cleared.push({ source: source.id, person: event.person, atUs });
      for (const [key, press] of page.presses) {
        if (press.source !== source || (event.person !== null && event.person !== press.person)) continue;
        const evidence = withWord(press.evidence, { held: false, atUs });
        const after = { ...press, evidence, ...standing(evidence) };
        page.changed ||= press.held && press.allowed && (!after.held || after.atUs !== press.atUs);
        page.presses.set(key, after);
      }
      return;
    }
    const person = event.person ?? "";
    const name = event.name as keyof TargetPlan["kind"]["shownAs"];
    const platform = source.timed ? "slack" : "discord";
    const key = `${platform}:T:C${source.id}:${source.id} ${person} ${name} ${event.via}`;
    const before = page.presses.get(key);
    const added = event.kind === "added";
    // Without a time of its own, told once more is not pressed once more. A reading brings only what is not held.
    if (added && before?.held === true && (found || (event.atUs === null && event.via === "reaction"))) return;
    const ends = page.cleared.filter((one) => one.source === source.id && (one.person ?? person) === person);
    const known = before?.evidence ?? { words: ends.map((one) => ({ held: false, atUs: one.atUs })), foundUs: null };
    const evidence = found && added ? { ...known, foundUs: atUs } : withWord(known, { held: added, atUs });
    const now = standing(evidence);
    if (before !== undefined && before.held === now.held && before.atUs === now.atUs) {
      page.presses.set(key, { ...before, evidence });
      return;
    }
    const shownAs = page.plan.kind.shownAs[name];
    const isStale = !found && event.atUs !== null && storeMs * 1_000 - event.atUs > STALE_US;
    const press: Press = {
      key,
      source,
      person,
      shownAs,
      isReaction: event.via === "reaction",
      evidence,
      ...now,
      ripeMs: storeMs + (event.via === "command" ? 0 : source.graceMs),
      allowed: person !== "guest" && !source.deny.includes(name) && shownAs !== null && !isStale,
      unsure: false,
    };
    // What competes already is not put back into its grace.
    const stays = before?.held === true && before.allowed && press.held && press.allowed;
    page.presses.set(key, stays ? { ...press, ripeMs: before.ripeMs } : press);
    // What was found and is only dated keeps its verdict, unless it is too old and was not sent.
    const isDated = before?.isFound === true && now.isFound;
    if (isDated) {
      const unsure = added && before.allowed && isStale;
      page.presses.set(key, { ...press, ripeMs: before.ripeMs, allowed: before.allowed, unsure });
      page.unsure ||= unsure;
    }
    page.changed ||= (press.held && press.allowed) || (before?.held === true && before.allowed);
  }

  function commit(event: RawEvent, storeMs: number): void {
    if (event.id !== null && seen.has(event.id)) return;
    if (event.id !== null) seen.add(event.id);
    if (linked.has(event.message.message)) apply(event, storeMs);
    else waiting.push(event);
  }

  /** What wants to be shown, the strongest first; `nowMs` null: when all grace is over. */
  function wanted(
    page: Page,
    owners: Claims,
    nowMs: number | null,
    refuses: readonly string[],
    without: readonly Press[] = [],
  ): readonly string[] {
    const { plan } = page;
    const held: Contender[] = [...page.presses.values()].filter(
      (press) => press.held && press.allowed && (nowMs === null || press.ripeMs <= nowMs) && !without.includes(press),
    );
    for (const { emoji, atUs } of owners.holds) {
      const key = `owner owner ${emoji} reaction`;
      held.push({ key, person: "owner", shownAs: emoji, atUs });
    }
    const standing = held.filter(({ shownAs, atUs }) => {
      const isOff = owners.offs.some((off) => atUs <= off.atUs && (off.emoji === null || off.emoji === shownAs));
      return !isOff && shownAs !== null && !refuses.includes(shownAs);
    });
    const isBefore = (a: Contender, b: Contender) => (a.atUs === b.atUs ? a.key < b.key : a.atUs < b.atUs);
    const groups = [...Map.groupBy(standing, ({ shownAs }) => shownAs as string)].map(([emoji, presses]) => {
      const inOrder = [...presses].sort((a, b) => (isBefore(a, b) ? -1 : 1));
      return {
        emoji,
        first: inOrder[0] as Contender,
        last: inOrder.at(-1) as Contender,
        people: new Set(presses.map(({ person }) => person)).size,
      };
    });
    const conflict = schedule.sources.find(({ id, target }) => target === plan.id && linked.has(id))?.conflict ?? "latest";
    groups.sort((a, b) => {
      if (conflict === "first") return isBefore(a.first, b.first) ? -1 : 1;
      if (conflict === "most" && a.people !== b.people) return b.people - a.people;
      return isBefore(b.last, a.last) ? -1 : 1;
    });
    return groups.slice(0, plan.kind.rules.perMessage).map(({ emoji }) => emoji);
  }

  return {
    linked(source, storeMs) {
      if (linked.has(source)) return;
      linked.add(source);
      for (const event of waiting) if (event.message.message === source) apply(event, storeMs);
    },
    isLinked: (target) => schedule.sources.some((source) => source.target === target && linked.has(source.id)),
    recorded(event, storeMs) {
      safe.add(event);
      promised.delete(event);
      commit(event, storeMs);
    },
    acked(event) {
      if (!safe.has(event)) promised.add(event);
    },
    close(storeMs) {
      for (const event of promised) commit(event, storeMs);
    },
    read({ source: id, reactions, atUs }, storeMs) {
      const source = sourceOf(id);
      const page = pageOf(source.target);
      const recorded = [...page.presses.values()].filter((press) => press.source === source && press.isReaction);
      const nameOf = ({ key }: Press) => key.split(" ").slice(1, 3).join(" ");
      const tell = (kind: "added" | "removed", person: string, name: string, us: number) =>
        apply({ kind, message: { message: id }, person, name, via: "reaction", atUs: us, id: null }, storeMs, kind === "added");
      reactions.forEach(({ person, name }, index) => {
        const isHeld = recorded.some((press) => press.held && nameOf(press) === `${person} ${name}`);
        if (!isHeld) tell("added", person, name, atUs - (reactions.length - 1 - index));
      });
      for (const press of recorded) {
        const [person, name] = nameOf(press).split(" ") as [string, string];
        if (press.held && !reactions.some((one) => one.person === person && one.name === name)) tell("removed", person, name, atUs);
      }
    },
    echoed(target, id) {
      const told = tellings.find((one) => one.id === id);
      const { heard } = pageOf(target);
      if (told?.by === "owner" && !heard.includes(told)) heard.push(told);
    },
    begun(target, move, storeMs) {
      const page = pageOf(target);
      if (move.op !== "read") page.begun.push({ ...move, atMs: storeMs });
      page.changed = false;
    },
    complaint(target, op, emoji, storeMs) {
      const page = pageOf(target);
      if (op === "remove" && !page.plan.kind.rules.canRemove) return "nothing can be removed there";
      // While the owner's changes are on their way, nobody can say what the engine must believe.
      if (page.unsure || tellings.some(({ by, target: on }) => by === "owner" && on === target)) return null;
      const none = { holds: [], offs: [] };
      if (op === "remove") {
        const both = [wanted(page, none, storeMs, page.plan.refuses), wanted(page, none, storeMs, [])];
        return both.every((list) => list.includes(emoji)) ? "it is held" : null;
      }
      const reasons = [...page.presses.values()].filter((press) => press.shownAs === emoji && press.held && press.allowed);
      if (reasons.length === 0) return "nobody holds it who may";
      return reasons.some(({ ripeMs }) => ripeMs <= storeMs) ? null : "every press of it is in its grace";
    },
    rightly(target) {
      const page = pageOf(target);
      const unsure = [...page.presses.values()].filter((press) => press.held && press.unsure);
      const unsent = unsure.reduce<readonly (readonly Press[])[]>((all, press) => all.flatMap((one) => [one, [...one, press]]), [[]]);
      return readingsOf(page.plan, tellings, page.begun).flatMap((owners) =>
        unsent.map((without) => wanted(page, owners, null, page.plan.refuses, without)),
      );
    },
    isExcused(target, differing, lastBy) {
      const page = pageOf(target);
      const isUncertain = readingsOf(page.plan, tellings, page.begun).length > 1;
      return isUncertain && differing.every((emoji) => lastBy(emoji) === "owner");
    },
    isUnchanged: (target) => !pageOf(target).changed,
    held(source) {
      const { target } = sourceOf(source);
      const mine = [...pageOf(target).presses.values()].filter((press) => press.source?.id === source && press.isReaction && press.held);
      return new Map(mine.map(({ key, atUs }) => [key.split(" ").slice(1, 3).join(" "), atUs]));
    },
  };
}
