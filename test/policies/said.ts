import type { Emoji } from "../../src/domain/emoji.ts";
import type { Policy } from "../../src/domain/policy.ts";

/**
 * What a policy says, in the words of docs/policy.md and none of the bridge's own code: an emoji is compared without its selectors, and
 * whatever is said of one holds for its skin tones, and for the woman and the man who do it.
 */

const SELECTOR = /\uFE0F/g;
const TONE = /[\u{1F3FB}-\u{1F3FF}]/gu;
const bare = (emoji: Emoji) => emoji.replace(SELECTOR, "");
const toneless = (emoji: Emoji) => bare(emoji).replace(TONE, "");
const anybody = (emoji: Emoji) => toneless(emoji).replace(/\u200D[\u2640\u2642]$/, "");
const forms = (emoji: Emoji) => [bare(emoji), toneless(emoji), anybody(emoji)];

/** What somebody pressed: by its name on the platform, and what it is in Unicode; null for a custom one. */
export interface Pressed {
  readonly name: string;
  readonly emoji: Emoji | null;
}

/** Everything that a list may call it, without selectors. */
function callings({ emoji: { custom } }: Policy, { name, emoji }: Pressed): readonly string[] {
  const said = (key: string) => (Object.hasOwn(custom, key) ? custom[key] : undefined);
  const keys = Object.keys(custom);
  const of = (one: Emoji) => said(keyOf(keys, one) ?? "");
  const becomes = emoji === null ? said(name) : of(emoji);
  return [emoji, becomes].flatMap((one) => (one == null ? [] : forms(one)));
}

/** The key that speaks for an emoji, the nearest first. */
function keyOf(keys: readonly string[], emoji: Emoji): string | undefined {
  return forms(emoji)
    .map((form) => keys.find((key) => bare(key) === form))
    .find((key) => key !== undefined);
}

function isListed(list: readonly string[], name: string | null, called: readonly string[]): boolean {
  return list.some((one) => (one.startsWith(":") ? one === `:${name}:` : called.includes(bare(one))));
}

/** Whether the policy itself keeps an emoji inside: by `none`. */
function isKept({ emoji: { custom } }: Policy, { name, emoji }: Pressed): boolean {
  if (emoji === null) return custom[name] === null;
  const key = keyOf(Object.keys(custom), emoji);
  return key === undefined ? custom[name] === null : custom[key] === null;
}

/** Whether this emoji may leave, were it not for who pressed it. */
export function emojiMayLeave(policy: Policy, pressed: Pressed): boolean {
  const called = callings(policy, pressed);
  const { allow, deny } = policy.emoji;
  if (called.length === 0 || isKept(policy, pressed) || isListed(deny, pressed.name, called)) return false;
  return allow === "any" || isListed(allow, pressed.name, called);
}

export function mayLeave(policy: Policy, pressed: Pressed, classes: readonly string[]): boolean {
  const isOn = (policy.direction === "both" || policy.direction === "outbound") && !policy.dryRun;
  return isOn && mayBeHeard(policy, classes) && emojiMayLeave(policy, pressed);
}

export function mayBeHeard({ who }: Policy, classes: readonly string[]): boolean {
  return classes.some((one) => who.allow.includes(one)) && !classes.some((one) => who.deny.includes(one));
}

/** Whether it needs its person's word, by what it is called. */
export function isDelicate(policy: Policy, pressed: Pressed): boolean {
  return isListed(policy.emoji.confirm, pressed.name, callings(policy, pressed));
}

/** Whether an emoji that reaches a provider is one that the policy lets reach it, when this was pressed. */
export function mayReach(policy: Policy, sent: Emoji, pressed: Pressed): boolean {
  const { allow, deny, standIns } = policy.emoji;
  if (isListed(deny, null, forms(sent))) return false;
  const called = callings(policy, pressed);
  if (called.includes(bare(sent))) return true;
  // A stand-in then, which has to be allowed itself.
  return standIns && (allow === "any" || isListed(allow, null, forms(sent)));
}
