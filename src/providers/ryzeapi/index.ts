import { inForm } from "../../domain/emoji.ts";
import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Pools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import type { Target } from "../../ports/target.ts";
import { type CallerOptions, createCaller } from "../call.ts";
import { account, type Declared, type Surroundings } from "../open.ts";
import { createProbe } from "../probe.ts";
import type { accountSchema } from "./account.ts";
import { checkSlot } from "./check.ts";
import { FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { toCall, toProbe, toProbeReply, toReply } from "./mappers.ts";

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
export function open({ name, network, ...config }: Declared<typeof accountSchema>, { pools, limits }: Surroundings): Account {
  const options = { ...config, pools };
  const probe = createProbe(asking(options), toProbe(config.instance), (body) => toProbeReply(config.instance, body));
  return account({ name, network, provider: INFO.name, limits, messages: createRyzeApi(options), posts: null, probe }, checkSlot);
}
