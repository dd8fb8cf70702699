import { type Channel, type Message, messageKey } from "../../domain/message.ts";
import { type Mirror, type MirrorId, newMirror, readyMs, stateOf } from "../../domain/mirror.ts";
import type { Slot } from "../../domain/slot.ts";
import type { Transaction, Value } from "./transaction.ts";

/** Mirrors as rows. `body` is the truth; the columns beside it are derived here and nowhere else. Those to be changed are locked, in the order of their ids. */
export interface Mirrors {
  byId(id: MirrorId, locked?: boolean): Promise<Mirror | null>;
  /** Those of these that there are, by their ids. */
  byIds(ids: readonly MirrorId[]): Promise<ReadonlyMap<MirrorId, Mirror>>;
  /** Every mirror that these messages feed, each once, by their keys. */
  ofMessages(messages: readonly Message[]): Promise<ReadonlyMap<string, readonly Mirror[]>>;
  /** Which mirror a message stands for under a link; null for none. */
  standsFor(message: Message, link: string): Promise<Mirror | null>;
  /** The mirror of a slot, made when there is none. */
  ofSlot(slot: Slot, nowMs: number): Promise<Mirror>;
  /** What our account shows on a target message, whatever place there it fills; on every part (null). */
  onTarget(account: string, message: string, part: number | null, locked?: boolean): Promise<readonly Mirror[]>;
  save(mirror: Mirror): void;
  /** Makes the message feed the mirror; `mirror.feeds` is the caller's. */
  feed(mirror: MirrorId, message: Message, link: string): void;
  /** The moments of the accounts' earliest work of either kind; null without any. */
  earliestMs(accounts: readonly string[]): Promise<(account: string, ailing: boolean) => number | null>;
  /** The mirrors of an account that have been ready for longest and that nobody works on; `proven`: those that failed least. */
  ready(account: string, ailing: boolean, nowMs: number, most: number, proven: boolean): Promise<readonly Mirror[]>;
  leasedBy(holder: string | null): Promise<readonly Mirror[]>;
  waitingFor(link: string): Promise<readonly Mirror[]>;
  inChannel(platform: string, workspace: string, channel: string): Promise<readonly Mirror[]>;
  ofLink(link: string): Promise<readonly Mirror[]>;
  /** Settled ones that did not change since then and that nobody works on, the oldest first. */
  settledBefore(ms: number, limit: number): Promise<readonly Mirror[]>;
  remove(mirror: Mirror): void;
  /** The last ones made, newest first. */
  lastIn(channel: Channel, limit: number): Promise<readonly Mirror[]>;
}

interface Row {
  readonly body: string;
}

const LOCKED = "ORDER BY id FOR UPDATE";

export function mirrorsIn(transaction: Transaction, saved: (mirror: Mirror) => void): Mirrors {
  const one = async (sql: string, ...values: readonly Value[]) => {
    const row = await transaction.first<Row>(sql, ...values);
    return row === undefined ? null : parsed(row);
  };
  const many = async (sql: string, ...values: readonly Value[]) => (await transaction.all<Row>(sql, ...values)).map(parsed);

  async function added(slot: Slot, nowMs: number): Promise<Mirror> {
    const row = await transaction.first<{ readonly id: string }>("SELECT nextval('mirror_numbers') AS id");
    const mirror = newMirror(row?.id ?? "", slot, nowMs);
    void transaction.run(
      "INSERT INTO mirrors (id, account, target, part, place, attempts, changed_ms, body) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)",
      mirror.id,
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
    byId: async (id, locked = false) =>
      /^\d{1,15}$/.test(id) ? one(`SELECT body FROM mirrors WHERE id = $1${locked ? " FOR UPDATE" : ""}`, id) : null,
    byIds: async (ids) => new Map((await many(`SELECT body FROM mirrors WHERE id = ANY ($1) ${LOCKED}`, ids)).map((one) => [one.id, one])),
    async ofMessages(messages) {
      const rows = await transaction.all<Row & { readonly message: string }>(
        `SELECT s.message, m.body FROM sources s JOIN mirrors m ON m.id = s.mirror WHERE s.message = ANY ($1)
          ORDER BY m.id FOR UPDATE OF m`,
        messages.map(messageKey),
      );
      const found = new Map<string, Map<MirrorId, Mirror>>();
      for (const row of rows) {
        const mirror = parsed(row);
        const fed = found.get(row.message) ?? new Map<MirrorId, Mirror>();
        found.set(row.message, fed.set(mirror.id, mirror));
      }
      return new Map([...found].map(([message, fed]) => [message, [...fed.values()]]));
    },
    standsFor: (message, link) =>
      one("SELECT body FROM mirrors WHERE id = (SELECT mirror FROM sources WHERE message = $1 AND link = $2)", messageKey(message), link),
    ofSlot: async (slot, nowMs) =>
      (await one(
        "SELECT body FROM mirrors WHERE account = $1 AND target = $2 AND part = $3 AND place = $4 FOR UPDATE",
        slot.account,
        slot.message,
        slot.part,
        placeOf(slot),
      )) ?? added(slot, nowMs),
    onTarget(account, message, part, locked = false) {
      const order = locked ? LOCKED : "ORDER BY id";
      return part === null
        ? many(`SELECT body FROM mirrors WHERE account = $1 AND target = $2 ${order}`, account, message)
        : many(`SELECT body FROM mirrors WHERE account = $1 AND target = $2 AND part = $3 ${order}`, account, message, part);
    },
    save(mirror) {
      const state = stateOf(mirror);
      saved(mirror);
      void transaction.run(
        "UPDATE mirrors SET ready_ms = $1, unsettled = $2, waits = $3, holder = $4, attempts = $5, changed_ms = $6, body = $7 WHERE id = $8",
        readyMs(mirror),
        state === "settled" ? null : state,
        mirror.waits ? 1 : null,
        mirror.lease?.holder ?? null,
        mirror.attempts,
        mirror.changedMs,
        JSON.stringify(mirror),
        mirror.id,
      );
    },
    feed(mirror, message, link) {
      const { platform, workspace, channel } = message;
      void transaction.run(
        "INSERT INTO sources (message, link, mirror, platform, workspace, channel) VALUES ($1, $2, $3, $4, $5, $6)",
        messageKey(message),
        link,
        mirror,
        platform,
        workspace,
        channel,
      );
    },
    async earliestMs(accounts) {
      const first = (ailing: boolean) =>
        `(SELECT ready_ms FROM mirrors WHERE account = name AND ready_ms IS NOT NULL AND ${kind(ailing)} ORDER BY ready_ms LIMIT 1)`;
      const rows = await transaction.all<{ readonly name: string; readonly well: number | null; readonly ailing: number | null }>(
        `SELECT name, ${first(false)} AS well, ${first(true)} AS ailing FROM unnest($1::text[]) AS name`,
        accounts,
      );
      const found = new Map(rows.map((row) => [row.name, row]));
      return (account, ailing) => found.get(account)?.[ailing ? "ailing" : "well"] ?? null;
    },
    ready: (account, ailing, nowMs, most, proven) =>
      many(
        `SELECT body FROM mirrors WHERE account = $1 AND ready_ms <= $2 AND ${kind(ailing)}
          ORDER BY ${proven ? "attempts, " : ""}ready_ms, id LIMIT $3 FOR UPDATE SKIP LOCKED`,
        account,
        nowMs,
        most,
      ),
    leasedBy: (holder) =>
      holder === null
        ? many(`SELECT body FROM mirrors WHERE holder IS NOT NULL ${LOCKED}`)
        : many(`SELECT body FROM mirrors WHERE holder = $1 ${LOCKED}`, holder),
    waitingFor: async (link) =>
      (await many(`SELECT body FROM mirrors WHERE waits IS NOT NULL ${LOCKED}`)).filter(({ feeds }) =>
        feeds.some((feed) => feed.link === link),
      ),
    inChannel: (platform, workspace, channel) =>
      many(
        `SELECT body FROM mirrors WHERE id IN (SELECT mirror FROM sources WHERE channel = $1 AND workspace = $2 AND platform = $3) ${LOCKED}`,
        channel,
        workspace,
        platform,
      ),
    settledBefore: (ms, limit) =>
      many(
        `SELECT body FROM mirrors WHERE changed_ms < $1 AND unsettled IS NULL ORDER BY changed_ms LIMIT $2 FOR UPDATE SKIP LOCKED`,
        ms,
        limit,
      ),
    remove({ id, feeds }) {
      for (const { key, link } of feeds) {
        void transaction.run("DELETE FROM sources WHERE message = $1 AND link = $2 AND mirror = $3", key, link, id);
      }
      void transaction.run("DELETE FROM mirrors WHERE id = $1", id);
    },
    lastIn: ({ platform, workspace, channel }, limit) =>
      many(
        `SELECT body FROM (
          SELECT DISTINCT mirror FROM sources WHERE channel = $1 AND workspace = $2 AND platform = $3 ORDER BY mirror DESC LIMIT $4
        ) AS s JOIN mirrors ON id = mirror ORDER BY id DESC`,
        channel,
        workspace,
        platform,
        limit,
      ),
    ofLink: (link) => many(`SELECT body FROM mirrors WHERE id IN (SELECT mirror FROM sources WHERE link = $1) ${LOCKED}`, link),
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
