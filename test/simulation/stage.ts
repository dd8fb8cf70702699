import type { Store } from "../../src/ports/store.ts";
import type { Ledger } from "./oracle.ts";
import type { Phone } from "./phone.ts";
import type { Schedule, SourcePlan, TargetPlan } from "./schedule.ts";
import type { World } from "./world.ts";

/** What one schedule contained. */
export interface Counts {
  events: number;
  crashes: number;
  ambiguous: number;
  takeovers: number;
  confirmations: number;
  calls: number;
  owner: number;
  readings: number;
}

/** What people hold on a source, as it was found at a moment. */
export interface Reading {
  readonly source: string;
  readonly reactions: readonly { readonly person: string; readonly name: string }[];
  readonly atUs: number;
}

/** What happens on stage, and whoever takes part in it. */
export interface Stage {
  readonly world: World;
  readonly schedule: Schedule;
  /** The one store behind all processes. */
  readonly store: Store;
  readonly ledger: Ledger;
  readonly phone: Phone;
  readonly counts: Counts;
  /** By target, the lease in force as the store last said. */
  readonly leases: Map<string, { readonly holder: string; readonly untilMs: number }>;
  /** Holders whose lease ran out and went to somebody else. */
  readonly overtaken: Set<string>;
  /** What people really hold by reacting, by source, and since when. */
  readonly truth: ReadonlyMap<string, Map<string, { readonly person: string; readonly name: string; readonly atUs: number }>>;
  /** Sources of which some event was never brought. */
  readonly lossy: Set<string>;
  target(id: string): TargetPlan;
  source(id: string): SourcePlan;
  /** A promise of the engine's was broken. */
  violated(what: string): void;
}
