import type { Attachment } from "../domain/heard.ts";

const LONGEST_URL = 4_096;
/** Below it a moment is in seconds since 1970, else in milliseconds. */
const MILLISECONDS_SINCE_1970 = 1e11;
/** The latest moment that a number of microseconds tells exactly. */
const LATEST_US = Number.MAX_SAFE_INTEGER;

const NUMBER = /^\d{1,16}(\.\d+)?$/;
const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|[+-]\d{2}:?\d{2})?$/i;
const WORD = /^[a-z][a-z_-]{0,31}$/;

/** Text of somebody else's in a form that every store keeps: well-formed and without U+0000. Null for anything else, and for none. */
export function foreignText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.toWellFormed().replaceAll("\0", "");
  return text.trim() === "" ? null : text;
}

/** An address that a browser opens, as it stands in a link; null for anything else. Whoever hides one host behind another gets none. */
export function webUrl(value: unknown): string | null {
  if (typeof value !== "string" || value.length > LONGEST_URL) return null;
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" ? url.href : null;
}

/** A moment as vendors write it (seconds or milliseconds since 1970, or ISO) in microseconds since 1970. Without a zone, it is UTC. */
export function momentUs(value: unknown): number | null {
  if (typeof value === "string" && NUMBER.test(value.trim())) return momentUs(Number(value));
  if (typeof value === "number") return exact(value < MILLISECONDS_SINCE_1970 ? value * 1_000_000 : value * 1_000);
  const [, day, time, zone = "Z"] = typeof value === "string" ? (ISO.exec(value.trim()) ?? []) : [];
  return day === undefined ? null : exact(Date.parse(`${day}T${time}${zone.toUpperCase()}`) * 1_000);
}

function exact(us: number): number | null {
  const rounded = Math.round(us);
  return rounded > 0 && rounded <= LATEST_US ? rounded : null;
}

/** What was attached, by whatever the delivery says of it. `type` counts only when it is a plain word. */
export function attachment(type: unknown, name: unknown, url: unknown): Attachment {
  const word = typeof type === "string" ? type.toLowerCase() : "";
  return { name: foreignText(name), type: WORD.test(word) ? word : "file", url: webUrl(url) };
}
