import { z } from "zod";
import type { Emoji } from "../domain/emoji.ts";
import type { EmojiName } from "../domain/policy.ts";
import { canonical, fromDiscordName, fromSlackName } from "../names/index.ts";

const NAME = /^:?([\p{L}\p{M}\p{N}_+'-]+(?:::skin-tone-[2-6](?:-[2-6])?)?):?$/u;

/**
 * The emoji that a person wrote in any form: "❤", "❤️", `heart`, `:heart:`, and as Discord's picker has it (`rolling_eyes`) where Slack means
 * nothing by the name; null when it is none that Unicode knows.
 */
function emojiOf(written: string): Emoji | null {
  const name = NAME.exec(written)?.[1];
  return canonical(written) ?? (name === undefined ? null : (fromSlackName(name) ?? fromDiscordName(name)));
}

/** Unicode emoji with spaces between them; canonical once they are read. */
export const emojiList = z
  .string()
  .transform((written, context) =>
    written
      .trim()
      .split(/\s+/)
      .map((one) => {
        const emoji = emojiOf(one);
        if (emoji !== null) return emoji;
        context.addIssue({
          code: "custom",
          message: `holds ${one}, which is no emoji`,
          params: { fix: "Write emoji with spaces between them, as 👏 👍." },
        });
        return z.NEVER;
      }),
  )
  .meta({ examples: ["👏 👍"] });

/** A Unicode emoji in any form, or a name of one as Slack has it; canonical once it is read. */
export const unicodeEmoji = z
  .string()
  .transform((written, context) => {
    const emoji = emojiOf(written.trim());
    if (emoji !== null) return emoji;
    context.addIssue({
      code: "custom",
      message: "is no emoji",
      params: { fix: "Write one emoji, as 🎉 or by its name in Slack, as `tada`." },
    });
    return z.NEVER;
  })
  .meta({ examples: ["🎉", "tada"] });

/**
 * The same, in lists; a name that is none of Unicode's is a custom emoji of the workspace, `:name:`. What only Discord calls so is both: a
 * workspace in Slack may have one of its own that is called `facepalm`.
 */
export const emojiName = z
  .string()
  .transform((written, context): readonly EmojiName[] => {
    const emoji = emojiOf(written.trim());
    const name = NAME.exec(written.trim())?.[1];
    const custom = name === undefined || fromSlackName(name) !== null ? [] : [`:${name}:`];
    const all = [...(emoji === null ? [] : [emoji]), ...custom];
    if (all.length > 0) return all;
    context.addIssue({
      code: "custom",
      message: "is no emoji and no name of one",
      params: { fix: "Write one emoji, as 👀, or its name, as `eyes` or `:eyes:`." },
    });
    return z.NEVER;
  })
  .meta({ examples: ["👀", "eyes"] });

/** A Unicode emoji in any form, or the name of one, standard or custom. */
export const emojiKey = z
  .string()
  .refine((written) => keysOf(written).length > 0, { error: "must be an emoji or the name of one, as 🎉 or `shipit`" });

/**
 * Under what a policy holds what is said of an emoji: Unicode in canonical form, a name without its colons. A standard name is both: a
 * Discord server may have a custom emoji of that name.
 */
export function keysOf(written: string): readonly string[] {
  const name = NAME.exec(written.trim())?.[1];
  return [emojiOf(written.trim()), name].filter((key) => key != null);
}

/** Without names that stand for a standard emoji, which is listed as well, and for no custom one that the policy knows. */
export function withoutSynonyms(list: readonly EmojiName[], custom: Readonly<Record<string, unknown>>): readonly EmojiName[] {
  return list.filter((one) => {
    const [, name] = /^:(.+):$/.exec(one) ?? [];
    return name === undefined || Object.hasOwn(custom, name) || fromDiscordName(name) === null;
  });
}

/** As what it goes out; null for `none`, which stays inside. */
export const emojiOrNone = z
  .string()
  .transform((written, context) => {
    const emoji = emojiOf(written.trim());
    if (emoji !== null) return emoji;
    if (written.trim() === "none") return null;
    context.addIssue({
      code: "custom",
      message: "is no emoji",
      params: { fix: "Write one emoji, as 🎉 or by its name in Slack, as `tada`; or `none` for what stays inside." },
    });
    return z.NEVER;
  })
  .meta({ examples: ["🚀", "none"] });
