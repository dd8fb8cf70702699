import type { Platform } from "./message.ts";

/** What operators are told, in the channel for alerts. `forMs`: how long the trouble has lasted, or did. */
export type Alert =
  | { readonly about: "paused"; readonly accounts: readonly string[]; readonly reason: string }
  | { readonly about: "failing"; readonly accounts: readonly string[]; readonly reason: string; readonly forMs: number }
  | { readonly about: "working"; readonly accounts: readonly string[]; readonly forMs: number }
  | { readonly about: "lost" | "found"; readonly platform: Platform; readonly forMs: number }
  | { readonly about: "parked"; readonly accounts: Readonly<Record<string, number>>; readonly more: boolean }
  | { readonly about: "unpostable"; readonly link: string; readonly reason: string };

/** Of an account: paused, or failing (its breaker is open). Of a platform: lost. */
export type Condition = "well" | "paused" | "failing" | "lost";

/** How an account or a platform is, and what operators believe. */
export interface Watched {
  readonly is: Condition;
  /** Since when it is so. */
  readonly sinceMs: number;
  /** Since when it was not well, the last time that it was not. */
  readonly troubleMs: number;
  readonly told: Condition;
}

/** One more look; before the first, operators believe that all is well. */
export function watched(before: Watched | undefined, is: Condition, nowMs: number): Watched {
  if (before === undefined) return { is, sinceMs: nowMs, troubleMs: nowMs, told: "well" };
  if (before.is === is) return before;
  return { ...before, is, sinceMs: nowMs, troubleMs: before.is === "well" ? nowMs : before.troubleMs };
}

/** How long it has not been well, or was not before it became so. */
export function troubleForMs({ is, sinceMs, troubleMs }: Watched, nowMs: number): number {
  return (is === "well" ? sinceMs : nowMs) - troubleMs;
}

/** Whether operators believe something that is not so. Nothing but a person ends a pause; all else must have lasted to be worth a word. */
export function isNews({ is, sinceMs, told }: Watched, lastingMs: number, nowMs: number): boolean {
  return is !== told && (is === "paused" || nowMs - sinceMs >= lastingMs);
}
