import type { Families } from "./ladder.ts";
import type { Link } from "./link.ts";
import type { Policy } from "./policy.ts";

/** What a configuration says of links, and of which emoji may stand for which. */
export interface Declared {
  readonly links: readonly Link[];
  /** What a link allows that is made in chat. */
  readonly policy: Policy;
  readonly families: Families;
}

/** What another configuration says, and what of it takes a restart; or everything that is wrong with it. */
export type Reread = { readonly declared: Declared; readonly restarts: readonly string[] } | { readonly complaints: readonly string[] };
