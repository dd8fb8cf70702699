import { z } from "zod";
import type { EmojiName, Policy } from "../domain/policy.ts";
import { emojiKey, emojiName, emojiOrNone, keysOf, withoutSynonyms } from "./emoji.ts";
import { duration, text } from "./fields.ts";
import { nearest } from "./nearest.ts";
import { mergeQuietHours, quietHoursSchema } from "./quiet.ts";

const CLASSES = ["members", "guests", "external", "bots"];

/** A class of people, a person's id, `role:…` or `group:…`; a platform before an id is taken off, as the platforms name no platform. */
const personClass = text
  .superRefine((written, context) => {
    if (CLASSES.includes(written) || /^((slack:)?[UW][A-Z0-9]{2,}|(discord:)?\d{15,21}|(role|group):\S.*)$/.test(written)) return;
    const meant = nearest(written, CLASSES);
    context.addIssue({
      code: "custom",
      message: "is no class of people",
      params: {
        fix:
          meant === undefined
            ? "Write members, guests, external, bots, a user's id, `role:…` (Discord) or `group:…` (Slack)."
            : `Did you mean \`${meant}\`?`,
      },
    });
  })
  .transform((written) => written.replace(/^(slack|discord):/, ""))
  .meta({ examples: ["members", "U0DANA", "group:S0SALES", "role:1187001002003004007"] });

const emojiNames = z.array(emojiName);
const flag = z.boolean();

/** Each emoji under what the policy knows it by. */
function byKey<T>(said: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(said).flatMap(([written, as]) => keysOf(written).map((key) => [key, as])));
}

/** What `policy` may hold in the file: any part of it. Durations are milliseconds and emoji canonical once it is read. */
export const policySchema = z
  .strictObject({
    direction: z
      .enum(["outbound", "inbound", "both", "off"])
      .meta({ description: "Which way reactions go; outbound is team → customer.", examples: ["both"] }),
    emoji: z
      .strictObject({
        allow: z
          .union([z.literal("any"), emojiNames])
          .meta({ description: "What may leave: `any`, or these alone.", examples: [["👍", "tada"]] }),
        deny: emojiNames.meta({ description: "What never leaves, in no skin tone.", examples: [["eyes", "white_check_mark"]] }),
        custom: z
          .record(emojiKey, emojiOrNone)
          .transform(byKey)
          .meta({
            description: "As what an emoji goes out here, custom or not; `none` stays inside.",
            examples: [{ shipit: "🚀", "🍕": "none" }],
          }),
        confirm: emojiNames.meta({
          description: "What leaves only once whoever pressed it has said so.",
          examples: [["👎", "🙄"]],
        }),
        standIns: flag.meta({ description: "Whether a related emoji may stand for one that does not fit.", examples: [true] }),
      })
      .partial()
      .meta({ description: "Which emoji may leave.", examples: [{ deny: ["eyes"] }] }),
    conflict: z
      .enum(["latest", "first", "most"])
      .meta({ description: "Which reaction shows when there are more than fit.", examples: ["latest"] }),
    who: z
      .strictObject({
        allow: z.array(personClass).meta({ description: "Whose reactions leave.", examples: [["members"]] }),
        deny: z.array(personClass).meta({ description: "Whose never do; beats `allow`.", examples: [["guests", "external", "bots"]] }),
      })
      .partial()
      .meta({
        description: "Whose reactions leave: members, guests, external, bots, user ids, role:…, group:….",
        examples: [{ allow: ["members"] }],
      }),
    graceMs: z
      .int()
      .min(0)
      .max(60_000)
      .meta({ description: "A press that is undone within it never leaves; milliseconds.", examples: [1000] }),
    staleAfter: duration.meta({ description: "A press older than this is recorded and not sent.", examples: ["24h"] }),
    quietHours: quietHoursSchema.meta({
      description: "When nothing new is shown to the customer, by their clock; it waits until they are over. `off`: never.",
      examples: [{ from: "20:00", to: "08:00", timeZone: "Europe/Lisbon" }],
    }),
    dryRun: flag.meta({ description: "Record and show, send nothing.", examples: [false] }),
    notify: z
      .enum(["reactor", "off"])
      .meta({ description: "Who is told when something did not arrive as it was pressed.", examples: ["reactor"] }),
    relay: z
      .strictObject({
        inbound: flag.meta({ description: "Whether what the customer writes comes into the channel.", examples: [true] }),
        outbound: z
          .enum(["off", "shortcut", "threads", "all"])
          .meta({ description: "Which messages of the channel go to the customer.", examples: ["off"] }),
        notes: flag.meta({ description: "Whether a customer's reaction to your last message is told in its thread.", examples: [true] }),
      })
      .partial()
      .meta({ description: "Messages, beside reactions.", examples: [{ inbound: true, outbound: "off" }] }),
  })
  .partial()
  .meta({
    id: "Policy",
    description: "What a link allows. Groups merge key by key over the defaults, lists replace.",
    examples: [{ conflict: "latest" }],
  });

export type PolicyKeys = z.output<typeof policySchema>;

/** Groups merge key by key, lists replace. */
export function mergePolicy(base: Policy, over: PolicyKeys): Policy {
  const custom = { ...base.emoji.custom, ...over.emoji?.custom };
  const { allow = base.emoji.allow, deny = base.emoji.deny, confirm = base.emoji.confirm } = over.emoji ?? {};
  const listed = (names: readonly (EmojiName | readonly EmojiName[])[]) => withoutSynonyms(names.flat(), custom);
  return {
    direction: over.direction ?? base.direction,
    emoji: {
      allow: allow === "any" ? allow : listed(allow),
      deny: listed(deny),
      custom,
      confirm: listed(confirm),
      standIns: over.emoji?.standIns ?? base.emoji.standIns,
    },
    conflict: over.conflict ?? base.conflict,
    who: { allow: over.who?.allow ?? base.who.allow, deny: over.who?.deny ?? base.who.deny },
    graceMs: over.graceMs ?? base.graceMs,
    staleAfterMs: over.staleAfter ?? base.staleAfterMs,
    quietHours: mergeQuietHours(base.quietHours, over.quietHours),
    dryRun: over.dryRun ?? base.dryRun,
    notify: over.notify ?? base.notify,
    relay: {
      inbound: over.relay?.inbound ?? base.relay.inbound,
      outbound: over.relay?.outbound ?? base.relay.outbound,
      notes: over.relay?.notes ?? base.relay.notes,
    },
  };
}
