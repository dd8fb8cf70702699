import { z } from "zod";

/** Where a payload is malformed, without its values. */
export function flawOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) throw error;
  return error.issues.map((issue) => `${issue.path.join(".") || "(payload)"}: ${issue.code}`).join(", ");
}
