import { type Emoji, inForm } from "../../domain/emoji.ts";
import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Slot } from "../../domain/slot.ts";
import type { Pools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import type { Target } from "../../ports/target.ts";
import { type CallerOptions, createCaller } from "../call.ts";
import { account, type Declared, type Surroundings } from "../open.ts";
import { createProbe } from "../probe.ts";
import type { accountSchema } from "./account.ts";
import { createCalls } from "./calls.ts";
import { checkSlot } from "./check.ts";
import { FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { toAnswer, toCall, toProbe, toReply } from "./mappers.ts";
import { keyOf } from "./urn.ts";
import { createWebhook } from "./webhook.ts";

export { accountSchema, checkAccount, checkLink, INFO, secretKey } from "./account.ts";
export { checkSlot } from "./check.ts";

export interface ConnectSafelyOptions {
  readonly pools: Pools;
  readonly baseUrl: string;
  readonly accountId: string;
  readonly apiKey: string;
  readonly reactions?: Narrowing;
}

const asking = ({ pools, baseUrl, apiKey }: ConnectSafelyOptions): CallerOptions => ({
  ...{ pools, baseUrl, info: INFO, secret: apiKey, failures: FAILURES },
});

/** LinkedIn messages through ConnectSafely: several emoji at once, each added and removed by its name. */
export function createConnectSafely(options: ConnectSafelyOptions): Target {
  const { accountId, reactions = {} } = options;
  const call = createCaller(asking(options));
  const rules = narrow(INFO.messages.linkedin, reactions);

  const react = (slot: Slot, emoji: Emoji, wanted: boolean, signal: AbortSignal) => {
    const asked = { emoji: inForm(emoji, rules.variationSelector), react: wanted };
    return call(toCall(accountId, slot, asked.emoji, asked.react), (body) => toReply(body, asked), signal);
  };
  return {
    rules,
    add: (slot, emoji, signal) => react(slot, emoji, true, signal),
    remove: (slot, emoji, signal) => react(slot, emoji, false, signal),
  };
}

/** Opens an account that the configuration declares. */
export function open(declared: Declared<typeof accountSchema>, { pools, limits }: Surroundings): Account {
  const { name, network, webhookSecrets, ...config } = declared;
  const options = { ...config, pools };
  const calling = asking(options);
  return account(
    {
      ...{ name, network, provider: INFO.name, limits, messages: createConnectSafely(options), posts: null, conversationKey: keyOf },
      ...createCalls(config.accountId, calling),
      probe: createProbe(calling, toProbe(config.accountId), toAnswer),
      inbox: createWebhook(config.accountId, webhookSecrets),
    },
    checkSlot,
  );
}
