import type { Judge } from "../../src/domain/desire.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { dueMs, type Mirror } from "../../src/domain/mirror.ts";
import { CLOCK_STEP_MS, type Decision, type Moment, type Outcome, proceed, take } from "../../src/domain/pass.ts";
import { fact, failure, judge, mirror, ms, START_MS, TIMEOUT } from "./given.ts";

/** The longest that an abandoned request may still land, and the clock step on top of it. */
export const D = 30_000;
export const CONFIRM_MS = D + CLOCK_STEP_MS;
export const DONE: Outcome = { kind: "done" };
export const UNSENT: Outcome = { kind: "unsent" };
export const fails = (kind: Failure["kind"], change: Partial<Failure> = {}): Outcome => ({
  kind: "failed",
  failure: failure(kind, change),
});
export const timesOut: Outcome = { kind: "failed", failure: TIMEOUT };

export function moment(atMs: number, change: Partial<Moment> = {}): Moment {
  return { holder: "worker", nowMs: ms(atMs), leaseMs: 12_000, tokenWaitMs: 0, alone: false, readable: false, random: 0, ...change };
}

/** One pass from `atMs` on, each call answered after 10 ms as told, and from then on with success. */
export function pass(before: Mirror, atMs: number, outcomes: readonly Outcome[] = [], by: Judge = judge(), change: Partial<Moment> = {}) {
  let decision: Decision = take(before, by, moment(atMs, change));
  const moves: string[] = [];
  const notices: string[] = [];
  const refused: string[] = [];
  const remember = (one: Decision) => {
    notices.push(...one.notices.map(({ reason, person }) => `${reason} ${person}`));
    refused.push(...one.refused);
  };
  remember(decision);
  for (let at = atMs + 10; decision.move !== null; at += 10) {
    const { move } = decision;
    moves.push(move.op === "read" ? "?" : `${move.op === "add" ? "+" : "−"}${move.emoji}`);
    decision = proceed(decision.mirror, move, outcomes[moves.length - 1] ?? DONE, by, moment(at, change));
    remember(decision);
  }
  const due = dueMs(decision.mirror);
  return { mirror: decision.mirror, moves, notices, refused, dueMs: due === null ? null : due - START_MS };
}

export const pressed = (change: Partial<Mirror> = {}) => mirror({ version: 1, facts: [fact("dana", "👍", -5_000)], ...change });
export const withdrawn = (change: Partial<Mirror> = {}) =>
  mirror({ version: 2, facts: [fact("dana", "👍", -5_000, { held: false, sentAs: "👍", version: 2 })], observed: ["👍"], ...change });
