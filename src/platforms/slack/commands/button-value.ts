import { z } from "zod";
import { type Action, DOINGS, type Undo } from "../../../domain/command.ts";
import { json } from "./json.ts";

/** Of a button's value (docs.slack.dev, Button element). */
const MOST_VALUE = 2_000;

const written = z.string().min(1).max(500);
const about = z.object({
  message: z.object({
    platform: z.enum(["slack", "discord", "whatsapp", "linkedin", "imessage", "instagram"]),
    ...{ workspace: written, channel: written, message: written },
  }),
  emoji: z.object({ name: written, emoji: written.nullable() }),
});
const action = about.extend({ does: z.enum(DOINGS), via: z.enum(["reaction", "command"]) });

/** What a button stands for: an undo, or an action without its label. */
export type Meant = Undo | Omit<Action, "label">;

/** It as a button bears it; null where it is too long for one. */
export function toValue(meant: Meant): string | null {
  const { platform, workspace, channel, message: id } = meant.message;
  const value = JSON.stringify({
    ...{ message: { platform, workspace, channel, message: id }, emoji: { name: meant.emoji.name, emoji: meant.emoji.emoji } },
    ...("does" in meant && { does: meant.does, via: meant.via }),
  });
  return value.length <= MOST_VALUE && meantSchema.safeParse(value).success ? value : null;
}

/** What a button that was pressed stands for. Throws a ZodError when it is none of ours. */
export const meantSchema = json.pipe(z.union([action, about.strict()]));
