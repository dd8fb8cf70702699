import { cut, tidyName, tidyText } from "../../domain/foreign.ts";
import type { Attachment } from "../../domain/heard.ts";
import type { Post } from "../../ports/source.ts";
import { MOST_CONTENT, MOST_EMBED } from "./info.ts";
import { aroundMark, BREAK } from "./mark.ts";
import { fitting, literally, webAddress } from "./markup.ts";

const MOST_FILES = 10;
const MOST_OF_FILES = 1_200;
const MOST_IN_LINE = 1_500;
const LONGEST_WORD = 100;

/** What a message shows: Discord takes longer texts in embeds alone. */
export interface Shown {
  readonly content: string;
  readonly embeds: readonly { readonly description: string }[];
  /** Buttons below it. */
  readonly components?: readonly object[];
}

const WORDLESS = "*a message without text*";
/** In place of what was deleted; nothing of it stays. */
export const DELETED: Shown = { content: "*This message was deleted.*", embeds: [] };
/** In place of what Discord's own filters refuse. */
export const REFUSED = "*Discord does not let this message be shown here: read it where it was written.*";

/** The lines above what somebody wrote: their name where the message cannot bear it, and what they answer. */
export function head(author: string | null, answered: { readonly permalink: string } | null): string {
  const name = author === null ? "" : `**${literally(author)}**\n`;
  return `${name}${answered === null ? "" : `-# in reply to [an earlier message](${answered.permalink})\n`}`;
}

/** What somebody wrote, behind what stands above it and the mark; `files` as they stood before, where an edit leaves them. */
export function composed(above: string, mark: string, { text, attachments }: Pick<Post, "text" | "attachments">, files?: string): Shown {
  const below = files ?? filesOf(attachments);
  const tail = below === "" ? "" : `${BREAK}${below}`;
  const tidy = tidyText(text ?? "").trim();
  if (tidy === "") return { content: `${above}${mark}${below === "" ? WORDLESS : tail}`, embeds: [] };
  const room = MOST_CONTENT - above.length - mark.length - tail.length - 1;
  const first = untorn(fitting(tidy, room), tidy);
  const rest = tidy.slice(first.length).trim();
  return {
    content: `${above}${mark}${literally(first.trimEnd())}${tail === "" ? "" : `\n${tail}`}`,
    embeds: rest === "" ? [] : [{ description: beginning(rest) }],
  };
}

/** The start of a text up to the last gap between words, where there is one near its end. */
function untorn(start: string, text: string): string {
  if (start.length === text.length || /^\s/.test(text.slice(start.length))) return start;
  const gap = start.search(/\s\S*$/);
  return gap < start.length - LONGEST_WORD ? start : start.slice(0, gap);
}

/** As much of a text as an embed takes, and how much there is. */
function beginning(text: string): string {
  const whole = literally(text);
  if (whole.length <= MOST_EMBED) return whole;
  const kept = fitting(text, MOST_EMBED - 60);
  return `${literally(kept.trimEnd())}\n*… and ${text.length - kept.length} more characters*`;
}

/** What an edit puts in the place of what was said: what stands above it stays, and the files where it brings none. */
export function amended(content: string, post: Pick<Post, "text" | "attachments">): Shown {
  const around = aroundMark(content);
  // Somebody has taken the mark away; what is to be said counts.
  if (around === null) return composed("", "", post);
  const { before, mark, after } = around;
  const at = after.lastIndexOf(BREAK);
  // No network takes a file away by an edit.
  const files = post.attachments.length === 0 && at >= 0 ? after.slice(at + BREAK.length) : undefined;
  return composed(before, mark, post, files);
}

/** One line of ours; names in it may be foreign. */
export function line(text: string): string {
  return literally(cut(tidyText(text).replace(/\s+/g, " ").trim(), MOST_IN_LINE / 2));
}

/** Several lines of ours, as they were written. */
export function lines(text: string): string {
  const tidy = tidyText(text).trim();
  return literally(fitting(tidy, MOST_IN_LINE));
}

/** A line for each file. */
function filesOf(attachments: readonly Attachment[]): string {
  const shown: string[] = [];
  let size = 0;
  for (const { name, type, url } of attachments.slice(0, MOST_FILES)) {
    const called = literally(tidyName(name ?? "", tidyName(type, "file")));
    const address = url === null ? null : webAddress(url);
    const one = `📎 ${called}${address === null ? "" : ` <${address}>`}`;
    if (size + one.length > MOST_OF_FILES) break;
    shown.push(one);
    size += one.length + 1;
  }
  const rest = attachments.length - shown.length;
  if (rest > 0) shown.push(`*📎 ${rest} more*`);
  return shown.join("\n");
}
