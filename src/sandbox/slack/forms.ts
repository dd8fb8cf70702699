import { z } from "zod";

const id = z.string().min(1).max(255);
const plain = (most: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(most), emoji: z.boolean().optional() });

/** docs.slack.dev, Select menu element and Option object. */
const select = z.strictObject({
  type: z.literal("static_select"),
  action_id: id,
  placeholder: plain(150).optional(),
  options: z
    .array(z.strictObject({ text: plain(75), value: z.string().min(1).max(150) }))
    .min(1)
    .max(100),
});
/** docs.slack.dev, Plain-text input element. */
const input = z.strictObject({
  ...{ type: z.literal("plain_text_input"), action_id: id, placeholder: plain(150).optional() },
  ...{ min_length: z.int().min(0).max(3_000).optional(), max_length: z.int().min(1).max(3_000).optional() },
  ...{ multiline: z.boolean().optional(), initial_value: z.string().optional() },
});
const block = z.discriminatedUnion("type", [
  z.strictObject({
    ...{ type: z.literal("input"), block_id: id, label: plain(2_000), hint: plain(2_000).optional() },
    ...{ optional: z.boolean().default(false), element: z.discriminatedUnion("type", [select, input]) },
  }),
  z.strictObject({ type: z.literal("section"), block_id: id.optional(), text: plain(3_000) }),
]);

/** docs.slack.dev, Modal view object: what has something to fill in has a button to submit it. */
export const modal = z
  .strictObject({
    ...{ type: z.literal("modal"), callback_id: id, private_metadata: z.string().max(3_000).default("") },
    ...{ title: plain(24), submit: plain(24).optional(), close: plain(24).optional() },
    ...{ blocks: z.array(block).min(1).max(100), clear_on_close: z.boolean().optional(), notify_on_close: z.boolean().optional() },
  })
  .refine(({ blocks, submit }) => submit !== undefined || blocks.every(({ type }) => type !== "input"))
  .refine(({ blocks }) => new Set(blocks.map(({ block_id }) => block_id)).size === blocks.length);

export type Modal = z.output<typeof modal>;

/** A form that somebody has open. */
export interface Form {
  readonly id: string;
  readonly user: string;
  readonly view: Modal;
}

/** What its blocks ask for, by block. */
export function fieldsOf({ view }: Form) {
  return view.blocks.flatMap((one) => (one.type === "input" ? [one] : []));
}

/**
 * What somebody has put in, as `view_submission` tells it: block → what was written, or the label of what was chosen. Null when
 * something is missing that Slack itself asks for. Throws where the form has no such block or choice.
 */
export function filled(form: Form, given: Readonly<Record<string, string>>): object | null {
  const fields = fieldsOf(form);
  for (const name of Object.keys(given)) if (fields.every(({ block_id }) => block_id !== name)) throw new Error(`no block ${name}`);
  if (fields.some(({ block_id, optional }) => !optional && given[block_id] === undefined)) return null;
  return Object.fromEntries(
    fields.map(({ block_id, element }) => {
      const put = given[block_id];
      if (element.type === "plain_text_input")
        return [block_id, { [element.action_id]: { type: element.type, value: put?.slice(0, element.max_length) ?? null } }];
      const chosen = put === undefined ? null : element.options.find(({ text, value }) => text.text === put || value === put);
      if (chosen === undefined) throw new Error(`no choice ${put}`);
      return [block_id, { [element.action_id]: { type: element.type, selected_option: chosen } }];
    }),
  );
}
