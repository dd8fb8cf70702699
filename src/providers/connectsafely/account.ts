import { z } from "zod";

export { checkAccount, checkLink } from "./check.ts";
export { INFO } from "./info.ts";

/** What an operator writes about a ConnectSafely account, beside the keys that every account has. */
export const accountSchema = z.strictObject({
  accountId: z
    .string()
    .min(1)
    .meta({ description: "ConnectSafely's id of the LinkedIn account: 24 hexadecimal digits.", examples: ["665000000000000000000001"] }),
  apiKey: z
    .string()
    .min(1)
    .meta({ description: "The key of ConnectSafely's API.", examples: [`\${CONNECTSAFELY_API_KEY}`] }),
});

export const secretKey = "apiKey";
