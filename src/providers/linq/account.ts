import { z } from "zod";

export { checkAccount, checkLink } from "./check.ts";
export { INFO } from "./info.ts";

/** What an operator writes about a Linq account, beside the keys that every account has. */
export const accountSchema = z.strictObject({
  apiKey: z
    .string()
    .min(1)
    .meta({ description: "The key of Linq's Partner API v3.", examples: [`\${LINQ_API_V3_API_KEY}`] }),
});

export const secretKey = "apiKey";
