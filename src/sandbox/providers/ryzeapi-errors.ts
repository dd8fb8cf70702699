import type { Answer } from "./faults.ts";

export function ryzeApiError(status: number, message: string): Answer {
  return { status, body: { success: false, error: { message } } };
}

export const PARTICIPANT = "Participant is required for group reactions when fromMe=false";

/** The errors that RyzeAPI documents, by internal status, or by what is wrong. The envelope carries no code. */
export const ryzeApiErrors = {
  invalid_number: ryzeApiError(400, "Invalid phone number format: too short"),
  invalid_message_id: ryzeApiError(400, "Invalid messageId: message not found"),
  missing_participant: ryzeApiError(400, PARTICIPANT),
  unauthorized: ryzeApiError(401, "Invalid token"),
  mismatch: ryzeApiError(403, "Token does not belong to this instance"),
  instance_not_found: ryzeApiError(404, "Instance not found"),
  limited: ryzeApiError(429, "Rate limit exceeded. Try again later."),
  send_failed: ryzeApiError(500, "Failed to send reaction: upstream error"),
  disconnected: ryzeApiError(503, "Instance is not connected to WhatsApp"),
} as const satisfies Record<string, Answer>;
