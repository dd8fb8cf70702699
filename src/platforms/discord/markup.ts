import { cut } from "../../domain/foreign.ts";

/** What begins something, wherever it stands (docs.discord.com, Message Formatting; Discord's help, Markdown Text 101). */
const SIGNS = /[\\*_~|`<>[\]@#:]/g;
/** What begins something at the start of a line: lists and small print. */
const LINE_START = /^([^\S\n]*)([-+]|\d+(?=[.)]))/gm;
const ADDRESS = /https?:\/\/[^\s<>]+/g;
/** What ends a sentence and not an address. */
const TRAILING = /[.,:;!?"'*_~|`\]]+$/;
const LONGEST_ADDRESS = 1_000;

/**
 * Foreign text, tidied, so that Discord shows it as it was written: nothing in it is markup, names anybody or passes for something. Web
 * addresses stay what they are, and show where they lead.
 */
export function literally(text: string): string {
  let shown = "";
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const written = addressIn(match[0]);
    const address = webAddress(written);
    if (address === null) continue;
    shown += `${escaped(text.slice(at, match.index), at === 0)}<${address}>`;
    at = match.index + written.length;
  }
  return shown + escaped(text.slice(at), at === 0);
}

/** A bracket that closes belongs to an address in which it was opened. */
function addressIn(text: string): string {
  const trimmed = text.replace(TRAILING, "");
  const isOpen = trimmed.split("(").length >= trimmed.split(")").length;
  return trimmed.endsWith(")") && !isOpen ? addressIn(trimmed.slice(0, -1)) : trimmed;
}

/** `isStart`: what stands behind an address begins no line. */
function escaped(text: string, isStart: boolean): string {
  return text.replace(SIGNS, "\\$&").replace(LINE_START, (whole: string, space: string, sign: string, at: number) => {
    if (at === 0 && !isStart) return whole;
    return /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`;
  });
}

/** Where it leads as browsers write it, so that no letter passes for another. Null for what is no plain web address. */
export function webAddress(address: string): string | null {
  const url = URL.parse(address);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  return isPlain && url.href.length <= LONGEST_ADDRESS ? url.href : null;
}

/** As much from the start of a text as `literally` makes `room` characters of. */
export function fitting(text: string, room: number): string {
  let kept = cut(text, Math.max(0, room));
  for (let shown = literally(kept); shown.length > room && kept !== ""; shown = literally(kept)) {
    const next = cut(kept, Math.min(kept.length - 1, Math.floor((kept.length * room) / shown.length)));
    kept = next.length < kept.length ? next : "";
  }
  return kept;
}
