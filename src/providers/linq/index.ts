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

export interface LinqOptions {
  readonly pools: Pools;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly reactions?: Narrowing;
}

export function credential({ baseUrl, apiKey }: Pick<LinqOptions, "baseUrl" | "apiKey">): string {
  return credentialOf(INFO.name, baseUrl, apiKey);
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
