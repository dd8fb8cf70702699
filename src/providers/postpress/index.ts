import { type Narrowing, narrow } from "../../domain/network.ts";
import type { Pools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import { type Target, TargetError } from "../../ports/target.ts";
import { type CallerOptions, createAsker, createCaller } from "../call.ts";
import { unasked } from "../failure.ts";
import { account, type Declared, type Surroundings } from "../open.ts";
import { createProbe, type Probe } from "../probe.ts";
import type { accountSchema } from "./account.ts";
import { checkSlot } from "./check.ts";
import { ASKED_FAILURES, FAILURES, PROBE_FAILURES } from "./failures.ts";
import { INFO } from "./info.ts";
import { PROBE, toMessageCall, toMessageReply, toPostCall, toPostReply, toProbeReply, toReactionType } from "./mappers.ts";
import { createMessageCalls, shownOnMessage } from "./messages.ts";
import { createPostCalls, shownOnPost } from "./posts.ts";
import { createRegistration } from "./registration.ts";
import { createWebhook } from "./webhook.ts";

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

type Reaching = Pick<PostPressOptions<never>, "pools" | "baseUrl" | "apiKey">;

const asking = ({ pools, baseUrl, apiKey }: Reaching, failures = FAILURES): CallerOptions => ({
  ...{ pools, baseUrl, info: INFO, secret: apiKey, failures },
});

const asker = (reaching: Reaching) => createAsker(asking(reaching, ASKED_FAILURES));

const remove: Target["remove"] = async () => {
  throw new TargetError(unasked("rejected", "PostPress documents no way to take a reaction back."));
};

/** Messages on WhatsApp and LinkedIn: one reaction, a new one replaces it, none can be taken back. */
export function createPostPressMessages(options: PostPressOptions<"whatsapp" | "linkedin">): Target {
  const [send, ask] = [createCaller(asking(options)), asker(options)];
  const rules = narrow(INFO.messages[options.network], options.reactions ?? {});
  return {
    ...{ rules, remove },
    add: (slot, emoji, signal) => send(toMessageCall(slot, emoji, rules.variationSelector), toMessageReply, signal),
    shown: (slot, signal) => shownOnMessage(ask, slot, signal),
  };
}

/** Posts and comments on LinkedIn and Instagram: one of a few named reactions, a new one replaces it, none can be taken back. */
export function createPostPressPosts(options: PostPressOptions<"linkedin" | "instagram"> & { readonly accountId: string }): Target {
  const { network, accountId } = options;
  const [send, ask] = [createCaller(asking(options)), asker(options)];
  const add: Target["add"] = async (slot, emoji, signal) => {
    const type = toReactionType(network, emoji);
    if (type === null) throw new TargetError(unasked("rejected", "PostPress was not asked: posts have no reaction of this kind."));
    await send(toPostCall(accountId, slot, type), toPostReply, signal);
  };
  const shown: Target["shown"] = (slot, signal) => shownOnPost({ network, account: accountId, ask }, slot, signal);
  return { rules: narrow(INFO.posts[network], options.reactions ?? {}), remove, add, shown };
}

/** Opens an account that the configuration declares. Of Instagram it hears nothing: no message there is reacted to. */
export function open({ name, network, ...config }: Declared<typeof accountSchema>, { pools, limits }: Surroundings): Account {
  const reaching = { ...config, pools };
  const { accountId } = config;
  const ask = asker(reaching);
  const ofMessages = network !== "instagram" && {
    ...createMessageCalls(ask, accountId),
    inbox: createWebhook(config),
    registration: createRegistration(config, ask),
  };
  const parts = {
    messages: network === "instagram" ? null : createPostPressMessages({ ...reaching, network }),
    posts: network === "whatsapp" ? null : createPostPressPosts({ ...reaching, network }),
    probe: probeOf(reaching),
    elsewhere: (signal: AbortSignal) => elsewhere(reaching, signal),
    ...ofMessages,
    ...(network !== "whatsapp" && createPostCalls({ network, account: accountId, ask })),
  };
  return account({ name, network, provider: INFO.name, limits, ...parts }, checkSlot);
}

function probeOf(reaching: Reaching): Probe {
  return createProbe(asking(reaching, PROBE_FAILURES), PROBE, toProbeReply);
}

/** The other of the two prefixes that the documents have, if it answers. */
async function elsewhere({ baseUrl, ...reaching }: Reaching, signal: AbortSignal): Promise<string | null> {
  const { origin, pathname } = new URL(baseUrl);
  const other = origin + (pathname.startsWith("/api/v1") ? "/v1" : "/api/v1");
  try {
    await probeOf({ ...reaching, baseUrl: other })(signal);
    return other;
  } catch (error) {
    return error instanceof TargetError && error.failure.kind === "unauthorized" ? other : null;
  }
}
