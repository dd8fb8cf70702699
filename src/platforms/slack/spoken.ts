import { z } from "zod";
import type { Emoji } from "../../domain/emoji.ts";
import type { SpokenEvent } from "../../domain/event.ts";
import { tidyName } from "../../domain/foreign.ts";
import { id, isUs, messageTs, type Ourselves, toChannel, toPerson } from "./mappers.ts";
import { mentionsIn, toPlain } from "./plain.ts";

/** What people write themselves; every other subtype is something that Slack tells of (docs.slack.dev, message event). */
const WRITTEN: readonly string[] = ["thread_broadcast", "file_share", "me_message", "bot_message"];

const kind = z.object({ subtype: z.string().nullish() });
const written = z.object({
  user: id.nullish(),
  bot_id: id.nullish(),
  app_id: id.nullish(),
  ts: messageTs,
  thread_ts: messageTs.nullish(),
  text: z.string().nullish(),
  files: z.array(z.unknown()).nullish(),
});

/** What somebody wrote, as Slack spells it: mentions are still to be looked up. */
export interface Written extends Omit<SpokenEvent, "text"> {
  readonly markup: string;
}

/** A message that somebody wrote in a channel; null when nobody did, or our own app. Throws a ZodError when it is malformed. */
export function toWritten(message: unknown, channel: string, us: Ourselves, app: unknown): Written | null {
  const { subtype } = kind.parse(message);
  if (subtype != null && !WRITTEN.includes(subtype)) return null;
  const { user, bot_id, app_id, ts, thread_ts, text, files } = written.parse(message);
  const who = user ?? bot_id;
  // Under another name than the app's, a message of ours has no user.
  if (who == null || isUs(us, user, bot_id) || (app_id != null && app_id === app)) return null;
  return {
    kind: "spoken",
    message: { ...toChannel(us, channel), message: ts },
    thread: thread_ts == null || thread_ts === ts ? null : thread_ts,
    person: toPerson(us, who),
    markup: text ?? "",
    files: files?.length ?? 0,
    askedBy: null,
  };
}

/** Of more people than that, a text reads as a list of names. */
const MOST_MENTIONS = 50;

/** Looks up whom it mentions. Rejects when somebody's name cannot be found out now. */
export async function toSpoken(
  { markup, ...event }: Written,
  nameOf: (user: string) => Promise<string | null>,
  emoji: (name: string) => Emoji | null,
): Promise<SpokenEvent> {
  const mentioned = mentionsIn(markup).slice(0, MOST_MENTIONS);
  const names = new Map(await Promise.all(mentioned.map(async (user) => [user, await nameOf(user)] as const)));
  const name = (user: string) => {
    const known = names.get(user) ?? null;
    return known === null ? null : tidyName(known, "someone");
  };
  return { ...event, text: toPlain(markup, { name, emoji }) };
}
