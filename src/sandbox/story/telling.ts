import type { Act } from "../acts.ts";
import type { Message, Person } from "../discord/state.ts";
import type { DiscordSide } from "../guild.ts";
import type { Narrator } from "../narrator.ts";
import type { Stage } from "../stage.ts";

/** What every part of the story is told with. */
export interface Telling {
  readonly stage: Stage;
  readonly discord: DiscordSide;
  readonly narrator: Narrator;
  readonly acts: readonly Act[];
}

/** A conversation as Discord has it: what the customer wrote, and what they see of us. */
export interface Spot {
  readonly said: string;
  readonly message: Message;
  readonly shown: () => readonly string[];
}

/** What the customer of a link wrote, in Discord. Throws where it does not stand there. */
export function spotOf({ discord, acts }: Telling, link: string): Spot {
  const act = acts.find((one) => one.link === link);
  const message = act === undefined ? undefined : discord.find(link, act.said);
  if (act === undefined || message === undefined) throw new Error(`nothing stands in Discord for ${link}`);
  return { said: act.said, message, shown: act.shown };
}

/** Somebody in Discord reacts, or takes it back (null), and the customer is to see this. */
export function presses(
  { discord, narrator }: Telling,
  { message, shown }: Pick<Spot, "message" | "shown">,
  given: {
    readonly person: Person;
    readonly emoji: string;
    readonly back?: boolean;
    readonly burst?: boolean;
    readonly shows: readonly string[];
    readonly note: string;
  },
): Promise<void> {
  const { person, emoji, back = false, burst = false, shows, note } = given;
  const { guild } = discord;
  return narrator.line({
    what: back ? `${person.displayName} takes ${emoji} back` : `${person.displayName} ${burst ? "super-reacts" : "reacts"} ${emoji}`,
    who: "the customer sees",
    happen: () => (back ? guild.unreact(person, message, emoji, { burst }) : guild.react(person, message, emoji, { burst })),
    ...{ seen: shown, expected: shows, note },
  });
}
