import { describe, expect, test } from "vitest";
import { confirmed, takenBack } from "../../src/domain/afterthought.ts";
import { desire } from "../../src/domain/desire.ts";
import { messageKey } from "../../src/domain/message.ts";
import type { Mirror } from "../../src/domain/mirror.ts";
import { absorb } from "../../src/domain/reading.ts";
import type { Terms } from "../../src/domain/verdict.ts";
import { added, deleted, judge, MESSAGE, mirror, ms, removed, terms, told, us } from "./given.ts";

const PRESS = { message: MESSAGE, person: "dana", name: "👍", via: "reaction" } as const;
const wanted = (one: Mirror) => desire(one, judge(), ms(3_600_000)).wanted;
const pressed = () => told(told(mirror(), added("lee", "❤️", 5), 5), added("dana", "👍", 10), 10);
const undone = () => takenBack(pressed(), PRESS, ms(20));

describe("a press that is taken back while it is still held", () => {
  test("is wanted no more, and is due at once", () => {
    expect(wanted(pressed())).toEqual(["👍"]);
    expect(wanted(undone())).toEqual(["❤️"]);
    expect(undone().change?.dueMs).toBeLessThanOrEqual(ms(1_020));
  });

  test("stays so whatever is read, delivered again, or told without a time", () => {
    const reading = {
      ...{ incomplete: [], atUs: us(500) },
      reactions: ["dana 👍", "lee ❤️"].map((one) => {
        const [person = "", emoji = ""] = one.split(" ");
        return { person, name: emoji, emoji, terms: terms({ emoji }) };
      }),
    };
    const read = absorb(undone(), messageKey(MESSAGE), reading, ms(1_000));
    expect(read).toEqual({ mirror: undone(), again: false, repaired: 0 });
    expect(told(undone(), added("dana", "👍", 10), 1_000)).toEqual(undone());
    expect(told(undone(), added("dana", "👍", null), 1_000)).toEqual(undone());
  });

  test.each([30, null])("goes again once it was let go of and pressed anew (%s)", (atMs) => {
    const letGo = told(undone(), removed("dana", "👍", atMs), 30);
    const again = told(letGo, added("dana", "👍", atMs === null ? null : atMs + 10), 40);
    expect(wanted(letGo)).toEqual(["❤️"]);
    expect(wanted(again)).toEqual(["👍"]);
  });

  test("is nobody else's, and nothing that did not go out", () => {
    const before = pressed();
    for (const other of [{ person: "lee" }, { name: "🎉" }, { via: "command" as const }, { message: { ...MESSAGE, message: "1.2" } }]) {
      expect(takenBack(before, { ...PRESS, ...other }, ms(20))).toBe(before);
    }
    expect(takenBack(undone(), PRESS, ms(30))).toEqual(undone());
    const inside = told(mirror(), added("dana", "👍", 10), 10, { denied: "emoji" });
    expect(takenBack(inside, PRESS, ms(20))).toBe(inside);
  });
});

describe("a press that waits for its person's word", () => {
  const waiting = () => told(told(mirror(), added("lee", "❤️", 5), 5), added("dana", "👍", 10), 10, { denied: "unconfirmed" });
  const send = (before: Mirror, change: Partial<Terms> = {}) => confirmed(before, PRESS, terms(change), ms(5_000));

  test("is not wanted, whatever changes, and is once they have said so: at once, in the place of its own press", () => {
    expect(wanted(waiting())).toEqual(["❤️"]);
    const sent = send(waiting());
    expect(wanted(sent)).toEqual(["👍"]);
    expect(sent.change?.dueMs).toBeLessThanOrEqual(ms(5_000));
    expect(sent.facts.find(({ person }) => person === "dana")).toMatchObject({ atUs: us(10), denied: null, graceMs: 0 });
    expect(wanted(told(sent, removed("dana", "👍", 11), 6_000))).toEqual(["❤️"]);
  });

  test("stays inside when it may not leave by then, was taken off, or its message is gone", () => {
    const before = waiting();
    expect(send(before, { denied: "direction" })).toBe(before);
    const off = told(before, removed("dana", "👍", 11), 11);
    expect(send(off)).toBe(off);
    const gone = told(before, deleted(12), 12);
    expect(send(gone)).toBe(gone);
  });

  test("goes once: said again, or of what needs no word, it changes nothing", () => {
    const sent = send(waiting());
    expect(send(sent)).toBe(sent);
    const before = pressed();
    expect(send(before)).toBe(before);
    const inside = told(mirror(), added("dana", "👍", 10), 10, { denied: "who" });
    expect(send(inside)).toBe(inside);
  });

  test("that is pressed anew waits anew", () => {
    const sent = send(waiting());
    const again = told(told(sent, removed("dana", "👍", 20), 20), added("dana", "👍", 30), 30, { denied: "unconfirmed" });
    expect(wanted(again)).toEqual(["❤️"]);
  });
});
