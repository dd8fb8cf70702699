import type { Answer } from "./faults.ts";

/** What both documents list, by status; 404 is the post's alone. */
const TYPES = {
  401: [
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
  403: [
    "account_restricted",
    "account_mismatch",
    "insufficient_permissions",
    "session_mismatch",
    "feature_not_subscribed",
    "subscription_required",
    "unknown_authentication_context",
    "action_required",
    "resource_access_restricted",
  ],
  404: ["resource_not_found", "invalid_resource_identifier"],
  500: ["unexpected_error", "provider_error", "authentication_intent_error"],
  503: ["no_client_session", "no_channel", "no_handler", "network_down", "service_unavailable"],
  504: ["request_timeout"],
} as const;

export function postPressError(status: number, type: string, detail?: string, headers: Record<string, string> = {}): Answer {
  const title = type.charAt(0).toUpperCase() + type.slice(1).replaceAll("_", " ");
  return { status, body: { title, ...(detail && { detail }), instance: "req_01HXYZ", type: `errors/${type}`, status }, headers };
}

/** Every error that PostPress documents, by its type (`errors/provider_error`). */
export const postPressErrors: Readonly<Record<string, Answer>> = Object.fromEntries(
  Object.entries(TYPES).flatMap(([status, types]) => types.map((type) => [`errors/${type}`, postPressError(Number(status), type)])),
);
