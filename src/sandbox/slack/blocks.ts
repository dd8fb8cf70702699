import { z } from "zod";
import { Refusal } from "./state.ts";

/** Of a message's blocks together; Slack's documents name 12,000 for markdown, and its people a buffer for what is around it. */
const MOST_TEXT = 13_000;

const style = z.partialRecord(z.enum(["bold", "italic", "strike", "code", "underline"]), z.boolean()).optional();
const id = z.string().regex(/^[A-Z0-9]+$/);

/** docs.slack.dev, Rich text block, and the elements that it links to. */
const element = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(3_000), style }),
  z.strictObject({
    type: z.literal("link"),
    url: z.url().max(3_000),
    text: z.string().min(1).optional(),
    unsafe: z.boolean().optional(),
    style,
  }),
  z.strictObject({ type: z.literal("emoji"), name: z.string().min(1), unicode: z.string().optional() }),
  z.strictObject({ type: z.literal("user"), user_id: id, style }),
  z.strictObject({ type: z.literal("usergroup"), usergroup_id: id, style }),
  z.strictObject({ type: z.literal("channel"), channel_id: id, style }),
  z.strictObject({ type: z.literal("broadcast"), range: z.enum(["here", "channel", "everyone"]), style }),
]);
const elements = z.array(element).min(1);
const section = z.strictObject({ type: z.literal("rich_text_section"), elements });
const rich = z.discriminatedUnion("type", [
  section,
  z.strictObject({ type: z.literal("rich_text_quote"), elements, border: z.int().optional() }),
  z.strictObject({ type: z.literal("rich_text_preformatted"), elements, border: z.int().optional() }),
  z.strictObject({ type: z.literal("rich_text_list"), style: z.enum(["bullet", "ordered"]), elements: z.array(section).min(1) }),
]);
const block_id = z.string().min(1).max(255).optional();
/** docs.slack.dev, Button element. */
const button = z.strictObject({
  type: z.literal("button"),
  action_id: z.string().min(1).max(255),
  text: z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(75), emoji: z.boolean().optional() }),
  value: z.string().max(2_000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
});
const text = z.strictObject({ type: z.enum(["plain_text", "mrkdwn"]), text: z.string().min(1).max(3_000) });

/** The blocks of a message that the sandbox knows: at most 50, no two with one id. */
export const blocks = z
  .array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("rich_text"), block_id, elements: z.array(rich).min(1) }),
      z.strictObject({ type: z.literal("section"), block_id, text }),
      z.strictObject({ type: z.literal("divider"), block_id }),
      z.strictObject({ type: z.literal("actions"), block_id, elements: z.array(button).min(1).max(25) }),
    ]),
  )
  .max(50)
  .refine((all) => {
    const ids = all.flatMap((one) => one.block_id ?? []);
    return new Set(ids).size === ids.length;
  });

/** Refuses more text than Slack takes in one message's blocks. */
export function weigh(all: readonly unknown[]): void {
  if (lengthOf(all) > MOST_TEXT) throw new Refusal("msg_blocks_too_long");
}

function lengthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, one]) => {
    const own = typeof one === "string" && (key === "text" || key === "url") ? one.length : 0;
    return sum + own + lengthOf(one);
  }, 0);
}
