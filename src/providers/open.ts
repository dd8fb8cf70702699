import type { z } from "zod";
import type { Link } from "../domain/link.ts";
import type { Narrowing, NetworkName } from "../domain/network.ts";
import type { Limit } from "../domain/window.ts";
import type { Pools } from "../http/pool.ts";
import type { Account } from "../ports/account.ts";
import type { Log } from "../ports/observer.ts";
import type { Place, SlotCheck } from "./check.ts";

/** What the configuration says of one account, its provider's own keys included. */
export type Declared<Schema extends z.ZodType> = z.output<Schema> & {
  readonly name: string;
  readonly network: NetworkName;
  readonly baseUrl: string;
  readonly reactions: Narrowing;
  /** Any of them may sign a delivery, or accompany it; none: no webhook is set up. */
  readonly webhookSecrets: readonly string[];
};

/** What an account is opened with, besides its configuration. */
export interface Surroundings {
  readonly pools: Pools;
  /** From `limitsOf`. */
  readonly limits: readonly Limit[];
  readonly log: Log;
}

/** An account whose provider reads targets with `checkSlot`. */
export function account(
  parts: Omit<Account, "slot"> & { readonly network: NetworkName },
  checkSlot: (target: unknown, place: Place, network: NetworkName) => SlotCheck,
): Account {
  return { ...parts, slot: (link, target) => checkSlot(target, placeOf(parts.name, link), parts.network) };
}

function placeOf(name: string, { conversation, posts, asOrganization }: Link): Place {
  return { account: name, conversation: posts ? null : conversation, organization: asOrganization, post: posts };
}
