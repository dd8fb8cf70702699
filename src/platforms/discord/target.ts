import { z } from "zod";
import type { ReactionRules } from "../../domain/network.ts";
import { messageOn, type Slot } from "../../domain/slot.ts";
import type { Limit } from "../../domain/window.ts";
import type { Answer } from "../../http/exchange.ts";
import { segment } from "../../http/segment.ts";
import { canonical, inDiscord } from "../../names/index.ts";
import type { Account } from "../../ports/account.ts";
import { TargetError } from "../../ports/target.ts";
import { written } from "./emoji.ts";
import { failureOf, unanswered, unasked } from "./failures.ts";
import { addressOf } from "./ids.ts";
import { type Request, type Rest, saidIn } from "./rest.ts";

/** A message in Discord holds 20 different emoji, whoever put them there. Names are sent with the selectors that Discord's own have. */
const RULES: ReactionRules = {
  ...{ allowed: "any", floor: [], custom: false, perMessage: 20, replaces: false, canRemove: true, removesByName: true },
  ...{ variationSelector: "qualify", abandonedForMs: 30_000 },
};

/** Not documented: what Discord's answers say is one in a quarter of a second for each channel; of all of ours together here. */
const LIMITS: readonly Limit[] = [{ scope: "discord:reactions", requests: 1, perMs: 300 }];

const DONE = 204;
const UNKNOWN_EMOJI = 10014;

const message = z.object({
  reactions: z.array(z.object({ emoji: written, me: z.boolean(), me_burst: z.boolean().nullish() })).nullish(),
});

/** Our bot as an account: what customers hold is shown as its reactions on the channel's messages. */
export function createAccount(rest: Pick<Rest, "exchange">): Account {
  /** One request; throws TargetError unless `isDone`. */
  async function ask(request: Request, isDone: (answer: Answer) => boolean): Promise<Answer> {
    const outcome = await rest.exchange(request);
    if (outcome.kind === "fault") throw new TargetError(unanswered(outcome));
    if (isDone(outcome)) return outcome;
    throw new TargetError(failureOf(outcome));
  }

  function pathOf(slot: Slot): string {
    const on = messageOn(slot);
    const address = on?.platform === "discord" ? addressOf(on) : null;
    if (address === null) throw new TargetError(unasked("gone", "Discord was not asked: this is no message there."));
    return `/channels/${address.channel}/messages/${address.message}`;
  }

  function mine(slot: Slot, emoji: string): string {
    const path = pathOf(slot);
    const name = segment(inDiscord(emoji) ?? "");
    if (name === null) throw new TargetError(unasked("rejected", "Discord was not asked: it has no name for this emoji."));
    return `${path}/reactions/${name}/@me`;
  }

  return {
    ...{ name: "discord", provider: "discord", network: "discord", limits: LIMITS, posts: null },
    messages: {
      rules: RULES,
      async add(slot, emoji, signal) {
        await ask({ method: "PUT", path: mine(slot, emoji), signal }, ({ status }) => status === DONE);
      },
      async remove(slot, emoji, signal) {
        // It was there once: what Discord does not know of it any more is gone.
        const isGone = (answer: Answer) => answer.status === DONE || saidIn(answer).code === UNKNOWN_EMOJI;
        await ask({ method: "DELETE", path: mine(slot, emoji), signal }, isGone);
      },
      async shown(slot, signal) {
        const answer = await ask({ method: "GET", path: pathOf(slot), signal }, ({ status }) => status === 200);
        const { data } = message.safeParse(answer.body);
        if (data === undefined) throw new TargetError({ ...failureOf(answer), ambiguous: false });
        const ours = (data.reactions ?? []).filter(({ me, me_burst }) => me || me_burst === true);
        return ours.flatMap(({ emoji }) => (emoji.id == null ? (canonical(emoji.name ?? "") ?? []) : []));
      },
    },
    async probe(signal) {
      await ask({ method: "GET", path: "/users/@me", signal }, ({ status, body }) => status === 200 && body !== undefined);
    },
    slot: () => ({ complaints: ["nobody names a message in Discord as a target: what is relayed there is known"] }),
  };
}
