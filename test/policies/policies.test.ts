import fc from "fast-check";
import { expect, test } from "vitest";
import { play } from "./play.ts";
import { type Deed, OUTSIDER, type Story, stories } from "./stories.ts";

/** `POLICY_RUNS=10000` is the long form. */
const RUNS = Number(process.env["POLICY_RUNS"] ?? 2_000);
const SEED = Number(process.env["POLICY_SEED"] ?? 20_260_105);

test("whatever a policy says and whoever presses what: nothing leaves that is not allowed, was not when it was pressed, or nobody may say", async () => {
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const played = await play(story);
      calls += played.calls.length;
      expect(played.wrong).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // It would hold of a bridge that sends nothing, too.
  expect(calls).toBeGreaterThan(RUNS);
}, 3_600_000);

test("whoever may not speak changes nothing: the calls are those of the same story without them", async () => {
  const without = (story: Story): Story => ({ ...story, deeds: story.deeds.filter((deed) => !("who" in deed) || deed.who !== OUTSIDER) });
  const loud = stories.map((story) => ({
    ...story,
    deeds: story.deeds.flatMap((deed): readonly Deed[] => ("who" in deed ? [deed, { ...deed, who: OUTSIDER }] : [deed])),
  }));
  await fc.assert(
    fc.asyncProperty(loud, async (story) => {
      const [all, others] = [await play(story), await play(without(story))];
      expect(all.wrong).toEqual([]);
      expect(all.calls).toEqual(others.calls);
    }),
    { numRuns: Math.ceil(RUNS / 5), seed: SEED },
  );
}, 3_600_000);
