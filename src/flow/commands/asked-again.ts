import type { Clock } from "../../ports/clock.ts";

const WITHIN_MS = 2 * 60_000;

/** Who was asked whether they mean it, and says so by asking for it once more. */
export interface AskedAgain {
  /** Whether this was asked about lately, under another id. */
  is(what: string, id: string): boolean;
  ask(what: string, id: string): void;
}

/** Forgotten with the process: then people are asked once more, which is safe. */
export function createAskedAgain(clock: Pick<Clock, "now">): AskedAgain {
  const asked = new Map<string, { readonly id: string; readonly untilMs: number }>();
  return {
    is(what, id) {
      const before = asked.get(what);
      return before !== undefined && before.id !== id && before.untilMs > clock.now();
    },
    ask(what, id) {
      for (const [one, { untilMs }] of asked) if (untilMs <= clock.now()) asked.delete(one);
      asked.set(what, { id, untilMs: clock.now() + WITHIN_MS });
    },
  };
}
