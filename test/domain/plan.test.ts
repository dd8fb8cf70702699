import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { includes } from "../../src/domain/emoji.ts";
import type { Step } from "../../src/domain/mirror.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import { implied, nextMove, type Progress } from "../../src/domain/plan.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import { mirror, rules } from "./given.ts";

const FRESH: Progress = { confirming: false, done: [], read: false };

const add = (emoji: string): Step => ({ op: "add", emoji });
const remove = (emoji: string): Step => ({ op: "remove", emoji });
const spell = ({ op, emoji }: Step) => `${op === "add" ? "+" : "−"}${emoji}`;

/** Every move of a pass whose calls all succeed. */
function movesOf(
  observed: readonly string[],
  wanted: readonly string[],
  by: ReactionRules,
  possible: readonly Step[] | null = null,
  reads: readonly string[] | null = null,
): readonly string[] {
  let there = mirror({ observed, possible: possible ?? [] });
  let progress: Progress = { ...FRESH, confirming: possible !== null };
  const moves: string[] = [];
  for (;;) {
    const move = nextMove(there, wanted, by, progress, reads !== null);
    if (move === null) return moves;
    if (moves.length > 20) throw new Error(`no end: ${moves.join(" ")}`);
    if (move.op === "read") {
      moves.push("?");
      there = { ...there, observed: reads ?? [] };
      progress = { ...progress, read: true };
      continue;
    }
    moves.push(spell(move));
    const others = there.observed.filter((emoji) => emoji !== move.emoji);
    const clears = by.replaces && !by.removesByName;
    const left = move.op === "add" ? [...(by.replaces ? [] : others), move.emoji] : clears ? [] : others;
    there = { ...there, observed: left };
    progress = { ...progress, done: [...progress.done, move] };
  }
}

describe("an ordinary pass sends the difference", () => {
  test.each<[string, ReactionRules, string[], string[], string[]]>([
    ["nothing to do", WHATSAPP_MESSAGES, ["👍"], ["👍"], []],
    ["nothing to do, whatever the variation selector", WHATSAPP_MESSAGES, ["❤"], ["❤️"], []],
    ["a first reaction", WHATSAPP_MESSAGES, [], ["👍"], ["+👍"]],
    ["one that replaces another, in one call", WHATSAPP_MESSAGES, ["👍"], ["❤️"], ["+❤️"]],
    ["a withdrawal", WHATSAPP_MESSAGES, ["👍"], [], ["−👍"]],
    ["a withdrawal by name", IMESSAGE_MESSAGES, ["❤️"], [], ["−❤️"]],
    ["a withdrawal where nothing can be taken back", rules({ canRemove: false }), ["👍"], [], []],
    ["a change where nothing can be taken back", rules({ canRemove: false }), ["👍"], ["❤️"], ["+❤️"]],
    ["a change of one among several: add, then remove", LINKEDIN_MESSAGES, ["👍"], ["❤️"], ["+❤️", "−👍"]],
    ["several at once", LINKEDIN_MESSAGES, ["👍", "🎉"], ["❤️", "👍", "👏"], ["+❤️", "+👏", "−🎉"]],
    ["full: room must be made first", LINKEDIN_MESSAGES, ["👍", "🎉", "👏", "😂", "🔥"], ["❤️", "👍", "🎉", "👏", "😂"], ["−🔥", "+❤️"]],
    ["narrowed to one: never two at once", { ...LINKEDIN_MESSAGES, perMessage: 1 }, ["👍"], ["❤️"], ["−👍", "+❤️"]],
  ])("%s", (_, by, observed, wanted, moves) => {
    expect(movesOf(observed, wanted, by)).toEqual(moves);
  });
});

describe("a confirming pass where nothing can be read trusts nothing that it knows", () => {
  test.each<[string, ReactionRules, string[], string[], Step[], string[]]>([
    ["wanted already, as far as we know: sent all the same", WHATSAPP_MESSAGES, ["👍"], ["👍"], [add("👍")], ["+👍"]],
    ["one call on one slot, when something is wanted", WHATSAPP_MESSAGES, ["👍"], ["❤️"], [add("😂")], ["+❤️"]],
    ["one removal clears one slot, when nothing is", WHATSAPP_MESSAGES, ["👍"], [], [add("😂"), add("❤️")], ["−👍"]],
    ["each possible one by name", IMESSAGE_MESSAGES, ["👍"], [], [add("😂"), add("❤️")], ["−👍", "−😂", "−❤️"]],
    ["every wanted one, then all else that may be there", LINKEDIN_MESSAGES, ["👍"], ["❤️", "🎉"], [add("😂")], ["+❤️", "+🎉", "−👍", "−😂"]],
    ["a removal that may have happened is made again", WHATSAPP_MESSAGES, ["👍"], [], [remove("👍")], ["−👍"]],
    ["a removal that may still land is answered by adding", WHATSAPP_MESSAGES, ["👍"], ["👍"], [remove("👍")], ["+👍"]],
    ["nothing can be taken back", rules({ canRemove: false }), [], [], [add("👍")], []],
  ])("%s", (_, by, observed, wanted, possible, moves) => {
    expect(movesOf(observed, wanted, by, possible)).toEqual(moves);
  });

  test("a removal that was possible on an empty slot and is no longer wanted asks for nothing", () => {
    expect(movesOf([], [], WHATSAPP_MESSAGES, [remove("👍")])).toEqual([]);
  });
});

describe("a confirming pass where the target can be read", () => {
  test.each<[string, string[], string[], string[], string[]]>([
    ["reads, and is done when all is well", ["👍"], ["👍"], ["👍"], ["?"]],
    ["sends the difference to what it read, not to what it knew", ["👍"], ["👍"], ["😂"], ["?", "+👍", "−😂"]],
    ["takes off what it finds and nobody wants", [], [], ["😂"], ["?", "−😂"]],
  ])("%s", (_, observed, wanted, reads, moves) => {
    expect(movesOf(observed, wanted, LINKEDIN_MESSAGES, [add("😂")], reads)).toEqual(moves);
  });
});

test.each<[string, ReactionRules, string[], string[], string[]]>([
  ["the wanted one on one slot", WHATSAPP_MESSAGES, ["👍"], ["❤️"], ["+❤️"]],
  ["each one side by side, then what may be there besides", LINKEDIN_MESSAGES, ["👍"], ["❤️"], ["+❤️", "−👍", "−😂"]],
])("a target that can be read, but not here, is asked once and then sent %s", (_, by, observed, wanted, moves) => {
  const there = mirror({ observed, possible: [add("😂")] });
  const confirming: Progress = { ...FRESH, confirming: true };
  expect(nextMove(there, wanted, by, confirming, true)).toEqual({ op: "read" });
  const made: string[] = [];
  let progress: Progress = { ...confirming, read: "unread" };
  for (;;) {
    const move = nextMove(there, wanted, by, progress, true);
    if (move === null || move.op === "read" || made.length > 9) break;
    made.push(spell(move));
    progress = { ...progress, done: [...progress.done, move] };
  }
  expect(made).toEqual(moves);
});

test("every pass ends, with what is wanted in place, and at no moment with more than the rules let stand", () => {
  const emoji = fc.uniqueArray(fc.constantFrom("👍", "❤️", "😂", "🎉", "👏", "🔥", "🍕"), { maxLength: 5 });
  const sets = fc.constantFrom(WHATSAPP_MESSAGES, IMESSAGE_MESSAGES, LINKEDIN_MESSAGES, { ...LINKEDIN_MESSAGES, perMessage: 2 });
  fc.assert(
    fc.property(sets, emoji, emoji, (by, observed, wanted) => {
      const before = observed.slice(0, by.perMessage);
      const want = wanted.slice(0, by.perMessage);
      let there: readonly string[] = before;
      for (const move of movesOf(before, want, by)) {
        const one = move.slice(1);
        if (move.startsWith("+")) there = [...(by.replaces ? [] : there), one];
        else there = there.filter((emoji) => emoji !== one);
        expect(there.length).toBeLessThanOrEqual(by.perMessage);
      }
      expect([...there].sort()).toEqual([...want].sort());
    }),
  );
});

describe("what a step implies", () => {
  test("an add on one slot ends whatever was there, or may have been", () => {
    const there = mirror({ observed: ["👍"], possible: [add("😂"), remove("🎉")] });
    expect(implied(there, add("❤️"), WHATSAPP_MESSAGES)).toEqual(["👍", "😂"]);
    expect(implied(there, add("👍"), WHATSAPP_MESSAGES)).toEqual(["😂"]);
  });

  test("nothing, where several stand side by side, or when something is removed", () => {
    const there = mirror({ observed: ["👍"] });
    expect(implied(there, add("❤️"), LINKEDIN_MESSAGES)).toEqual([]);
    expect(implied(there, remove("👍"), WHATSAPP_MESSAGES)).toEqual([]);
    expect(includes(implied(mirror({ observed: ["❤"] }), add("❤️"), WHATSAPP_MESSAGES), "❤️")).toBe(false);
  });
});
