import { createHash } from "node:crypto";

/** Two signs that scripts need and nobody sees. No tidied text holds two of them side by side. */
const [ZERO, ONE] = ["\u200C", "\u200D"] as const;
const BITS = 40;

/** A mark of a key: stands between what the bridge says and what others wrote, and is what a message is found by. */
const MARK = new RegExp(`${ZERO}([${ZERO}${ONE}]{${BITS}})${ZERO}`);
/** Between what somebody wrote and the files that came with it. */
export const BREAK = `${ONE}${ZERO}${ONE}${ZERO}`;

/**
 * What stands for a key in a message: nobody sees it, and nothing of the key can be read from it. Discord's webhooks know no idempotency
 * keys, and it tells no longer than for some minutes which message bore one of a bot's.
 */
export function markOf(key: string): string {
  const bits = BigInt(`0x${createHash("sha256").update(key).digest("hex")}`)
    .toString(2)
    .padStart(256, "0")
    .slice(0, BITS);
  return ZERO + bits.replaceAll("0", ZERO).replaceAll("1", ONE) + ZERO;
}

/** By what Discord knows for some minutes that a message of the bot's is the same: at most 25 characters. */
export function nonceOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, 25);
}

/** What stands before a message's mark, the mark, and what stands behind it; null where there is none. */
export function aroundMark(content: string): { readonly before: string; readonly mark: string; readonly after: string } | null {
  const found = MARK.exec(content);
  if (found === null) return null;
  const [mark] = found;
  return { before: content.slice(0, found.index), mark, after: content.slice(found.index + mark.length) };
}
