import { expect, it } from "vitest";
import { playChaos } from "./round.ts";

// `npm run chaos` goes on for minutes, and waits until nothing is in doubt any more.
it("replicas of which one after the other is killed, while everything around them fails, lose nothing and end with every slot right", async () => {
  const chaos = await playChaos({ seed: 1, ms: 6_000, restartEveryMs: 3_000, posts: 1, settles: false });
  const { events, acked, lost, wrong, flaws, listeners, kills, restarts } = chaos;
  expect({ acked, lost, wrong, flaws, listeners }).toEqual({ acked: events, lost: [], wrong: [], flaws: [], listeners: 1 });
  expect(events).toBeGreaterThan(100);
  expect(Math.min(kills, restarts)).toBeGreaterThan(0);
}, 400_000);
