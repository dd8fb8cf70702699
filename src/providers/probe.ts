import { TargetError } from "../ports/target.ts";
import { type Call, type CallerOptions, createCaller } from "./call.ts";
import type { Reply } from "./failure.ts";

/** Resolves when the provider lets the account in; throws TargetError otherwise. One call, which changes nothing. */
export type Probe = (signal: AbortSignal) => Promise<void>;

/** A harmless read that the provider documents, with the credential of an account. */
export function createProbe(options: CallerOptions, call: Omit<Call, "json"> | null, read: (body: unknown) => Reply): Probe {
  const ask = createCaller(options);
  return async (signal) => {
    try {
      await ask(call && { ...call, method: "GET" }, read, signal);
    } catch (error) {
      throw error instanceof TargetError ? refused(error, options) : error;
    }
  };
}

/** The table of failures speaks of reactions: where nothing in particular was asked for, its words fit only as far as the account goes. */
function refused({ failure }: TargetError, { info: { title }, failures }: CallerOptions): TargetError {
  const { kind, vendor } = failure;
  const answered = vendor.status >= 200 && vendor.status < 300;
  const known = answered && vendor.code !== undefined ? failures.find(({ code }) => code === vendor.code) : undefined;
  if (known !== undefined) return new TargetError({ kind: known.kind, ambiguous: false, message: known.message, vendor });
  if (!answered && kind !== "gone" && kind !== "rejected") return new TargetError({ ...failure, ambiguous: false });
  const message = `${title} answered a harmless read with ${vendor.status} in a way that it does not document; is baseUrl right?`;
  return new TargetError({ kind: "transient", ambiguous: false, message, vendor });
}
