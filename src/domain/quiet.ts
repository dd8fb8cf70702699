/** When nothing new is shown to the customer, by the clock on their wall. */
export interface QuietHours {
  /** Minutes since midnight; `from` is later than `to` where they go over midnight. Never the same. */
  readonly fromMin: number;
  readonly toMin: number;
  /** As IANA names it; null where nobody has said where the customer is: no hours are quiet then. */
  readonly timeZone: string | null;
}

const MINUTE_MS = 60_000;
const DAY_MIN = 24 * 60;

/** When the quiet hours end that a moment lies in, in milliseconds since 1970; null when it lies in none. */
export function quietUntilMs({ fromMin, toMin, timeZone }: QuietHours, nowMs: number): number | null {
  if (timeZone === null) return null;
  let atMs = nowMs;
  for (;;) {
    const aheadMs = wallMs(timeZone, atMs) - atMs;
    const intoMs = (atMs + aheadMs) % (DAY_MIN * MINUTE_MS);
    const leftMs = leftOf(fromMin * MINUTE_MS, toMin * MINUTE_MS, intoMs);
    if (leftMs === 0) return atMs === nowMs ? null : atMs;
    const endMs = atMs + leftMs;
    if (wallMs(timeZone, endMs) - endMs === aheadMs) return endMs;
    // The clock is put forward or back before they end: from then on it is another reckoning.
    atMs = whenPut(timeZone, atMs, endMs);
  }
}

/** How much of the quiet hours is left so long after midnight, by a clock that nobody touches; 0 outside of them. */
function leftOf(fromMs: number, toMs: number, intoMs: number): number {
  const dayMs = DAY_MIN * MINUTE_MS;
  const lastsMs = (toMs - fromMs + dayMs) % dayMs;
  const sinceMs = (intoMs - fromMs + dayMs) % dayMs;
  return Math.max(0, lastsMs - sinceMs);
}

/** The moment between two at which a zone's clock was put forward or back. */
function whenPut(timeZone: string, fromMs: number, toMs: number): number {
  const aheadMs = wallMs(timeZone, fromMs) - fromMs;
  let [before, after] = [fromMs, toMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallMs(timeZone, middle) - middle === aheadMs) before = middle;
    else after = middle;
  }
  return after;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows, as if it were UTC; exact to the millisecond. */
function wallMs(timeZone: string, atMs: number): number {
  const format = formats.get(timeZone) ?? formatIn(timeZone);
  formats.set(timeZone, format);
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(atMs)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((atMs % 1_000) + 1_000) % 1_000);
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const two = "2-digit" as const;
  const parts = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two, hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat("en-US", { calendar: "gregory", numberingSystem: "latn", timeZone, ...parts });
}

/** `08:00`. */
export function timeOfDay(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
