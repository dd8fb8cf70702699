import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { confirmed } from "../../src/domain/afterthought.ts";
import { desire } from "../../src/domain/desire.ts";
import { fold } from "../../src/domain/fold.ts";
import { messageKey } from "../../src/domain/message.ts";
import { type Mirror, newestUs } from "../../src/domain/mirror.ts";
import { pressNotices } from "../../src/domain/notice.ts";
import { absorb } from "../../src/domain/reading.ts";
import type { Terms } from "../../src/domain/verdict.ts";
import { added, cleared, deleted, feed, heldBy, judge, link, MESSAGE, mirror, ms, removed, terms, told, toldAll, us } from "./given.ts";

/** What a reading at a moment finds: `person emoji`, in the platform's order. */
function read(before: Mirror, held: readonly string[], atMs: number, said: Partial<Terms> = {}, isComplete = true): Mirror {
  const reactions = held.map((one) => {
    const [person = "", emoji = ""] = one.split(" ");
    return { person, name: emoji, emoji, terms: terms({ emoji, ...said }) };
  });
  return absorb(before, messageKey(MESSAGE), { reactions, incomplete: isComplete ? [] : "all", atUs: us(atMs) }, ms(1_000)).mirror;
}

const wanted = (of: Mirror, conflict: "latest" | "first" | "most" = "latest") =>
  desire(of, judge({ links: [link("northwind", { conflict })] }), ms(60_000)).wanted;
const only = ({ facts }: Mirror) => facts[0];

describe("what a reading found, once its events come after all", () => {
  test("is in the order in which it was pressed, not in the platform's", () => {
    const found = read(mirror(), ["dana 👏", "lee ❤️"], 500);
    expect(wanted(found)).toEqual(["❤️"]);
    const events = [added("lee", "❤️", 1), added("dana", "👏", 2)];
    expect(wanted(toldAll(found, events))).toEqual(["👏"]);
    expect(wanted(toldAll(found, events.toReversed()))).toEqual(["👏"]);
    expect(wanted(toldAll(found, events), "first")).toEqual(["❤️"]);
  });

  test.each([
    ["the add", [added("dana", "👍", 30)], 30],
    ["the add, told twice", [added("dana", "👍", 30), added("dana", "👍", 30)], 30],
    ["an add, and the newer one that it was", [added("dana", "👍", 10), added("dana", "👍", 30)], 30],
    ["the newer one, and then an older add", [added("dana", "👍", 30), added("dana", "👍", 10)], 30],
    ["a removal from before: the add is yet to come", [removed("dana", "👍", 20)], 500],
    ["an add that a removal from before ended", [added("dana", "👍", 10), removed("dana", "👍", 20)], 500],
    ["that removal, and then what it ended", [removed("dana", "👍", 20), added("dana", "👍", 10)], 500],
    ["a removal of the same moment as an add", [added("dana", "👍", 20), removed("dana", "👍", 20)], 500],
    ["all three", [removed("dana", "👍", 20), added("dana", "👍", 30), added("dana", "👍", 10)], 30],
    ["all three, the other way round", [added("dana", "👍", 30), added("dana", "👍", 10), removed("dana", "👍", 20)], 30],
    ["a clearing from before, and the add", [added("dana", "👍", 10), cleared("dana", null, 29), added("dana", "👍", 30)], 30],
    ["the add, and a clearing from before it", [added("dana", "👍", 30), cleared(null, null, 29)], 30],
    ["an add, and a clearing from after it", [added("dana", "👍", 10), cleared(null, "👍", 29)], 500],
    ["an add from after the reading", [added("dana", "👍", 600), removed("dana", "👍", 550)], 600],
  ])("is held, and since when: %s", (_, events, sinceMs) => {
    const after = toldAll(read(mirror(), ["dana 👍"], 500), events);
    expect(heldBy(after)).toEqual(["dana 👍"]);
    expect(only(after)?.atUs).toBe(us(sinceMs));
  });

  test.each([
    ["a removal from after the reading", [removed("dana", "👍", 600)]],
    ["a removal from after the reading, and the add", [removed("dana", "👍", 600), added("dana", "👍", 30)]],
    ["the add, and a clearing from after the reading", [added("dana", "👍", 30), cleared("dana", null, 600)]],
  ])("is not held: %s", (_, events) => {
    const after = toldAll(read(mirror(), ["dana 👍"], 500), events);
    expect(heldBy(after)).toEqual([]);
    expect(only(after)?.found).toBeUndefined();
  });

  test.each([
    ["the removal", [added("dana", "👍", 10), removed("dana", "👍", 20)]],
    ["the clearing", [added("dana", "👍", 10), cleared("dana", null, 20)]],
  ])("is not the press that %s before had ended, told once more", (_, events) => {
    const found = read(toldAll(mirror(), events), ["dana 👍"], 500);
    expect(told(found, added("dana", "👍", 10), 900)).toBe(found);
    expect(only(told(found, added("dana", "👍", 30), 900))?.atUs).toBe(us(30));
  });

  test("changes nothing when it is found again", () => {
    const dated = told(read(mirror(), ["dana 👍"], 500), added("dana", "👍", 30), 900);
    expect(read(dated, ["dana 👍"], 800)).toBe(dated);
  });

  test("goes with the reading that misses it, whatever is told later of the time before", () => {
    const gone = read(read(mirror(), ["dana 👍"], 500), [], 800);
    expect(told(gone, added("dana", "👍", 30), 900)).toBe(gone);
    expect(told(gone, removed("dana", "👍", 700), 900)).toBe(gone);
  });

  test("comes before whatever has no time of its own", () => {
    const dated = told(read(mirror(), ["dana 👍"], 500), added("dana", "👍", 30), 40);
    expect(newestUs(dated)).toBe(us(500));
    expect(heldBy(told(dated, cleared("dana", null, null), 50))).toEqual([]);
  });

  test("is work only when it counts and its place among the presses changes", () => {
    const settled = { ...read(mirror(), ["dana 👍"], 500), change: null, parked: true };
    const ended = told(settled, removed("dana", "👍", 20), 900);
    expect(ended).toMatchObject({ change: null, parked: true });
    expect(told(ended, added("dana", "👍", 30), 901)).toMatchObject({ change: { dueMs: ms(1_901) }, parked: false });
    const denied = { ...read(mirror(), ["dana 👍"], 500, { denied: "who" }), change: null };
    expect(told(denied, added("dana", "👍", 30), 900, { denied: "who" }).change).toBeNull();
  });
});

describe("the verdict on what a reading found", () => {
  const found = read(mirror(), ["dana 👍"], 500, { notify: false });
  const sent = { ...found, observed: ["👍"], facts: found.facts.map((fact) => ({ ...fact, sentAs: "👍" })) };

  test("stands when its event allows it too: it keeps its grace, and as what it went out", () => {
    const { found: _, ...before } = only(sent) ?? {};
    expect(only(told(sent, added("dana", "👍", 30), 900))).toMatchObject({ ...before, atUs: us(30) });
  });

  test("stands when it denies, however its event is judged", () => {
    const denied = read(mirror(), ["dana 👍"], 500, { denied: "who" });
    expect(only(told(denied, added("dana", "👍", 30), 900))).toMatchObject({ denied: "who", atUs: us(30), version: 1 });
  });

  test("gives way to an event that denies, as long as nothing of it can have left", () => {
    expect(only(told(found, added("dana", "👍", 30), 900, { denied: "stale" }))).toMatchObject({ denied: "stale", version: 2 });
    expect(only(told(sent, added("dana", "👍", 30), 900, { denied: "stale" }))).toMatchObject({ denied: null, atUs: us(30) });
    const inFlight = { ...sent, observed: [], possible: [{ op: "add", emoji: "👍" } as const] };
    expect(only(told(inFlight, added("dana", "👍", 30), 900, { denied: "stale" }))?.denied).toBeNull();
  });

  test("by the age of the message gives way to the age of the press", () => {
    const stale = read(mirror({ feeds: [feed(MESSAGE, { unread: true })] }), ["dana 👍"], 500, { denied: "stale", notify: false });
    const fresh = told(stale, added("dana", "👍", 30), 900);
    expect(only(fresh)).toMatchObject({ denied: null, atUs: us(30), sinceMs: ms(900), notify: true, version: 2 });
    expect(fresh.change).not.toBeNull();
    expect(only(told(stale, added("dana", "👍", 30), 900, { denied: "stale" }))).toMatchObject({ notify: false, version: 1 });
  });

  test("is its person's once they have said that it shall go, whatever its event says", () => {
    const asked = read(mirror(), ["dana 👍"], 500, { denied: "unconfirmed" });
    const press = { message: MESSAGE, person: "dana", name: "👍", via: "reaction" } as const;
    const sent = confirmed(asked, press, terms({ emoji: "👍" }), ms(800));
    for (const denied of ["unconfirmed", "stale"] as const) {
      const dated = told(sent, added("dana", "👍", 30), 900, { denied });
      expect(only(dated)).toMatchObject({ denied: null, atUs: us(30), version: only(sent)?.version });
      expect(pressNotices(sent, dated)).toEqual([]);
    }
    expect(only(told(sent, removed("dana", "👍", 850), 900))?.held).toBe(false);
  });

  test("by the age of the message gives way to the question whether it shall go", () => {
    const stale = read(mirror({ feeds: [feed(MESSAGE, { unread: true })] }), ["dana 👍"], 500, { denied: "stale", notify: false });
    const asked = told(stale, added("dana", "👍", 30), 900, { denied: "unconfirmed" });
    expect(only(asked)).toMatchObject({ denied: "unconfirmed", version: 2 });
    expect(pressNotices(stale, asked)).toMatchObject([{ reason: "unconfirmed", person: "dana" }]);
  });

  test("on a source that froze meanwhile: what was not sent by then never goes", () => {
    const event = added("dana", "👍", 30);
    expect(heldBy(toldAll(found, [deleted(600), event]))).toEqual([]);
    expect(heldBy(toldAll(sent, [deleted(600), event]))).toEqual(["dana 👍"]);
    const stale = read(mirror(), ["dana 👍"], 500, { denied: "stale" });
    expect(only(toldAll(stale, [deleted(600), event]))?.denied).not.toBeNull();
  });

  test("needs a word of its link: an event without one tells nothing", () => {
    expect(fold(found, { event: added("dana", "👍", 30), terms: {} }, ms(900))).toBe(found);
  });
});

describe("properties", () => {
  const person = fc.constantFrom("dana", "lee");
  const name = fc.constantFrom("👍", "❤️", "👏");
  const happening = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("toggle" as const), person, name }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("replace" as const), person, name }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const), person: fc.option(person), name: fc.option(name) }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("read" as const), stepsBefore: fc.nat(4), missing: fc.nat(9) }),
    },
  );
  type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;
  type Event = Parameters<typeof told>[1];
  type Word = Event | { readonly list: readonly string[]; readonly atMs: number; readonly isComplete: boolean };

  /** What becomes known of what happens, one after another: by events, and by readings that count as a little earlier than they are. */
  function wordsOf(happenings: readonly Happening[]): { readonly events: readonly Event[]; readonly readings: readonly Word[] } {
    const held = new Set<string>();
    const events: Event[] = [];
    const readings: Word[] = [];
    const end = (who: string | null, what: string | null) => {
      for (const one of held) if (one.startsWith(who ?? "") && one.endsWith(what ?? "")) held.delete(one);
    };
    for (const [index, one] of happenings.entries()) {
      const atMs = 10 * (index + 1);
      if (one.kind === "read") {
        // A list that was cut short says nothing of whoever is missing in it.
        const list = [...held].filter((_, at) => at !== one.missing);
        // Between two events, whichever they are.
        readings.push({ list, atMs: atMs - 5 - 10 * one.stepsBefore, isComplete: list.length === held.size });
      } else if (one.kind === "clear") {
        end(one.person, one.name);
        events.push(cleared(one.person, one.name, atMs));
      } else {
        const key = `${one.person} ${one.name}`;
        if (one.kind === "replace") {
          end(one.person, null);
          events.push({ ...cleared(one.person, null, atMs), atUs: us(atMs) - 1 });
        }
        events.push((held.has(key) ? removed : added)(one.person, one.name, atMs));
        if (!held.delete(key)) held.add(key);
      }
    }
    return { events, readings };
  }

  function knowing(words: readonly Word[]): Mirror {
    return words.reduce(
      (before, word, index) => ("list" in word ? read(before, word.list, word.atMs, {}, word.isComplete) : told(before, word, 500 + index)),
      mirror(),
    );
  }

  const since = (of: Mirror) =>
    of.facts
      .filter(({ held }) => held)
      .map(({ person, name, atUs }) => `${person} ${name} ${atUs}`)
      .sort();

  test("readings and events, in whatever order they come and however often, end as the events alone in time order", () => {
    const words = fc.array(happening, { minLength: 1, maxLength: 14 }).chain((happenings) => {
      const { events, readings } = wordsOf(happenings);
      const every = [...events, ...events, ...readings];
      return fc.tuple(fc.constant(events), fc.shuffledSubarray(every, { minLength: every.length, maxLength: every.length }));
    });
    fc.assert(
      fc.property(words, ([events, words]) => {
        const alone = knowing(events);
        const both = knowing(words);
        expect(since(both)).toEqual(since(alone));
        for (const conflict of ["latest", "first", "most"] as const) expect(wanted(both, conflict)).toEqual(wanted(alone, conflict));
      }),
      { numRuns: 2_000 },
    );
  });
});
