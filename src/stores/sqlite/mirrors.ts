import { type Channel, type Message, messageKey } from "../../domain/message.ts";
import { type Mirror, type MirrorId, newMirror, readyMs, stateOf } from "../../domain/mirror.ts";
import type { Slot } from "../../domain/slot.ts";
import type { Database, Value } from "./database.ts";

/** Mirrors as rows. `body` is the truth; the columns beside it are derived here and nowhere else. */
export interface Mirrors {
  byId(id: MirrorId): Mirror | null;
  /** Every mirror that this message feeds, each once. */
  ofMessage(message: Message): readonly Mirror[];
  /** Which mirror a message stands for under a link; null for none. */
  standsFor(message: Message, link: string): Mirror | null;
  /** The mirror of a slot, made when there is none. */
  ofSlot(slot: Slot, nowMs: number): Mirror;
  /** What our account shows on a target message, whatever place there it fills; on every part (null). */
  onTarget(account: string, message: string, part: number | null): readonly Mirror[];
  save(mirror: Mirror): void;
  /** Makes the message feed the mirror; `mirror.feeds` is the caller's. */
  feed(mirror: MirrorId, message: Message, link: string): void;
  /** The moment of an account's earliest work; null without any. */
  earliestMs(account: string, ailing: boolean): number | null;
  /** The mirror of an account that has been ready for longest; `proven`: the one that failed least. */
  ready(account: string, ailing: boolean, nowMs: number, proven: boolean): Mirror | null;
  leasedBy(holder: string | null): readonly Mirror[];
  waitingFor(link: string): readonly Mirror[];
  inChannel(platform: string, workspace: string, channel: string): readonly Mirror[];
  ofLink(link: string): readonly Mirror[];
  /** Settled ones that did not change since then, the oldest first. */
  settledBefore(ms: number, limit: number): readonly Mirror[];
  remove(mirror: Mirror): void;
  /** The last ones made, newest first. */
  lastIn(channel: Channel, limit: number): readonly Mirror[];
}

interface Row {
  readonly body: string;
}

export function createMirrors(database: Database): Mirrors {
  const one = (sql: string, ...values: readonly Value[]) => {
    const row = database.first<Row>(sql, ...values);
    return row === undefined ? null : parsed(row);
  };
  const many = (sql: string, ...values: readonly Value[]) => database.all<Row>(sql, ...values).map(parsed);

  function added(slot: Slot, nowMs: number): Mirror {
    const id = database.first<{ readonly id: number }>("SELECT coalesce(max(id), 0) + 1 AS id FROM mirrors")?.id ?? 1;
    const mirror = newMirror(String(id), slot, nowMs);
    database.run(
      "INSERT INTO mirrors (id, account, target, part, place, attempts, changed_ms, body) VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
      id,
      slot.account,
      slot.message,
      slot.part,
      placeOf(slot),
      nowMs,
      JSON.stringify(mirror),
    );
    return mirror;
  }

  return {
    byId: (id) => (/^\d{1,15}$/.test(id) ? one("SELECT body FROM mirrors WHERE id = ?", Number(id)) : null),
    ofMessage: (message) =>
      many("SELECT body FROM mirrors WHERE id IN (SELECT mirror FROM sources WHERE message = ?) ORDER BY id", messageKey(message)),
    standsFor: (message, link) =>
      one("SELECT body FROM mirrors WHERE id = (SELECT mirror FROM sources WHERE message = ? AND link = ?)", messageKey(message), link),
    ofSlot: (slot, nowMs) =>
      one(
        "SELECT body FROM mirrors WHERE account = ? AND target = ? AND part = ? AND place = ?",
        slot.account,
        slot.message,
        slot.part,
        placeOf(slot),
      ) ?? added(slot, nowMs),
    onTarget: (account, message, part) =>
      part === null
        ? many("SELECT body FROM mirrors WHERE account = ? AND target = ? ORDER BY id", account, message)
        : many("SELECT body FROM mirrors WHERE account = ? AND target = ? AND part = ? ORDER BY id", account, message, part),
    save(mirror) {
      const state = stateOf(mirror);
      database.run(
        "UPDATE mirrors SET ready_ms = ?, unsettled = ?, waits = ?, holder = ?, attempts = ?, changed_ms = ?, body = ? WHERE id = ?",
        readyMs(mirror),
        state === "settled" ? null : state,
        mirror.waits ? 1 : null,
        mirror.lease?.holder ?? null,
        mirror.attempts,
        mirror.changedMs,
        JSON.stringify(mirror),
        Number(mirror.id),
      );
    },
    feed(mirror, message, link) {
      const { platform, workspace, channel } = message;
      database.run(
        "INSERT INTO sources (message, link, mirror, platform, workspace, channel) VALUES (?, ?, ?, ?, ?, ?)",
        messageKey(message),
        link,
        Number(mirror),
        platform,
        workspace,
        channel,
      );
    },
    earliestMs: (account, ailing) =>
      database.first<{ readonly ms: number }>(
        `SELECT ready_ms AS ms FROM mirrors WHERE account = ? AND ready_ms IS NOT NULL AND ${kind(ailing)} ORDER BY ready_ms LIMIT 1`,
        account,
      )?.ms ?? null,
    ready: (account, ailing, nowMs, proven) =>
      one(
        `SELECT body FROM mirrors WHERE account = ? AND ready_ms <= ? AND ${kind(ailing)}
          ORDER BY ${proven ? "attempts, " : ""}ready_ms LIMIT 1`,
        account,
        nowMs,
      ),
    leasedBy: (holder) =>
      holder === null
        ? many("SELECT body FROM mirrors WHERE holder IS NOT NULL")
        : many("SELECT body FROM mirrors WHERE holder = ?", holder),
    waitingFor: (link) =>
      many("SELECT body FROM mirrors WHERE waits IS NOT NULL").filter(({ feeds }) => feeds.some((feed) => feed.link === link)),
    inChannel: (platform, workspace, channel) =>
      many(
        "SELECT body FROM mirrors WHERE id IN (SELECT mirror FROM sources WHERE channel = ? AND workspace = ? AND platform = ?)",
        channel,
        workspace,
        platform,
      ),
    settledBefore: (ms, limit) =>
      many("SELECT body FROM mirrors WHERE changed_ms < ? AND unsettled IS NULL ORDER BY changed_ms LIMIT ?", ms, limit),
    remove({ id, feeds }) {
      for (const { key, link } of feeds)
        database.run("DELETE FROM sources WHERE message = ? AND link = ? AND mirror = ?", key, link, Number(id));
      database.run("DELETE FROM mirrors WHERE id = ?", Number(id));
    },
    lastIn: ({ platform, workspace, channel }, limit) =>
      many(
        `SELECT body FROM (SELECT DISTINCT mirror FROM sources WHERE channel = ? AND workspace = ? AND platform = ? ORDER BY mirror DESC LIMIT ?)
          JOIN mirrors ON id = mirror ORDER BY id DESC`,
        channel,
        workspace,
        platform,
        limit,
      ),
    ofLink: (link) => many("SELECT body FROM mirrors WHERE id IN (SELECT mirror FROM sources WHERE link = ?)", link),
  };
}

/** As the indexes name them. */
function kind(ailing: boolean): string {
  return ailing ? "attempts > 0" : "attempts = 0";
}

export function parsed({ body }: Row): Mirror {
  return JSON.parse(body) as Mirror;
}

/** With account, message and part, what makes a slot unique (see `slotKey`). */
function placeOf({ post, comment, organization }: Slot): string {
  return JSON.stringify([post, comment, organization]);
}
