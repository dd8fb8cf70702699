import type { Failure } from "../domain/failure.ts";
import type { Mirror, Move } from "../domain/mirror.ts";
import type { Outcome } from "../domain/pass.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/observer.ts";
import { type Target, TargetError } from "../ports/target.ts";

/** A request that has not answered by then is abandoned; it may still land. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Longer than any request, so that only a stalled process ever loses a lease. */
export const LEASE_MS = 12_000;

/** Made once: an AbortController without a reason makes an error with a stack for each call. */
const GIVEN_UP = new Error("given up");

export interface DeliverOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the process gives up on what is in flight. */
  readonly signal: AbortSignal;
}

/** Makes one move, and turns however it ends into a value. `askedMs` is when the lease was asked for. */
export async function deliver(mirror: Mirror, move: Move, target: Target, askedMs: number, options: DeliverOptions): Promise<Outcome> {
  const { clock, log, signal } = options;
  const ageMs = clock.now() - askedMs;
  if (signal.aborted || ageMs > LEASE_MS - REQUEST_TIMEOUT_MS) return { kind: "unsent" };
  const given = new AbortController();
  const ended = new AbortController();
  const abandon = () => {
    given.abort(GIVEN_UP);
    ended.abort(GIVEN_UP);
  };
  signal.addEventListener("abort", abandon);
  try {
    const call = make(mirror, move, target, given.signal).catch(
      (error): Outcome => ({ kind: "failed", failure: failureOf(error, log, mirror) }),
    );
    const timeout = clock.sleep(REQUEST_TIMEOUT_MS, ended.signal).then((): Outcome => {
      if (!ended.signal.aborted) abandon();
      return { kind: "failed", failure: unanswered(signal.aborted) };
    });
    return await Promise.race([call, timeout]);
  } finally {
    ended.abort(GIVEN_UP);
    signal.removeEventListener("abort", abandon);
  }
}

async function make({ slot }: Mirror, move: Move, target: Target, signal: AbortSignal): Promise<Outcome> {
  if (move.op === "read") return { kind: "read", shown: (await target.shown?.(slot, signal)) ?? null };
  await (move.op === "add" ? target.add(slot, move.emoji, signal) : target.remove(slot, move.emoji, signal));
  return { kind: "done" };
}

/** A bug in an adapter must not take the process down, nor be taken for success: it is as if no answer had come. */
function failureOf(error: unknown, log: Log, mirror: Mirror): Failure {
  if (error instanceof TargetError) return error.failure;
  const { id, version, slot } = mirror;
  log.error({ mirror: id, version, account: slot.account, error: String(error) }, "an adapter threw what no adapter may throw");
  return { kind: "transient", ambiguous: true, message: "The bridge failed while it made the call.", vendor: { status: 0, code: "bug" } };
}

function unanswered(stopping: boolean): Failure {
  const message = stopping
    ? "The bridge stopped before the provider answered."
    : `The provider did not answer within ${REQUEST_TIMEOUT_MS / 1_000} s.`;
  return {
    kind: "transient",
    ambiguous: true,
    connection: !stopping,
    message,
    vendor: { status: 0, code: stopping ? "stopped" : "timeout" },
  };
}
