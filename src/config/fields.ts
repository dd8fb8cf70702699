import { z } from "zod";

/** Text that is not empty; `${NAME}` has been replaced before. */
export const text = z.string().min(1);

/** An account's or a link's name: it becomes part of paths (`/webhooks/{account}`) and of commands. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, { error: "may hold letters, digits, `-`, `_` and `.` only, and begins with a letter or digit" })
  .max(100, { error: "must not be longer than 100 characters" })
  .meta({ description: "A name of your own choice, unique.", examples: ["northwind"] });

export const channel = z
  .string()
  .regex(/^(slack:[CGD][A-Z0-9]{2,}|discord:\d{15,21})$/, {
    error: "must be `slack:` or `discord:` with the id of a channel (not its name)",
  })
  .meta({ examples: ["slack:C0123456789"] });

export const person = z
  .string()
  .regex(/^(slack:[UW][A-Z0-9]{2,}|discord:\d{15,21})$/, {
    error: "must be `slack:` or `discord:` with the id of a person (not their name)",
  })
  .meta({ examples: ["slack:U0DANA"] });

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `24h`, `90s`, `1500ms` as milliseconds; more than none, at most a year. */
export const duration = z
  .string()
  .regex(/^\d{1,12}(ms|s|m|h|d)$/, { error: "must be a whole number with its unit (ms, s, m, h or d)", abort: true })
  .transform((written) => Number.parseInt(written, 10) * (UNIT_MS[written.replace(/^\d+/, "")] ?? 1))
  .refine((ms) => ms > 0 && ms <= 365 * 86_400_000, { error: "must be more than nothing and at most a year" });

/** An http(s) URL without slashes at its end. */
export const httpUrl = text
  .refine(
    (written) => {
      const url = URL.parse(written);
      return url !== null && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" && url.username === "";
    },
    { error: "must be an http(s) URL without user, query or fragment" },
  )
  .transform((written) => written.trim().replace(/\/+$/, ""));

export const wholeNumber = z.int().min(1);
