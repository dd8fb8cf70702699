import type { Failure } from "../../src/domain/failure.ts";
import type { Slot } from "../../src/domain/slot.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import type { Account } from "../../src/ports/account.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { TargetError } from "../../src/ports/target.ts";

/** What an outage looks like: an error, a cut connection, no answer, or none although the call was carried out. */
export const TROUBLES = ["error", "cut", "silence", "lost answer"] as const;
/** What a provider may say of a single message besides. */
export const REFUSALS = ["refused", "gone", "limited"] as const;
export type Trouble = (typeof TROUBLES)[number] | (typeof REFUSALS)[number];

/** A provider with one account, which can be made to fail. */
export interface Provider {
  readonly account: Account;
  /** When each call came, and about which message. */
  readonly calls: readonly { readonly atMs: number; readonly target: string }[];
  /** What the customer sees. */
  shown(target: string): string | null;
  /** From now on; `on`: of these messages alone. */
  fail(trouble: Trouble | null, on?: (target: string) => boolean): void;
}

/** Of itself, as RyzeAPI documents it. */
export const LIMIT = { requests: 100, perMs: 60_000 };
const ANSWER_MS = 400;
const SILENCE: Failure = { kind: "transient", ambiguous: true, connection: true, message: "No answer.", vendor: { status: 0 } };
const FAILURES: Readonly<Record<Trouble, Failure>> = {
  error: { kind: "transient", ambiguous: false, message: "Out of service.", vendor: { status: 503 } },
  cut: SILENCE,
  silence: SILENCE,
  "lost answer": SILENCE,
  refused: { kind: "rejected", ambiguous: false, message: "Not this emoji.", vendor: { status: 422 } },
  gone: { kind: "gone", ambiguous: false, message: "No such message.", vendor: { status: 404 } },
  limited: { kind: "rate-limited", ambiguous: false, message: "Too much.", retryAfterMs: 60_000, vendor: { status: 429 } },
};

export function createProvider(name: string, clock: Clock, limit = LIMIT): Provider {
  const calls: { atMs: number; target: string }[] = [];
  const shown = new Map<string, string | null>();
  let trouble: Trouble | null = null;
  let isMeant = (_target: string) => true;

  async function call(target: string, emoji: string | null, signal: AbortSignal): Promise<void> {
    const wrong = isMeant(target) ? trouble : null;
    calls.push({ atMs: clock.now(), target });
    await clock.sleep(ANSWER_MS, signal);
    if (wrong === null || wrong === "lost answer") shown.set(target, emoji);
    if (wrong === null) return;
    if (wrong === "silence" || wrong === "lost answer") await aborted(signal);
    throw new TargetError(FAILURES[wrong]);
  }

  return {
    calls,
    account: {
      ...{ name, provider: "scripted", network: "whatsapp", limits: [{ scope: name, ...limit }], posts: null },
      messages: {
        rules: WHATSAPP_MESSAGES,
        add: ({ message }, emoji, signal) => call(message, emoji, signal),
        remove: ({ message }, _emoji, signal) => call(message, null, signal),
      },
      probe: async () => {},
      slot: (_link, target) => ({ slot: slotOn(name, (target as { readonly id: string }).id) }),
    },
    shown: (target) => shown.get(target) ?? null,
    fail(next, on = () => true) {
      trouble = next;
      isMeant = on;
    },
  };
}

/** A message of ours in the one conversation that an account has. */
export function slotOn(account: string, message: string): Slot {
  const nowhere = { part: 0, comment: null, organization: null, post: false, author: null };
  return { ...nowhere, account, message, conversation: account, fromMe: true };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
