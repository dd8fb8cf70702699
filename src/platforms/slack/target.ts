import { z } from "zod";
import type { ReactionRules } from "../../domain/network.ts";
import { messageOn, type Slot } from "../../domain/slot.ts";
import type { Limit } from "../../domain/window.ts";
import type { Answer } from "../../http/exchange.ts";
import type { Pools } from "../../http/pool.ts";
import { fromSlackName, toSlackName } from "../../names/index.ts";
import type { Account } from "../../ports/account.ts";
import { TargetError } from "../../ports/target.ts";
import { failureOf, unanswered, unasked } from "./failures.ts";
import { isRefusal, REACTING_SCOPE } from "./info.ts";
import { isMessageId, type Ourselves } from "./mappers.ts";
import type { ReaderOptions } from "./reader.ts";

/** Slack allows 23 reactions of one user on a message, and 50 different ones in all. What it takes, the names say. */
const RULES: ReactionRules = {
  ...{ allowed: "any", floor: [], custom: false, perMessage: 20, replaces: false, canRemove: true, removesByName: true },
  ...{ variationSelector: "qualify", abandonedForMs: 30_000 },
};

/** Tier 3 (docs.slack.dev, Rate limits): "50+ per minute" for each method; of all of ours together here, to be on the safe side. */
const LIMITS: readonly Limit[] = [{ scope: "slack:reactions", requests: 50, perMs: 60_000 }];

const reply = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
const held = z.object({
  message: z.object({ reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })).optional() }),
});

/** What is done already, as Slack answers when it is asked to do it. */
const DONE = { "reactions.add": "already_reacted", "reactions.remove": "no_reaction" } as const;

export interface AccountOptions extends ReaderOptions {
  readonly pools: Pools;
  /** Null before the start. */
  readonly ourselves: () => Ourselves | null;
}

/** Our bot as an account: what customers hold is shown as its reactions on the channel's messages. */
export function createAccount({ pools, apiUrl, botToken, onRefused, onTaken, ourselves }: AccountOptions): Account {
  const base = new URL(apiUrl);
  const headers = { accept: "application/json", authorization: `Bearer ${botToken}` };

  /** One request; throws TargetError unless it is `ok`, or `done` says that it need not be. */
  async function ask(method: string, args: Readonly<Record<string, string>>, signal: AbortSignal, done?: string): Promise<Answer> {
    const path = `${base.pathname.replace(/\/*$/, "/")}${method}`;
    const begunMs = performance.now();
    // What reads takes no JSON (docs.slack.dev, reactions.get).
    const how =
      done === undefined
        ? ({ method: "GET", path: `${path}?${new URLSearchParams(args)}` } as const)
        : { method: "POST" as const, path, json: args };
    const outcome = await pools.request({ ...how, origin: base.origin, headers, signal });
    if (outcome.kind === "fault") throw new TargetError(unanswered(outcome));
    const said = reply.safeParse(outcome.body).data;
    const isOk = outcome.status === 200 && (said?.ok === true || (done !== undefined && said?.error === done));
    if (isOk) {
      onTaken(begunMs);
      return outcome;
    }
    const failure = failureOf(outcome, said?.error);
    if (isRefusal(failure.vendor.code ?? null)) onRefused(failure.vendor.code ?? "");
    throw new TargetError(failure);
  }

  function place(slot: Slot): { readonly us: Ourselves; readonly channel: string; readonly timestamp: string } {
    const us = ourselves();
    if (us === null) throw new TargetError(unasked("transient", "Slack was not asked: the bridge is not connected to it yet."));
    const message = messageOn(slot);
    if (message === null || message.platform !== "slack" || message.workspace !== us.team || !isMessageId(message))
      throw new TargetError(unasked("gone", "Slack was not asked: this is no message of its workspace."));
    return { us, channel: message.channel, timestamp: message.message };
  }

  async function toggle(method: keyof typeof DONE, slot: Slot, emoji: string, signal: AbortSignal): Promise<void> {
    const { channel, timestamp } = place(slot);
    const name = toSlackName(emoji);
    if (name === null) throw new TargetError(unasked("rejected", "Slack was not asked: it has no name for this emoji."));
    await ask(method, { channel, timestamp, name }, signal, DONE[method]);
  }

  return {
    ...{ name: "slack", provider: "slack", network: "slack", limits: LIMITS, posts: null },
    messages: {
      rules: RULES,
      add: (slot, emoji, signal) => toggle("reactions.add", slot, emoji, signal),
      remove: (slot, emoji, signal) => toggle("reactions.remove", slot, emoji, signal),
      async shown(slot, signal) {
        const { us, channel, timestamp } = place(slot);
        const answer = await ask("reactions.get", { channel, timestamp, full: "true" }, signal);
        const { data } = held.safeParse(answer.body);
        if (data === undefined) throw new TargetError({ ...failureOf(answer, undefined), ambiguous: false });
        // A list of people may be cut short, but never of whoever asks (docs.slack.dev, reactions.get).
        const ours = (data.message.reactions ?? []).filter(({ users }) => users.includes(us.user));
        return ours.flatMap(({ name }) => fromSlackName(name) ?? []);
      },
    },
    async probe(signal) {
      const answer = await ask("auth.test", {}, signal);
      const scopes = [answer.headers["x-oauth-scopes"]].flat()[0];
      if (scopes === undefined || scopes.split(/\s*,\s*/).includes(REACTING_SCOPE)) return;
      throw new TargetError(failureOf(answer, "missing_scope"));
    },
    slot: () => ({ complaints: ["nobody names a message in Slack as a target: what is relayed there is known"] }),
  };
}
