import { expect, it } from "vitest";
import { playRelay } from "./relay.ts";

// `npm run kills -- --relay` plays many more.
it.each([{ mode: "socket", seed: 1 }] as const)(
  "what customers write appears once and in order, and reactions end right both ways, while the bridge is killed ($mode, $seed)",
  async (of) => {
    const { written, astray, wrong, faults } = await playRelay({ ...of, kills: 2 });
    expect({ astray, wrong, faults }).toEqual({ astray: [], wrong: [], faults: [] });
    expect(written).toBeGreaterThan(5);
  },
  120_000,
);
