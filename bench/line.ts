import { eventOf, openPoster, type Press, paced, until } from "./load.ts";
import type { Outside } from "./outside.ts";
import { type Population, targetOf, tsOf } from "./population.ts";
import type { Subject } from "./subject.ts";

const PER_SECOND = 50;
/** What one message is given in turn, so that each event asks for a call. */
const NAMES = ["thumbsup", "heart", "tada", "eyes", "rocket", "fire", "joy", "clap", "pray", "wave", "100", "raised_hands"];
/** Without a common divisor with any population: neighbours in time are strangers in the table. */
const STRIDE = 611_953;

/** Presses, one after the other, each on a message that was not pressed for as long as can be. */
export function pressesOn(population: Population, users: readonly string[]): () => Press {
  let next = 0;
  return () => {
    const ts = tsOf(population, (next * STRIDE) % population.count);
    const user = users[next % users.length] ?? "";
    const name = NAMES[Math.floor(next / population.count) % NAMES.length] ?? "";
    next += 1;
    return { channel: population.channel, ts, user, name };
  };
}

/** Slack → subject → provider. */
export interface Line {
  /** Sends so many events, 50 a second. Resolves with how long each took from just before it left until the provider had its request, in ms. */
  measure(count: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** In a round the lines take turns in slices, so that whatever else the machine does meets all of them. */
const SLICES = 4;

/** One round: what each line measured, in their order. */
export async function measureInTurn(
  lines: readonly Line[],
  count: number,
  slices: number = SLICES,
): Promise<readonly (readonly number[])[]> {
  const measured = lines.map((): number[] => []);
  for (let slice = 0; slice < slices; slice += 1) {
    for (const [index, line] of lines.entries()) measured[index]?.push(...(await line.measure(count / slices)));
  }
  return measured;
}

interface LineOptions {
  readonly mode?: "http" | "socket";
  /** Whether a target counts. What does not is pressed all the same, and nobody waits for it. */
  readonly counts?: (target: string) => boolean;
}

export function openLine(
  { provider, slack }: Outside,
  subject: Subject,
  press: () => Press,
  { mode = "http", counts = () => true }: LineOptions = {},
): Line {
  const poster = openPoster(subject.url);
  return {
    async measure(count) {
      provider.forget();
      const sentMs = new Map<string, number>();
      await paced(count, PER_SECOND, async () => {
        const one = press();
        const target = targetOf(one.channel, one.ts);
        if (counts(target)) sentMs.set(target, performance.now());
        if (mode === "http") await poster.post(one);
        else slack.deliver(eventOf(one));
      });
      await until(() => [...sentMs.keys()].every((target) => provider.calls.has(target)), "every event at the provider");
      return [...sentMs].map(([target, ms]) => (provider.calls.get(target)?.[0]?.atMs ?? Number.NaN) - ms);
    },
    close: poster.close,
  };
}
