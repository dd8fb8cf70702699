import { z } from "zod";
import type { FaultReason } from "../../http/exchange.ts";

/** Discord did not do what it was asked, or nobody can say. It never holds what was asked for, nor what was answered to people. */
export class DiscordError extends Error {
  override readonly name = "DiscordError";
  /** 0 when no answer came. */
  readonly status: number;
  /** Discord's own number for what is wrong; null where it gave none. */
  readonly code: number | null;
  /** How long it wants to be left alone; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(what: string, status: number, code: number | null, retryAfterMs: number | null = null) {
    super(what);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export function answered(status: number, code: number | null, retryAfterMs: number | null): DiscordError {
  return new DiscordError(`Discord answers ${status}${code ? ` (${code})` : ""}`, status, code, retryAfterMs);
}

export function unreached(reason: FaultReason): DiscordError {
  return new DiscordError(`Discord gave no answer (${reason})`, 0, null);
}

/** Discord's number for what is wrong; null when it did not answer with one. */
export function codeOf(error: unknown): number | null {
  return error instanceof DiscordError ? error.code : null;
}

/** Whether there is nothing where we looked, or nothing that we may see. */
export function isNotThere(error: unknown): boolean {
  return error instanceof DiscordError && (error.status === 404 || error.status === 403);
}

/** With these the gateway sends somebody away for good (docs.discord.com, Gateway Close Event Codes); what to do about it. */
export const CLOSED_FOR_GOOD: Readonly<Record<number, string>> = {
  4004: "Discord refuses DISCORD_BOT_TOKEN: copy it again from the app's page Bot (Reset Token); it may belong to another app or have been reset",
  4010: "Discord refuses the shard",
  4011: "Discord refuses one session for all servers of this bot: it is in too many for this bridge",
  4012: "Discord does not know version 10 of its gateway any more: install a newer bridge",
  4013: "Discord does not know what the bridge wants to hear: install a newer bridge",
  4014: 'Discord does not let this app read what messages say, which DISCORD_BOT_TOKEN needs for links whose policy sends messages (relay.outbound) and for posts: switch on "Message Content Intent" on the app\'s page Bot, or leave these out',
};

export function goodbye(code: number): Error {
  return new Error(CLOSED_FOR_GOOD[code] ?? `Discord's gateway hung up (${code})`);
}

/** Why the start failed, for the operator. */
export function plainly(error: unknown, apiUrl: string): Error {
  if (error instanceof z.ZodError) return new Error(`What answers at ${apiUrl} is not Discord's API`);
  if (!(error instanceof DiscordError)) return error instanceof Error ? error : new Error(String(error));
  if (error.status === 401) return goodbye(4004);
  if (error.status === 0) return new Error(`Discord cannot be reached at ${apiUrl}`, { cause: error });
  return new Error(`What answers at ${apiUrl} does not do what Discord documents: status ${error.status}`, { cause: error });
}
