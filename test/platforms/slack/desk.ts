import type { Asking, Choice, Offer, Said } from "../../../src/domain/command.ts";
import type { Answer, Commands } from "../../../src/ports/commands.ts";
import type { Told } from "../../../src/sandbox/slack/state.ts";
import { type Mode, openWorld, type World, type WorldOptions } from "./world.ts";

/** What stands at the port in these tests: it is told what to answer, and remembers what it was asked. */
export interface Desk {
  readonly asked: Asking[];
  /** What the next question is answered with; "Done." when there is nothing here. */
  readonly answers: (() => Promise<Answer>)[];
  /** Whether each who asked was an admin, where `looksAtAdmins`. */
  readonly admins: boolean[];
  looksAtAdmins: boolean;
  choices: () => Promise<readonly Choice[]>;
  offers: () => Promise<readonly Offer[]>;
}

export function answer(text: Said | string, more: Partial<Answer> = {}): Answer {
  return { text: typeof text === "string" ? [text] : text, undo: null, later: null, ...more };
}

export interface DeskWorld extends World {
  readonly desk: Desk;
  readonly admin: string;
}

/** The adapter before the stand-in, started, with a desk behind it. Slack's own 3 s for an ack, unless another time is given. */
export async function openDesk(mode: Mode, options: WorldOptions = {}): Promise<DeskWorld> {
  const desk: Desk = { asked: [], answers: [], admins: [], looksAtAdmins: false, choices: async () => [], offers: async () => [] };
  const commands: Commands = {
    async ask(asking, isAdmin) {
      desk.asked.push(asking);
      if (desk.looksAtAdmins) desk.admins.push(await isAdmin());
      return (desk.answers.shift() ?? (async () => answer("Done.")))();
    },
    choices: () => desk.choices(),
    offers: () => desk.offers(),
  };
  const world = await openWorld(mode, { ackWithinMs: 3_000, commands, ...options });
  const admin = world.slack.workspace.addUser("Ada", "admin");
  await world.start();
  return Object.assign(world, { desk, admin });
}

/** The words of what somebody was told, as its blocks show them. */
export function wordsIn(told: Told | null): string {
  const texts = (value: unknown): string[] => {
    if (typeof value !== "object" || value === null) return [];
    if (Array.isArray(value)) return value.flatMap(texts);
    const { type, text, user_id, elements } = value as { type?: string; text?: unknown; user_id?: string; elements?: unknown };
    if (type === "text" && typeof text === "string") return [text];
    return type === "user" ? [`<@${user_id}>`] : texts(elements);
  };
  return texts(told?.blocks ?? []).join("");
}
