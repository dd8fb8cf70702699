import { describe, expect, test } from "vitest";
import { isAbout, keyed, partName, wholeText } from "../../src/domain/conversation.ts";
import { link } from "./given.ts";

const digits = (id: string) => id.replace(/^\+?(\d+)$/, "$1@net");
const part = (text: string | null, index = 0) => ({ part: index, text, attachments: [] });

describe("a link is about a conversation", () => {
  test.each<[string, string | null, boolean, readonly string[], boolean]>([
    ["with its id among those of the conversation", "b", false, ["a", "b"], true],
    ["with another spelling of one of them", "+49", false, ["lid", "49@net"], true],
    ["with another id", "c", false, ["a", "b"], false],
    ["of its whole account", "*", false, ["a"], true],
    ["not while it is one of posts", "a", true, ["a"], false],
    ["not while it names none", null, false, ["a"], false],
  ])("%s", (_, conversation, posts, ids, expected) => {
    expect(isAbout({ ...link(), conversation, posts }, ids, digits)).toBe(expected);
  });
});

test("a conversation has the keys of its ids behind them, and each once", () => {
  expect(keyed({ ids: ["+49", "49@net", "lid"], name: null, isGroup: false }, digits).ids).toEqual(["+49", "49@net", "lid"]);
  expect(keyed({ ids: ["+49"], name: null, isGroup: false }, digits).ids).toEqual(["+49", "49@net"]);
});

test("a message says what its parts say, without what is only space", () => {
  expect(wholeText([part(" At three \n"), part(null, 1), part("  ", 2), part("or four", 3)])).toBe("At three\nor four");
  expect(wholeText([part(null)])).toBe("");
});

test("parts of one message have names of their own", () => {
  expect([partName("m", 0), partName("m", 1)]).toEqual(["m#0", "m#1"]);
});
