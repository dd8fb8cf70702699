import { randomBytes } from "node:crypto";
import { z } from "zod";
import { formFault, isOneEmoji, qualified } from "./emoji.ts";
import type { LinqChats } from "./linq-chats.ts";
import { linqError as error, linqErrors } from "./linq-errors.ts";
import { TAPBACK_NAMES, TAPBACKS } from "./linq-marks.ts";
import type { Phone } from "./phone.ts";
import { post, type Route } from "./route.ts";

/** The body of a reaction. The enum also lists `sticker`, but the body has no field for one: sending it cannot be meant. */
const Reaction = z
  .strictObject({
    operation: z.enum(["add", "remove"]),
    type: z.enum(["love", "like", "dislike", "laugh", "emphasize", "question", "custom"]),
    custom_emoji: z.string().refine(isOneEmoji, "not exactly one emoji").optional(),
    part_index: z.int().min(0).optional(),
  })
  .refine(
    ({ type, custom_emoji }) => (type === "custom") === (custom_emoji !== undefined),
    "custom_emoji goes with type custom, and only with it",
  )
  .refine(
    ({ custom_emoji }) => !TAPBACK_NAMES.has(qualified(custom_emoji ?? "")),
    "custom_emoji is a tapback, which has a type of its own",
  );

interface Around {
  readonly chats: LinqChats;
  readonly phone: Phone;
  readonly successStatus: number;
}

/** A removal that does not name what is there is accepted and changes nothing: the document is silent. */
export function reactionRoute({ chats, phone, successStatus }: Around): Route {
  return post("/v3/messages/:message/reactions", [], Reaction, (asked, { operation, type, custom_emoji, part_index: part = 0 }) => {
    const id = asked.param("message");
    if (!z.guid().safeParse(id).success) return asked.invalid("messageId is not a UUID");
    const message = chats.messages.get(id.toLowerCase());
    if (message === undefined) return { answer: linqErrors["2002"] };
    if (part >= message.parts.length) return { answer: error(400, 1005, "part_index is out of range") };
    if (message.service === "SMS") return { answer: error(400, 2018, "Reactions are not supported on SMS") };
    const emoji = type === "custom" ? (custom_emoji ?? "") : TAPBACKS[type];
    const fault = formFault(emoji, "qualified");
    if (fault !== null) asked.note(fault);
    return {
      answer: {
        status: successStatus,
        body: { message: "Reaction processed", status: "accepted", trace_id: randomBytes(16).toString("hex") },
      },
      apply() {
        if (operation === "add") phone.set(message.id, { part }, [emoji]);
        else if (phone.shown(message.id, { part })[0] === qualified(emoji)) phone.set(message.id, { part }, []);
      },
    };
  });
}
