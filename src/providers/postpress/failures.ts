import type { FailureRow } from "../failure.ts";

const BOTH = "api.postpress.io/docs/messages-react and /docs/posts-react";
const POSTS = "api.postpress.io/docs/posts-react";
const QUICKSTART = "postpress.ai/docs/quickstart";

type Line = readonly [type: string, message: string];

const rows = (status: number, kind: FailureRow["kind"], ambiguous: boolean, lines: readonly Line[], source = BOTH): readonly FailureRow[] =>
  lines.map(([type, message]) => ({ status, code: `errors/${type}`, kind, ambiguous, message, source }));

/** What the account or its key lacks: nothing goes through it until somebody mends that. */
const ACCOUNT: readonly FailureRow[] = [
  ...rows(401, "unauthorized", false, [
    ["missing_credentials", "PostPress received no API key."],
    ["multiple_sessions", "LinkedIn allows this Recruiter account one session: connect it to PostPress by its cookie."],
    ["invalid_checkpoint_solution", "The sign-in challenge of the account was not solved: connect it to PostPress again."],
    ["invalid_proxy_credentials", "The proxy of the account at PostPress does not accept its credentials."],
    ["checkpoint_error", "The sign-in challenge of the account cannot be solved: connect it to PostPress again."],
    ["invalid_credentials", "PostPress does not accept the credentials: check the API key and the account's connection."],
    ["expired_credentials", "The account's credentials have expired: connect it to PostPress again."],
    ["insufficient_privileges", "The API key's scopes do not cover reactions: widen them at PostPress."],
    ["disconnected_account", "The account is disconnected from its network: connect it to PostPress again."],
    ["disconnected_feature", "This part of the account is disconnected: connect it to PostPress again."],
    ["invalid_credentials_but_valid_account_imap", "The account's mail credentials are invalid, says PostPress."],
    ["expired_link", "The link to connect the account has expired: make a new one at PostPress."],
    ["wrong_account", "The account was connected again with somebody else's credentials."],
  ]),
  ...rows(403, "unauthorized", false, [
    ["account_restricted", "The network has restricted the account."],
    ["session_mismatch", "The session at PostPress belongs to another user: connect the account again."],
    ["feature_not_subscribed", "The account has not subscribed to what reactions need, or it was not connected for that."],
    ["subscription_required", "Reactions need a subscription that the account does not have."],
    ["unknown_authentication_context", "The account's sign-in waits for one more step at PostPress."],
    ["action_required", "The account waits for one more step at PostPress."],
  ]),
];

/** What this one message or post does not let the account do: others are not concerned. */
const TARGET: readonly FailureRow[] = [
  ...rows(403, "gone", false, [
    ["account_mismatch", "This account cannot react to this message or post."],
    ["insufficient_permissions", "The account, or the organization it speaks for, may not react here."],
    ["resource_access_restricted", "The account has no access to this message or post."],
  ]),
  ...rows(
    404,
    "gone",
    false,
    [
      ["resource_not_found", "PostPress does not know this post or comment, or it is gone."],
      ["invalid_resource_identifier", "PostPress does not accept the id of this post or comment."],
    ],
    POSTS,
  ),
];

const PASSING: readonly FailureRow[] = [
  ...rows(500, "transient", true, [
    ["unexpected_error", "PostPress failed on its side."],
    ["provider_error", "The network behind PostPress has operational problems."],
    ["authentication_intent_error", "PostPress gave up signing the account in."],
  ]),
  ...rows(503, "transient", false, [
    ["no_client_session", "PostPress runs no session for the account at the moment."],
    ["no_channel", "PostPress has no channel to the account's session at the moment."],
    ["no_handler", "PostPress has nobody to handle reactions at the moment."],
    ["service_unavailable", "PostPress is unavailable at the moment."],
  ]),
  ...rows(503, "transient", true, [["network_down", "PostPress's own network is down."]]),
  ...rows(504, "transient", true, [["request_timeout", "The network behind PostPress did not answer in time."]]),
];

/** By the status alone, for the other envelope of PostPress's quickstart and for types to come. */
const ANY_TYPE: readonly FailureRow[] = [
  {
    status: 401,
    code: "key_missing",
    kind: "unauthorized",
    ambiguous: false,
    message: "PostPress received no API key.",
    source: QUICKSTART,
  },
  { status: 401, code: null, kind: "unauthorized", ambiguous: false, message: "PostPress does not accept the credentials.", source: BOTH },
  {
    status: 403,
    code: null,
    kind: "unauthorized",
    ambiguous: false,
    message: "PostPress forbids this account to react: it is restricted, or it is on a network without reactions.",
    source: BOTH,
  },
];

export const FAILURES: readonly FailureRow[] = [...ACCOUNT, ...TARGET, ...PASSING, ...ANY_TYPE];

/** Of the harmless read: what it says of scopes is not about reactions. */
export const PROBE_FAILURES: readonly FailureRow[] = [
  ...rows(401, "unauthorized", false, [
    ["insufficient_privileges", "The API key may not list webhooks, the bridge's harmless read: whether it may react cannot be told."],
  ]),
  ...FAILURES,
];

/** Of everything else that is asked for, in words that are not about reactions. What its key or plan leaves out ends that call alone. */
export const ASKED_FAILURES: readonly FailureRow[] = [
  ...rows(401, "rejected", false, [["insufficient_privileges", "The API key's scopes do not cover this: widen them at PostPress."]]),
  ...rows(403, "rejected", false, [
    ["feature_not_subscribed", "The account has not subscribed to what this needs, or it was not connected for that."],
    ["subscription_required", "This needs a subscription that the account does not have."],
  ]),
  ...rows(403, "gone", false, [
    ["account_mismatch", "This account cannot do this here."],
    ["insufficient_permissions", "The account may not do this here."],
    ["resource_access_restricted", "The account has no access to what it asked for."],
  ]),
  ...rows(404, "gone", false, [
    ["resource_not_found", "PostPress does not know what it was asked for, or it is gone."],
    ["invalid_resource_identifier", "PostPress does not accept the id of what it was asked for."],
  ]),
  ...rows(503, "transient", false, [["no_handler", "PostPress has nobody to handle this at the moment."]]),
  ...FAILURES.filter(({ status, code }) => status !== 403 || code !== null),
  { status: 403, code: null, kind: "rejected", ambiguous: false, message: "PostPress forbids this account to do this.", source: BOTH },
];

const TYPES = new Set(FAILURES.map(({ code }) => code));

/** An error by the name that the reference has for it: the quickstart's envelope names no `errors/`. Names that it does not have stay. */
export function referenceType(code: string): string {
  const type = `errors/${code}`;
  return TYPES.has(type) ? type : code;
}
