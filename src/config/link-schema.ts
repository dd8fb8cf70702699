import { z } from "zod";
import type { Complain } from "./complaint.ts";
import { channel, name, text } from "./fields.ts";
import { policySchema } from "./policy.ts";

export const linkSchema = z.strictObject({
  name,
  channel: channel.meta({
    description: "The channel where the team works.",
    examples: ["slack:C0123456789", "discord:1187001002003004005"],
  }),
  account: text.meta({ description: "The account that shows the reactions, by its name above.", examples: ["acme-whatsapp"] }).optional(),
  conversation: text
    .meta({ description: "The provider's id of the conversation; `*` for the whole account, a thread per conversation.", examples: ["*"] })
    .optional(),
  posts: z
    .boolean()
    .meta({ description: "True: the channel is about posts, not about a conversation.", examples: [true] })
    .optional(),
  asOrganization: text.meta({ description: "The organization in whose name the account reacts to posts.", examples: ["1234"] }).optional(),
  mirrorTo: channel
    .meta({ description: "Another channel; then no account is needed.", examples: ["discord:1187001002003004006"] })
    .optional(),
  policy: policySchema.optional(),
});

export type LinkKeys = Partial<z.output<typeof linkSchema>>;

/** One link as far as it is sound, with what the file says besides: a key that is wrong is still there. */
export interface Candidate {
  readonly keys: LinkKeys;
  readonly has: (key: keyof LinkKeys) => boolean;
  readonly complain: Complain;
}
