import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readFamilies } from "../../src/config/families.ts";
import { includes } from "../../src/domain/emoji.ts";
import { ladder } from "../../src/domain/ladder.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import { canonical } from "../../src/names/index.ts";
import { instagramReaction } from "../../src/networks/instagram.ts";
import { LINKEDIN_MESSAGE_FLOOR } from "../../src/networks/linkedin.ts";
import { INFO as LINQ } from "../../src/providers/linq/info.ts";
import { INFO as POSTPRESS } from "../../src/providers/postpress/info.ts";
import { JUDGEMENTS, type Judgement, type SmallSet } from "./judgements.ts";

const { families, complaints } = readFamilies((path) => readFileSync(path, "utf8"));

const RULES: Readonly<Record<SmallSet, ReactionRules>> = {
  iMessage: LINQ.messages.imessage,
  "LinkedIn posts": POSTPRESS.posts.linkedin,
  "LinkedIn messages": POSTPRESS.messages.linkedin,
  Instagram: POSTPRESS.posts.instagram,
};

const ANSWERS: Readonly<Record<SmallSet, readonly string[]>> = {
  iMessage: [...LINQ.messages.imessage.allowed, "itself"],
  "LinkedIn posts": [...POSTPRESS.posts.linkedin.allowed, "none"],
  "LinkedIn messages": [...LINKEDIN_MESSAGE_FLOOR, "none"],
  Instagram: ["like", "none"],
};

/** As what the emoji arrives for certain: of a set that must be discovered, the first that is known to work. */
function answer({ emoji, set }: Judgement): string {
  const rungs = ladder(emoji, RULES[set], families);
  const sure = RULES[set].allowed === "discover" ? rungs.find((one) => includes(RULES[set].floor, one.emoji)) : rungs[0];
  if (sure?.rung === "custom") return "itself";
  return (set === "Instagram" ? sure && instagramReaction(sure.emoji) : sure?.emoji) ?? "none";
}

/** What else is tried where the set must be discovered, besides the emoji itself. */
function tried({ emoji, set }: Judgement): readonly string[] {
  if (RULES[set].allowed !== "discover") return [];
  return ladder(emoji, RULES[set], families)
    .filter((one) => one.rung === "stand-in" || one.rung === "floor")
    .map((one) => one.emoji);
}

/** One sentence for each disagreement. */
function disagreements(judgement: Judgement): readonly string[] {
  const { emoji, set, accepts, never = [], why } = judgement;
  const is = answer(judgement);
  const gravest = includes(never, is) ? `, and never ${is}` : "";
  const first = includes(accepts, is) ? [] : [`${set}: ${emoji} goes as ${is}, but was judged ${accepts.join(" or ")}${gravest}: ${why}.`];
  const further = tried(judgement).filter((one) => one !== is && includes(never, one));
  return [...first, ...further.map((one) => `${set}: ${emoji} also tries ${one}, which was judged never to stand for it: ${why}.`)];
}

describe("the judgements", () => {
  test("are in canonical emoji, one for each emoji and set", () => {
    expect(JUDGEMENTS.filter((one) => canonical(one.emoji) !== one.emoji)).toEqual([]);
    expect(new Set(JUDGEMENTS.map((one) => `${one.set} ${one.emoji}`)).size).toBe(JUDGEMENTS.length);
  });

  test("accept at least one answer that the set has, and nothing that they rule out", () => {
    for (const { accepts, never = [], ...one } of JUDGEMENTS) {
      expect({ ...one, accepts: accepts.filter((answer) => ANSWERS[one.set].includes(answer)) }).toEqual({ ...one, accepts });
      expect({ ...one, count: accepts.length }).not.toEqual({ ...one, count: 0 });
      expect({ ...one, both: accepts.filter((answer) => never.includes(answer)) }).toEqual({ ...one, both: [] });
    }
  });
});

describe("the families agree with the judgements", () => {
  test("and are read without complaint", () => {
    expect(complaints).toEqual([]);
  });

  test.each(Object.keys(RULES))("on %s", (set) => {
    expect(JUDGEMENTS.filter((one) => one.set === set).flatMap(disagreements)).toEqual([]);
  });
});
