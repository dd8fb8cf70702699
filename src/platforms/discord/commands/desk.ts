import type { Command, NamedEmoji, Place as Where } from "../../../domain/command.ts";
import { typed } from "../../../names/index.ts";
import type { Answer, Commands } from "../../../ports/commands.ts";
import { type Place, toChannel, toPerson } from "../ids.ts";
import type { Log } from "../log.ts";
import type { Rest } from "../rest.ts";
import type { Interaction } from "./interaction.ts";

export interface DeskOptions {
  readonly rest: Pick<Rest, "ask">;
  readonly application: () => string;
  readonly log: Log;
  /** What answers. Throws where nothing does. */
  readonly commands: () => Commands;
  /** What a link would call a channel or thread; null where there is none. */
  readonly placeOf: (channel: string, guild: string | null) => Promise<Place | null>;
  /** The server of a channel, or `@me`; null where there is none. */
  readonly serverOf: (channel: string) => Promise<string | null>;
  /** Takes a message, as Discord shows it, for one that this person asks to be sent. False: it is none of the team's. */
  readonly send: (message: unknown, place: Place, user: string) => Promise<boolean>;
  readonly onMalformed: (reason: string) => void;
}

/** Who asks, and from where. */
export interface Asker {
  readonly interaction: Interaction;
  readonly place: Place;
}

export function ask(
  { commands }: Pick<DeskOptions, "commands">,
  { interaction, place }: Asker,
  command: Command,
  where: Where,
): Promise<Answer> {
  const { id, user, isAdmin } = interaction;
  const asking = { id, person: toPerson(place.workspace, user), channel: toChannel(place), command, place: where };
  return commands().ask(asking, async () => isAdmin);
}

/** As Discord names it in events; null for what is no emoji, with what was probably meant. */
export function toNamed(text: string): NamedEmoji | { readonly nearest: string | null } {
  const one = typed(text, { platform: "discord" });
  switch (one.kind) {
    case "emoji":
      return { name: one.emoji, emoji: one.emoji };
    case "custom":
      return { name: one.name, emoji: null };
    case "unknown":
      return { nearest: one.nearest };
  }
}
