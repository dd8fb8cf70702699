import type { Answer } from "./faults.ts";

export function linqError(
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  more: object = {},
): Answer {
  return { status, body: { error: { status, code, message, ...more }, success: false }, headers };
}

/** The errors that Linq documents, by their code. */
export const linqErrors = {
  "1002": linqError(400, 1002, "Phone number must be in E.164 format"),
  "1003": linqError(400, 1003, "Invalid request body"),
  "1005": linqError(400, 1005, "Invalid parameter"),
  "1006": linqError(409, 1006, "Conflict"),
  "1007": linqError(429, 1007, "Rate limit exceeded", { "retry-after": "2" }, { retry_after: 2 }),
  "2001": linqError(404, 2001, "Chat not found"),
  "2002": linqError(404, 2002, "Message not found"),
  "2004": linqError(401, 2004, "Unauthorized - missing or invalid authentication token"),
  "2005": linqError(403, 2005, "Access denied"),
  "2008": linqError(403, 2008, "Recipient not allowed"),
  "2015": linqError(409, 2015, "No eligible sending line"),
  "2024": linqError(403, 2024, "Recipient opted out"),
  "3006": linqError(500, 3006, "Internal server error"),
} as const satisfies Record<string, Answer>;
