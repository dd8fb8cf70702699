import type { types } from "@slack/bolt";
import { z } from "zod";
import { id } from "../mappers.ts";
import { json } from "./json.ts";
import type { Manner } from "./reply.ts";
import { NOT_TAKEN } from "./sentences.ts";

/** A select menu takes so many (docs.slack.dev, Select menu element). */
export const MOST_OPTIONS = 100;
export const LONGEST_LABEL = 75;

export const plain = (text: string): types.PlainTextElement => ({ type: "plain_text", text });

export function select(
  action: string,
  placeholder: string,
  options: readonly (readonly [label: string, value: string])[],
): types.StaticSelect {
  const shown = options.slice(0, MOST_OPTIONS).map(([label, value]) => ({ text: plain(label), value }));
  return { type: "static_select", action_id: action, placeholder: plain(placeholder), options: shown };
}

/** Slack's address for answers; null where it names none. */
export const responseUrl = z
  .url({ protocol: /^https?$/ })
  .max(1_000)
  .nullable()
  .default(null);

/** What somebody put into a form: block → action → value. */
const state = z.object({
  values: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ value: z.string().nullish(), selected_option: z.looseObject({ value: z.string() }).nullish() })),
  ),
});

/** A form that was submitted, whose `private_metadata` is of this kind. */
export function submission<T>(metadata: z.ZodType<T>) {
  return z.object({
    user: z.object({ id }),
    trigger_id: z.string().min(1),
    view: z.object({ private_metadata: json.pipe(metadata), state }),
  });
}

/** What was chosen or written in a block that has one element; null for nothing. */
export function valueIn({ values }: z.infer<typeof state>, block: string): string | null {
  const [given] = Object.values(Object.hasOwn(values, block) ? (values[block] ?? {}) : {});
  return given?.selected_option?.value ?? (given?.value?.trim() || null);
}

interface Errors {
  readonly response_action: "errors";
  readonly errors: Record<string, string>;
}

/** What is wrong is said in the form, at this block, and it stays open. What was done is told once it is closed. */
export function inForm(ack: (errors?: Errors) => Promise<void>, block: string): Manner {
  return {
    failed: NOT_TAKEN,
    async ack(outcome) {
      const wrong = outcome !== null && outcome !== "late" && "said" in outcome;
      await (wrong ? ack({ response_action: "errors", errors: { [block]: outcome.said } }) : ack());
      return wrong;
    },
  };
}
