import { z } from "zod";

export { checkAccount, checkLink } from "./check.ts";
export { INFO } from "./info.ts";

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What an operator writes about a PostPress account, beside the keys that every account has. */
export const accountSchema = z.strictObject({
  network: z.enum(["whatsapp", "linkedin", "instagram"]).meta({ description: "Where the account is.", examples: ["linkedin"] }),
  accountId: z
    .string()
    .min(1)
    .meta({ description: "PostPress's id of the account.", examples: ["acc_linkedin_01HX"] }),
  apiKey: z
    .string()
    .min(1)
    .meta({ description: "The key of PostPress's API.", examples: [`\${POSTPRESS_API_KEY}`] }),
  /** PostPress signs nothing: a webhook carries the headers that it was created with. */
  webhookHeader: z
    .string()
    .regex(HEADER_NAME, { error: "must be the name of an HTTP header" })
    .meta({ description: "The header in which deliveries carry the webhookSecret.", examples: ["Postpress-Auth"] })
    .default("Postpress-Auth"),
});

export const secretKey = "apiKey";
