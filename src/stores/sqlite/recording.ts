import { woken } from "../../domain/due.ts";
import { echoed } from "../../domain/echo.ts";
import { fold, type Resolved } from "../../domain/fold.ts";
import type { Mirror } from "../../domain/mirror.ts";
import { pressNotices } from "../../domain/notice.ts";
import { retried } from "../../domain/pass.ts";
import { slotKey } from "../../domain/slot.ts";
import type { Store } from "../../ports/store.ts";
import { fed, frozenFrom } from "../feed.ts";
import type { Parts, Steps } from "./parts.ts";

type Recording = "record" | "link" | "echo" | "absorb" | "freeze" | "retry" | "wake";

/** What changes mirrors from outside: events, echoes, readings, hands. */
export function createRecording({ clock, mirrors, early, accounts, outbox }: Parts): Steps<Pick<Store, Recording>> {
  function keep(before: Mirror, after: Mirror, nowMs: number): Mirror {
    if (after === before) return after;
    mirrors.save(after);
    outbox.tell(pressNotices(before, after), nowMs);
    return after;
  }

  return {
    record(resolved, waitMs) {
      const nowMs = clock.now();
      const id = eventId(resolved);
      if (id !== null && early.isSeen(id)) return "known";
      const linked = mirrors.ofMessage(resolved.event.message);
      const changed = linked.filter((mirror) => keep(mirror, fold(mirror, resolved, nowMs), nowMs) !== mirror);
      const waits = linked.length === 0 && waitMs > 0;
      if (waits) early.wait(resolved, waitMs, nowMs);
      if (id !== null && (waits || changed.length > 0)) early.see(id, nowMs);
      if (waits) return "waiting";
      if (changed.length === 0) return "known";
      return changed.every(({ change }) => change !== null) ? "folded" : "changed";
    },

    link(message, link, slot) {
      const nowMs = clock.now();
      const stands = mirrors.standsFor(message, link);
      if (stands !== null) return slotKey(stands.slot) === slotKey(slot) ? { result: "stood", mirror: stands } : { result: "conflict" };
      accounts.introduce(slot.account);
      const free = mirrors.ofSlot(slot, nowMs);
      mirrors.feed(free.id, message, link);
      const before = fed(free, message, link, nowMs);
      const after = early.collect(message, nowMs).reduce((mirror, resolved) => fold(mirror, resolved, nowMs), before);
      mirrors.save(after);
      outbox.tell(pressNotices(before, after), nowMs);
      return { result: "created", mirror: after };
    },

    echo(account, message, part, echo, id, rules) {
      const nowMs = clock.now();
      const seenAs = `echo ${account} ${id}`;
      if (early.isSeen(seenAs)) return "known";
      const shown = mirrors.onTarget(account, message, part);
      if (shown.length === 0) return "unlinked";
      early.see(seenAs, nowMs);
      const heard = shown.map((mirror) => echoed(mirror, echo, rules, nowMs));
      for (const { mirror } of heard) mirrors.save(mirror);
      return heard.every(({ ours }) => ours) ? "ours" : "owner";
    },

    absorb(id, absorb) {
      const nowMs = clock.now();
      const mirror = mirrors.byId(id);
      if (mirror === null) return null;
      const absorbed = absorb(mirror, nowMs);
      keep(mirror, absorbed.mirror, nowMs);
      return absorbed;
    },

    freeze(where, reason, atUs) {
      const nowMs = clock.now();
      const touched = "link" in where ? mirrors.ofLink(where.link) : mirrors.inChannel(where.platform, where.workspace, where.channel);
      let count = 0;
      for (const before of touched) {
        const after = frozenFrom(before, where, reason, atUs, nowMs);
        keep(before, after.mirror, nowMs);
        count += after.count;
      }
      return count;
    },

    retry(id) {
      const mirror = mirrors.byId(id);
      if (mirror !== null) mirrors.save(retried(mirror, clock.now()));
      return mirror !== null;
    },

    wake(link) {
      const waiting = mirrors.waitingFor(link);
      for (const mirror of waiting) mirrors.save(woken({ ...mirror, waits: false }, clock.now()));
      return waiting.length;
    },
  };
}

function eventId({ event }: Resolved): string | null {
  const { platform, workspace } = event.message;
  return event.kind === "deleted" || event.id === null ? null : `event ${platform} ${workspace} ${event.id}`;
}
