import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Pools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import { type Target, TargetError } from "../../ports/target.ts";
import { createCaller } from "../call.ts";
import { unasked } from "../failure.ts";
import { account, type Declared, type Surroundings } from "../open.ts";
import type { accountSchema } from "./account.ts";
import { checkSlot } from "./check.ts";
import { FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { toMessageCall, toMessageReply, toPostCall, toPostReply, toReactionType } from "./mappers.ts";

export { accountSchema, checkAccount, checkLink, INFO, secretKey } from "./account.ts";
export { checkSlot } from "./check.ts";

export interface PostPressOptions<Network extends "whatsapp" | "linkedin" | "instagram"> {
  readonly pools: Pools;
  /** With the prefix that answers: both `/v1` and `/api/v1` are documented. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly network: Network;
  readonly reactions?: Narrowing;
}

const call = ({ pools, baseUrl, apiKey }: PostPressOptions<"whatsapp" | "linkedin" | "instagram">) =>
  createCaller({ pools, baseUrl, info: INFO, secret: apiKey, failures: FAILURES });

const remove: Target["remove"] = async () => {
  throw new TargetError(unasked("rejected", "PostPress documents no way to take a reaction back."));
};

/** Messages on WhatsApp and LinkedIn: one reaction, a new one replaces it, none can be taken back. */
export function createPostPressMessages(options: PostPressOptions<"whatsapp" | "linkedin">): Target {
  const send = call(options);
  const rules = narrow(INFO.messages[options.network], options.reactions ?? {});
  return { rules, remove, add: (slot, emoji, signal) => send(toMessageCall(slot, emoji, rules.variationSelector), toMessageReply, signal) };
}

/** Posts and comments on LinkedIn and Instagram: one of a few named reactions, a new one replaces it, none can be taken back. */
export function createPostPressPosts(options: PostPressOptions<"linkedin" | "instagram"> & { readonly accountId: string }): Target {
  const send = call(options);
  const add: Target["add"] = async (slot, emoji, signal) => {
    const type = toReactionType(options.network, emoji);
    if (type === null) throw new TargetError(unasked("rejected", "PostPress was not asked: posts have no reaction of this kind."));
    await send(toPostCall(options.accountId, slot, type), toPostReply, signal);
  };
  return { rules: narrow(INFO.posts[options.network], options.reactions ?? {}), remove, add };
}

/** Opens an account that the configuration declares. */
export function open({ name, network, ...config }: Declared<typeof accountSchema>, { pools, limits }: Surroundings): Account {
  const messages = network === "instagram" ? null : createPostPressMessages({ ...config, pools, network });
  const posts = network === "whatsapp" ? null : createPostPressPosts({ ...config, pools, network });
  return account({ name, network, provider: INFO.name, limits, messages, posts }, checkSlot);
}
