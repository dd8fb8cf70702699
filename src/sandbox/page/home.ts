import type { Scene } from "./scenes.ts";

/** Somebody of the team. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** An emoji as its platform names it, and what it is; null for the team's own. */
export interface Face {
  readonly name: string;
  readonly emoji: string | null;
}

/** What one person alone reads. `key` names it when something on it is pressed. */
export interface Told {
  readonly key: string;
  readonly user: string;
  readonly text: string;
  /** It came as a message of its own, to this person. */
  readonly directly: boolean;
  /** What they did, where it is an answer; null where it is none. */
  readonly after: string | null;
  /** The labels of what can be pressed. */
  readonly buttons: readonly string[];
  /** What can be chosen from. */
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly label: string;
  readonly value: string;
}

/** What may come next in the box below a message: `text` is what it completes to, and `sends` whether that is all. */
export interface Completion {
  readonly label: string;
  readonly note: string;
  readonly text: string;
  readonly sends: boolean;
}

/** A conversation as one of the team's homes shows it. */
export interface Corner {
  readonly author: string;
  readonly isApp: boolean;
  readonly reactions: readonly (Face & { readonly by: readonly string[]; readonly burst: boolean })[];
  /** The last of what people were told here. */
  readonly told: readonly Told[];
  /** How much there was in all. */
  readonly toldCount: number;
}

/** One of the homes of the team, as the page shows it and lets one use it. What the platform refuses is thrown as a `Refused`. */
export interface Home {
  readonly platform: "slack" | "discord";
  readonly people: readonly Person[];
  /** Our bot, and what it is called. */
  readonly bot: Person;
  readonly tray: readonly Face[];
  /** The message that the page is about, unless it is there. */
  furnish(scene: Scene): void;
  corner(scene: Scene): Corner;
  /** Presses an emoji, or takes it back. */
  toggle(scene: Scene, person: string, name: string): void;
  /** Takes what somebody has typed for a command. */
  command(scene: Scene, person: string, text: string): Promise<void>;
  complete(scene: Scene, person: string, text: string): Promise<readonly Completion[]>;
  /** Something in the menu of the message. */
  menu(scene: Scene, person: string, name: string): Promise<void>;
  /** Chooses from what somebody was offered. */
  choose(scene: Scene, person: string, key: string, value: string): Promise<void>;
  /** Presses a button beside what somebody was told. */
  push(scene: Scene, person: string, key: string, button: string): Promise<void>;
}

/** What cannot be done, in a sentence for whoever wanted it. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** A dozen that teams press, and one that means something to this team alone. */
export const TRAY = ["+1", "heart", "joy", "tada", "clap", "pray", "eyes", "white_check_mark", "bulb", "rocket", "fire", "cry"] as const;
export const CUSTOM = "shipit";
export const TOLD_SHOWN = 2;
