import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "../../src/domain/fold.ts";
import type { Mirror } from "../../src/domain/mirror.ts";
import { added, cleared, deleted, feed, heldBy, MESSAGE, mirror, ms, OTHER_MESSAGE, removed, terms, told, toldAll, us } from "./given.ts";

describe("the newest moment of the source's clock decides", () => {
  test.each([
    ["an add is held", [added("dana", "👍", 10)], ["dana 👍"]],
    ["a removal ends it", [added("dana", "👍", 10), removed("dana", "👍", 20)], []],
    ["add, remove, add is held", [added("dana", "👍", 10), removed("dana", "👍", 20), added("dana", "👍", 30)], ["dana 👍"]],
    ["a removal that overtakes its add still ends it", [removed("dana", "👍", 20), added("dana", "👍", 10)], []],
    ["an older removal cannot end a newer add", [added("dana", "👍", 20), removed("dana", "👍", 10)], ["dana 👍"]],
    ["a removal beats an add of the same moment", [added("dana", "👍", 10), removed("dana", "👍", 10)], []],
    ["whichever of the two comes first", [removed("dana", "👍", 10), added("dana", "👍", 10)], []],
    ["a removal of what nobody held leaves a tombstone, no reaction", [removed("dana", "👍", 10)], []],
    ["each tone is a reaction of its own", [added("dana", "👍", 10), added("dana", "👍🏽", 11), removed("dana", "👍", 12)], ["dana 👍🏽"]],
    ["one person's removal leaves another's", [added("dana", "👍", 10), added("lee", "👍", 11), removed("dana", "👍", 12)], ["lee 👍"]],
    [
      "taking back a reaction leaves what the same person asked for by command",
      [added("dana", "👍", 10), added("dana", "👍", 11, { via: "command" }), removed("dana", "👍", 12)],
      ["dana 👍"],
    ],
  ])("%s", (_, events, held) => {
    expect(heldBy(toldAll(mirror(), events))).toEqual(held);
  });

  test.each([
    ["an add that is known", added("dana", "👍", 10)],
    ["an add older than what is known", added("dana", "👍", 5)],
    ["a removal older than what is known", removed("dana", "👍", 5)],
    ["an event on a message that does not feed this mirror", added("dana", "👍", 20, { message: OTHER_MESSAGE })],
  ])("the very same mirror comes back for %s", (_, event) => {
    const before = told(mirror(), added("dana", "👍", 10), 10);
    expect(told(before, event, 30)).toBe(before);
  });
});

describe("a clearing is a watermark", () => {
  const three = [added("dana", "👍", 10), added("dana", "🎉", 11), added("lee", "👍", 12)];
  test.each([
    ["of one person", cleared("dana", null, 20), ["lee 👍"]],
    ["of one emoji", cleared(null, "👍", 20), ["dana 🎉"]],
    ["of one person's one emoji", cleared("dana", "👍", 20), ["dana 🎉", "lee 👍"]],
    ["of everybody", cleared(null, null, 20), []],
    ["of everybody, but only up to its moment", cleared(null, null, 11), ["lee 👍"]],
  ])("%s", (_, event, held) => {
    expect(heldBy(toldAll(mirror(), [...three, event]))).toEqual(held);
    expect(heldBy(toldAll(mirror(), [event, ...three]))).toEqual(held);
  });

  test("what is pressed one microsecond later stands: so a new emoji ends a person's old one", () => {
    const events = [added("anna", "👍", 10), cleared("anna", null, 20), added("anna", "❤️", null, { atUs: us(20) + 1 })];
    expect(heldBy(toldAll(mirror(), events))).toEqual(["anna ❤️"]);
  });

  test("it stays on its own message", () => {
    const second = feed(OTHER_MESSAGE, { link: "second" });
    const both = toldAll(mirror({ feeds: [feed(), second] }), [
      added("dana", "👍", 10),
      added("dana", "🎉", 11, { message: OTHER_MESSAGE }),
      cleared(null, null, 20),
    ]);
    expect(heldBy(both)).toEqual(["dana 🎉"]);
  });

  test("one that changes nothing that counts makes no work", () => {
    expect(told(mirror(), cleared(null, null, 20), 20).change).toBeNull();
    const denied = told(mirror(), added("dana", "👍", 10), 10, { denied: "who" });
    expect(told(denied, cleared(null, null, 20), 20).change).toBeNull();
  });
});

describe("what has no time of its own", () => {
  test("gets the store's clock", () => {
    expect(told(mirror(), added("dana", "👍", null), 50).facts[0]?.atUs).toBe(us(50));
  });

  test("comes a microsecond after the newest that this mirror knows, when the store's clock is behind", () => {
    const before = told(mirror(), added("dana", "👍", 100), 50);
    const after = told(before, removed("dana", "👍", null), 51);
    expect(after.facts[0]).toMatchObject({ held: false, atUs: us(100) + 1 });
  });

  test("comes after a watermark and after what the owner took off, too", () => {
    const cleaned = told(mirror(), cleared(null, null, 100), 50);
    expect(heldBy(told(cleaned, added("dana", "👍", null), 51))).toEqual(["dana 👍"]);
    const off = mirror({ ownerOff: [{ emoji: null, atUs: us(100) }] });
    expect(told(off, added("dana", "👍", null), 51).facts[0]?.atUs).toBe(us(100) + 1);
  });
});

describe("a frozen source", () => {
  const shown = () => {
    const held = told(mirror({ observed: ["👍"] }), added("dana", "👍", 10), 10);
    return { ...held, facts: held.facts.map((fact) => ({ ...fact, sentAs: "👍" })) };
  };

  test("keeps what is shown, and what was held unsent never leaves", () => {
    const frozen = toldAll(shown(), [added("lee", "🎉", 20), deleted(30)]);
    expect(heldBy(frozen)).toEqual(["dana 👍"]);
    expect(frozen.facts.find(({ person }) => person === "lee")).toMatchObject({ held: true, denied: "frozen" });
    expect(frozen.feeds[0]?.frozen).toEqual({ atUs: us(30), reason: "deleted" });
  });

  test("keeps what may be shown, as long as its call has not answered", () => {
    const inFlight = { ...shown(), observed: [], possible: [{ op: "add", emoji: "👍" } as const] };
    expect(heldBy(told(inFlight, deleted(30), 30))).toEqual(["dana 👍"]);
  });

  test("hears nothing that happened afterwards, the removals that the platform sends along included", () => {
    const frozen = told(shown(), deleted(30), 30);
    expect(told(frozen, removed("dana", "👍", 30), 31)).toBe(frozen);
    expect(told(frozen, added("lee", "🎉", 31), 31)).toBe(frozen);
    expect(told(frozen, cleared(null, null, null), 31)).toBe(frozen);
  });

  test("still hears a withdrawal from before, and records a late add without sending it", () => {
    const frozen = told(shown(), deleted(30), 30);
    expect(heldBy(told(frozen, removed("dana", "👍", 29), 31))).toEqual([]);
    expect(told(frozen, added("lee", "🎉", 29), 31).facts[1]).toMatchObject({ person: "lee", denied: "frozen" });
  });

  test("leaves the mirror to its other sources", () => {
    const two = mirror({ feeds: [feed(), feed(OTHER_MESSAGE, { link: "second" })] });
    const after = toldAll(two, [deleted(10), added("lee", "🎉", 20, { message: OTHER_MESSAGE })]);
    expect(heldBy(after)).toEqual(["lee 🎉"]);
  });
});

describe("what a press takes with it", () => {
  test("its grace, unless it is a command", () => {
    expect(told(mirror(), added("dana", "👍", 10), 10).facts[0]?.graceMs).toBe(1_000);
    expect(told(mirror(), added("dana", "👍", 10, { via: "command" }), 10).facts[0]?.graceMs).toBe(0);
  });

  test("its verdict, which a removal does not forget", () => {
    const denied = told(mirror(), added("dana", "👍", 10), 10, { denied: "who" });
    expect(told(denied, removed("dana", "👍", 20), 20).facts[0]).toMatchObject({ held: false, denied: "who" });
  });

  test("no place where its link has no say", () => {
    const before = mirror();
    expect(fold(before, { event: added("dana", "👍", 10), terms: { elsewhere: terms() } }, ms(10))).toBe(before);
  });

  test("a denied press is recorded and makes no work", () => {
    const denied = told(mirror(), added("dana", "👍", 10), 10, { denied: "dry-run" });
    expect(denied.facts).toHaveLength(1);
    expect(denied.change).toBeNull();
  });
});

test("a change makes the mirror due and wakes a parked one", () => {
  const woken = told(mirror({ parked: true, attempts: 9, failingSinceMs: ms(0) }), added("dana", "👍", 10), 10);
  expect(woken).toMatchObject({ parked: false, attempts: 0, failingSinceMs: null, version: 1 });
  expect(woken.change?.dueMs).toBe(ms(1_010));
});

describe("properties", () => {
  const person = fc.constantFrom("dana", "lee", "anna");
  const name = fc.constantFrom("👍", "👍🏽", "🎉");
  const at = fc.integer({ min: 0, max: 8 });
  const message = fc.constantFrom(MESSAGE, OTHER_MESSAGE);
  const via = fc.constantFrom("reaction", "command");
  const event = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(person, name, at, message, via)
        .map(([who, what, when, message, via]) => added(who, what, when, { message, via })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(person, name, at, message, via)
        .map(([who, what, when, message, via]) => removed(who, what, when, { message, via })),
    },
    { weight: 2, arbitrary: fc.tuple(fc.option(person), fc.option(name), at, message).map((of) => cleared(...of)) },
    { weight: 1, arbitrary: fc.tuple(at, message).map((of) => deleted(...of)) },
  );
  const shuffled = fc
    .array(event, { maxLength: 14 })
    .chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2, maxLength: events.length * 2 }),
      ),
    );
  const heldSince = ({ facts }: Mirror) =>
    facts
      .filter(({ held, denied }) => held && denied === null)
      .map(({ source, person, name, via, emoji, atUs }) => [source, person, name, via, emoji, atUs].join(" "))
      .sort();
  const two = () => mirror({ feeds: [feed(), feed(OTHER_MESSAGE, { link: "second" })] });

  test("in whatever order events come, and however often, the same is held", () => {
    fc.assert(
      fc.property(shuffled, ([events, again]) => {
        expect(heldSince(toldAll(two(), again))).toEqual(heldSince(toldAll(two(), events)));
      }),
      { numRuns: 400 },
    );
  });

  test("events that were all told change nothing when they are told again", () => {
    fc.assert(
      fc.property(shuffled, ([events, again]) => {
        const known = toldAll(two(), events);
        expect(toldAll(known, again, 100)).toBe(known);
      }),
      { numRuns: 400 },
    );
  });
});
