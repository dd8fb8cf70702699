import type { FailureKind } from "../../src/domain/failure.ts";
import { FAILURES } from "../../src/providers/postpress/failures.ts";
import { createPostPressMessages, createPostPressPosts } from "../../src/providers/postpress/index.ts";
import { openPostPress } from "../../src/sandbox/providers/postpress.ts";
import { failureTable, type Played, SPOKEN } from "./failure-table.ts";
import { slotOf } from "./under-test.ts";

type Line = readonly [status: number, kind: FailureKind, ambiguous: boolean, ...types: string[]];

/** As the two documents list them: 13, 9, 2, 3, 5 and 1. */
const DOCUMENTED: readonly Line[] = [
  [
    401,
    "unauthorized",
    false,
    "missing_credentials",
    "multiple_sessions",
    "invalid_checkpoint_solution",
    "invalid_proxy_credentials",
    "checkpoint_error",
    "invalid_credentials",
    "expired_credentials",
    "insufficient_privileges",
    "disconnected_account",
    "disconnected_feature",
    "invalid_credentials_but_valid_account_imap",
    "expired_link",
    "wrong_account",
  ],
  [
    403,
    "unauthorized",
    false,
    "account_restricted",
    "session_mismatch",
    "feature_not_subscribed",
    "subscription_required",
    "unknown_authentication_context",
    "action_required",
  ],
  [403, "gone", false, "account_mismatch", "insufficient_permissions", "resource_access_restricted"],
  [404, "gone", false, "resource_not_found", "invalid_resource_identifier"],
  [500, "transient", true, "unexpected_error", "provider_error", "authentication_intent_error"],
  [503, "transient", false, "no_client_session", "no_channel", "no_handler", "service_unavailable"],
  [503, "transient", true, "network_down"],
  [504, "transient", true, "request_timeout"],
];

const documented = DOCUMENTED.flatMap(([status, kind, ambiguous, ...types]) => types.map((type) => ({ status, kind, ambiguous, type })));

const reference = documented.map(({ status, kind, ambiguous, type }): Played => {
  const body = { title: SPOKEN, detail: SPOKEN, instance: "req_01HXYZ", type: `errors/${type}`, status };
  const vendor = { code: `errors/${type}`, requestId: "req_01HXYZ" };
  return { title: `${status} ${type}, in the reference's envelope`, answer: { status, body }, kind, ambiguous, vendor };
});

const quickstart = documented.flatMap(({ status, kind, ambiguous, type }) =>
  [type, `errors/${type}`].map((code): Played => {
    const body = { error: { code, message: SPOKEN, request_id: "req_2" } };
    const vendor = { code: `errors/${type}`, requestId: "req_2" };
    return { title: `${status} ${code}, in the quickstart's envelope`, answer: { status, body }, kind, ambiguous, vendor };
  }),
);

const unlisted = (status: number, kind: FailureKind): Played => ({
  title: `${status} of a type to come`,
  answer: { status, body: { title: SPOKEN, type: "errors/brand_new", instance: SPOKEN, status } },
  kind,
  ambiguous: false,
  vendor: { code: "errors/brand_new" },
});

const played: readonly Played[] = [
  ...reference,
  ...quickstart,
  {
    title: "401 key_missing, the quickstart's own example",
    answer: { status: 401, body: { error: { code: "key_missing", message: SPOKEN, request_id: "req_2" } } },
    kind: "unauthorized",
    ambiguous: false,
    vendor: { code: "key_missing", requestId: "req_2" },
  },
  unlisted(400, "rejected"),
  unlisted(401, "unauthorized"),
  unlisted(403, "unauthorized"),
  unlisted(404, "gone"),
  unlisted(422, "rejected"),
  {
    title: "a success of another object",
    answer: { status: 200, body: { object: "Chat", success: true } },
    kind: "transient",
    ambiguous: true,
  },
];

const open = async () => {
  const standIn = await openPostPress({ credential: "key", accounts: { acc_li: "linkedin" } });
  standIn.message({ id: "msg_1", network: "whatsapp" });
  standIn.post({ id: "urn:li:activity:1", network: "linkedin" });
  return standIn;
};
const error = { title: SPOKEN, detail: SPOKEN };
const shared = { open, emoji: "👍", rows: FAILURES, played, error };

failureTable({
  ...shared,
  name: "PostPress (messages)",
  slot: slotOf({ message: "msg_1" }),
  create: (pools, baseUrl) => createPostPressMessages({ pools, baseUrl, network: "whatsapp", apiKey: "key" }),
});

failureTable({
  ...shared,
  name: "PostPress (posts)",
  slot: slotOf({ message: "urn:li:activity:1", post: true }),
  create: (pools, baseUrl) => createPostPressPosts({ pools, baseUrl, network: "linkedin", apiKey: "key", accountId: "acc_li" }),
});
