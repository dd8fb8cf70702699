import { canonical, fromSlackName } from "../../names/index.ts";
import { partsOf } from "../discord/components.ts";
import { ApiError, type Message, type Person } from "../discord/state.ts";
import type { DiscordSide } from "../guild.ts";
import { type Choice, type Completion, CUSTOM, type Home, Refused, TOLD_SHOWN, TRAY } from "./home.ts";
import type { Scene } from "./scenes.ts";
import { type Option, readTyped, wordsOf } from "./typed.ts";

const SLASH = 1;
const BUTTON = 2;
const MOST_COMPLETIONS = 12;
const MENUS = ["React for the customer", "What do they see?"];

/** The team's server in Discord. */
export function createDiscordHome(discord: DiscordSide): Home {
  const { guild, use, team } = discord;
  const people = [team.cleo, team.eli];
  const channelOf = ({ link }: Scene) => discord.channelOf(link);
  const messageOf = ({ link, said }: Scene) => discord.find(link, said);
  const readBefore = (person: Person) => [...use.ephemerals(person), ...guild.dms(person)].map(({ id }) => id);
  /** What somebody was told before is of no use to whoever opens the page. */
  const before = new Set(people.flatMap(readBefore));
  const commands = () => use.registered.filter(({ type }) => type === SLASH) as readonly Option[];

  function somebody(id: string): Person {
    const found = people.find((one) => one.id === id);
    if (found === undefined) throw new Refused("Nobody of the team.");
    return found;
  }
  function there(scene: Scene): Message {
    const message = messageOf(scene);
    if (message === undefined) throw new Refused("The message has not come yet.");
    return message;
  }

  /** What everybody of the team alone read in a channel, or directly about something in it, oldest first. */
  function toldIn(scene: Scene) {
    const { id } = channelOf(scene);
    const all = people.flatMap((person) => [
      ...use
        .ephemerals(person)
        .filter(({ channelId }) => channelId === id)
        .map((message) => ({ person, message, directly: false })),
      ...guild
        .dms(person)
        .filter(({ content }) => content.includes(`/${id}/`))
        .map((message) => ({ person, message, directly: true })),
    ]);
    const told = all.filter(({ message }) => !before.has(message.id));
    return told.toSorted((a, b) => Number(BigInt(a.message.id) - BigInt(b.message.id)));
  }

  function toldAs(key: string, id: string, scene: Scene) {
    const told = toldIn(scene).find(({ message, person }) => message.id === key && person.id === id);
    if (told === undefined) throw new Refused("It is not there any more.");
    return told;
  }

  /** Carries it out as Discord would. Throws what a person is told of it. */
  async function carried<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiError) throw new Refused(`Discord refused: ${error.message}.`);
      throw error instanceof Refused ? error : new Refused(`Discord does not let you: ${(error as Error).message}.`);
    }
  }

  return {
    platform: "discord",
    people: people.map(({ id, displayName, name }) => ({ id, name: displayName ?? name })),
    bot: { id: guild.bot.id, name: "Reacji" },
    tray: [...TRAY.map((name) => ({ name: fromSlackName(name) ?? name, emoji: fromSlackName(name) })), { name: CUSTOM, emoji: null }],
    furnish(scene) {
      if (![...guild.emojis.values()].some(({ name }) => name === CUSTOM)) guild.emoji(CUSTOM);
      if (URL.canParse(scene.said) && messageOf(scene) === undefined) guild.post(team.eli, scene.said, { channel: channelOf(scene) });
    },
    corner(scene) {
      const message = messageOf(scene);
      const told = toldIn(scene);
      return {
        author: message?.author.displayName ?? message?.author.name ?? "",
        isApp: message !== undefined && message.webhookId !== null,
        reactions: [...(message?.reactions.values() ?? [])].map(({ emoji: { id, name }, normal, burst }) => ({
          ...{ name: id === null ? (canonical(name) ?? name) : name, emoji: id === null ? name : null },
          ...{ by: [...new Set([...normal, ...burst])], burst: burst.length > 0 },
        })),
        told: told.slice(-TOLD_SHOWN).map(({ person, message: one, directly }) => ({
          ...{ key: one.id, user: person.id, directly, after: one.interaction === null ? null : "used a command" },
          text: discord.read(one.content).replace(/\n-# .*$/s, ""),
          ...{ buttons: labelsOn(one), choices: choicesOn(one) },
        })),
        toldCount: told.length,
      };
    },
    toggle(scene, id, name) {
      const message = there(scene);
      const person = somebody(id);
      const holds = [...guild.shown(message)].some(
        ([key, by]) => (key === name || key.startsWith(`${name}:`) || canonical(key) === name) && by.includes(id),
      );
      try {
        if (holds) for (const burst of [false, true]) guild.unreact(person, message, name, { burst });
        else guild.react(person, message, name);
      } catch (error) {
        throw new Refused(`Discord refused: ${(error as Error).message}.`);
      }
    },
    async command(scene, person, text) {
      const typed = readTyped(text, commands());
      if (typed === null) throw new Refused("That is no command here. Try /react 🎉");
      const channel = channelOf(scene);
      const name = `/${typed.words.split(" ")[0]}`;
      if (!use.offers(somebody(person), channel).includes(name)) throw new Refused(`Discord does not offer you ${name} here.`);
      const { kind } = await carried(() => use.slash(somebody(person), typed.words, typed.given, { channel }));
      if (kind === "failed") throw new Refused("The application did not respond.");
    },
    async complete(scene, id, text) {
      if (!text.startsWith("/")) return [];
      const person = somebody(id);
      const channel = channelOf(scene);
      const typed = readTyped(text, commands());
      if (typed === null || (typed.focused !== null && !text.includes(typed.focused.before)))
        return named(text, use.offers(person, channel));
      if (typed.focused === null) return [];
      const { name, before } = typed.focused;
      const choices = (await carried(() => use.complete(person, typed.words, name, typed.given, { channel }))) ?? [];
      // Nobody wants to see the key of a conversation in the box.
      const sends = name !== "emoji";
      return choices
        .slice(0, MOST_COMPLETIONS)
        .map((choice) => ({ label: choice.name, note: "", text: `${before}${choice.value}`, sends }));
    },
    async menu(scene, person, name) {
      if (!MENUS.includes(name)) throw new Refused("There is no such entry in the menu.");
      await carried(() => use.menu(somebody(person), name, there(scene)));
    },
    async choose(scene, id, key, value) {
      const { message, person } = toldAs(key, id, scene);
      await carried(() => use.select(person, message, String(menuOn(message)?.["custom_id"]), [value]));
    },
    async push(scene, id, key, button) {
      const { message, person } = toldAs(key, id, scene);
      await carried(() => use.press(person, message, button));
    },
  };

  function named(text: string, offers: readonly string[]): readonly Completion[] {
    const all = wordsOf(commands().filter(({ name }) => offers.includes(`/${name}`)));
    return all
      .filter(({ words }) => `/${words}`.startsWith(text.trimEnd()))
      .slice(0, MOST_COMPLETIONS)
      .map(({ words, option }) => {
        const [first] = option.options ?? [];
        const sends = first === undefined || first.name === "message";
        return { label: `/${words}`, note: option.description ?? "", text: sends ? `/${words}` : `/${words} `, sends };
      });
  }
}

function menuOn({ components }: Message): Readonly<Record<string, unknown>> | undefined {
  return partsOf(components).find(({ options }) => Array.isArray(options));
}

function labelsOn({ components }: Message): readonly string[] {
  return partsOf(components)
    .filter(({ type, custom_id }) => type === BUTTON && custom_id !== undefined)
    .map(({ label }) => String(label));
}

function choicesOn(message: Message): readonly Choice[] {
  const options = menuOn(message)?.["options"];
  return Array.isArray(options) ? options.map(({ label, value }: Choice) => ({ label, value })) : [];
}
