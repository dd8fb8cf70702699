import type { Answer } from "./faults.ts";

export function connectSafelyError(status: number, text: string): Answer {
  return { status, body: { error: text } };
}

/** The errors of the reaction's document, by status, and the two that the general pages add. */
export const connectSafelyErrors = {
  "400": connectSafelyError(400, "Reaction failed"),
  "401": connectSafelyError(401, "Unauthorized"),
  "403": { status: 403, body: { success: false, code: "SUBSCRIPTION_REQUIRED", message: "No active subscription" } },
  "404": connectSafelyError(404, "Account not found"),
  "429": {
    status: 429,
    body: { success: false, error: "Rate limit exceeded for REACT: 15/15 used." },
    headers: { "retry-after": "2", "x-ratelimit-limit": "15", "x-ratelimit-remaining": "0" },
  },
  "500": connectSafelyError(500, "Server error"),
} as const satisfies Record<string, Answer>;
