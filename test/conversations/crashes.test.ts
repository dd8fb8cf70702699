import { describe, expect, test } from "vitest";
import { type Deed, play } from "./story.ts";

/** Two conversations, shown in channels of their own and in an inbox, with reactions both ways and answers. */
const DEEDS: readonly Deed[] = [
  { does: "writes", chat: 0, phone: false },
  { does: "reacts", who: 0, to: 0, emoji: "👍" },
  { does: "delivers", lane: 2, again: false },
  { does: "delivers", lane: 0, again: false },
  { does: "waits", ms: 5_000 },
  { does: "presses", who: 0, to: 0, emoji: "🎉" },
  { does: "answers", to: 0 },
  { does: "writes", chat: 0, phone: true },
  { does: "writes", chat: 1, phone: false },
  { does: "delivers", lane: 0, again: false },
  { does: "delivers", lane: 1, again: false },
  { does: "reacts", who: 0, to: 0, emoji: "❤️" },
  { does: "delivers", lane: 2, again: false },
  { does: "waits", ms: 5_000 },
  { does: "presses", who: 1, to: 1, emoji: "👏" },
  { does: "answers", to: 0 },
  { does: "waits", ms: 5_000 },
  { does: "echoes" },
];

describe.each([true, false])("a process that dies (the provider sends once, and can be read: %s)", (isKind) => {
  const kind = { sendsOnce: isKind, reads: isKind, nameless: !isKind };

  test("between any two of its steps leaves each message once and in order, and each reaction right", async () => {
    const whole = await play({ deeds: DEEDS, deaths: [], ...kind });
    expect(whole.flaws).toEqual([]);
    const flaws: string[] = [];
    for (let at = 1; at <= whole.calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const played = await play({ deeds: DEEDS, deaths: [{ at, when }], ...kind });
        flaws.push(...played.flaws.map((flaw) => `dead ${when} call ${at}: ${flaw}`));
      }
    }
    expect(flaws).toEqual([]);
  });
});
