import type { Failure, FailureKind } from "../../domain/failure.ts";
import type { Answer, Fault, FaultReason } from "../../http/exchange.ts";
import { retryAfterMs } from "../../http/retry-after.ts";
import { saidIn } from "./rest.ts";

interface Row {
  /** Null for every status: the code alone tells. */
  readonly status: number | null;
  /** Discord's own number of the error; null for every answer with this status. */
  readonly code: number | null;
  readonly kind: Exclude<FailureKind, "rate-limited">;
  /** True when the request may have been carried out all the same. */
  readonly ambiguous: boolean;
  readonly message: string;
}

const by = (code: number, kind: Row["kind"], message: string, ambiguous = false): Row => ({ status: null, code, kind, ambiguous, message });
const TOKEN = "Discord does not accept the bot token.";

/** docs.discord.com, JSON Error Codes. Rows with a code go before those without. */
export const FAILURES: readonly Row[] = [
  by(10003, "gone", "The channel in Discord is gone, or our bot may not see it."),
  by(10004, "gone", "Our bot is not in the server in Discord any more."),
  by(10008, "gone", "The message in Discord is gone."),
  by(10014, "rejected", "Discord does not know the emoji."),
  by(30010, "rejected", "The message in Discord holds as many different emoji as it can."),
  by(40001, "unauthorized", TOKEN),
  by(40002, "unauthorized", "Discord wants the owner of the app to verify it first."),
  by(40333, "transient", "What protects Discord's API turned the request away."),
  by(50001, "gone", "Our bot may not see the channel in Discord: give it View Channel and Read Message History there."),
  by(50013, "gone", "Our bot may not react in the channel in Discord: give it Add Reactions and Read Message History there."),
  by(50014, "unauthorized", TOKEN),
  by(50021, "rejected", "Discord takes no reactions on a message of this kind."),
  by(50024, "rejected", "Discord takes no reactions in a channel of this kind."),
  by(50083, "gone", "The thread in Discord is archived."),
  by(90001, "rejected", "Whoever wrote the message in Discord has blocked our bot."),
  by(130000, "transient", "Discord has too much to do at present.", true),
  by(160005, "gone", "The thread in Discord is locked."),
  { status: 401, code: null, kind: "unauthorized", ambiguous: false, message: TOKEN },
  { status: 404, code: null, kind: "gone", ambiguous: false, message: "Discord does not know what was asked for." },
];

/** Where a 429 does not say how long to wait. */
const WINDOW_MS = 60_000;

const FAULTS: Readonly<Record<FaultReason, string>> = {
  refused: "Discord refused the connection.",
  dns: "Discord could not be found by its name.",
  tls: "Discord could not be reached safely: the TLS connection failed.",
  cut: "Discord cut the connection before it answered.",
  garbled: "What answered in Discord's place is not HTTP.",
  timeout: "Discord gave no answer in time.",
  aborted: "Discord was given up on before it answered.",
  closed: "Discord was not asked: the bridge is stopping.",
  unsendable: "Discord was not asked: the request cannot be written as HTTP, most likely for a character in the token.",
};

/** No answer is there. Ambiguous as soon as the request may have left. */
export function unanswered({ reason, sent }: Fault): Failure {
  return { kind: "transient", ambiguous: sent, connection: true, message: FAULTS[reason], vendor: { status: 0 } };
}

/** We did not ask. */
export function unasked(kind: "transient" | "rejected" | "gone", message: string): Failure {
  return { kind, ambiguous: false, message, vendor: { status: 0 } };
}

/** What an answer means that is no success. */
export function failureOf(answer: Answer): Failure {
  const { status } = answer;
  const { code, retryAfterS } = saidIn(answer);
  const vendor = { status, ...(code !== null && { code: String(code) }) };
  if (status === 429) {
    const waitMs = retryAfterMs(answer, retryAfterS) ?? WINDOW_MS;
    return { kind: "rate-limited", ambiguous: false, message: "Discord wants fewer requests.", retryAfterMs: waitMs, vendor };
  }
  const unclear = (message: string): Failure => ({ kind: "transient", ambiguous: true, message, vendor });
  if (status < 400) return unclear("Discord answered in a way that it does not document.");
  if (status >= 500 && code === null) return unclear(`Discord failed with status ${status}.`);
  if (answer.body === undefined && !answer.empty && status !== 401)
    return unclear(`What answers at DISCORD_API_URL with ${status} is not Discord's API.`);
  const found = FAILURES.find((row) => (row.code === null ? row.status === status : row.code === code));
  if (found !== undefined) return { kind: found.kind, ambiguous: found.ambiguous, message: found.message, vendor };
  if (status >= 500) return unclear(`Discord failed with status ${status}.`);
  return { kind: "rejected", ambiguous: false, message: `Discord refused the request with status ${status}.`, vendor };
}
