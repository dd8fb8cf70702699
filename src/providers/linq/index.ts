import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Pools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import type { Target } from "../../ports/target.ts";
import { type CallerOptions, createAsker, createCaller } from "../call.ts";
import { account, type Declared, type Surroundings } from "../open.ts";
import { createProbe } from "../probe.ts";
import type { accountSchema } from "./account.ts";
import { createCalls, shownOnPart } from "./calls.ts";
import { checkSlot } from "./check.ts";
import { ASKED_FAILURES, FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { PROBE, toCall, toProbeReply, toReply } from "./mappers.ts";
import { createRegistration } from "./registration.ts";
import { createWebhook } from "./webhook.ts";

export { accountSchema, checkAccount, checkLink, INFO, secretKey } from "./account.ts";
export { checkSlot } from "./check.ts";

export interface LinqOptions {
  readonly pools: Pools;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly reactions?: Narrowing;
}

const asking = ({ pools, baseUrl, apiKey }: LinqOptions, failures = FAILURES): CallerOptions => ({
  ...{ pools, baseUrl, info: INFO, secret: apiKey, failures },
});
const asker = (options: LinqOptions) => createAsker(asking(options, ASKED_FAILURES));

/** iMessage and RCS through Linq: one tapback or custom emoji on each part of a message; `accepted` counts as done. */
export function createLinq(options: LinqOptions): Target {
  const [call, ask] = [createCaller(asking(options)), asker(options)];
  return {
    rules: narrow(INFO.messages.imessage, options.reactions ?? {}),
    add: (slot, emoji, signal) => call(toCall(slot, emoji, "add"), toReply, signal),
    remove: (slot, emoji, signal) => call(toCall(slot, emoji, "remove"), toReply, signal),
    shown: (slot, signal) => shownOnPart(ask, slot, signal),
  };
}

/** Opens an account that the configuration declares. */
export function open(declared: Declared<typeof accountSchema>, { pools, limits }: Surroundings): Account {
  const { name, network, webhookSecrets, ...config } = declared;
  const options = { ...config, pools };
  const ask = asker(options);
  return account(
    {
      ...{ name, network, provider: INFO.name, limits, messages: createLinq(options), posts: null },
      ...createCalls(ask),
      probe: createProbe(asking(options), PROBE, toProbeReply),
      inbox: createWebhook(webhookSecrets),
      registration: createRegistration(ask),
      // A link may write a UUID in capital letters.
      conversationKey: (id) => id.toLowerCase(),
    },
    checkSlot,
  );
}
