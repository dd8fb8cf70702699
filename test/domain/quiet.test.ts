import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type QuietHours, quietUntilMs, timeOfDay } from "../../src/domain/quiet.ts";

const at = (iso: string) => Date.parse(iso);
const hours = (from: string, to: string, timeZone: string | null = "Europe/Lisbon"): QuietHours => {
  const [fromMin = 0, toMin = 0] = [from, to].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  return { fromMin, toMin, timeZone };
};
const until = (quiet: QuietHours, iso: string) => {
  const ms = quietUntilMs(quiet, at(iso));
  return ms === null ? null : new Date(ms).toISOString().replace(".000", "");
};

describe("quiet hours", () => {
  test.each<[string, QuietHours, string, string | null]>([
    ["an evening in winter", hours("20:00", "08:00"), "2026-01-05T21:30:00Z", "2026-01-06T08:00:00Z"],
    ["an evening in summer, an hour ahead", hours("20:00", "08:00"), "2026-07-05T19:30:00Z", "2026-07-06T07:00:00Z"],
    ["the small hours", hours("20:00", "08:00"), "2026-01-06T03:00:00Z", "2026-01-06T08:00:00Z"],
    ["their very beginning", hours("20:00", "08:00"), "2026-01-05T20:00:00Z", "2026-01-06T08:00:00Z"],
    ["their very end", hours("20:00", "08:00"), "2026-01-06T08:00:00Z", null],
    ["a moment before their end", hours("20:00", "08:00"), "2026-01-06T07:59:59.999Z", "2026-01-06T08:00:00Z"],
    ["the day", hours("20:00", "08:00"), "2026-01-06T15:00:00Z", null],
    ["a break at noon", hours("12:00", "13:30"), "2026-01-06T12:15:00Z", "2026-01-06T13:30:00Z"],
    ["from midnight on", hours("00:00", "06:00"), "2026-01-06T00:00:00Z", "2026-01-06T06:00:00Z"],
    ["up to midnight", hours("22:00", "00:00"), "2026-01-06T23:00:00Z", "2026-01-07T00:00:00Z"],
    ["nobody knows where", hours("20:00", "08:00", null), "2026-01-05T21:30:00Z", null],
    ["far to the east", hours("20:00", "08:00", "Asia/Kolkata"), "2026-01-05T14:30:00Z", "2026-01-06T02:30:00Z"],
    ["the night in which the clock is put forward", hours("20:00", "08:00"), "2026-03-28T22:00:00Z", "2026-03-29T07:00:00Z"],
    ["the night in which it is put back", hours("20:00", "08:00"), "2026-10-24T22:00:00Z", "2026-10-25T08:00:00Z"],
    ["an end that the clock leaps over", hours("20:00", "01:30"), "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"],
    ["an end that comes twice: the first", hours("20:00", "01:30"), "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z"],
    ["half an hour (Lord Howe)", hours("20:00", "08:00", "Australia/Lord_Howe"), "2026-04-04T12:00:00Z", "2026-04-04T21:30:00Z"],
  ])("%s", (_, quiet, now, expected) => {
    expect(until(quiet, now)).toBe(expected);
  });

  test("end where the clock on the wall says so for the first time, in whatever zone and season", () => {
    const zone = fc.constantFrom(
      ...["Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca"],
      ...["Pacific/Apia", "Asia/Kathmandu", "America/Santiago", "UTC", "Pacific/Chatham", "Africa/Cairo"],
    );
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const moment = fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z") });
    fc.assert(
      fc.property(zone, minute, minute, moment, (timeZone, fromMin, toMin, nowMs) => {
        fc.pre(fromMin !== toMin);
        expect(quietUntilMs({ fromMin, toMin, timeZone }, nowMs)).toBe(byTheWall({ fromMin, toMin, timeZone }, nowMs));
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});

/** Looks at the clock on the wall, minute after minute. */
function byTheWall({ fromMin, toMin, timeZone }: QuietHours, nowMs: number): number | null {
  const wall = new Intl.DateTimeFormat("en-GB", { timeZone: timeZone ?? "UTC", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const isQuiet = (ms: number) => {
    const [hour = 0, minute = 0] = wall.format(ms).split(":").map(Number);
    const now = hour * 60 + minute;
    return fromMin < toMin ? now >= fromMin && now < toMin : now >= fromMin || now < toMin;
  };
  if (!isQuiet(nowMs)) return null;
  let ms = nowMs - (nowMs % 60_000) + 60_000;
  while (isQuiet(ms)) ms += 60_000;
  return ms;
}

test("times are written as clocks show them", () => {
  expect([0, 480, 1_439].map(timeOfDay)).toEqual(["00:00", "08:00", "23:59"]);
});
