import type { FailureKind } from "../../src/domain/failure.ts";
import { FAILURES } from "../../src/providers/linq/failures.ts";
import { createLinq } from "../../src/providers/linq/index.ts";
import { openLinq } from "../../src/sandbox/providers/linq.ts";
import { failureTable, type Played, SPOKEN } from "./failure-table.ts";
import { slotOf } from "./under-test.ts";

const MESSAGE = "e230c922-3e96-4376-9332-67b644d11237";

/** As Linq's pages list them. 2018 has no status there; it is played with the most likely one. */
const DOCUMENTED: readonly (readonly [code: number, status: number, kind: FailureKind, ambiguous: boolean])[] = [
  [1001, 400, "rejected", false],
  [1002, 400, "rejected", false],
  [1003, 400, "rejected", false],
  [1004, 400, "rejected", false],
  [1005, 400, "rejected", false],
  [1006, 409, "transient", false],
  [1007, 429, "rate-limited", false],
  [1015, 429, "rate-limited", false],
  [2001, 404, "gone", false],
  [2002, 404, "gone", false],
  [2003, 404, "gone", false],
  [2004, 401, "unauthorized", false],
  [2005, 403, "unauthorized", false],
  [2008, 403, "gone", false],
  [2015, 409, "gone", false],
  [2018, 400, "gone", false],
  [2018, 422, "gone", false],
  [2024, 403, "gone", false],
  [3006, 500, "transient", true],
];

function envelope(status: number, code: number | string, more: object = {}): object {
  return { success: false, error: { status, code, message: SPOKEN, doc_url: SPOKEN, ...more }, trace_id: "trace-7" };
}

const played = [
  ...DOCUMENTED.flatMap(([code, status, kind, ambiguous]) =>
    [code, String(code)].map(
      (written): Played => ({
        title: `code ${JSON.stringify(written)} with ${status}`,
        answer: { status, body: envelope(status, written) },
        kind,
        ambiguous,
        vendor: { code: String(code), requestId: "trace-7" },
        ...(status === 429 && { waitMs: 60_000 }),
      }),
    ),
  ),
  {
    title: "429 with error.retry_after",
    answer: { status: 429, body: envelope(429, 1007, { retry_after: 30 }) },
    kind: "rate-limited",
    ambiguous: false,
    vendor: { code: "1007", requestId: "trace-7" },
    waitMs: 30_000,
  },
  {
    title: "429 with Retry-After and error.retry_after: the header counts",
    answer: { status: 429, headers: { "retry-after": "30" }, body: envelope(429, 1007, { retry_after: 5 }) },
    kind: "rate-limited",
    ambiguous: false,
    vendor: { code: "1007", requestId: "trace-7" },
    waitMs: 30_000,
  },
  {
    title: "401 without a code",
    answer: { status: 401, body: { success: false, error: { message: SPOKEN }, trace_id: SPOKEN } },
    kind: "unauthorized",
    ambiguous: false,
  },
  { title: "403 without a code", answer: { status: 403, body: { success: false } }, kind: "unauthorized", ambiguous: false },
  {
    title: "a code beside another status than its own",
    answer: { status: 500, body: envelope(500, 2002) },
    kind: "transient",
    ambiguous: true,
    vendor: { code: "2002", requestId: "trace-7" },
  },
  { title: "404 without a code", answer: { status: 404, body: { success: false } }, kind: "gone", ambiguous: false },
] satisfies readonly Played[];

failureTable({
  name: "Linq",
  async open() {
    const standIn = await openLinq({ credential: "key" });
    standIn.message({ id: MESSAGE });
    return standIn;
  },
  create: (pools, baseUrl) => createLinq({ pools, baseUrl, apiKey: "key" }),
  slot: slotOf({ message: MESSAGE }),
  emoji: "👍",
  rows: FAILURES,
  played,
  error: { success: false, error: { message: SPOKEN } },
});
