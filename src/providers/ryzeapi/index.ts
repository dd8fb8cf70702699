import { inForm } from "../../domain/emoji.ts";
import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Pools } from "../../http/pool.ts";
import type { Target } from "../../ports/target.ts";
import { createCaller } from "../call.ts";
import { credentialOf } from "../credential.ts";
import { FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { toCall, toReply } from "./mappers.ts";

export { checkAccount, checkLink, checkSlot } from "./check.ts";
export { INFO } from "./info.ts";

export interface RyzeApiOptions {
  readonly pools: Pools;
  readonly baseUrl: string;
  readonly instance: string;
  readonly token: string;
  readonly reactions?: Narrowing;
}

export function credential({ baseUrl, token }: Pick<RyzeApiOptions, "baseUrl" | "token">): string {
  return credentialOf(INFO.name, baseUrl, token);
}

/** WhatsApp through RyzeAPI: one reaction, any emoji; a new one replaces it, one call clears it. */
export function createRyzeApi({ pools, baseUrl, instance, token, reactions = {} }: RyzeApiOptions): Target {
  const call = createCaller({ pools, baseUrl, info: INFO, secret: token, failures: FAILURES });
  const rules = narrow(INFO.messages.whatsapp, reactions);
  return {
    rules,
    add: (slot, emoji, signal) => call(toCall(instance, slot, inForm(emoji, rules.variationSelector)), toReply, signal),
    remove: (slot, _emoji, signal) => call(toCall(instance, slot, null), toReply, signal),
  };
}
