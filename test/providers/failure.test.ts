import { describe, expect, it } from "vitest";
import type { Answer } from "../../src/http/exchange.ts";
import { FAILURES as connectsafely } from "../../src/providers/connectsafely/failures.ts";
import { type FailureRow, failureOf, type Reply } from "../../src/providers/failure.ts";
import { FAILURES as linq } from "../../src/providers/linq/failures.ts";
import { FAILURES as postpress } from "../../src/providers/postpress/failures.ts";
import { FAILURES as ryzeapi } from "../../src/providers/ryzeapi/failures.ts";

const answer = (status: number, body: unknown = {}): Answer => ({ kind: "answer", status, headers: {}, body, empty: false, atMs: 0 });
const reply = (more: Partial<Reply> = {}): Reply => ({ success: false, code: null, requestId: null, retryAfter: null, ...more });

describe.each(Object.entries({ postpress, linq, connectsafely, ryzeapi }))("the failures of %s", (_, rows: readonly FailureRow[]) => {
  it("hide no row behind another", () => {
    for (const row of rows) {
      const failure = failureOf("It", rows, answer(row.status ?? 400), reply({ code: row.code }));
      expect(failure).toMatchObject({ kind: row.kind, ambiguous: row.ambiguous, message: row.message });
    }
  });

  it("say to the operator one whole sentence each, and where it was read", () => {
    for (const { message, source } of rows) {
      expect(message).toMatch(/^[A-Z][^.]*(\.[^.\s][^.]*)*\.$/);
      expect(source).not.toBe("");
    }
  });

  it("leave nothing in doubt that was refused", () => {
    for (const { kind, ambiguous } of rows) if (kind !== "transient") expect(ambiguous).toBe(false);
  });

  it.each([400, 401, 403, 404, 409, 422, 500, 501, 503, 504, 302, 101])("know what to do with an undocumented %i", (status) => {
    const { kind, ambiguous } = failureOf("It", rows, answer(status), reply({ code: "never_heard_of" }));
    if (status >= 500 || status < 400) expect(kind).toBe("transient");
    else expect(["rejected", "gone", "unauthorized"]).toContain(kind);
    if (status === 401) expect(kind).toBe("unauthorized");
    if (![400, 401, 403, 404, 409, 422].includes(status)) expect(ambiguous).toBe(true);
  });
});

describe("what is kept of an answer", () => {
  it("is a code and a request id that look like such, and nothing that could be a number or a sentence", () => {
    const kept = failureOf("It", [], answer(409), reply({ code: "errors/conflict", requestId: "req_01HXYZ" }));
    expect(kept.vendor).toEqual({ status: 409, code: "errors/conflict", requestId: "req_01HXYZ" });
    for (const code of ["+5511988887777", "number 5511988887777", "a\nb", "x".repeat(65), "<b>"]) {
      expect(failureOf("It", [], answer(409), reply({ code, requestId: "a b\n" })).vendor).toEqual({ status: 409 });
    }
  });
});
