import { woken } from "../../domain/due.ts";
import { echoed } from "../../domain/echo.ts";
import { fold, type Resolved } from "../../domain/fold.ts";
import { type Channel, messageKey } from "../../domain/message.ts";
import type { Mirror, MirrorId } from "../../domain/mirror.ts";
import { pressNotices } from "../../domain/notice.ts";
import { retried } from "../../domain/pass.ts";
import { slotKey } from "../../domain/slot.ts";
import type { Recorded, Store } from "../../ports/store.ts";
import { fed, frozenFrom } from "../feed.ts";
import { introduce } from "./accounts.ts";
import { createBatches, type Ended } from "./batch.ts";
import type { Parts, Stepping } from "./parts.ts";
import { isBroken } from "./trouble.ts";

type Recording = "record" | "link" | "echo" | "absorb" | "freeze" | "retry" | "wake";

interface Event {
  readonly resolved: Resolved;
  readonly waitMs: number;
}

const MOST_EVENTS = 64;

/** What changes mirrors from outside: events, echoes, readings, hands. */
export function createRecording({ step }: Stepping): Pick<Store, Recording> {
  /** Events fold one after the other into what they find; each mirror is written once. */
  async function folded(parts: Parts, events: readonly Event[]): Promise<readonly Ended<Recorded>[]> {
    const { mirrors, early, outbox } = parts;
    const ids = events.flatMap(({ resolved }) => eventId(resolved) ?? []);
    const [seen, ofMessage, nowMs] = await Promise.all([
      early.seen(ids),
      mirrors.ofMessages(events.map(({ resolved }) => resolved.event.message)),
      parts.transaction.now(),
    ]);
    const before = new Map([...ofMessage.values()].flat().map((mirror) => [mirror.id, mirror]));
    const now = new Map(before);
    const taken = new Set(seen);

    function record({ resolved, waitMs }: Event): Recorded {
      const id = eventId(resolved);
      if (id !== null && taken.has(id)) return "known";
      const linked = (ofMessage.get(messageKey(resolved.event.message)) ?? []).map((mirror) => now.get(mirror.id) as Mirror);
      const changed = linked.flatMap((mirror) => {
        const after = fold(mirror, resolved, nowMs);
        return after === mirror ? [] : [{ mirror, after }];
      });
      for (const { mirror, after } of changed) {
        now.set(after.id, after);
        outbox.tell(pressNotices(mirror, after), nowMs);
      }
      const waits = linked.length === 0 && waitMs > 0;
      if (waits) early.wait(resolved, waitMs, nowMs);
      if (id !== null && (waits || changed.length > 0)) {
        taken.add(id);
        early.see(id, nowMs);
      }
      if (waits) return "waiting";
      if (changed.length === 0) return "known";
      return changed.every(({ mirror }) => mirror.change !== null) ? "folded" : "changed";
    }

    const ended = events.map((event): Ended<Recorded> => {
      try {
        return { result: record(event) };
      } catch (error) {
        return { error };
      }
    });
    for (const [id, mirror] of now) if (mirror !== before.get(id)) mirrors.save(mirror);
    return ended;
  }

  const record = createBatches<Event, Recorded>({
    most: MOST_EVENTS,
    work: (events) => step([...new Set(events.map(({ resolved }) => turnFor(resolved)))], (parts) => folded(parts, events)),
    isOnesFault: (error) => !isBroken(error),
  });

  return {
    record: (resolved, waitMs) => record({ resolved, waitMs }),

    link: (message, link, slot) =>
      step([`message ${messageKey(message)}`, `slot ${slotKey(slot)}`], async ({ transaction, mirrors, early, outbox }) => {
        const stands = await mirrors.standsFor(message, link);
        if (stands !== null) return slotKey(stands.slot) === slotKey(slot) ? { result: "stood", mirror: stands } : { result: "conflict" };
        const nowMs = await transaction.now();
        introduce(transaction, slot.account);
        const [free, waited] = await Promise.all([mirrors.ofSlot(slot, nowMs), early.collect(message, nowMs)]);
        mirrors.feed(free.id, message, link);
        const before = fed(free, message, link, nowMs);
        const after = waited.reduce((mirror, resolved) => fold(mirror, resolved, nowMs), before);
        mirrors.save(after);
        outbox.tell(pressNotices(before, after), nowMs);
        return { result: "created", mirror: after };
      }),

    echo(account, message, part, echo, id, rules) {
      const seenAs = `echo ${account} ${id}`;
      return step([seenAs], async ({ transaction, mirrors, early }) => {
        const [seen, shown] = await Promise.all([early.seen([seenAs]), mirrors.onTarget(account, message, part, true)]);
        if (seen.has(seenAs)) return "known";
        if (shown.length === 0) return "unlinked";
        const nowMs = await transaction.now();
        early.see(seenAs, nowMs);
        const heard = shown.map((mirror) => echoed(mirror, echo, rules, nowMs));
        for (const { mirror } of heard) mirrors.save(mirror);
        return heard.every(({ ours }) => ours) ? "ours" : "owner";
      });
    },

    absorb: (id, absorb) =>
      step([], async (parts) => {
        const mirror = await parts.mirrors.byId(id, true);
        if (mirror === null) return null;
        const nowMs = await parts.transaction.now();
        const absorbed = absorb(mirror, nowMs);
        keep(parts, mirror, absorbed.mirror, nowMs);
        return absorbed;
      }),

    freeze: (where, reason, atUs) => step([], (parts) => frozen(parts, where, reason, atUs)),

    retry: (id: MirrorId) =>
      step([], async ({ transaction, mirrors }) => {
        const mirror = await mirrors.byId(id, true);
        if (mirror !== null) mirrors.save(retried(mirror, await transaction.now()));
        return mirror !== null;
      }),

    wake: (link) => step([], (parts) => woke(parts, link)),
  };
}

export async function frozen(
  parts: Parts,
  where: Channel | { readonly link: string },
  reason: string,
  atUs: number | null,
): Promise<number> {
  const { mirrors } = parts;
  const touched = await ("link" in where ? mirrors.ofLink(where.link) : mirrors.inChannel(where.platform, where.workspace, where.channel));
  const nowMs = await parts.transaction.now();
  let count = 0;
  for (const before of touched) {
    const after = frozenFrom(before, where, reason, atUs, nowMs);
    keep(parts, before, after.mirror, nowMs);
    count += after.count;
  }
  return count;
}

export async function woke({ transaction, mirrors }: Parts, link: string): Promise<number> {
  const waiting = await mirrors.waitingFor(link);
  const nowMs = await transaction.now();
  for (const mirror of waiting) mirrors.save(woken({ ...mirror, waits: false }, nowMs));
  return waiting.length;
}

function keep({ mirrors, outbox }: Parts, before: Mirror, after: Mirror, nowMs: number): Mirror {
  if (after === before) return after;
  mirrors.save(after);
  outbox.tell(pressNotices(before, after), nowMs);
  return after;
}

function turnFor({ event }: Resolved): string {
  return `message ${messageKey(event.message)}`;
}

function eventId({ event }: Resolved): string | null {
  const { platform, workspace } = event.message;
  return event.kind === "deleted" || event.id === null ? null : `event ${platform} ${workspace} ${event.id}`;
}
