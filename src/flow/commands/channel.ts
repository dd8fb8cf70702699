import type { Asking, Said } from "../../domain/command.ts";
import { NETWORK_TITLES } from "../../domain/conversation.ts";
import { type Link, sideAt } from "../../domain/link.ts";
import { channelName, isPlatform } from "../../domain/message.ts";
import type { ReactionRules } from "../../domain/network.ts";
import { type Direction, keptInside, opposite, type Policy } from "../../domain/policy.ts";
import { timeOfDay } from "../../domain/quiet.ts";
import { type Accounts, targetOf } from "../../ports/account.ts";
import { standingOf } from "../standing.ts";
import { goesAs } from "./choices.ts";
import { maySpeakHere } from "./may-speak.ts";
import type { ReactOptions } from "./react.ts";
import { ADMINS_ONLY, NOT_YOURS, nowhere } from "./sentences.ts";

/** More than that are told as "more than". */
const COUNTED = 100;

const DIRECTIONS: Readonly<Record<Direction, string>> = {
  both: "reactions go both ways",
  outbound: "the team's reactions go out, the customer's do not come in",
  inbound: "the customer's reactions come in, the team's stay inside",
  off: "switched off, nothing goes either way",
};

/** Between two channels, as one of them sees it. */
const MIRRORED: Readonly<Record<Direction, string>> = {
  both: "what is held in one channel shows in the other",
  outbound: "what is held here shows in the other channel, and not the other way round",
  inbound: "what is held in the other channel shows here, and not the other way round",
  off: "switched off, nothing shows in the other channel",
};

/** What can be asked of a channel and its links. */
export interface ChannelCommands {
  allowed(asking: Asking): Promise<Said>;
  status(asking: Asking): Promise<Said>;
  turn(asking: Asking, to: Direction | null, isAdmin: () => Promise<boolean>): Promise<Said>;
}

export function createChannelCommands(options: ReactOptions): ChannelCommands {
  const { store, links, accounts, families, wake } = options;

  const here = ({ channel }: Asking) => links.ofChannel(channelName(channel));

  function directionOf(link: Link, { channel }: Asking): string {
    const side = sideAt(link, channelName(channel));
    return (link.mirrorTo === null ? DIRECTIONS : MIRRORED)[side?.policy.direction ?? "off"];
  }

  function accepts(link: Link, { channel }: Asking): Said {
    const side = sideAt(link, channelName(channel));
    const target = side === null ? null : targetOf(accounts, side);
    if (target === null) return [`${link.name}: nothing can be shown there.`];
    const { emoji } = link.policy;
    const kept = keptInside(link.policy);
    const inside = kept.length === 0 ? "" : ` Stays inside: ${kept.join(" ")}`;
    const chosen = emoji.allow === "any" ? "" : ` Of all that, this channel lets out: ${emoji.allow.join(" ")}`;
    const mirrored = link.mirrorTo !== null;
    const asks = mirrored || emoji.confirm.length === 0 ? "" : ` You are asked before these go: ${emoji.confirm.join(" ")}`;
    return [`${mirrored ? "The other channel" : titleOf(link, accounts)} ${setOf(target.rules, link.policy)}${chosen}${inside}${asks}`];
  }

  /** By example, so that people need not know of families. */
  function setOf(rules: ReactionRules, policy: Policy): string {
    if (rules.allowed === "any") return "takes any emoji.";
    const sure = (rules.allowed === "discover" ? rules.floor : rules.allowed).join(" ");
    const party = goesAs("🎉", policy, rules, families);
    const example = party === null || party === "🎉" ? "" : `, as 🎉 goes out as ${party}`;
    if (rules.allowed === "discover")
      return `does not say which emoji it takes. These it does: ${sure}. Others are tried, and go out as what comes nearest if it refuses them.`;
    if (rules.custom) return `shows these in its own way: ${sure}, and every other emoji as itself.`;
    return `takes ${sure}. What means the same goes out as one of them${example}; the rest stays inside.`;
  }

  async function told(link: Link, asking: Asking): Promise<string> {
    const state = links.isUnconfirmed(link.name)
      ? "paused, since the channel is shared with another organization and no admin has confirmed it"
      : directionOf(link, asking);
    const first = `${link.name}: ${titleOf(link, accounts)}${link.account === null ? "" : ` through ${link.account}`}; ${state}.`;
    const { dryRun, quietHours } = link.policy;
    const rest = dryRun ? ["It only rehearses (dryRun)."] : [];
    if (link.mirrorTo === null && quietHours.timeZone !== null) {
      const { fromMin, toMin, timeZone } = quietHours;
      rest.push(`Nothing new goes out from ${timeOfDay(fromMin)} to ${timeOfDay(toMin)} (${timeZone}): it waits until then.`);
    }
    if (link.account !== null) {
      const { state: standing, reason } = await standingOf(link.account, options);
      if (standing !== "healthy")
        rest.push(
          `The account is ${standing}${reason === null ? "" : `: ${reason}`}${reason?.endsWith(".") === false || reason === null ? "." : ""}`,
        );
    }
    for (const [one, words] of [
      ["due", "on the way"],
      ["parked", "could not be made right and set aside"],
    ] as const) {
      const { mirrors, next } = await store.mirrors({ state: one, link: link.name, limit: COUNTED });
      if (mirrors.length > 0) rest.push(`${next === null ? "" : "More than "}${mirrors.length} ${words}.`);
    }
    return [first, ...rest].join(" ");
  }

  return {
    async allowed(asking) {
      return lines(here(asking).map((link) => accepts(link, asking)));
    },
    async status(asking) {
      return lines(await Promise.all(here(asking).map(async (link) => [await told(link, asking)])));
    },
    async turn(asking, to, isAdmin) {
      const all = here(asking);
      if (all.length === 0) return [nowhere("unlinked-channel")];
      if (!(await maySpeakHere(asking, options)) && !(await isAdmin())) return [NOT_YOURS];
      const confirms = to !== "off" && all.some(({ name }) => links.isUnconfirmed(name));
      if (confirms && !(await isAdmin())) return [ADMINS_ONLY];
      // Whoever asks in the channel that a link is mirrored to means it the other way round.
      const isTurned = ({ channel, mirrorTo }: Link) => mirrorTo !== null && channel !== channelName(asking.channel);
      for (const link of all) await links.turn(link.name, to !== null && isTurned(link) ? opposite(to) : to);
      wake();
      return lines(here(asking).map((link) => [`${link.name}: ${directionOf(link, asking)}.`]));
    },
  };
}

/** Where a link leads to, within a sentence. */
export function titleOf({ account, posts, mirrorTo }: Link, accounts: Accounts): string {
  if (mirrorTo !== null) return "the other channel";
  const network = accounts.get(account ?? "")?.network;
  const title = network === undefined || isPlatform(network) ? "the other side" : NETWORK_TITLES[network];
  return posts ? `${title} posts` : title;
}

function lines(all: readonly Said[]): Said {
  if (all.length === 0) return [nowhere("unlinked-channel")];
  return all.flatMap((line, index) => (index === 0 ? line : ["\n", ...line]));
}
