import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryAfterMs, spanMs } from "../../src/http/retry-after.ts";

const NOW = Date.parse("2026-06-10T12:00:00Z");
const answer = (headers: Record<string, string | string[]>) => ({ headers, atMs: NOW });

describe("the wait after a 429", () => {
  it.each([
    ["30", 30_000],
    ["1.5", 1_500],
    ["Wed, 10 Jun 2026 12:00:30 GMT", 30_000],
    ["2026-06-10T12:00:30Z", 30_000],
    ["2026-06-10T14:00:30.000+02:00", 30_000],
    [String(NOW / 1_000 + 30), 30_000],
    [String(NOW + 30_000), 30_000],
  ])("reads %s", (value, expected) => {
    expect(retryAfterMs(answer({ "retry-after": value }), null)).toBe(expected);
    expect(retryAfterMs(answer({}), value)).toBe(expected);
    expect(retryAfterMs(answer({ "x-ratelimit-reset": [value] }), undefined)).toBe(expected);
  });

  it("prefers Retry-After to the body, and the body to the reset", () => {
    const headers = { "retry-after": "5", "x-ratelimit-reset": "9" };
    expect(retryAfterMs(answer(headers), 7)).toBe(5_000);
    expect(retryAfterMs(answer({ "x-ratelimit-reset": "9" }), 7)).toBe(7_000);
    expect(retryAfterMs(answer({ ...headers, "retry-after": "soon" }), null)).toBe(9_000);
  });

  it("measures a moment by the server's clock where it is told", () => {
    const headers = { date: "Wed, 10 Jun 2026 13:00:00 GMT", "retry-after": "Wed, 10 Jun 2026 13:00:10 GMT" };
    expect(retryAfterMs(answer(headers), null)).toBe(10_000);
  });

  it("waits a second at least, for a reset that is past, and a day at most", () => {
    expect(retryAfterMs(answer({ "x-ratelimit-reset": String(NOW / 1_000 - 60) }), null)).toBe(1_000);
    expect(retryAfterMs(answer({ "retry-after": "0" }), null)).toBe(1_000);
    expect(retryAfterMs(answer({ "retry-after": "999999" }), null)).toBe(24 * 3_600_000);
  });

  it.each(["", "soon", "-5", "1e3", "12 s", null, undefined, Number.NaN, Number.POSITIVE_INFINITY, -1, {}, [7], true])(
    "does not read %j",
    (value) => {
      expect(spanMs(value, NOW)).toBeNull();
    },
  );

  it("stays within its bounds whatever comes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.integer(), fc.date().map(String)), (value) => {
        const wait = retryAfterMs(answer({ "retry-after": String(value) }), value);
        expect(wait === null || (wait >= 1_000 && wait <= 24 * 3_600_000)).toBe(true);
      }),
    );
  });
});
