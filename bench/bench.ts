import type { Figure } from "./figure.ts";
import type { Press } from "./load.ts";
import type { Outside } from "./outside.ts";
import type { Population } from "./population.ts";

/** How much is measured. */
export interface Plan {
  /** Linked messages in the large database. */
  readonly many: number;
  /** Events before anything counts: code gets compiled, people get known. */
  readonly warmUp: number;
  readonly rounds: number;
  /** Events per round where latency is measured. */
  readonly events: number;
  readonly sustainMs: number;
}

export const PLANS = {
  full: { many: 1_000_000, warmUp: 300, rounds: 5, events: 400, sustainMs: 5_000 },
  short: { many: 100_000, warmUp: 25, rounds: 3, events: 40, sustainMs: 1_000 },
} as const satisfies Record<string, Plan>;

/** Linked messages in the small database. */
export const FEW = 1_000;

/** Where figures are measured. */
export interface Bench {
  readonly plan: Plan;
  readonly outside: Outside;
  readonly large: {
    readonly path: string;
    readonly population: Population;
    /** Each time on a message that nobody pressed before. */
    readonly press: () => Press;
  };
}

export type Measure = (bench: Bench) => Promise<readonly Figure[]>;

/** Run by run, so that what disturbs both at a time changes neither ratio. */
export function ratios(one: readonly number[], other: readonly number[]): readonly number[] {
  return one.map((value, index) => value / (other[index] ?? Number.NaN));
}

export function linked(count: number): string {
  return `${count.toLocaleString("en")} linked`;
}
