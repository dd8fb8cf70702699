import { z } from "zod";
import { components } from "./components.ts";

/** What requests say, as Discord's OpenAPI document and reference have it. */
export const snowflake = z.string().regex(/^(?:0|[1-9]\d*)$/);
export const boolean = z.enum(["true", "false"]).transform((text) => text === "true");

const url = z.url({ protocol: /^(?:https?|attachment)$/ }).max(2_048);
const text = (most: number) => z.string().max(most);
const media = z.strictObject({ url }).nullish();

const embed = z.strictObject({
  ...{ type: text(256).nullish(), url: url.nullish(), title: text(256).nullish(), description: text(4_096).nullish() },
  ...{ color: z.int().min(0).max(16_777_215).nullish(), timestamp: z.iso.datetime({ offset: true }).nullish() },
  author: z.strictObject({ name: text(256), url: url.nullish(), icon_url: url.nullish() }).nullish(),
  footer: z.strictObject({ text: text(2_048), icon_url: url.nullish() }).nullish(),
  ...{ image: media, thumbnail: media },
  fields: z
    .array(z.strictObject({ name: text(256).min(1), value: text(1_024).min(1), inline: z.boolean().nullish() }))
    .max(25)
    .nullish(),
});

type Embed = z.output<typeof embed>;

const MOST_IN_EMBEDS = 6_000;

function length({ title, description, footer, author, fields }: Embed): number {
  const inFields = (fields ?? []).map(({ name, value }) => name.length + value.length);
  return (
    [title?.length, description?.length, footer?.text.length, author?.name.length, ...inFields].reduce((a = 0, b = 0) => a + b, 0) ?? 0
  );
}

const embeds = z
  .array(embed)
  .max(10)
  .check(({ value, issues }) => {
    const all = value.reduce((sum, one) => sum + length(one), 0);
    const params = { code: "MAX_EMBED_SIZE_EXCEEDED" };
    if (all > MOST_IN_EMBEDS) issues.push({ code: "custom", message: "Embed size exceeds maximum size of 6000", params, input: value });
  });

/** Naming people while asking for all of them contradicts itself. */
const allowedMentions = z
  .strictObject({
    parse: z.array(z.enum(["users", "roles", "everyone"])).nullish(),
    users: z.array(snowflake).max(100).nullish(),
    roles: z.array(snowflake).max(100).nullish(),
    replied_user: z.boolean().nullish(),
  })
  .check(({ value, issues }) => {
    for (const kind of ["users", "roles"] as const) {
      if (!value.parse?.includes(kind) || !value[kind]?.length) continue;
      const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
      issues.push({ code: "custom", message, params: { code: "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE" }, input: value });
    }
  });

const attachment = z.strictObject({
  ...{
    id: z.union([snowflake, z.int()]),
    filename: text(1_024).nullish(),
    description: text(1_024).nullish(),
    title: text(1_024).nullish(),
  },
  ...{ duration_secs: z.number().nullish(), waveform: text(400).nullish(), is_spoiler: z.boolean().nullish() },
});

const said = {
  content: text(2_000).nullish(),
  embeds: embeds.nullish(),
  allowed_mentions: allowedMentions.nullish(),
  components: components.nullish(),
  flags: z.int().nonnegative().nullish(),
  attachments: z.array(attachment).max(10).nullish(),
};
/** discord.js says these everywhere, and Discord overlooks them. */
const idle = { tts: z.literal(false).nullish(), enforce_nonce: z.literal(false).nullish() };
const sent = { ...idle, ...said, tts: z.boolean().nullish(), poll: z.looseObject({}).nullish() };

export const messageCreate = z.strictObject({
  ...sent,
  nonce: z.union([z.int(), text(25)]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  sticker_ids: z.array(snowflake).max(3).nullish(),
  message_reference: z
    .strictObject({
      ...{ message_id: snowflake, channel_id: snowflake.nullish(), guild_id: snowflake.nullish() },
      ...{ fail_if_not_exists: z.boolean().nullish(), type: z.union([z.literal(0), z.literal(1)]).nullish() },
    })
    .nullish(),
});
export const messageEdit = z.strictObject({ ...idle, ...said, sticker_ids: z.array(snowflake).nullish() });

/** In an answer to an interaction and what follows it. */
export const interactionMessage = z.strictObject(sent);

const NAMES_REFUSED = ["clyde", "discord"];

/** Under which name a webhook may speak. */
const webhookName = z
  .string()
  .min(1)
  .max(80)
  .check(({ value, issues }) => {
    const refused = NAMES_REFUSED.find((name) => value.toLowerCase().includes(name));
    const params = { code: "USERNAME_INVALID_CONTAINS" };
    if (refused) issues.push({ code: "custom", message: `Username cannot contain "${refused}"`, params, input: value });
  });

export const webhookExecute = z.strictObject({
  ...sent,
  username: webhookName.nullish(),
  avatar_url: url.nullish(),
  thread_name: text(100).nullish(),
  applied_tags: z.array(snowflake).max(5).nullish(),
});

const archiveAfter = z.union([z.literal(60), z.literal(1_440), z.literal(4_320), z.literal(10_080)]).nullish();
const slowmode = z.int().min(0).max(21_600).nullish();
const thread = { name: z.string().min(1).max(100), auto_archive_duration: archiveAfter, rate_limit_per_user: slowmode };

export const threadFromMessage = z.strictObject(thread);
export const threadAlone = z.strictObject({
  ...{ ...thread, type: z.union([z.literal(10), z.literal(11), z.literal(12)]).nullish(), invitable: z.boolean().nullish() },
  ...{
    message: z.strictObject({ ...idle, ...said, sticker_ids: z.array(snowflake).nullish() }).nullish(),
    applied_tags: z.array(snowflake).nullish(),
  },
});
export const channelEdit = z.strictObject({
  ...{ name: z.string().min(1).max(100).nullish(), topic: text(1_024).nullish(), auto_archive_duration: archiveAfter },
  ...{ archived: z.boolean().nullish(), locked: z.boolean().nullish(), rate_limit_per_user: slowmode, invitable: z.boolean().nullish() },
});
export const webhookCreate = z.strictObject({ name: webhookName, avatar: z.string().nullish() });

/** What all of them have in common. */
export type Said = Pick<z.output<typeof messageEdit>, "content" | "embeds" | "components" | "flags">;
