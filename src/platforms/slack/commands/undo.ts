import { z } from "zod";
import type { Undo } from "../../../domain/command.ts";
import { json } from "./json.ts";

/** Of a button's value (docs.slack.dev, Button element). */
const MOST_VALUE = 2_000;

const written = z.string().min(1).max(500);
const undo = z.object({
  message: z.object({
    platform: z.enum(["slack", "discord", "whatsapp", "linkedin", "imessage", "instagram"]),
    ...{ workspace: written, channel: written, message: written },
  }),
  emoji: z.object({ name: written, emoji: written.nullable() }),
});

/** An undo as a button bears it; null where it is too long for one. */
export function toValue({ message, emoji }: Undo): string | null {
  const { platform, workspace, channel, message: id } = message;
  const value = JSON.stringify({ message: { platform, workspace, channel, message: id }, emoji: { name: emoji.name, emoji: emoji.emoji } });
  return value.length <= MOST_VALUE && undo.safeParse(JSON.parse(value)).success ? value : null;
}

/** What a button that was pressed takes back. Throws a ZodError when it is none of ours. */
export const undoSchema = json.pipe(undo);
