import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Pools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import type { Target } from "../../ports/target.ts";
import { createCaller } from "../call.ts";
import { account, type Declared, type Surroundings } from "../open.ts";
import type { accountSchema } from "./account.ts";
import { checkSlot } from "./check.ts";
import { FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { toCall, toReply } from "./mappers.ts";

export { accountSchema, checkAccount, checkLink, INFO, secretKey } from "./account.ts";
export { checkSlot } from "./check.ts";

export interface LinqOptions {
  readonly pools: Pools;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly reactions?: Narrowing;
}

/** iMessage and RCS through Linq: one tapback or custom emoji on each part of a message; `accepted` counts as done. */
export function createLinq({ pools, baseUrl, apiKey, reactions = {} }: LinqOptions): Target {
  const call = createCaller({ pools, baseUrl, info: INFO, secret: apiKey, failures: FAILURES });
  return {
    rules: narrow(INFO.messages.imessage, reactions),
    add: (slot, emoji, signal) => call(toCall(slot, emoji, "add"), toReply, signal),
    remove: (slot, emoji, signal) => call(toCall(slot, emoji, "remove"), toReply, signal),
  };
}

/** Opens an account that the configuration declares. */
export function open({ name, network, ...config }: Declared<typeof accountSchema>, { pools, limits }: Surroundings): Account {
  return account({ name, network, provider: INFO.name, limits, messages: createLinq({ ...config, pools }), posts: null }, checkSlot);
}
