import { knownRefused } from "../../domain/account.ts";
import type { Emoji } from "../../domain/emoji.ts";
import type { Families } from "../../domain/ladder.ts";
import { messageKey } from "../../domain/message.ts";
import type { ReactionRules } from "../../domain/network.ts";
import { outgoing, unrefused } from "../../domain/outgoing.ts";
import { emojiAllowed, type Policy } from "../../domain/policy.ts";
import { type Accounts, targetOf } from "../../ports/account.ts";
import type { Commands } from "../../ports/commands.ts";
import { findSpot, type SpotOptions, toldOf } from "./spot.ts";

/** Where any emoji may go: what people answer a message with, the commonest first. */
const COMMON: readonly Emoji[] = [
  ...["👍", "❤️", "😂", "🎉", "🙏", "👏", "😊", "🔥", "💯", "🙌", "👌", "💪", "🚀", "😮", "😢", "🤔", "👎", "🤝", "💡", "🥳"],
];

export interface ChoicesOptions extends SpotOptions {
  readonly accounts: Accounts;
  readonly families: Families;
}

/** As what emoji would go out from a place, under the first link that it stands for something under. */
export function createChoices(options: ChoicesOptions): Commands["choices"] {
  const { store, links, accounts, families, clock } = options;
  return async (asking, among) => {
    const spot = await findSpot(asking, options);
    if (typeof spot === "string") return [];
    const [mirror] = toldOf(spot.mirrors);
    const link = links.named(mirror?.feeds.find(({ key }) => key === messageKey(spot.message))?.link ?? "");
    const target = mirror === undefined ? null : targetOf(accounts, mirror.slot);
    if (mirror === undefined || link === undefined || target === null) return [];
    const { account } = mirror.slot;
    const { rules } = target;
    const { policy } = link;
    const refused = knownRefused(await store.health(account), clock.now()).map(({ emoji }) => emoji);
    const choices = (among ?? worthOffering(rules)).map((emoji) => ({ emoji, goesAs: goesAs(emoji, policy, rules, families, refused) }));
    return among === null ? choices.filter((one) => one.goesAs !== null) : choices;
  };
}

/** As what it goes out under a policy, where the account is known to refuse these; null where it stays inside. */
export function goesAs(
  emoji: Emoji,
  policy: Policy,
  rules: ReactionRules,
  families: Families,
  refused: readonly Emoji[] = [],
): Emoji | null {
  if (!emojiAllowed(policy, emoji, emoji)) return null;
  return unrefused(outgoing(emoji, policy, rules, families), refused)[0]?.emoji ?? null;
}

function worthOffering({ allowed, floor, custom }: ReactionRules): readonly Emoji[] {
  if (allowed === "any") return COMMON;
  const sure = allowed === "discover" ? floor : allowed;
  const more = custom || allowed === "discover" ? COMMON.filter((emoji) => !sure.includes(emoji)) : [];
  return [...sure, ...more];
}
