import type { z } from "zod";

interface Reason {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

/** Why a body does not fit, in the words of Discord's form errors. */
export function reasonsOf(issues: readonly z.core.$ZodIssue[], input: unknown): readonly Reason[] {
  return issues.map((issue) => ({ path: issue.path, ...reasonOf(issue, valueAt(input, issue.path)) }));
}

function reasonOf(issue: z.core.$ZodIssue, value: unknown): Omit<Reason, "path"> {
  if (issue.code === "custom") return { code: String(issue.params?.["code"] ?? "BASE_TYPE_INVALID"), message: issue.message };
  if (value === undefined) return { code: "BASE_TYPE_REQUIRED", message: "This field is required" };
  if (issue.code === "too_big") {
    const most = String(issue.maximum);
    if (issue.origin === "string") return { code: "BASE_TYPE_MAX_LENGTH", message: `Must be ${most} or fewer in length.` };
    if (issue.origin === "array") return { code: "BASE_TYPE_BAD_LENGTH", message: `Must be ${most} or fewer in length.` };
    return { code: "NUMBER_TYPE_MAX", message: `int value should be less than or equal to ${most}.` };
  }
  if (issue.code === "too_small") {
    const least = String(issue.minimum);
    if (issue.origin === "string" || issue.origin === "array")
      return { code: "BASE_TYPE_BAD_LENGTH", message: `Must be ${least} or more in length.` };
    return { code: "NUMBER_TYPE_MIN", message: `int value should be greater than or equal to ${least}.` };
  }
  if (issue.code === "invalid_format") return { code: "STRING_TYPE_REGEX", message: "String value did not match validation regex." };
  if (issue.code === "invalid_value") return { code: "BASE_TYPE_CHOICES", message: `Value must be one of (${issue.values.join(", ")}).` };
  return { code: "BASE_TYPE_INVALID", message: issue.message };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    input,
  );
}
