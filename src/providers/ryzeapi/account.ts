import { z } from "zod";

export { checkAccount, checkLink } from "./check.ts";
export { INFO } from "./info.ts";

/** What an operator writes about a RyzeAPI instance, beside the keys that every account has. */
export const accountSchema = z.strictObject({
  instance: z
    .string()
    .min(1)
    .meta({ description: "The name of the instance at RyzeAPI.", examples: ["acme"] }),
  token: z
    .string()
    .min(1)
    .meta({ description: "The instance's token, or the account's.", examples: [`\${RYZEAPI_TOKEN}`] }),
  events: z
    .enum(["webhook", "websocket"])
    .meta({
      description:
        "How RyzeAPI tells of messages: `webhook` (the default) calls /webhooks/{account}; `websocket` is a connection of the bridge's, for where nobody reaches it.",
      examples: ["websocket"],
    })
    .optional(),
});

export const secretKey = "token";
