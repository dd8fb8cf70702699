import { readFileSync } from "node:fs";
import { parseFamilies, readFamilies } from "../../src/config/families.ts";
import type { Emoji } from "../../src/domain/emoji.ts";
import { ladder } from "../../src/domain/ladder.ts";
import type { ReactionRules, SmallSet } from "../../src/domain/network.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { INSTAGRAM_POSTS } from "../../src/networks/instagram.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS } from "../../src/networks/linkedin.ts";

/** The families as they are shipped. */
export const { families } = readFamilies((path) => readFileSync(path, "utf8"));
export const { written, groups, complaints } = parseFamilies(readFileSync(new URL("../../config/emoji.yaml", import.meta.url), "utf8"));

/** The four small sets as an account has them that takes nothing else. */
export const SETS: Readonly<Record<SmallSet, ReactionRules>> = {
  "imessage-tapbacks": { ...IMESSAGE_MESSAGES, custom: false },
  "linkedin-posts": LINKEDIN_POSTS,
  "linkedin-messages": { ...LINKEDIN_MESSAGES, allowed: LINKEDIN_MESSAGE_FLOOR },
  "instagram-posts": INSTAGRAM_POSTS,
};

/** As what an emoji goes out under these rules; null when it stays inside. */
export function shownAs(emoji: Emoji, rules: ReactionRules): Emoji | null {
  return ladder(emoji, rules, families)[0]?.emoji ?? null;
}
