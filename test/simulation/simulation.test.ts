import { describe, expect, test } from "vitest";
import { missing } from "./batch.ts";
import { FAULTS } from "./faults.ts";
import { hunt, runApart } from "./hunt.ts";

const PATIENCE_MS = 180_000;

// `npm run simulate` plays many more.
describe("random schedules of crashes, lost answers and changes of mind", () => {
  test("0 of 3,000 end wrong", { timeout: PATIENCE_MS }, async () => {
    const report = await runApart(["--seeds", "3000"]);
    expect(report.wrong).toEqual([]);
    expect(report.seeds).toBe(3_000);
    expect(missing(report)).toEqual([]);
  });

  test("0 of 100 end wrong on real SQLite", { timeout: PATIENCE_MS }, async () => {
    const report = await runApart(["--seeds", "100", "--store", "sqlite"]);
    expect(report.wrong).toEqual([]);
    expect(report.seeds).toBe(100);
  });

  test("0 of 12 end wrong on real PostgreSQL", { timeout: PATIENCE_MS }, async () => {
    const report = await runApart(["--seeds", "12", "--store", "postgres"]);
    expect(report.wrong).toEqual([]);
    expect(report.seeds).toBe(12);
  });
});

describe("a planted fault is found", () => {
  test.each(FAULTS)("$name", { timeout: PATIENCE_MS }, async (fault) => {
    expect(await hunt(fault, 2_000)).not.toBeNull();
  });
});
