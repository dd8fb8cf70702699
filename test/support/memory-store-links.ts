import type { MadeLink } from "../../src/domain/link.ts";
import type { Direction, Sharing } from "../../src/domain/policy.ts";
import type { Store } from "../../src/ports/store.ts";

type Linking = "directions" | "setDirection" | "sharings" | "setSharing" | "madeLinks" | "makeLink" | "dropLink";

/** `dropped` is called with the name of a link that is no more. */
export function memoryLinks(dropped: (name: string) => Promise<unknown>): Pick<Store, Linking> {
  const directions = new Map<string, Direction>();
  const sharings = new Map<string, Sharing>();
  /** By name; null once it was dropped. */
  const made = new Map<string, MadeLink | null>();

  function set<Value>(map: Map<string, Value>, link: string, value: Value | null) {
    if (value === null) map.delete(link);
    else map.set(link, value);
  }

  return {
    async directions() {
      return Object.fromEntries(directions);
    },
    async setDirection(link, direction) {
      set(directions, link, direction);
    },
    async sharings() {
      return Object.fromEntries(sharings);
    },
    async setSharing(link, sharing) {
      set(sharings, link, sharing);
    },
    async madeLinks() {
      return [...made.values()].filter((one) => one !== null);
    },
    async makeLink(one, sharing) {
      const { channel, account, conversation } = one;
      const isThis = (other: MadeLink | null) =>
        other?.channel === channel && other.account === account && other.conversation === conversation;
      if ([...made.values()].some(isThis)) return "linked";
      if (made.has(one.name)) return "named";
      made.set(one.name, one);
      set(sharings, one.name, sharing);
      return "made";
    },
    async dropLink(name) {
      if ((made.get(name) ?? null) === null) return false;
      made.set(name, null);
      directions.delete(name);
      sharings.delete(name);
      await dropped(name);
      return true;
    },
  };
}
