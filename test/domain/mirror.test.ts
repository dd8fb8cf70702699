import { describe, expect, test } from "vitest";
import { backoffMs } from "../../src/domain/failure.ts";
import { channelName, messageKey } from "../../src/domain/message.ts";
import { type Lease, type Mirror, mayShow, readyMs, stateOf } from "../../src/domain/mirror.ts";
import { narrow } from "../../src/domain/network.ts";
import { slotKey } from "../../src/domain/slot.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { MESSAGE, mirror, ms, rules, SLOT } from "./given.ts";

const LEASE: Lease = {
  holder: "worker",
  untilMs: ms(12_000),
  version: 1,
  startedMs: ms(0),
  confirming: false,
  done: [],
  read: false,
  move: { op: "add", emoji: "👍" },
  fresh: true,
  refused: [],
  abandonedForMs: 30_000,
};

describe("the state of a mirror", () => {
  test.each<[string, Partial<Mirror>, string, number | null]>([
    ["without work", {}, "settled", null],
    ["with a change", { change: { firstMs: ms(0), dueMs: ms(1_000), quietFromMs: null } }, "due", ms(1_000)],
    ["woken", { wakeMs: ms(500) }, "due", ms(500)],
    ["woken before its change", { wakeMs: ms(500), change: { firstMs: ms(0), dueMs: ms(1_000), quietFromMs: null } }, "due", ms(500)],
    ["under a lease: not before it runs out", { wakeMs: ms(0), lease: LEASE }, "due", ms(12_000)],
    ["waiting for its links", { waits: true }, "due", null],
    ["parked", { parked: true }, "parked", null],
  ])("%s", (_, change, state, ready) => {
    expect(stateOf(mirror(change))).toBe(state);
    expect(readyMs(mirror(change))).toBe(ready);
  });

  test("what may be there is what is known and what may have been added", () => {
    const possible = [
      { op: "add", emoji: "👍" },
      { op: "add", emoji: "😂" },
      { op: "remove", emoji: "❤️" },
    ] as const;
    expect(mayShow(mirror({ observed: ["👍", "❤️"], possible }))).toEqual(["👍", "❤️", "😂"]);
  });
});

describe("what makes a slot", () => {
  test("account, kind, message, part, comment and organization", () => {
    const places = [
      SLOT,
      { ...SLOT, account: "acme-wa-2" },
      { ...SLOT, message: "another" },
      { ...SLOT, part: 1 },
      { ...SLOT, comment: "c1" },
      { ...SLOT, organization: "1234" },
      { ...SLOT, post: true },
    ];
    expect(new Set(places.map(slotKey)).size).toBe(places.length);
  });

  test("not what a provider wants to hear besides", () => {
    expect(slotKey({ ...SLOT, author: "someone", fromMe: false, conversation: "elsewhere" })).toBe(slotKey(SLOT));
  });
});

test("a message is one message per platform, workspace and channel", () => {
  const messages = [MESSAGE, { ...MESSAGE, platform: "discord" as const }, { ...MESSAGE, workspace: "T2" }, { ...MESSAGE, channel: "C2" }];
  expect(new Set(messages.map(messageKey)).size).toBe(4);
  expect(channelName(MESSAGE)).toBe("slack:C0NORTH");
});

describe("an account's configuration only takes away", () => {
  test.each([
    [
      "a fixed set ends discovery",
      narrow(rules({ allowed: "discover", floor: ["👍"] }), { allowed: ["👏"] }),
      { allowed: ["👏"], floor: [] },
    ],
    ["a fixed set ends custom emoji", narrow(IMESSAGE_MESSAGES, { allowed: ["👍"] }), { allowed: ["👍"], custom: false }],
    ["fewer at once", narrow(rules({ perMessage: 5 }), { perMessage: 2 }), { perMessage: 2 }],
    ["never more at once", narrow(rules({ perMessage: 1 }), { perMessage: 5 }), { perMessage: 1 }],
    ["no taking back", narrow(rules(), { canRemove: false }), { canRemove: false }],
    ["what cannot be taken back stays so", narrow(rules({ canRemove: false }), {}), { canRemove: false }],
    ["what the network does stays as it is", narrow(rules({ replaces: true }), { perMessage: 1 }), { replaces: true }],
  ])("%s", (_, narrowed, expected) => {
    expect(narrowed).toMatchObject(expected);
  });
});

test("the wait between attempts doubles from under 2 s up to 10 min, and is full of jitter", () => {
  expect(backoffMs(1, 0)).toBe(500);
  expect(backoffMs(1, 0.999)).toBeLessThanOrEqual(2_000);
  expect(backoffMs(2, 0)).toBe(1_000);
  expect(backoffMs(60, 0.999)).toBeLessThanOrEqual(600_000);
  expect(backoffMs(60, 0)).toBe(300_000);
  expect(backoffMs(1_500, 0.5)).toBeLessThanOrEqual(600_000);
});
