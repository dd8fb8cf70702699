import type { RichTextBlock, RichTextElement } from "@slack/web-api";
import { cut, tidyName, tidyText } from "../../domain/foreign.ts";
import type { Attachment } from "../../domain/heard.ts";
import type { Post } from "../../ports/source.ts";
import { escapeText } from "./mappers.ts";
import type { Shown } from "./posts.ts";

/**
 * All blocks of a message together: Slack refuses more with `msg_blocks_too_long`, of which its documents tell for markdown blocks
 * alone (docs.slack.dev, Markdown block).
 */
export const MOST_TEXT = 12_000;
/** What Slack documents for the text of other blocks; of rich text it says nothing. */
const MOST_IN_ELEMENT = 3_000;
export const MOST_FALLBACK = 3_000;
const MOST_FILES = 20;
const MOST_OF_FILES = 6_000;
const MOST_URL = 2_000;

const WORDLESS = "a message without text";

/** Which part of a message a block is: an edit replaces what was said, and keeps the rest. */
export type Block = RichTextBlock & { readonly block_id: "head" | "said" | "files" };

const block = (block_id: Block["block_id"], elements: RichTextElement[]): Block => ({
  type: "rich_text",
  block_id,
  elements: [{ type: "rich_text_section", elements }],
});
const plain = (text: string): RichTextElement => ({ type: "text", text });
/** Words of ours beside foreign ones. */
const ours = (text: string): RichTextElement => ({ type: "text", text, style: { italic: true } });

/** Foreign text as it is: in elements of rich text nothing is markup, and nothing pings. */
export function literally(text: string): RichTextElement[] {
  const elements: RichTextElement[] = [];
  for (let rest = text; rest !== ""; ) {
    const part = cut(rest, MOST_IN_ELEMENT);
    elements.push(plain(part));
    rest = rest.slice(part.length);
  }
  return elements;
}

/** The lines above what somebody wrote: their name where the message cannot bear it, and what they answer. Null for none. */
export function head(author: string | null, answered: { readonly permalink: string | null } | null): Block | null {
  const name: RichTextElement[] = author === null ? [] : [{ type: "text", text: author, style: { bold: true } }];
  const link = answered?.permalink == null ? null : secureLink(answered.permalink, "an earlier message");
  const reply = answered === null ? [] : link === null ? [ours("in reply to an earlier message")] : [ours("in reply to "), link];
  const elements = [...name, ...(name.length > 0 && reply.length > 0 ? [plain("\n")] : []), ...reply];
  return elements.length === 0 ? null : block("head", elements);
}

const left = (text: string, kept: string) => `\n… and ${text.length - kept.length} more characters`;

/** What somebody wrote, and what it came with. `beside`: what else the message holds. */
export function said(
  { text, attachments }: Pick<Post, "text" | "attachments">,
  beside: readonly Block[] = [],
): Shown & { readonly blocks: readonly Block[] } {
  const files = filesOf(attachments);
  const tidy = tidyText(text ?? "").trim();
  const kept = cut(tidy, MOST_TEXT - files.size - (beside.length === 0 ? 0 : JSON.stringify(beside).length));
  const words = literally(kept);
  if (kept.length < tidy.length) words.push(ours(left(tidy, kept)));
  if (words.length === 0 && files.lines.length === 0) words.push(ours(WORDLESS));
  const blocks = [...(words.length > 0 ? [block("said", words)] : []), ...(files.lines.length > 0 ? [block("files", files.lines)] : [])];
  const first = tidy || attachments.map(nameOf).join(", ") || WORDLESS;
  const heard = cut(first, MOST_FALLBACK);
  return { text: escapeText(heard.length < first.length ? heard + left(first, heard) : heard), blocks };
}

/** One line of ours; names in it may be foreign. */
export function line(text: string): Shown {
  const tidy = cut(tidyText(text).replace(/\s+/g, " ").trim(), MOST_IN_ELEMENT);
  return { text: escapeText(tidy), blocks: [block("said", [plain(tidy)])] };
}

/** In place of what was deleted; nothing of it stays. */
export const DELETED: Shown = { text: "This message was deleted.", blocks: [block("said", [ours("This message was deleted.")])] };

function nameOf({ name, type }: Attachment): string {
  return tidyName(name ?? "", tidyName(type, "file"));
}

/** A line for each file, and how much of a message they take. */
function filesOf(attachments: readonly Attachment[]): { readonly lines: RichTextElement[]; readonly size: number } {
  const lines: RichTextElement[] = [];
  let size = 0;
  let shown = 0;
  for (const attachment of attachments.slice(0, MOST_FILES)) {
    const name = nameOf(attachment);
    const link = attachment.url === null ? null : webLink(attachment.url);
    const more = name.length + (link === null ? 0 : link.url.length + (link.text?.length ?? 0));
    if (size + more > MOST_OF_FILES) break;
    lines.push(plain(`${shown === 0 ? "" : "\n"}📎 ${name}`), ...(link === null ? [] : [plain(" "), link]));
    size += more;
    shown += 1;
  }
  const rest = attachments.length - shown;
  if (rest > 0) lines.push(ours(`${shown === 0 ? "" : "\n"}📎 ${rest} more`));
  return { lines, size };
}

type Link = Extract<RichTextElement, { type: "link" }>;

/** Shows where it leads: the host as browsers write it, so that no letter passes for another. Null for what is no plain web address. */
function webLink(address: string): Link | null {
  const url = URL.parse(address);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  return isPlain && url.href.length <= MOST_URL ? { type: "link", url: url.href, text: url.host } : null;
}

function secureLink(address: string, text: string): Link | null {
  const url = URL.parse(address);
  return url?.protocol === "https:" ? { type: "link", url: url.href, text } : null;
}
