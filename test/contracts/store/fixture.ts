import { test } from "vitest";
import { type Open, type Opened, type StillClock, stillClock } from "./world.ts";

export type Case = (opened: Opened & { readonly clock: StillClock }) => Promise<void>;

/** A promise, tried on a store of its own. */
export function promise(open: Open, sentence: string, run: Case): void {
  test(sentence, async () => {
    const clock = stillClock();
    const opened = await open(clock);
    try {
      await run({ ...opened, clock });
    } finally {
      await opened.close();
    }
  });
}
