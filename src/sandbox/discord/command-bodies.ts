import { z } from "zod";

/** Application commands (discord.com/developers/docs/interactions/application-commands). */
export const COMMANDS = { slash: 1, user: 2, message: 3 } as const;
export const OPTIONS = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

const MOST_CHARACTERS = 8_000;

const slashName = z
  .string()
  .regex(/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u)
  .refine((name) => name === name.toLowerCase(), "Command name is invalid: lower case only");
const description = z.string().min(1).max(100);
const localized = z.record(z.string(), z.string()).nullish();
const localizations = { name_localizations: localized, description_localizations: localized };
const named = { name: slashName, description, ...localizations };
const required = z.boolean().nullish();
const autocomplete = z.boolean().nullish();

function choices(value: z.ZodType<string | number>) {
  return z
    .array(z.strictObject({ name: z.string().min(1).max(100), name_localizations: localized, value }))
    .max(25)
    .nullish();
}
const numeric = { required, autocomplete, min_value: z.number().nullish(), max_value: z.number().nullish() };

const value = z.discriminatedUnion("type", [
  z.strictObject({
    ...{ type: z.literal(OPTIONS.string), ...named, required, autocomplete, choices: choices(z.string().max(100)) },
    ...{ min_length: z.int().min(0).max(6_000).nullish(), max_length: z.int().min(1).max(6_000).nullish() },
  }),
  z.strictObject({ type: z.literal(OPTIONS.integer), ...named, ...numeric, choices: choices(z.int()) }),
  z.strictObject({ type: z.literal(OPTIONS.number), ...named, ...numeric, choices: choices(z.number()) }),
  z.strictObject({ type: z.literal(OPTIONS.channel), ...named, required, channel_types: z.array(z.int()).nullish() }),
  z.strictObject({
    ...{ type: z.literal([OPTIONS.boolean, OPTIONS.user, OPTIONS.role, OPTIONS.mentionable, OPTIONS.attachment]), ...named, required },
  }),
]);
type Value = z.output<typeof value>;

/** What is needed comes first, no name comes twice, and what is completed has no fixed choices. */
const values = z
  .array(value)
  .max(25)
  .check(({ value: all, issues }) => {
    const wrong = (message: string, code: string, at: number) =>
      issues.push({ code: "custom", message, params: { code }, input: all, path: [at] });
    for (const [at, one] of all.entries()) {
      if (one.required && all.slice(0, at).some(({ required: needed }) => !needed))
        wrong("Required options must be placed before non-required options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", at);
      if (all.findIndex(({ name }) => name === one.name) < at)
        wrong("Option names must be unique", "APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE", at);
      if ("choices" in one && one.choices?.length && one.autocomplete)
        wrong("Autocomplete options cannot have choices", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", at);
    }
  });

const sub = z.strictObject({ type: z.literal(OPTIONS.subcommand), ...named, required, options: values.nullish() });
const group = z.strictObject({ type: z.literal(OPTIONS.group), ...named, required, options: z.array(sub).min(1).max(25) });
const options = z.union([z.array(z.discriminatedUnion("type", [sub, group])).max(25), values]);

const common = {
  id: z.string().nullish(),
  default_member_permissions: z.union([z.string().regex(/^\d+$/), z.int()]).nullish(),
  dm_permission: z.boolean().nullish(),
  contexts: z.array(z.int().min(0).max(2)).min(1).nullish(),
  integration_types: z.array(z.int().min(0).max(1)).min(1).nullish(),
  nsfw: z.boolean().nullish(),
};
const slash = z
  .strictObject({ type: z.literal(COMMANDS.slash).default(COMMANDS.slash), ...named, options: options.nullish(), ...common })
  .refine((command) => textIn(command) <= MOST_CHARACTERS, "Command exceeds maximum size (8000)");
/** In a menu: a name as people read it, and nothing to fill in. */
const menu = z.strictObject({
  ...{ type: z.union([z.literal(COMMANDS.user), z.literal(COMMANDS.message)]), name: z.string().min(1).max(32) },
  ...{ description: z.literal("").nullish(), name_localizations: localized, description_localizations: localized },
  ...{ options: z.array(z.never()).nullish(), ...common },
});

export const command = z.union([slash, menu]);

/** All that are to be there, of each kind no more than Discord takes, no name twice. */
export const commands = z.array(command).check(({ value: all, issues }) => {
  const most = { [COMMANDS.slash]: 100, [COMMANDS.user]: 15, [COMMANDS.message]: 15 };
  for (const type of Object.values(COMMANDS)) {
    const names = all.filter((one) => one.type === type).map(({ name }) => name);
    if (names.length > most[type]) issues.push({ code: "custom", message: "Maximum number of application commands reached", input: all });
    if (new Set(names).size < names.length)
      issues.push({
        ...{ code: "custom", message: "Application command names must be unique", input: all },
        params: { code: "APPLICATION_COMMANDS_DUPLICATE_NAME" },
      });
  }
});

function textIn(all: unknown): number {
  if (typeof all !== "object" || all === null) return 0;
  const own = (["name", "description", "value"] as const).map((key) =>
    key in all ? String((all as Record<string, unknown>)[key]).length : 0,
  );
  return own.reduce((a, b) => a + b, 0) + Object.values(all).reduce<number>((sum, one) => sum + textIn(one), 0);
}

export type CommandBody = z.output<typeof command>;
export type Option = Value | z.output<typeof sub> | z.output<typeof group>;
export type ValueOption = Value;
