import { type AccountHealth, closedForMs, HEALTHY, learned, probing, resumed } from "../../src/domain/account.ts";
import { woken } from "../../src/domain/due.ts";
import { echoed } from "../../src/domain/echo.ts";
import { fold, type Resolved } from "../../src/domain/fold.ts";
import { messageKey } from "../../src/domain/message.ts";
import { type Feed, isAiling, type Mirror, newMirror, readyMs, stateOf } from "../../src/domain/mirror.ts";
import { pressNotices } from "../../src/domain/notice.ts";
import { type Decision, type Outcome, released, retried } from "../../src/domain/pass.ts";
import { slotKey } from "../../src/domain/slot.ts";
import { blocked, EMPTY_WINDOW, ended, type Limit, taken, tokenWaitMs, type Window } from "../../src/domain/window.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Claim, Served, Store } from "../../src/ports/store.ts";
import { fed, frozenFrom } from "../../src/stores/feed.ts";
import { afterOutcome, afterProbe, blockedForMs, drawnFrom, firstOf, kindsFor, type Work, waysFor } from "../../src/stores/gate.ts";
import { memoryConversations } from "./memory-store-conversations.ts";
import { memoryLinks } from "./memory-store-links.ts";
import { memoryOutbox } from "./memory-store-outbox.ts";

/** The store contract in plain maps: what the simulation runs on, and the shortest reading of what a store does. */
export function openMemoryStore(clock: Pick<Clock, "now">): Store {
  const mirrors = new Map<string, Mirror>();
  const bySlot = new Map<string, string>();
  const byMessage = new Map<string, Map<string, string>>();
  let waiting: { key: string; resolved: Resolved; untilMs: number }[] = [];
  const accounts = new Map<string, { health: AccountHealth; served: number }>();
  const windows = new Map<string, Window>();
  const outbox = memoryOutbox(() => clock.now());
  const seen = new Set<string>();
  const holds = new Map<string, { readonly holder: string; readonly untilMs: number }>();
  let counter = 0;

  const healthOf = (account: string) => accounts.get(account)?.health ?? HEALTHY;
  const setHealth = (account: string, health: AccountHealth) =>
    accounts.set(account, { served: accounts.get(account)?.served ?? 0, health });
  const windowOf = (scope: string) => windows.get(scope) ?? EMPTY_WINDOW;
  const waitMsOf = (limits: readonly Limit[], nowMs: number) =>
    Math.max(0, ...limits.map((limit) => tokenWaitMs(windowOf(limit.scope), limit, nowMs)));
  const mirrorsOf = (key: string) => [...(byMessage.get(key)?.values() ?? [])].map((id) => mirrors.get(id) as Mirror);

  function foldInto(mirror: Mirror, resolved: Resolved, nowMs: number): Mirror {
    const next = fold(mirror, resolved, nowMs);
    if (next === mirror) return mirror;
    mirrors.set(next.id, next);
    outbox.tell(pressNotices(mirror, next));
    return next;
  }

  function keep(decision: Decision, account: string) {
    mirrors.set(decision.mirror.id, decision.mirror);
    outbox.tell(decision.notices);
    setHealth(account, learned(healthOf(account), decision.refused, clock.now()));
  }

  function takeToken(limits: readonly Limit[], nowMs: number): string {
    counter += 1;
    for (const limit of limits) windows.set(limit.scope, taken(windowOf(limit.scope), limit, String(counter), nowMs));
    return String(counter);
  }

  function endToken(drawn: readonly Limit[], token: string, outcome: Outcome, nowMs: number) {
    for (const { scope } of drawn) windows.set(scope, ended(windowOf(scope), token, outcome.kind !== "unsent", nowMs));
  }

  function block({ account, limits }: Served, outcome: Outcome, mirror: Mirror | null, nowMs: number) {
    const blockedMs = blockedForMs(outcome, healthOf(account), mirror);
    if (blockedMs === null) return;
    for (const { scope } of limits) windows.set(scope, blocked(windowOf(scope), nowMs + blockedMs));
  }

  function claimed({ mirror, move, takenOver }: Decision, drawn: readonly Limit[], nowMs: number): Claim | null {
    return move === null ? null : { mirror, move, token: takeToken(drawn, nowMs), drawn, takenOver };
  }

  /** What can be claimed of an account sooner or later, the one to be claimed first in front. */
  function queueOf(account: string, ailing: boolean, probing: boolean, nowMs: number): readonly Mirror[] {
    const rank = (mirror: Mirror) => Math.max(0, (readyMs(mirror) ?? 0) - nowMs);
    const behind = (mirror: Mirror) => (probing ? mirror.attempts : (readyMs(mirror) ?? 0));
    return [...mirrors.values()]
      .filter((mirror) => mirror.slot.account === account && readyMs(mirror) !== null && isAiling(mirror) === ailing)
      .sort((a, b) => rank(a) - rank(b) || behind(a) - behind(b));
  }

  function worksOf(served: Served, nowMs: number): readonly (Work & { readonly mirror: Mirror })[] {
    const health = healthOf(served.account);
    return kindsFor(served).flatMap((ailing) => {
      const mirror = queueOf(served.account, ailing, health.probeAtMs !== null, nowMs)[0];
      const closedMs = closedForMs(health, ailing, nowMs);
      if (mirror === undefined || closedMs === null) return [];
      const earliestMs = readyMs(mirror) ?? nowMs;
      const waitMs = Math.min(...waysFor(served, health, { ailing, earliestMs }).map((limits) => waitMsOf(limits, nowMs)));
      return [{ ailing, mirror, earliestMs, leftMs: Math.max(closedMs, waitMs, earliestMs - nowMs) }];
    });
  }

  function tryClaim(served: readonly Served[], decide: Parameters<Store["claim"]>[2]): Claim | { afterMs: number | null } {
    const nowMs = clock.now();
    const waits: number[] = [];
    const inTurn = [...served].sort((a, b) => (accounts.get(a.account)?.served ?? 0) - (accounts.get(b.account)?.served ?? 0));
    for (const one of inTurn) {
      for (;;) {
        const health = healthOf(one.account);
        const work = firstOf(worksOf(one, nowMs), health);
        if (work === null) break;
        if (work.leftMs > 0) {
          waits.push(work.leftMs);
          break;
        }
        const decision = decide(work.mirror, { nowMs, tokenWaitMs: 0, health });
        keep(decision, one.account);
        const claim = claimed(decision, drawnFrom(one, health, work), nowMs);
        if (claim === null) continue;
        counter += 1;
        accounts.set(one.account, { health: probing(healthOf(one.account), nowMs), served: counter });
        return claim;
      }
    }
    return { afterMs: waits.length === 0 ? null : Math.max(0, Math.min(...waits)) };
  }

  function remove({ id, slot, feeds }: Mirror) {
    mirrors.delete(id);
    bySlot.delete(slotKey(slot));
    for (const { key, link } of feeds) byMessage.get(key)?.delete(link);
  }

  const store: Store = {
    async record(resolved, waitMs) {
      const { event } = resolved;
      const id = "id" in event ? event.id : null;
      if (id !== null && seen.has(id)) return "known";
      if (id !== null) seen.add(id);
      const nowMs = clock.now();
      const key = messageKey(event.message);
      const feeding = mirrorsOf(key);
      if (feeding.length === 0 && waitMs > 0) {
        waiting.push({ key, resolved, untilMs: nowMs + waitMs });
        return "waiting";
      }
      const changed = feeding.filter((mirror) => foldInto(mirror, resolved, nowMs) !== mirror);
      if (changed.length === 0) return "known";
      return changed.every(({ change }) => change !== null) ? "folded" : "changed";
    },

    async link(message, link, slot) {
      const nowMs = clock.now();
      const key = messageKey(message);
      const stands = byMessage.get(key)?.get(link);
      const slotted = slotKey(slot);
      if (stands !== undefined) {
        const mirror = mirrors.get(stands) as Mirror;
        return slotKey(mirror.slot) === slotted ? { result: "stood", mirror } : { result: "conflict" };
      }
      counter += 1;
      const id = bySlot.get(slotted) ?? String(counter);
      const before = mirrors.get(id) ?? newMirror(id, slot, nowMs);
      let mirror = fed(before, message, link, nowMs);
      mirrors.set(id, mirror);
      bySlot.set(slotted, id);
      byMessage.set(key, (byMessage.get(key) ?? new Map()).set(link, id));
      for (const one of waiting) if (one.key === key && one.untilMs >= nowMs) mirror = foldInto(mirror, one.resolved, nowMs);
      waiting = waiting.filter((one) => one.key !== key);
      return { result: "created", mirror };
    },

    async echo(account, message, part, echo, id, rules) {
      if (seen.has(id)) return "known";
      const found = [...mirrors.values()].filter(({ slot }) => slot.account === account && slot.message === message && slot.part === part);
      if (found.length === 0) return "unlinked";
      seen.add(id);
      const results = found.map((mirror) => {
        const after = echoed(mirror, echo, rules, clock.now());
        mirrors.set(mirror.id, after.mirror);
        return after.ours;
      });
      return results.includes(false) ? "owner" : "ours";
    },

    async absorb(id, absorb) {
      const mirror = mirrors.get(id);
      if (mirror === undefined) return null;
      const absorbed = absorb(mirror, clock.now());
      mirrors.set(id, absorbed.mirror);
      outbox.tell(pressNotices(mirror, absorbed.mirror));
      return absorbed;
    },

    async freeze(where, reason, atUs) {
      const nowMs = clock.now();
      let total = 0;
      for (const before of mirrors.values()) {
        const { mirror, count } = frozenFrom(before, where, reason, atUs, nowMs);
        mirrors.set(mirror.id, mirror);
        total += count;
      }
      return total;
    },

    async retry(id) {
      const mirror = mirrors.get(id);
      if (mirror !== undefined) mirrors.set(id, retried(mirror, clock.now()));
      return mirror !== undefined;
    },

    async wake(link) {
      const waitingMirrors = [...mirrors.values()].filter(({ waits, feeds }) => waits && feeds.some((feed) => feed.link === link));
      for (const mirror of waitingMirrors) mirrors.set(mirror.id, woken({ ...mirror, waits: false }, clock.now()));
      return waitingMirrors.length;
    },

    async claim(_holder, served, decide) {
      return tryClaim(served, decide);
    },

    async advance(holder, claim, served, outcome, decide) {
      const nowMs = clock.now();
      const mirror = mirrors.get(claim.mirror.id) as Mirror;
      endToken(claim.drawn, claim.token, outcome, nowMs);
      block(served, outcome, mirror, nowMs);
      setHealth(served.account, afterOutcome(healthOf(served.account), mirror, outcome, nowMs));
      const isOurs = mirror.lease?.holder === holder;
      const health = healthOf(served.account);
      const tokenWaitMs = Math.max(waitMsOf(served.limits, nowMs), closedForMs(health, isAiling(mirror), nowMs) ?? 1);
      const decision = decide(mirror, { nowMs, tokenWaitMs, health });
      keep(decision, served.account);
      return isOurs ? claimed(decision, claim.drawn, nowMs) : false;
    },

    async release(holder) {
      const held = [...mirrors.values()].filter(({ lease }) => lease !== null && (holder === null || lease.holder === holder));
      for (const mirror of held) mirrors.set(mirror.id, released(mirror, mirror.lease?.abandonedForMs ?? 0, clock.now()));
      return held.length + outbox.release(holder);
    },

    async send(items) {
      outbox.enqueue(items);
    },
    ...outbox.methods,
    async forgetPerson(person) {
      waiting = waiting.filter(({ resolved: { event } }) => !("person" in event) || event.person !== person);
      await outbox.methods.forgetPerson(person);
    },
    ...memoryConversations(() => clock.now()),

    async mirror(id) {
      return mirrors.get(id) ?? null;
    },

    async mirrorsOn(account, message, part) {
      const isOn = ({ slot }: Mirror) => slot.account === account && slot.message === message && (part === null || slot.part === part);
      return [...mirrors.values()].filter(isOn);
    },

    async standsFor(message, link) {
      return mirrors.get(byMessage.get(messageKey(message))?.get(link) ?? "") ?? null;
    },

    async linkedLast({ platform, workspace, channel }, limit) {
      const isIn = (feed: Feed) => feed.platform === platform && feed.workspace === workspace && feed.channel === channel;
      const found = [...mirrors.values()].filter(({ feeds }) => feeds.some(isIn));
      return found.toSorted((a, b) => Number(b.id) - Number(a.id)).slice(0, limit);
    },

    async awaited(message) {
      const key = messageKey(message);
      return waiting.some((one) => one.key === key && one.untilMs >= clock.now());
    },

    async mirrors({ state, link, changedWithinMs, after, limit }) {
      const sinceMs = changedWithinMs === undefined ? Number.NEGATIVE_INFINITY : clock.now() - changedWithinMs;
      const order = (a: Mirror, b: Mirror) =>
        changedWithinMs === undefined ? Number(a.id) - Number(b.id) : b.changedMs - a.changedMs || Number(a.id) - Number(b.id);
      const found = [...mirrors.values()]
        .filter((mirror) => (state === undefined || stateOf(mirror) === state) && mirror.changedMs >= sinceMs)
        .filter((mirror) => link === undefined || mirror.feeds.some((feed) => feed.link === link))
        .sort(order);
      const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
      const page = found.slice(from, from + limit);
      return { mirrors: page, next: from + limit < found.length ? (page.at(-1)?.id ?? null) : null };
    },

    async backlog() {
      const nowMs = clock.now();
      const all = [...mirrors.values()];
      const due = all.filter((mirror) => (readyMs(mirror) ?? Number.POSITIVE_INFINITY) <= nowMs);
      const oldestMs = Math.min(nowMs, ...due.map((mirror) => readyMs(mirror) ?? nowMs));
      return { due: due.length, parked: all.filter(({ parked }) => parked).length, oldestDueMs: nowMs - oldestMs };
    },

    async health(account) {
      return healthOf(account);
    },

    async pause(account, reason) {
      setHealth(account, reason === null ? resumed(healthOf(account)) : { ...healthOf(account), paused: reason });
    },

    async limitedForMs(served) {
      return waitMsOf(served.limits, clock.now());
    },

    async probe(served) {
      const nowMs = clock.now();
      return waitMsOf(served.limits, nowMs) > 0 ? null : takeToken(served.limits, nowMs);
    },

    async probed(served, token, outcome) {
      endToken(served.limits, token, outcome, clock.now());
      block(served, outcome, null, clock.now());
      setHealth(served.account, afterProbe(healthOf(served.account), outcome));
    },

    ...memoryLinks((name) => Promise.all([store.freeze({ link: name }, "unlinked", null), store.wake(name)])),

    async prune(keptMs, limit) {
      const isOld = (mirror: Mirror) => stateOf(mirror) === "settled" && mirror.changedMs < clock.now() - keptMs;
      const old = [...mirrors.values()].filter(isOld).sort((a, b) => a.changedMs - b.changedMs);
      for (const mirror of old.slice(0, limit)) remove(mirror);
      return Math.min(old.length, limit);
    },

    async drop(id) {
      const mirror = mirrors.get(id);
      if (mirror === undefined || mirror.lease !== null) return false;
      remove(mirror);
      return true;
    },

    async hold(name, holder, leaseMs) {
      const held = holds.get(name);
      if (held !== undefined && held.holder !== holder && held.untilMs > clock.now()) return false;
      holds.set(name, { holder, untilMs: clock.now() + leaseMs });
      return true;
    },

    onNews() {},

    async close() {},
  };
  return store;
}
