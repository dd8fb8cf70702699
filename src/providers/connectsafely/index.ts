import { type Emoji, inForm } from "../../domain/emoji.ts";
import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Slot } from "../../domain/slot.ts";
import type { Pools } from "../../http/pool.ts";
import type { Target } from "../../ports/target.ts";
import { createCaller } from "../call.ts";
import { credentialOf } from "../credential.ts";
import { FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { toCall, toReply } from "./mappers.ts";

export { checkAccount, checkLink, checkSlot } from "./check.ts";
export { INFO } from "./info.ts";

export interface ConnectSafelyOptions {
  readonly pools: Pools;
  readonly baseUrl: string;
  readonly accountId: string;
  readonly apiKey: string;
  readonly reactions?: Narrowing;
}

export function credential({ baseUrl, apiKey }: Pick<ConnectSafelyOptions, "baseUrl" | "apiKey">): string {
  return credentialOf(INFO.name, baseUrl, apiKey);
}

/** LinkedIn messages through ConnectSafely: several emoji at once, each added and removed by its name. */
export function createConnectSafely({ pools, baseUrl, accountId, apiKey, reactions = {} }: ConnectSafelyOptions): Target {
  const call = createCaller({ pools, baseUrl, info: INFO, secret: apiKey, failures: FAILURES });
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
