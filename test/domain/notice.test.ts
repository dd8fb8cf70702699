import { describe, expect, test } from "vitest";
import { desire } from "../../src/domain/desire.ts";
import { type Mirror, OWNER } from "../../src/domain/mirror.ts";
import { type Notice, noticesOf, pressNotices } from "../../src/domain/notice.ts";
import type { Denial } from "../../src/domain/verdict.ts";
import { added, fact, judge, MESSAGE, mirror, ms, told } from "./given.ts";

const spell = (notices: readonly Notice[]) => notices.map(({ reason, person, shown }) => [reason, person, shown].filter(Boolean).join(" "));

describe("a press that may not leave", () => {
  test.each<[Denial, boolean]>([
    ["unmapped", true],
    ["unsupported", true],
    ["stale", true],
    ["direction", false],
    ["who", false],
    ["emoji", false],
    ["dry-run", false],
    ["frozen", false],
  ])("for reason %s the person is told: %s", (denied, expected) => {
    const before = mirror();
    const after = told(before, added("dana", "🍕", 10), 10, { denied });
    expect(spell(pressNotices(before, after))).toEqual(expected ? [`${denied} dana`] : []);
  });

  test("is told of once: neither a redelivery nor another's press tells of it again", () => {
    const before = told(mirror(), added("dana", "🍕", 10), 10, { denied: "unsupported" });
    expect(pressNotices(before, told(before, added("dana", "🍕", 10), 20, { denied: "unsupported" }))).toEqual([]);
    expect(pressNotices(before, told(before, added("lee", "👍", 20), 20))).toEqual([]);
  });

  test("is not told of to who does not want to hear it, nor to the owner", () => {
    const quiet = told(mirror(), added("dana", "🍕", 10), 10, { denied: "unsupported", notify: false });
    expect(pressNotices(mirror(), quiet)).toEqual([]);
    const phone = { ...mirror(), version: 1, facts: [fact(OWNER, "🍕", 10, { denied: "unsupported" })] };
    expect(pressNotices(mirror(), phone)).toEqual([]);
  });

  test("is told of where it was made", () => {
    const [notice] = pressNotices(mirror(), told(mirror(), added("dana", "🍕", 10), 10, { denied: "unsupported" }));
    expect(notice).toMatchObject({ message: MESSAGE, person: "dana", name: "🍕", emoji: "🍕", account: "acme-whatsapp", shown: null });
  });
});

describe("a pass that did not do what was asked for", () => {
  const wishOf = (one: Mirror) => desire(one, judge(), ms(60_000));
  const held = mirror({ facts: [fact("dana", "👍", 10), fact("lee", "👍", 20), fact("kim", "❤️", 5)] });

  test("tells everybody who speaks through the emoji that was not delivered, and nobody else", () => {
    expect(spell(noticesOf(held, wishOf(held), "undelivered"))).toEqual(["undelivered dana", "undelivered lee"]);
    expect(spell(noticesOf(held, wishOf(held), "gone"))).toEqual(["gone dana", "gone lee"]);
  });

  test("tells nobody whose emoji is there", () => {
    const there = { ...held, observed: ["👍"] };
    expect(noticesOf(there, wishOf(there), "undelivered")).toEqual([]);
  });

  test.each(["kept", "not-taken-back"] as const)("%s: tells who let go last of what stays", (reason) => {
    const letGo = mirror({
      observed: ["👍"],
      facts: [
        fact("dana", "👍", 10, { held: false, sentAs: "👍" }),
        fact("lee", "👍", 20, { held: false, sentAs: "👍" }),
        fact("kim", "❤️", 30, { held: false, sentAs: "❤️" }),
      ],
    });
    expect(spell(noticesOf(letGo, wishOf(letGo), reason))).toEqual([`${reason} lee 👍`]);
  });

  test("owes one notice however often it ends so", () => {
    const keys = [wishOf(held), wishOf(held)].map((wish) => noticesOf(held, wish, "gone").map(({ key }) => key));
    expect(keys[0]).toEqual(keys[1]);
    expect(new Set(keys[0]).size).toBe(2);
  });
});
