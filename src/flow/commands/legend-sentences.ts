import type { Legend } from "../../domain/legend.ts";
import type { Platform } from "../../domain/message.ts";
import type { ReactionRules } from "../../domain/network.ts";
import { leaves, type Policy } from "../../domain/policy.ts";
import { timeOfDay } from "../../domain/quiet.ts";

const LEGEND_TITLE = "What the customer sees of our reactions";

export const LEGEND_COMING = "On its way: the bridge says in this channel what the customer sees of our reactions, and pins it.";
export const LEGEND_LOST =
  "What the customer sees of our reactions could not be said in this channel: the log says why. Please ask again later.";

/** What the app has to be given so that it may pin. */
const PINNING: Readonly<Record<Platform, string>> = { slack: "the scope pins:write", discord: "the permission Pin Messages" };

export function unpinned(platform: Platform): string {
  return `It stands in the channel, but the bridge could not pin it: either it lacks ${PINNING[platform]}, or the channel holds as many pins as it may. You can pin it yourself.`;
}

/** As many as somebody looks at. */
const MOST_REASONS = 3;
const LONGEST_REASON = 72;
/** As much as the smallest message holds, with room for what a platform escapes. */
const MOST_TEXT = 1_200;

const SHOWN: Readonly<Record<Policy["conflict"], string>> = {
  latest: "the newest of ours",
  first: "the first of ours",
  most: "the one that most of us hold",
};

/** One link, as its part of a channel's legend shows it. */
export interface LegendPart {
  /** Where it goes to: `LinkedIn posts`. */
  readonly where: string;
  readonly link: string;
  readonly policy: Policy;
  readonly isPaused: boolean;
  readonly rules: ReactionRules;
  readonly legend: Legend;
}

/** A whole legend; links over which the same becomes of everything are told of as one. */
export function legendText(parts: readonly LegendPart[]): string {
  const told = parts.map((part) => ({ ...part, said: linesOf(part, parts.length === 1) }));
  const groups = [...Map.groupBy(told, ({ where, said }) => [where, ...said].join("\n")).values()];
  const sections = groups.map((group) => {
    const [first] = group;
    const names = parts.length === 1 ? "" : ` (${group.map(({ link }) => link).join(", ")})`;
    return [`${first?.where}${names}`, ...(first?.said ?? [])].join("\n");
  });
  const fitting = sections.filter((_, index) => index === 0 || sections.slice(0, index + 1).join("\n\n").length <= MOST_TEXT);
  const more = sections.length - fitting.length;
  return [LEGEND_TITLE, ...fitting, ...(more > 0 ? [`… and of ${more} more ${more === 1 ? "link" : "links"} of this channel`] : [])].join(
    "\n\n",
  );
}

function linesOf({ policy, isPaused, rules, legend, where }: LegendPart, withReasons: boolean): readonly string[] {
  if (isPaused) return ["Nothing goes out: paused until an admin confirms this channel, which is shared with another organization"];
  if (!leaves(policy.direction)) return ["Nothing goes out: switched off"];
  const { asThemselves, asOthers, tried, kept, inside } = legend;
  const isOpen = rules.allowed === "any" || rules.custom;
  const rest = isOpen && policy.emoji.allow === "any" ? " and all others" : "";
  const insides = inside.flatMap(({ emoji }) => emoji);
  const reasons = inside.filter(({ why }) => why !== null && why.length <= LONGEST_REASON).slice(0, MOST_REASONS);
  return [
    ...(policy.dryRun ? ["Nothing goes out yet: it only rehearses"] : []),
    ...line("As they are: ", asThemselves, rest),
    ...(rules.allowed === "discover" && asOthers.length > 0 ? [`As they are where ${where} takes them, else so:`] : []),
    ...asOthers.map(({ from, to }) => `${from.join(" ")} → ${to}`),
    ...line("As they are, or not at all: ", tried),
    ...line("Kept for the team: ", kept, policy.emoji.allow === "any" ? "" : " and all others"),
    ...(policy.emoji.allow !== "any" && kept.length === 0 ? ["Kept for the team: all others"] : []),
    ...line("You are asked before these go: ", policy.emoji.confirm),
    ...line("Stay inside: ", insides),
    ...(withReasons ? reasons.map(({ emoji, why }) => `   ${emoji.join(" ")} · ${why}`) : []),
    ...shownAtOnce(rules, policy),
    ...quietLine(policy),
  ];
}

function quietLine({ quietHours: { fromMin, toMin, timeZone } }: Policy): readonly string[] {
  return timeZone === null ? [] : [`Nothing new from ${timeOfDay(fromMin)} to ${timeOfDay(toMin)} (${timeZone}): it waits until then.`];
}

function line(title: string, emoji: readonly string[], rest = ""): readonly string[] {
  return emoji.length === 0 ? [] : [`${title}${emoji.join(" ")}${rest}`];
}

function shownAtOnce({ perMessage, canRemove }: ReactionRules, { conflict }: Policy): readonly string[] {
  const stays = canRemove ? "" : " What was sent cannot be taken off, only replaced.";
  return perMessage === 1 ? [`One at a time: ${SHOWN[conflict]}.${stays}`] : stays === "" ? [] : [stays.trim()];
}
