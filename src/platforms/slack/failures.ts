import type { Failure, FailureKind } from "../../domain/failure.ts";
import type { Answer, Fault, FaultReason } from "../../http/exchange.ts";
import { retryAfterMs } from "../../http/retry-after.ts";
import { ERROR_CODE } from "./info.ts";

interface Row {
  /** Slack's name of the error. */
  readonly code: string;
  readonly kind: Exclude<FailureKind, "rate-limited">;
  /** True when the request may have been carried out all the same. */
  readonly ambiguous: boolean;
  readonly message: string;
}

const row = (code: string, kind: Row["kind"], message: string, ambiguous = false): Row => ({ code, kind, ambiguous, message });
const TOKEN = "Slack does not accept the bot token.";
const ACCESS = "Slack does not let the app in here.";
const MOVING = "Slack cannot do this while the workspace or channel is being moved.";

/** docs.slack.dev, reactions.add, reactions.remove, reactions.get and auth.test, Errors. */
export const FAILURES: readonly Row[] = [
  row("too_many_emoji", "rejected", "The message in Slack holds as many different emoji as it can."),
  row("too_many_reactions", "rejected", "Our bot has put as many reactions on the message in Slack as it may."),
  row("invalid_name", "rejected", "Slack does not know the emoji."),
  row("not_reactable", "rejected", "Slack takes no reactions on this."),
  row("message_not_found", "gone", "The message in Slack is gone."),
  row("bad_timestamp", "gone", "Slack does not know a message with this timestamp."),
  row("no_item_specified", "gone", "Slack misses the message to react to."),
  row("channel_not_found", "gone", "The channel in Slack is gone, or our bot may not see it."),
  row("is_archived", "gone", "The channel in Slack is archived."),
  row("not_in_channel", "gone", "Our bot is not in the channel in Slack: invite it there."),
  row("thread_locked", "gone", "The thread in Slack is locked."),
  row("invalid_auth", "unauthorized", TOKEN),
  row("not_authed", "unauthorized", TOKEN),
  row("account_inactive", "unauthorized", TOKEN),
  row("token_revoked", "unauthorized", TOKEN),
  row("token_expired", "unauthorized", TOKEN),
  row("not_allowed_token_type", "unauthorized", TOKEN),
  row("team_disabled", "unauthorized", ACCESS),
  row("team_access_not_granted", "unauthorized", ACCESS),
  row("user_removed_from_team", "unauthorized", ACCESS),
  row("missing_scope", "unauthorized", "The app in Slack lacks the scope reactions:write: add it and install the app again."),
  row("no_permission", "unauthorized", ACCESS),
  row("access_denied", "unauthorized", ACCESS),
  row("accesslimited", "unauthorized", ACCESS),
  row("ekm_access_denied", "unauthorized", "The administrators of Slack have suspended this."),
  row("enterprise_is_restricted", "unauthorized", ACCESS),
  row("two_factor_setup_required", "unauthorized", ACCESS),
  row("org_login_required", "transient", MOVING),
  row("team_added_to_org", "transient", MOVING),
  row("external_channel_migrating", "transient", MOVING),
  row("request_timeout", "transient", "Slack did not get the whole request."),
  row("service_unavailable", "transient", "Slack is not available at present.", true),
  row("internal_error", "transient", "Slack failed on its side.", true),
  row("fatal_error", "transient", "Slack failed on its side.", true),
];

/** Both are documented, the second for messages alone. */
const LIMITED: readonly string[] = ["ratelimited", "rate_limited"];
/** The window of Slack's tiers. */
const WINDOW_MS = 60_000;

const FAULTS: Readonly<Record<FaultReason, string>> = {
  refused: "Slack refused the connection.",
  dns: "Slack could not be found by its name.",
  tls: "Slack could not be reached safely: the TLS connection failed.",
  cut: "Slack cut the connection before it answered.",
  garbled: "What answered in Slack's place is not HTTP.",
  timeout: "Slack gave no answer in time.",
  aborted: "Slack was given up on before it answered.",
  closed: "Slack was not asked: the bridge is stopping.",
  unsendable: "Slack was not asked: the request cannot be written as HTTP, most likely for a character in the token.",
};

/** No answer is there. Ambiguous as soon as the request may have left. */
export function unanswered({ reason, sent }: Fault): Failure {
  return { kind: "transient", ambiguous: sent, connection: true, message: FAULTS[reason], vendor: { status: 0 } };
}

/** We did not ask. */
export function unasked(kind: "transient" | "rejected" | "gone", message: string): Failure {
  return { kind, ambiguous: false, message, vendor: { status: 0 } };
}

/** What an answer means that is no success; `code` as its body has it. */
export function failureOf(answer: Answer, code: unknown): Failure {
  const { status } = answer;
  const known = typeof code === "string" && ERROR_CODE.test(code) && !/\d{6}/.test(code) ? { code } : {};
  const vendor = { status, ...known };
  if (status === 429 || (status === 200 && LIMITED.includes(String(code)))) {
    const waitMs = retryAfterMs(answer, undefined) ?? WINDOW_MS;
    return { kind: "rate-limited", ambiguous: false, message: "Slack wants fewer requests.", retryAfterMs: waitMs, vendor };
  }
  const found = status === 200 ? FAILURES.find((one) => one.code === code) : undefined;
  if (found !== undefined) return { kind: found.kind, ambiguous: found.ambiguous, message: found.message, vendor };
  // "Other errors can be returned", say the documents, and Slack answers 200 to all but what it limits.
  const unclear = (message: string): Failure => ({ kind: "transient", ambiguous: true, message, vendor });
  if (status === 200) return unclear("Slack answered in a way that it does not document.");
  if (status === 401) return { kind: "unauthorized", ambiguous: false, message: TOKEN, vendor };
  if (status < 400 || status >= 500) return unclear(`Slack failed with status ${status}.`);
  if (answer.body === undefined && !answer.empty) return unclear(`What answers at SLACK_API_URL with ${status} is not Slack's API.`);
  return { kind: "rejected", ambiguous: false, message: `Slack refused the request with status ${status}.`, vendor };
}
