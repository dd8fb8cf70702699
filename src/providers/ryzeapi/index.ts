import { inForm } from "../../domain/emoji.ts";
import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Pools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import type { Target } from "../../ports/target.ts";
import { type CallerOptions, createAsker, createCaller } from "../call.ts";
import { account, type Declared, type Surroundings } from "../open.ts";
import { createProbe } from "../probe.ts";
import type { accountSchema } from "./account.ts";
import { checkSlot } from "./check.ts";
import { FAILURES, SEND_FAILURES, SETTINGS_FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { conversationKey } from "./jid.ts";
import { toCall, toProbe, toProbeReply, toReply, toSend, toSent } from "./mappers.ts";
import { createSocketRegistration, createWebhookRegistration } from "./registration.ts";
import { createStream } from "./stream.ts";
import { createWebhook } from "./webhook.ts";

export { accountSchema, checkAccount, checkLink, INFO, secretKey } from "./account.ts";
export { checkSlot } from "./check.ts";

export interface RyzeApiOptions {
  readonly pools: Pools;
  readonly baseUrl: string;
  readonly instance: string;
  readonly token: string;
  readonly reactions?: Narrowing;
}

const asking = ({ pools, baseUrl, token }: RyzeApiOptions): CallerOptions => ({
  pools,
  baseUrl,
  info: INFO,
  secret: token,
  failures: FAILURES,
});

/** WhatsApp through RyzeAPI: one reaction, any emoji; a new one replaces it, one call clears it. */
export function createRyzeApi(options: RyzeApiOptions): Target {
  const { instance, reactions = {} } = options;
  const call = createCaller(asking(options));
  const rules = narrow(INFO.messages.whatsapp, reactions);
  return {
    rules,
    add: (slot, emoji, signal) => call(toCall(instance, slot, inForm(emoji, rules.variationSelector)), toReply, signal),
    remove: (slot, _emoji, signal) => call(toCall(instance, slot, null), toReply, signal),
  };
}

/** Opens an account that the configuration declares. */
export function open(declared: Declared<typeof accountSchema>, { pools, limits, log }: Surroundings): Account {
  const { name, network, webhookSecrets, events = "webhook", instance, ...config } = declared;
  const options = { ...config, instance, pools };
  const calling = asking(options);
  const text = createAsker({ ...calling, failures: SEND_FAILURES });
  const registering = { instance, ask: createAsker({ ...calling, failures: SETTINGS_FAILURES }) };
  return account(
    {
      ...{ name, network, provider: INFO.name, limits, messages: createRyzeApi(options), posts: null, conversationKey },
      probe: createProbe(calling, toProbe(instance), (body) => toProbeReply(instance, body)),
      inbox: createWebhook(instance, webhookSecrets),
      sendsOnce: false,
      async send(outgoing, permit, signal) {
        const call = toSend(instance, outgoing);
        if (call !== null) await permit();
        return text(call, toSent, signal);
      },
      ...(events === "webhook"
        ? { registration: createWebhookRegistration(registering, webhookSecrets) }
        : {
            registration: createSocketRegistration(registering),
            stream: createStream({ account: name, baseUrl: config.baseUrl, instance, token: config.token, log }),
          }),
    },
    checkSlot,
  );
}
