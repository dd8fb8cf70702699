import { z } from "zod";
import type { Policy } from "../domain/policy.ts";
import type { QuietHours } from "../domain/quiet.ts";
import { below, type Complain } from "./complaint.ts";
import { text } from "./fields.ts";

/** `20:00` as minutes since midnight. */
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "must be a time of day from 00:00 to 23:59, in quotes" })
  .transform((written) => Number(written.slice(0, 2)) * 60 + Number(written.slice(3)));

const timeZone = text.refine(isTimeZone, { error: "is no time zone; write it as IANA does, as Europe/Lisbon" });

function isTimeZone(written: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: written }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const quietHoursSchema = z.union([
  z.literal("off"),
  z
    .strictObject({
      from: timeOfDay.meta({ description: "When they begin, by the customer's clock.", examples: ["20:00"] }),
      to: timeOfDay.meta({ description: "When they end.", examples: ["08:00"] }),
      timeZone: timeZone.meta({ description: "Where the customer is, as IANA names it.", examples: ["Europe/Lisbon"] }),
    })
    .partial(),
]);

export type QuietKeys = z.output<typeof quietHoursSchema>;

export function mergeQuietHours(base: QuietHours, over: QuietKeys | undefined): QuietHours {
  if (over === "off") return { ...base, timeZone: null };
  return { fromMin: over?.from ?? base.fromMin, toMin: over?.to ?? base.toMin, timeZone: over?.timeZone ?? base.timeZone };
}

/** `said` is what stands at this place, `policy` what it comes to there. */
export function checkQuietHours(said: QuietKeys | undefined, { quietHours }: Policy, complain: Complain): void {
  if (said === undefined || said === "off") return;
  const { fromMin, toMin, timeZone: zone } = quietHours;
  const here = below(complain, "policy", "quietHours");
  if (fromMin === toMin) here([], "begin and end at the same time", "Give `from` and `to` different times, or write `off`.");
  if (zone === null) here([], "have no `timeZone`, so nobody knows when they are", "Say where the customer is: `timeZone: Europe/Lisbon`.");
}
