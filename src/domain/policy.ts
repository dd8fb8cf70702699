import { type Emoji, includes, isEmoji, kin } from "./emoji.ts";
import { own } from "./own.ts";
import type { QuietHours } from "./quiet.ts";

/** `outbound` is team → customer. */
export type Direction = "outbound" | "inbound" | "both" | "off";

/** What an admin has said of a link whose channel is shared with another organization: `unconfirmed`, it is paused. */
export type Sharing = "unconfirmed" | "confirmed";

/** Which reaction shows when there are more than fit. */
export type Conflict = "latest" | "first" | "most";

/** What one link allows. All keys are present: defaults are merged in by the configuration. */
export interface Policy {
  readonly direction: Direction;
  readonly emoji: {
    readonly allow: "any" | readonly EmojiName[];
    readonly deny: readonly EmojiName[];
    /**
     * As what an emoji goes out here, whatever the families say, or null for one that stays inside. Keyed by the name of a custom emoji,
     * without colons (`shipit` → 🚀), or by a canonical Unicode emoji (🎉 → 👍), which speaks for all of its tones, and for its ♀ and ♂ forms, that have no key of their own.
     */
    readonly custom: Readonly<Record<string, Emoji | null>>;
    /** What leaves only once whoever pressed it has said so. */
    readonly confirm: readonly EmojiName[];
    readonly standIns: boolean;
  };
  readonly conflict: Conflict;
  /** Classes of people (`members`, `guests`, `external`, `bots`), user ids, `role:…`, `group:…`. A denial beats an allowance. */
  readonly who: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  /** A press that is undone within it never leaves. */
  readonly graceMs: number;
  readonly staleAfterMs: number;
  /** What is new waits until they are over; what is taken back does not. */
  readonly quietHours: QuietHours;
  readonly dryRun: boolean;
  readonly notify: "reactor" | "off";
  readonly relay: {
    readonly inbound: boolean;
    readonly outbound: "off" | "shortcut" | "threads" | "all";
    /** Whether a line in the thread tells of what the customer reacts to our last message: a bot's reaction notifies nobody. */
    readonly notes: boolean;
  };
}

/** A canonical Unicode emoji, or `:name:` for a workspace custom emoji. */
export type EmojiName = string;

export const DEFAULT_POLICY: Policy = {
  direction: "both",
  emoji: { allow: "any", deny: [], custom: {}, confirm: [], standIns: true },
  conflict: "latest",
  who: { allow: ["members"], deny: ["guests", "external", "bots"] },
  graceMs: 1_000,
  staleAfterMs: 24 * 3_600_000,
  quietHours: { fromMin: 20 * 60, toMin: 8 * 60, timeZone: null },
  dryRun: false,
  notify: "reactor",
  relay: { inbound: true, outbound: "off", notes: true },
};

/** A direction as the other side sees it. */
export function opposite(direction: Direction): Direction {
  return direction === "inbound" ? "outbound" : direction === "outbound" ? "inbound" : direction;
}

/** The same policy from the other side: what the customer holds comes in. `deny` and `who` apply to what leaves, so here they do not. */
export function reversed(policy: Policy): Policy {
  return {
    ...DEFAULT_POLICY,
    direction: opposite(policy.direction),
    who: { allow: ["members"], deny: [] },
    graceMs: policy.graceMs,
    staleAfterMs: policy.staleAfterMs,
    notify: "off",
  };
}

/** Whether what the team holds may leave over this link. */
export function leaves(direction: Direction): boolean {
  return direction === "both" || direction === "outbound";
}

/** Among a person's classes: which user groups they are in cannot be found out. Counts as every group that is denied, and as none that is allowed. */
export const UNKNOWN_GROUPS = "group:?";

/** Whether a person in these classes may speak to the customer. In no class means no. */
export function maySpeak({ who }: Policy, classes: readonly string[]): boolean {
  const denied = (one: string) => (one === UNKNOWN_GROUPS ? who.deny.some((each) => each.startsWith("group:")) : who.deny.includes(one));
  return !classes.some(denied) && classes.some((one) => one !== UNKNOWN_GROUPS && who.allow.includes(one));
}

/** What a workspace custom emoji stands for on a link; null for nothing. */
export function meaning(policy: Policy, name: string): Emoji | null {
  return saidOf(policy, name) ?? null;
}

function saidOf({ emoji: { custom } }: Policy, name: string): Emoji | null | undefined {
  const said = own(custom, name);
  return said === undefined ? own(custom, toneless(name)) : said;
}

/** A name as its source has it, without its tone (`lgtm::skin-tone-3`). */
function toneless(name: string): string {
  return name.split("::", 1)[0] ?? name;
}

/** What the policy says that goes out in place of a Unicode emoji; null when it stays inside, undefined when the policy says nothing of it. */
export function replacement({ emoji: { custom } }: Policy, emoji: Emoji): Emoji | null | undefined {
  return kin(emoji)
    .map((one) => own(custom, one))
    .find((said) => said !== undefined);
}

/**
 * Whether an emoji may leave. A denied emoji is denied in every skin tone, as a woman's and a man's, and in whatever the policy makes of it; `emoji` is null for a
 * custom one without a meaning.
 */
export function emojiAllowed(policy: Policy, name: string, emoji: Emoji | null): boolean {
  const forms = formsOf(policy, name, emoji);
  if (forms === null || isListed(policy.emoji.deny, name, forms)) return false;
  return policy.emoji.allow === "any" || isListed(policy.emoji.allow, name, forms);
}

/** What the policy says that it keeps inside: what it denies, and what it puts nothing in place of. */
export function keptInside({ emoji: { deny, custom } }: Policy): readonly EmojiName[] {
  const none = Object.keys(custom).filter((key) => custom[key] === null);
  return [...new Set([...deny, ...none.map(nameOf)])];
}

/** As lists name what is a key in `custom`: one that is no emoji of Unicode is the name of a custom one. */
export function nameOf(key: string): EmojiName {
  return isEmoji(key) ? key : `:${key}:`;
}

/** Whether an emoji leaves only once whoever pressed it has said so: in every skin tone, and in whatever the policy makes of it. */
export function emojiConfirms(policy: Policy, name: string, emoji: Emoji | null): boolean {
  return isListed(policy.emoji.confirm, name, formsOf(policy, name, emoji) ?? []);
}

/** Whether an emoji that nobody pressed may go out in place of one that somebody did. */
export function mayStandIn(policy: Policy, emoji: Emoji): boolean {
  const { allow, deny } = policy.emoji;
  return !isListed(deny, null, kin(emoji)) && (allow === "any" || isListed(allow, null, kin(emoji)));
}

function isListed(list: readonly EmojiName[], name: string | null, forms: readonly Emoji[]): boolean {
  return (
    (name !== null && (list.includes(`:${name}:`) || list.includes(`:${toneless(name)}:`))) || forms.some((one) => includes(list, one))
  );
}

/** Everything as which the policy's lists may speak of an emoji; null when the policy itself keeps it inside. */
function formsOf(policy: Policy, name: string, emoji: Emoji | null): readonly Emoji[] | null {
  const said = saidOf(policy, name);
  const instead = emoji === null ? said : replacement(policy, emoji);
  // An alias is what it stands for, whatever the policy calls it; but what it keeps inside by that name stays there.
  if (instead === null || (instead === undefined && said === null)) return null;
  return [emoji, instead].flatMap((one) => (one == null ? [] : kin(one)));
}
