import { expect, it } from "vitest";
import type { FailureKind } from "../../src/domain/failure.ts";
import { TargetError } from "../../src/ports/target.ts";
import { beforeUs, ifReadable } from "../../src/providers/reading.ts";

const DATE = "Tue, 01 Sep 2026 09:00:00 GMT";
const NINE_MS = Date.UTC(2026, 8, 1, 9);

it("counts back from the vendor's own clock: by how long it took, and the second that it may be behind", () => {
  expect(beforeUs({ headers: { date: DATE }, atMs: 1_500 }, 1_000)).toBe((NINE_MS - 1_500) * 1_000);
  expect(beforeUs({ headers: { date: DATE }, atMs: 900 }, 1_000)).toBe((NINE_MS - 1_000) * 1_000);
});

it("does not trust our own clock by a minute where the vendor's is not told", () => {
  for (const headers of [{}, { date: "soon" }]) expect(beforeUs({ headers, atMs: 100_500 }, 100_000)).toBe(40_000_000);
});

it("takes a refusal to be read for one, and every other failure for what it is", async () => {
  const failing = (kind: FailureKind) =>
    ifReadable(Promise.reject(new TargetError({ kind, ambiguous: false, message: "No.", vendor: { status: 0 } })));
  expect(await ifReadable(Promise.resolve("read"))).toBe("read");
  for (const kind of ["gone", "rejected"] as const) expect(await failing(kind)).toBeNull();
  for (const kind of ["transient", "rate-limited", "unauthorized"] as const) await expect(failing(kind)).rejects.toThrow("No.");
  await expect(ifReadable(Promise.reject(new Error("a bug")))).rejects.toThrow("a bug");
});
