import type { Declared } from "../domain/declared.ts";
import { followsPosts, type Link, type MadeLink, sideAt } from "../domain/link.ts";
import { own } from "../domain/own.ts";
import type { Direction, Sharing } from "../domain/policy.ts";
import { createMadeLinks, type DeclaredLinks, type MadeLinksOptions } from "./made-links.ts";

/** The links in force: what the configuration declares and what was made in chat, under what was said of them since. */
export interface Links {
  /** In the order of their declaration; those made in chat after them, as they were made. */
  all(): readonly Link[];
  named(name: string): Link | undefined;
  /** Those that go through an account. */
  ofAccount(account: string): readonly Link[];
  /** Those that a channel is at either end of, given as `slack:C0123456789`. */
  ofChannel(channel: string): readonly Link[];
  /** The link that mirrors one channel to another, whichever it names first. */
  between(channel: string, other: string): Link | undefined;
  /** Whether it matters what people write in a channel, beside what they react. */
  wantsMessages(channel: string): boolean;
  /**
   * On behalf of an admin. Null returns to what the file says. All but `off` confirms a link whose channel is shared with another
   * organization. Stored before it is in force; what waited goes on. False: no such link.
   */
  turn(name: string, direction: Direction | null): Promise<boolean>;
  /**
   * People of another organization are in a channel, or are no longer: its links are off until an admin confirms them. Stored before
   * it is in force. Answers whom that changed: it may be told again and again.
   */
  share(channel: string, shared: boolean): Promise<{ readonly paused: readonly string[]; readonly resumed: readonly string[] }>;
  /**
   * What another configuration says, in place of the one before. What waited goes on. Answers which links stay as they were, since what they
   * lead to is not there.
   */
  declare(file: Omit<Declared, "families">, isThere: (link: Link) => boolean): Promise<readonly string[]>;
  /** What would be in force under another configuration, with all that was said since. */
  under(file: Omit<Declared, "families">): Promise<readonly Link[]>;
  /** What was said through another process is in force here, too. */
  reload(): Promise<void>;
  /** Whether this link is off for no other reason than that its channel is shared with another organization. */
  isUnconfirmed(name: string): boolean;
  /** A link as it is apart from that: as it is going to be once an admin confirms it. */
  confirmed(link: Link): Link;
  /** On behalf of an admin. Null: this channel is linked with this conversation of this account already. Stored before it is in force. */
  make(place: Omit<MadeLink, "name">, sharing: Sharing | null): Promise<Link | null>;
  /** On behalf of an admin: undoes `make`, and freezes the link's messages. False: no such link was made in chat. */
  drop(name: string): Promise<boolean>;
}

export async function openLinks({ declared, policy, ...options }: DeclaredLinks & MadeLinksOptions): Promise<Links> {
  const { store } = options;
  const made = createMadeLinks(options);
  let file: DeclaredLinks = { declared, policy };
  /** As they are before anything is said of them. */
  let said: readonly Link[] = declared;
  let links: readonly Link[] = [];
  let byChannel: ReadonlyMap<string, readonly Link[]> = new Map();
  let directions: Readonly<Record<string, Direction>> = {};
  let sharings: Readonly<Record<string, Sharing>> = {};
  let last: Promise<unknown> = Promise.resolve();

  async function load(): Promise<void> {
    directions = await store.directions();
    sharings = await store.sharings();
    const beside = await made.beside(file);
    made.tell(beside.leftOut);
    said = [...file.declared, ...beside.links];
    links = said.map(current);
    const ends = links.flatMap((link) => channelsOf(link).map((channel) => ({ channel, link })));
    byChannel = new Map([...Map.groupBy(ends, ({ channel }) => channel)].map(([channel, all]) => [channel, all.map(({ link }) => link)]));
  }

  function isUnconfirmed(link: Link): boolean {
    return channelsOf(link).some((channel) => own(sharings, sharingOf(link, channel)) === "unconfirmed");
  }

  /** As it is in force. */
  const current = (link: Link) => (isUnconfirmed(link) ? directed(link, "off") : turned(link));

  /** As it is declared, under what was said since. */
  const turned = (link: Link) => directed(link, own(directions, link.name));

  /** One change after the other, so that what is in force is what was stored last. */
  function inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const changing = last.then(change);
    last = changing.catch(() => {});
    return changing;
  }

  /** What waited for a link goes on now. */
  async function wake(name: string): Promise<void> {
    const link = named(name);
    if (link !== undefined && link.policy.direction !== "off") await store.wake(name);
  }

  /** Of a channel, the links of which it was not known yet whether it is shared; or those of which it was. */
  function changedBy(channel: string, shared: boolean): readonly Link[] {
    return (byChannel.get(channel) ?? []).filter((link) => (own(sharings, sharingOf(link, channel)) === undefined) === shared);
  }

  const named = (name: string) => links.find((link) => link.name === name);

  await load();
  for (const { name } of links) await wake(name);
  return {
    all: () => links,
    named,
    ofAccount: (account) => links.filter((link) => link.account === account),
    ofChannel: (channel) => byChannel.get(channel) ?? [],
    reload: () => inTurn(load),
    declare: (next, isThere) =>
      inTurn(async () => {
        const before = file.declared;
        const left = next.links.filter((link) => !isThere(link)).map(({ name }) => name);
        const all = next.links.flatMap((link) => (left.includes(link.name) ? before.filter(({ name }) => name === link.name) : [link]));
        file = { declared: all, policy: next.policy };
        await load();
        for (const { name } of links) await wake(name);
        return left;
      }),
    async under(next) {
      const beside = await made.beside({ declared: next.links, policy: next.policy });
      return [...next.links, ...beside.links].map(current);
    },
    between: (channel, other) => byChannel.get(channel)?.find((link) => link.mirrorTo !== null && sideAt(link, channel)?.to === other),
    wantsMessages: (channel) =>
      (byChannel.get(channel) ?? []).some((link) => link.account !== null && (followsPosts(link) || link.policy.relay.outbound !== "off")),
    isUnconfirmed(name) {
      const link = named(name);
      return link !== undefined && isUnconfirmed(link);
    },
    confirmed: (link) => turned(said.find(({ name }) => name === link.name) ?? link),
    async turn(name, direction) {
      const link = named(name);
      if (link === undefined) return false;
      return inTurn(async () => {
        await store.setDirection(name, direction);
        const shared = channelsOf(link).map((channel) => sharingOf(link, channel));
        const confirmed = direction === "off" ? [] : shared.filter((one) => own(sharings, one) === "unconfirmed");
        for (const one of confirmed) await store.setSharing(one, "confirmed");
        await load();
        await wake(name);
        return true;
      });
    },
    async share(channel, shared) {
      if (changedBy(channel, shared).length === 0) return { paused: [], resumed: [] };
      return inTurn(async () => {
        const changed = changedBy(channel, shared);
        const before = changed.filter(isUnconfirmed);
        for (const link of changed) await store.setSharing(sharingOf(link, channel), shared ? "unconfirmed" : null);
        await load();
        const resumed = before.filter((link) => !isUnconfirmed(link)).map(({ name }) => name);
        for (const name of resumed) await wake(name);
        return { paused: shared ? changed.map(({ name }) => name) : [], resumed };
      });
    },
    make: (place, sharing) =>
      inTurn(async () => {
        const name = await made.add(place, sharing, file);
        if (name === null) return null;
        await load();
        return links.find((link) => link.name === name) ?? null;
      }),
    drop: (name) =>
      inTurn(async () => {
        if (!(await store.dropLink(name))) return false;
        await load();
        return true;
      }),
  };
}

/** The channels that a link is in. */
function channelsOf({ channel, mirrorTo }: Link): readonly string[] {
  return mirrorTo === null ? [channel] : [channel, mirrorTo];
}

/** By which it is remembered that a channel of a link is shared: each of two can be. No link's name has a space in it. */
function sharingOf({ name, channel: first }: Link, channel: string): string {
  return channel === first ? name : `${name} ${channel}`;
}

function directed(link: Link, direction: Direction | undefined): Link {
  return direction === undefined ? link : { ...link, policy: { ...link.policy, direction } };
}
