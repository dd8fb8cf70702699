import { z } from "zod";
import { unicodeEmoji } from "./emoji.ts";
import { httpUrl, person, text, wholeNumber } from "./fields.ts";
import type { ProviderAccounts } from "./provider.ts";

const COMMON = {
  baseUrl: httpUrl.optional(),
  webhookSecret: z
    .union([text, z.array(text).min(1).max(2)])
    .meta({
      description: "What signs or accompanies the provider's webhook deliveries; two while it is being rotated.",
      examples: [`\${WEBHOOK_SECRET}`],
    })
    .optional(),
  owner: person.meta({ description: "The teammate whose personal account it is.", examples: ["slack:U0DANA"] }).optional(),
  reactions: z
    .strictObject({
      allowed: z
        .array(unicodeEmoji)
        .min(1)
        .meta({ description: "The only emoji that may be shown.", examples: [["👍", "❤️"]] }),
      perMessage: wholeNumber.meta({ description: "How many emoji on one message.", examples: [1] }),
      canRemove: z.boolean().meta({ description: "False: never remove.", examples: [false] }),
    })
    .partial()
    .meta({ description: "Narrows what the network and the provider allow.", examples: [{ perMessage: 1 }] })
    .optional(),
  rateLimit: z
    .strictObject({
      requests: wholeNumber.meta({ description: "Requests in one window.", examples: [200] }),
      perMs: wholeNumber.meta({ description: "The window in milliseconds.", examples: [60_000] }),
    })
    .meta({ description: "The plan's real limit; replaces every default.", examples: [{ requests: 200, perMs: 60_000 }] })
    .optional(),
  pace: z
    .strictObject({
      perDay: wholeNumber.meta({ description: "How often it reacts, or takes back, within 24 hours at most.", examples: [200] }),
      spacingMs: z
        .int()
        .min(1)
        .max(3_600_000)
        .meta({ description: "How long it lets pass between two; milliseconds, at most an hour.", examples: [20_000] }),
    })
    .partial()
    .meta({
      description: "No faster than a person would: beside the provider's limits, for reactions alone.",
      examples: [{ perDay: 200, spacingMs: 20_000 }],
    })
    .optional(),
};

/** What those keys are that every account has, once they are read. */
export type CommonKeys = z.output<z.ZodObject<typeof COMMON>>;

/** Every key of an account at this provider. */
export function accountSchemaOf(provider: string, { INFO, accountSchema }: ProviderAccounts) {
  const baseUrl = httpUrl.meta({ description: "Everything before the documented path.", examples: [INFO.baseUrl] }).optional();
  return z.strictObject({ provider: z.literal(provider), ...(accountSchema.shape as Record<string, z.ZodType>), ...COMMON, baseUrl });
}
