import type { Link } from "../domain/link.ts";
import { type Direction, leaves } from "../domain/policy.ts";
import type { Store } from "../ports/store.ts";

/** The links in force: what the configuration declares, under what was said since in chat or through the API. */
export interface Links {
  /** In the order of their declaration. */
  all(): readonly Link[];
  named(name: string): Link | undefined;
  /** Those of a channel, given as `slack:C0123456789`. */
  ofChannel(channel: string): readonly Link[];
  /** Null returns to what the file says. Stored before it is in force; what waited goes on. False: no such link. */
  turn(name: string, direction: Direction | null): Promise<boolean>;
}

export async function openLinks(declared: readonly Link[], store: Store): Promise<Links> {
  let links: readonly Link[] = [];
  let byChannel: ReadonlyMap<string, readonly Link[]> = new Map();

  async function load(): Promise<void> {
    const directions = await store.directions();
    links = declared.map((link) => {
      const direction = directions[link.name];
      return direction === undefined ? link : { ...link, policy: { ...link.policy, direction } };
    });
    byChannel = Map.groupBy(links, ({ channel }) => channel);
  }

  await load();
  // What waited for a link that the file switches on again goes on now.
  for (const { name, policy } of links) if (leaves(policy.direction) && !policy.dryRun) await store.wake(name);
  return {
    all: () => links,
    named: (name) => links.find((link) => link.name === name),
    ofChannel: (channel) => byChannel.get(channel) ?? [],
    async turn(name, direction) {
      if (!links.some((link) => link.name === name)) return false;
      await store.setDirection(name, direction);
      await load();
      const link = links.find((one) => one.name === name);
      if (link !== undefined && leaves(link.policy.direction)) await store.wake(name);
      return true;
    },
  };
}
