import { expect, it } from "vitest";
import { playRound } from "./round.ts";

const BRIEF = { kills: 2, settles: false };

// `npm run kills` plays many more, and waits until nothing is in doubt any more.
it.concurrent.each([
  { mode: "socket", seed: 1 },
  { mode: "socket", seed: 2 },
  { mode: "http", seed: 3 },
  { mode: "http", seed: 4 },
] as const)(
  "a bridge that is killed under load loses nothing that it acked, and the customer sees what the team means ($mode, $seed)",
  async (of) => {
    const judge = await playRound({ ...BRIEF, ...of });
    const { events, acked, lost, wrong, faults, readyMs } = await judge();
    expect({ acked, lost, wrong, faults }).toEqual({ acked: events, lost: [], wrong: [], faults: [] });
    expect(events).toBeGreaterThan(50);
    expect(readyMs.length).toBeGreaterThan(2);
  },
  90_000,
);
