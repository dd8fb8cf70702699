import type { Command, NamedEmoji, Place } from "../../../domain/command.ts";
import { tidyText } from "../../../domain/foreign.ts";
import { nearest } from "../../../domain/nearest.ts";
import type { Direction } from "../../../domain/policy.ts";
import type { Ourselves } from "../mappers.ts";
import { placeAt, wordsOf } from "./addresses.ts";
import * as say from "./sentences.ts";
import type { Names } from "./typed.ts";

/** What was asked for, or the sentence that says how to ask. `unknown`: it holds a word that may be a name nobody has looked up yet. */
export type Parsed = { readonly command: Command; readonly place: Place } | { readonly said: string; readonly unknown?: string };

/** `on` is what the file says. */
const DIRECTIONS: ReadonlyMap<string, Direction | null> = new Map<string, Direction | null>([
  ["off", "off"],
  ["on", null],
  ["inbound", "inbound"],
  ["outbound", "outbound"],
]);
const ASKING = ["clear", "who", "allowed"] as const;
/** About the channel, and so about no message. */
const PLAIN = ["legend", "status"] as const;
const VERBS = ["remove", ...ASKING, ...PLAIN, ...DIRECTIONS.keys(), "help"];
const BRIDGE_VERBS = ["link", "unlink", "list", "help"];
const NEWEST: Place = { kind: "newest" };

/** `/react …`. Whatever the text is, this answers. */
export function parseReact(text: string, us: Ourselves, names: Names): Parsed {
  const { words: written, addresses } = wordsOf(tidyText(text));
  if (addresses.length > 1) return { said: say.ONE_ADDRESS };
  const [address] = addresses;
  const at = address === undefined ? NEWEST : placeAt(address, us);
  if (at === null) return { said: say.NO_ADDRESS };
  const { place, words } = through(at, written);
  const [first, ...rest] = words;
  if (first === undefined) return { said: address === undefined ? say.HELP : say.WHICH_EMOJI };

  const verb = first.toLowerCase();
  const bare = rest.length === 0;
  if (verb === "help" && bare) return { said: say.HELP };
  if (verb === "remove") {
    if (bare) return { command: { kind: "remove", emoji: null }, place };
    return emojiIn(rest, names, (emoji) => ({ command: { kind: "remove", emoji }, place }));
  }
  const asking = ASKING.find((one) => one === verb);
  if (asking !== undefined) return bare ? { command: { kind: asking }, place } : { said: say.usage(verb, true) };
  const alone = bare && address === undefined;
  const plain = PLAIN.find((one) => one === verb);
  if (plain !== undefined) return alone ? { command: { kind: plain }, place } : { said: say.usage(verb, false) };
  const to = DIRECTIONS.get(verb);
  if (to !== undefined) return alone ? { command: { kind: "turn", to }, place } : { said: say.usage(verb, false) };
  return emojiIn(words, names, (emoji) => ({ command: { kind: "react", emoji }, place }));
}

/** `as acme-linkedin` says through which account a post is reached. */
function through(place: Place, words: readonly string[]): { readonly place: Place; readonly words: readonly string[] } {
  const account = words.at(-1);
  if (place.kind !== "post" || account === undefined || words.at(-2)?.toLowerCase() !== "as") return { place, words };
  return { place: { ...place, account }, words: words.slice(0, -2) };
}

/** The one emoji that these words name; a name may have spaces in it. */
function emojiIn(words: readonly string[], names: Names, found: (emoji: NamedEmoji) => Parsed): Parsed {
  const written = words.join(" ");
  const emoji = names.named(written);
  if (emoji !== null) return found(emoji);
  if (words.length > 1 && words.every((word) => names.named(word) !== null)) return { said: say.ONE_EMOJI };
  const verb = words.length === 1 ? (nearest(written.toLowerCase(), VERBS) ?? null) : null;
  const meant = verb === null ? names.nearest(written) : { word: verb };
  return { said: say.unknown(written, meant), unknown: written };
}

/** `/bridge …`; `open` asks for the form by which a channel is linked. */
export function parseBridge(text: string): { readonly command: Command } | { readonly open: "link" } | { readonly said: string } {
  const [first, ...rest] = tidyText(text).trim().split(/\s+/);
  if (first === undefined || first === "") return { said: say.BRIDGE_HELP };
  const verb = first.toLowerCase();
  if (verb === "unlink") return { command: { kind: "unlink", link: rest.length === 0 ? null : rest.join(" ") } };
  if (!BRIDGE_VERBS.includes(verb)) return { said: say.unknownBridge(first, nearest(verb, BRIDGE_VERBS) ?? null) };
  if (rest.length > 0) return { said: say.bridgeUsage(verb) };
  if (verb === "list") return { command: { kind: "list" } };
  return verb === "link" ? { open: "link" } : { said: say.BRIDGE_HELP };
}
