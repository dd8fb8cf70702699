import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "./stage.ts";

const PATIENCE_MS = 10_000;
const LOOK_MS = 2;
const LONGEST_QUOTE = 80;

export type Say = (line: string) => void;

/** Something that happens, and what somebody is to see of it. */
export interface Line {
  readonly what: string;
  /** Who sees it: `the customer sees`. */
  readonly who: string;
  readonly happen: () => void;
  readonly seen: () => readonly string[];
  readonly expected: readonly string[];
  readonly note: string;
}

/** Prints a story line by line while it comes true, and keeps what does not. */
export interface Narrator {
  readonly failures: readonly string[];
  /** What comes next is about this. */
  act(title: string, under?: string): void;
  quote(text: string): void;
  /** Makes it happen, and waits until it is seen and nothing is under way any more. */
  line(line: Line): Promise<void>;
  /** Waits for what one person alone reads. */
  told(who: string, find: () => string | undefined, what: string): Promise<void>;
  /** Waits until it is so; `shown` is what there is to read of it then. */
  comes(what: string, isSo: () => boolean, shown?: () => string): Promise<boolean>;
}

export function createNarrator(stage: Stage, say: Say): Narrator {
  const failures: string[] = [];
  let title = "";
  const mark = (came: boolean) => (came ? "✓" : "✗");
  const since = (began: number) => `${Math.round(performance.now() - began)} ms`;

  function missed(what: string): void {
    failures.push(`${title}: ${what}`);
  }

  return {
    failures,
    act(name, under) {
      title = name;
      say("");
      say(name);
      if (under !== undefined) say(`   ${under}`);
    },
    quote: (text) => say(`   “${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text}”`),
    async line({ what, who, happen, seen, expected, note }) {
      const began = performance.now();
      happen();
      const came = await until(() => isDelivered(stage) && same(seen(), expected));
      const shown = seen().join(" ") || "nothing";
      const outcome = came ? `${wide(note, 24)} ${since(began)}` : `instead of ${expected.join(" ") || "nothing"}`;
      say(`   ${mark(came)} ${wide(what, 30)} ${wide(who, 17)} ${wide(shown, 8)} ${outcome}`);
      if (!came) missed(what);
    },
    async told(who, find, what) {
      const came = await until(() => find() !== undefined);
      say(`   ${mark(came)} only ${who} reads: ${find()?.replace(/\s*\n\s*/g, " · ") ?? "nothing"}`);
      if (!came) missed(`${who} was not told ${what}`);
    },
    async comes(what, isSo, shown = () => "") {
      const began = performance.now();
      const came = await until(isSo);
      say(`   ${mark(came)} ${wide(what, 30)} ${came ? shown() || since(began) : "did not come to be"}`);
      if (!came) missed(what);
      return came;
    },
  };
}

/** Nothing that a provider tells of is on its way. */
function isDelivered({ providers }: Stage): boolean {
  return Object.values(providers).every(({ deliveries }) => deliveries.all.every(({ acked, lost }) => acked || lost));
}

async function until(isSo: () => boolean): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((emoji) => b.includes(emoji));
}

const letters = new Intl.Segmenter("en");

/** As many columns of a terminal, in which an emoji takes two. */
function wide(text: string, columns: number): string {
  const taken = [...letters.segment(text)].reduce((sum, { segment }) => sum + (/\p{Emoji_Presentation}|\uFE0F/u.test(segment) ? 2 : 1), 0);
  return text + " ".repeat(Math.max(0, columns - taken));
}
