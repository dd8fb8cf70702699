import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Deed, play, type Story } from "./story.ts";

const EMOJI = ["👍", "❤️", "🎉"];
const number = fc.nat({ max: 30 });
const emoji = fc.constantFrom(...EMOJI);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant("writes" as const), chat: number, phone: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant("delivers" as const), lane: number, again: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant("reacts" as const), who: number, to: number, emoji: fc.option(emoji) }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("presses" as const), who: number, to: number, emoji }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("answers" as const), to: number }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("echoes" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("provider" as const),
      fates: fc.array(fc.constantFrom("lost" as const, "failed" as const, "unsent" as const, null), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("waits" as const), ms: fc.constantFrom(10, 500, 3_000, 20_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("board" as const),
      fates: fc.array(fc.constantFrom("lost" as const, "failed" as const, null), { minLength: 1, maxLength: 4 }),
    }),
  },
);

const story: fc.Arbitrary<Story> = fc.record({
  deeds: fc.array(deed, { minLength: 5, maxLength: 60 }),
  deaths: fc.array(fc.record({ at: fc.integer({ min: 1, max: 150 }), when: fc.constantFrom("before" as const, "after" as const) }), {
    maxLength: 4,
  }),
  sendsOnce: fc.boolean(),
  reads: fc.boolean(),
  nameless: fc.boolean(),
});

const RUNS = Number(process.env["CONVERSATION_RUNS"] ?? 300);
const SEED = Number(process.env["CONVERSATION_SEED"] ?? 20_260_105);

describe("whatever comes in whatever order, twice, or while the bridge dies", () => {
  test("each message is there once and in order, each reaction right both ways, and no answer is sent twice", {
    timeout: 30_000 + 50 * RUNS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(story, async (one) => {
        expect((await play(one)).flaws).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
