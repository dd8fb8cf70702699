import type { Link } from "../domain/link.ts";
import { own } from "../domain/own.ts";
import type { Direction, Sharing } from "../domain/policy.ts";
import type { Store } from "../ports/store.ts";

/** The links in force: what the configuration declares, under what was said since in chat or through the API. */
export interface Links {
  /** In the order of their declaration. */
  all(): readonly Link[];
  named(name: string): Link | undefined;
  /** Those that go through an account. */
  ofAccount(account: string): readonly Link[];
  /** Those of a channel, given as `slack:C0123456789`. */
  ofChannel(channel: string): readonly Link[];
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
  /** What was said through another process is in force here, too. */
  reload(): Promise<void>;
  /** Whether this link is off for no other reason than that its channel is shared with another organization. */
  isUnconfirmed(name: string): boolean;
  /** A link as it is apart from that: as it is going to be once an admin confirms it. */
  confirmed(link: Link): Link;
}

export async function openLinks(declared: readonly Link[], store: Store): Promise<Links> {
  let links: readonly Link[] = [];
  let byChannel: ReadonlyMap<string, readonly Link[]> = new Map();
  let directions: Readonly<Record<string, Direction>> = {};
  let sharings: Readonly<Record<string, Sharing>> = {};
  let last: Promise<unknown> = Promise.resolve();

  async function load(): Promise<void> {
    directions = await store.directions();
    sharings = await store.sharings();
    links = declared.map((link) => (own(sharings, link.name) === "unconfirmed" ? directed(link, "off") : said(link)));
    byChannel = Map.groupBy(links, ({ channel }) => channel);
  }

  /** As the file declares it, under what was said since. */
  const said = (link: Link) => directed(link, own(directions, link.name));

  /** One change after the other, so that what is in force is what was stored last. */
  function inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const changing = last.then(change);
    last = changing.catch(() => {});
    return changing;
  }

  /** What waited for a link goes on now. */
  async function wake(name: string): Promise<void> {
    const link = links.find((one) => one.name === name);
    if (link !== undefined && link.policy.direction !== "off") await store.wake(name);
  }

  /** Of a channel, the links of which it was not known yet whether it is shared; or those of which it was. */
  function changedBy(channel: string, shared: boolean): readonly string[] {
    const names = (byChannel.get(channel) ?? []).map(({ name }) => name);
    return names.filter((name) => (sharings[name] === undefined) === shared);
  }

  await load();
  for (const { name } of links) await wake(name);
  return {
    all: () => links,
    named: (name) => links.find((link) => link.name === name),
    ofAccount: (account) => links.filter((link) => link.account === account),
    ofChannel: (channel) => byChannel.get(channel) ?? [],
    reload: () => inTurn(load),
    isUnconfirmed: (name) => own(sharings, name) === "unconfirmed",
    confirmed: (link) => said(declared.find(({ name }) => name === link.name) ?? link),
    async turn(name, direction) {
      if (!links.some((link) => link.name === name)) return false;
      return inTurn(async () => {
        await store.setDirection(name, direction);
        if (sharings[name] === "unconfirmed" && direction !== "off") await store.setSharing(name, "confirmed");
        await load();
        await wake(name);
        return true;
      });
    },
    async share(channel, shared) {
      if (changedBy(channel, shared).length === 0) return { paused: [], resumed: [] };
      return inTurn(async () => {
        const names = changedBy(channel, shared);
        const resumed = names.filter((name) => sharings[name] === "unconfirmed");
        for (const name of names) await store.setSharing(name, shared ? "unconfirmed" : null);
        await load();
        for (const name of resumed) await wake(name);
        return { paused: shared ? names : [], resumed };
      });
    },
  };
}

function directed(link: Link, direction: Direction | undefined): Link {
  return direction === undefined ? link : { ...link, policy: { ...link.policy, direction } };
}
