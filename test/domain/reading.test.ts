import { describe, expect, test } from "vitest";
import { messageKey } from "../../src/domain/message.ts";
import type { Mirror } from "../../src/domain/mirror.ts";
import { absorb, type Read } from "../../src/domain/reading.ts";
import { added, cleared, deleted, feed, heldBy, MESSAGE, mirror, ms, removed, terms, toldAll, us } from "./given.ts";

const KEY = messageKey(MESSAGE);

/** A reading: `person emoji`, in the platform's order. */
function read(held: readonly string[], atMs: number, change: Partial<Read> = {}): Read {
  const reactions = held.map((one) => {
    const [person = "", emoji = ""] = one.split(" ");
    return { person, name: emoji, emoji, terms: terms({ emoji }) };
  });
  return { reactions, incomplete: [], atUs: us(atMs), ...change };
}

const taken = (before: Mirror, reading: Read, nowMs = 1_000) => absorb(before, KEY, reading, ms(nowMs));

test("a reading that does not list everybody takes nothing away, and still adds", () => {
  const before = toldAll(mirror(), [added("dana", "👍", 10), added("kim", "🎉", 11)]);
  const after = taken(before, read(["lee ❤️"], 500, { incomplete: "all" }));
  expect(heldBy(after.mirror)).toEqual(["dana 👍", "kim 🎉", "lee ❤️"]);
  expect(after.repaired).toBe(1);
});

describe("a reading", () => {
  test("that tells nothing new changes nothing, and nothing is repaired", () => {
    const before = toldAll(mirror(), [added("dana", "👍", 10)]);
    expect(taken(before, read(["dana 👍"], 500))).toEqual({ mirror: before, again: false, repaired: 0 });
    expect(taken(before, read(["dana 👍"], 500)).mirror).toBe(before);
  });

  test("adds what no event brought, and takes away what no event took", () => {
    const before = toldAll(mirror(), [added("dana", "👍", 10)]);
    const after = taken(before, read(["lee ❤️"], 500));
    expect(heldBy(after.mirror)).toEqual(["lee ❤️"]);
    expect(after).toMatchObject({ again: false, repaired: 2 });
  });

  test("keeps the time and the verdict of what is held already", () => {
    const before = toldAll(mirror(), [added("dana", "👍", 10)]);
    const denied = { ...before, facts: before.facts.map((fact) => ({ ...fact, denied: "who" as const })) };
    expect(taken(denied, read(["dana 👍"], 500)).mirror.facts[0]).toMatchObject({ atUs: us(10), denied: "who" });
  });

  test("keeps the platform's order among its finds", () => {
    const { facts } = taken(mirror(), read(["dana 👍", "lee ❤️", "kim 🎉"], 500)).mirror;
    expect(facts.map(({ person, atUs }) => [person, us(500) - atUs])).toEqual([
      ["dana", 2],
      ["lee", 1],
      ["kim", 0],
    ]);
  });

  test.each([
    ["an add", [added("dana", "👍", 600)], [], ["dana 👍"]],
    ["a removal", [added("dana", "👍", 10), removed("dana", "👍", 600)], ["dana 👍"], []],
  ])("leaves %s that is newer than itself, and is made again", (_, events, held, expected) => {
    const before = toldAll(mirror(), events);
    const after = taken(before, read(held, 500));
    expect(after).toMatchObject({ again: true, repaired: 0 });
    expect(heldBy(after.mirror)).toEqual(expected);
  });

  test("does not take away what may only be missing from a list cut short", () => {
    const before = toldAll(mirror(), [added("dana", "👍", 10), added("lee", "❤️", 11)]);
    expect(heldBy(taken(before, read([], 500, { incomplete: ["👍"] })).mirror)).toEqual(["dana 👍"]);
  });

  test("leaves commands alone", () => {
    const before = toldAll(mirror(), [added("dana", "👍", 10, { via: "command" })]);
    expect(taken(before, read([], 500)).mirror).toBe(before);
  });

  test("leaves a frozen source as it is", () => {
    const before = toldAll(mirror(), [added("dana", "👍", 10), deleted(100)]);
    expect(taken(before, read([], 500)).mirror).toBe(before);
  });

  test("of a message that does not feed the mirror changes nothing", () => {
    expect(absorb(mirror(), "elsewhere", read(["dana 👍"], 500), ms(1_000))).toEqual({ mirror: mirror(), again: false, repaired: 0 });
  });

  test("of one message leaves what is held on another", () => {
    const other = { ...MESSAGE, message: "1767603600.000200" };
    const before = toldAll(mirror({ feeds: [feed(), feed(other)] }), [added("dana", "👍", 10, { message: other })]);
    expect(heldBy(taken(before, read([], 500)).mirror)).toEqual(["dana 👍"]);
  });

  test("brings its finds with the verdict of the moment, and in their grace", () => {
    const stale = {
      ...read(["dana 👍"], 500),
      reactions: [{ person: "dana", name: "👍", emoji: "👍", terms: terms({ denied: "stale" }) }],
    };
    expect(taken(mirror(), stale).mirror.facts[0]).toMatchObject({ held: true, denied: "stale" });
    expect(taken(mirror(), read(["dana 👍"], 500)).mirror.facts[0]).toMatchObject({ sinceMs: ms(1_000), graceMs: 1_000 });
  });
});

test("the first reading of a message that was just linked repairs nothing: nobody had told us yet", () => {
  const unread = mirror({ feeds: [feed(MESSAGE, { unread: true })] });
  const after = taken(unread, read(["dana 👍"], 500));
  expect(after.repaired).toBe(0);
  expect(after.mirror.feeds[0]?.unread).toBe(false);
  expect(heldBy(after.mirror)).toEqual(["dana 👍"]);
});

test("a find that a newer clearing covers is left off", () => {
  const before = toldAll(mirror(), [cleared(null, null, 600)]);
  expect(heldBy(taken(before, read(["dana 👍"], 500)).mirror)).toEqual([]);
});
