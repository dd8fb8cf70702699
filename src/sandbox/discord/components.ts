import { z } from "zod";

/** Components of messages and modals (discord.com/developers/docs/components/reference). */
const customId = z.string().min(1).max(100);
const id = z.int().nonnegative().nullish();
const disabled = z.boolean().nullish();
const emoji = z.strictObject({ id: z.string().nullish(), name: z.string().max(32).nullish(), animated: z.boolean().nullish() }).nullish();

const label = z.string().max(80).nullish();
const button = z.union([
  z.strictObject({ type: z.literal(2), id, style: z.int().min(1).max(4), custom_id: customId, label, emoji, disabled }),
  z.strictObject({ type: z.literal(2), id, style: z.literal(5), url: z.url().max(512), label, emoji, disabled }),
]);

const choice = z.strictObject({
  ...{ label: z.string().min(1).max(100), value: z.string().min(1).max(100), description: z.string().max(100).nullish() },
  ...{ emoji, default: z.boolean().nullish() },
});
const chosen = {
  ...{ id, custom_id: customId, placeholder: z.string().max(150).nullish(), disabled, required: z.boolean().nullish() },
  ...{ min_values: z.int().min(0).max(25).nullish(), max_values: z.int().min(1).max(25).nullish() },
};
const defaults = z.array(z.strictObject({ id: z.string(), type: z.enum(["user", "role", "channel"]) })).nullish();
const stringSelect = z.strictObject({ type: z.literal(3), ...chosen, options: z.array(choice).min(1).max(25) });
const otherSelect = z.strictObject({
  ...{ type: z.union([z.literal(5), z.literal(6), z.literal(7), z.literal(8)]), ...chosen, default_values: defaults },
  channel_types: z.array(z.int()).nullish(),
});
const select = z.union([stringSelect, otherSelect]);

const row = z.strictObject({ type: z.literal(1), id, components: z.union([z.array(button).min(1).max(5), z.array(select).length(1)]) });
const shownText = z.strictObject({ type: z.literal(10), id, content: z.string().min(1).max(4_000) });
const separator = z.strictObject({ type: z.literal(14), id, divider: z.boolean().nullish(), spacing: z.int().min(1).max(2).nullish() });
const media = z.strictObject({ url: z.string().max(2_048) });
const thumbnail = z.strictObject({
  type: z.literal(11),
  id,
  media,
  description: z.string().max(1_024).nullish(),
  spoiler: z.boolean().nullish(),
});
const section = z.strictObject({
  ...{ type: z.literal(9), id, components: z.array(shownText).min(1).max(3) },
  accessory: z.union([button, thumbnail]),
});
const inContainer = z.union([row, shownText, separator, section]);
const container = z.strictObject({
  ...{ type: z.literal(17), id, components: z.array(inContainer).min(1), spoiler: z.boolean().nullish() },
  accent_color: z.int().min(0).max(16_777_215).nullish(),
});

export const components = z
  .array(z.union([row, shownText, separator, section, container]))
  .max(40)
  .check(({ value, issues }) => {
    const ids = idsIn(value);
    const twice = ids.find((one, at) => ids.indexOf(one) !== at);
    const params = { code: "COMPONENT_CUSTOM_ID_DUPLICATED" };
    if (twice !== undefined) issues.push({ code: "custom", message: "Component custom id cannot be duplicated", params, input: value });
  });

const textInput = z.strictObject({
  ...{
    type: z.literal(4),
    id,
    custom_id: customId,
    style: z.union([z.literal(1), z.literal(2)]),
    label: z.string().min(1).max(45).nullish(),
  },
  ...{ value: z.string().max(4_000).nullish(), placeholder: z.string().max(100).nullish(), required: z.boolean().nullish() },
  ...{ min_length: z.int().min(0).max(4_000).nullish(), max_length: z.int().min(1).max(4_000).nullish() },
});
const inModal = z.union([
  z.strictObject({ type: z.literal(1), id, components: z.array(textInput).length(1) }),
  z.strictObject({
    ...{ type: z.literal(18), id, label: z.string().min(1).max(45), description: z.string().min(1).max(100).nullish() },
    component: z.union([textInput, select]),
  }),
  shownText,
]);

export const modal = z.strictObject({
  custom_id: customId,
  title: z.string().min(1).max(45),
  components: z.array(inModal).min(1).max(5),
});

export type Modal = z.output<typeof modal>;

/** Every component, however deep. */
export function partsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(partsOf);
  const part = value as Readonly<Record<string, unknown>>;
  return [part, ...partsOf(part["components"]), ...partsOf(part["component"]), ...partsOf(part["accessory"])];
}

const one = { min_values: 1, max_values: 1 };
/** What Discord adds to a component of a type where it was left out. */
const ADDED: Readonly<Record<string, object>> = {
  ...{ 3: one, 5: one, 6: one, 7: one, 8: one },
  ...{ 14: { divider: true, spacing: 1 }, 17: { accent_color: null, spoiler: false } },
};

/** Components as Discord gives them back: each with a number of its own. */
export function drawComponents(all: readonly unknown[]): readonly unknown[] {
  let last = 0;
  const draw = (part: unknown): object => {
    const { components: inner, accessory, ...own } = part as Readonly<Record<string, unknown>>;
    last += 1;
    return {
      ...{ id: last, ...ADDED[String(own["type"])], ...own },
      ...(Array.isArray(inner) && { components: inner.map(draw) }),
      ...(accessory !== undefined && { accessory: draw(accessory) }),
    };
  };
  return all.map(draw);
}

function idsIn(value: unknown): readonly string[] {
  return partsOf(value).flatMap(({ custom_id }) => (typeof custom_id === "string" ? [custom_id] : []));
}
