import type { Answer } from "../http/exchange.ts";
import { TargetError } from "../ports/target.ts";

/** By how much a vendor's clock, which writes whole seconds, may be behind what it says. */
const CLOCK_STEP_MS = 1_000;
/** Ours may be wrong by this against a vendor's that says nothing of its own. */
const UNKNOWN_CLOCK_MS = 60_000;

/** The latest moment that was certainly before what an answer tells, by the vendor's clock, in microseconds since 1970. `begunMs`: when it was asked. */
export function beforeUs({ headers, atMs }: Pick<Answer, "headers" | "atMs">, begunMs: number): number {
  const date = Date.parse([headers["date"]].flat()[0] ?? "");
  const ms = Number.isNaN(date) ? begunMs - UNKNOWN_CLOCK_MS : date - Math.max(0, atMs - begunMs) - CLOCK_STEP_MS;
  return Math.floor(ms * 1_000);
}

/** What a reading says, or null where the provider does not let it be read: that says nothing of whether it can be reacted to. */
export async function ifReadable<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof TargetError && (error.failure.kind === "gone" || error.failure.kind === "rejected")) return null;
    throw error;
  }
}
