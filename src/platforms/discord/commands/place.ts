import type { Place as Where } from "../../../domain/command.ts";
import { isId, type Place, toMessage } from "../ids.ts";

const HOST = /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/;
const PERMALINK = /^\/channels\/(\d{15,20}|@me)\/(\d{15,20})\/(\d{15,20})\/?$/;

/** A channel or thread, and its server, as an address names them; and the message. */
interface Named {
  readonly guild: string | null;
  readonly channel: string;
  readonly message: string;
}

/** What somebody wrote to name a message: its link, or its bare id. Null for an address of something else. */
function named(written: string, here: Named["channel"], guild: string | null): Named | null {
  if (isId(written)) return { guild, channel: here, message: written };
  const url = URL.parse(written);
  const [, server, channel, message] = url !== null && HOST.test(url.hostname) ? (PERMALINK.exec(url.pathname) ?? []) : [];
  if (server === undefined || channel === undefined || message === undefined) return null;
  return { guild: server === "@me" ? null : server, channel, message };
}

/** What a command is about. Null when it is no message, and no address either. */
export async function placeIn(
  written: string | undefined,
  where: { readonly channel: string; readonly guild: string | null; readonly place: Place },
  placeOf: (channel: string, guild: string | null) => Promise<Place | null>,
): Promise<Where | null> {
  const { place } = where;
  if (written === undefined || written === "") {
    // A thread bears the id of the message at its head.
    if (place.thread === null) return { kind: "newest" };
    return { kind: "newest", head: toMessage({ ...place, thread: null }, place.thread) };
  }
  const one = named(written, where.channel, where.guild);
  if (one !== null) {
    const there = await placeOf(one.channel, one.guild);
    return there === null ? null : { kind: "message", message: toMessage(there, one.message) };
  }
  return /^https?:\/\/\S+$/i.test(written) && URL.canParse(written) ? { kind: "post", url: written } : null;
}
