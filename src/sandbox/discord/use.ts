import { COMMANDS, OPTIONS } from "./command-bodies.ts";
import { type Command, type Commands, drawCommand } from "./commands.ts";
import { partsOf } from "./components.ts";
import { drawMessage } from "./drawn-message.ts";
import { type Choice, type Interactions, KIND, type Seen } from "./interactions.ts";
import { filled, type Given, offered, offersTo } from "./invocations.ts";
import type { Messages } from "./messages.ts";
import type { Channel, Message, Person, World } from "./state.ts";

const SLASH_ANSWER = 20;
const MENU_ANSWER = 23;
const BUTTON = 2;
const TEXT = 4;

/** What people do with our app, each time resolved with what they see. They can do only what Discord would let them. */
export function createUse(
  world: World,
  parts: { readonly commands: Commands; readonly interactions: Interactions; readonly messages: Messages },
) {
  const { commands, interactions, messages } = parts;

  /** `reactions remove`: the command, and the way to its subcommand. */
  function slashed(person: Person, words: string, channel: Channel) {
    const [name = "", ...path] = words.split(" ");
    return { command: offered(world, commands, person, channel, COMMANDS.slash, name), path };
  }

  /** What is on a message that somebody can see. */
  function partOn(person: Person, message: Message, is: (part: Readonly<Record<string, unknown>>) => boolean) {
    if (message.deleted || (message.onlyFor !== null && message.onlyFor.id !== person.id))
      throw new Error(`${person.name} does not see it`);
    const found = partsOf(message.components).find(is);
    if (found === undefined) throw new Error("there is no such component");
    if (found["disabled"] === true) throw new Error("it is disabled");
    return found;
  }
  const onMessage = (message: Message) => ({ channel: messages.channelOf(message), message });

  return {
    /** What our app has registered, as Discord writes it. */
    get registered(): readonly ReturnType<typeof drawCommand>[] {
      return commands.all.map((command: Command) => drawCommand(world, command));
    },
    /** The commands that somebody is offered there; those behind a slash begin with one. */
    offers: (person: Person, channel: Channel): readonly string[] => offersTo(world, commands, person, channel),
    /** `/react emoji:🎉`, or with its subcommand `reactions remove`. */
    slash(person: Person, words: string, given: Given, { channel }: { readonly channel: Channel }): Promise<Seen> {
      const { command, path } = slashed(person, words, channel);
      return interactions.begin(person, KIND.command, filled(world, command, path, given), { channel, answerType: SLASH_ANSWER });
    },
    /** What an option offers while somebody types in it; null when nothing came in time. */
    async complete(
      person: Person,
      words: string,
      focused: string,
      given: Given,
      { channel }: { readonly channel: Channel },
    ): Promise<readonly Choice[] | null> {
      const { command, path } = slashed(person, words, channel);
      const last = path.reduce((options, name) => inner(options.find((one) => one.name === name)), command.options);
      const option = last.find(({ name }) => name === focused);
      if (!option || !("autocomplete" in option) || !option.autocomplete) throw new Error(`${focused} completes nothing`);
      const data = filled(world, command, path, { [focused]: "", ...given }, focused);
      const { kind, choices } = await interactions.begin(person, KIND.autocomplete, data, { channel });
      return kind === "choices" ? choices : null;
    },
    /** A command in the menu of a message. */
    menu(person: Person, name: string, message: Message): Promise<Seen> {
      const channel = messages.channelOf(message);
      const { id, type, guildId } = offered(world, commands, person, channel, COMMANDS.message, name);
      const resolved = { messages: { [message.id]: drawMessage(world, message) } };
      const data = { id, name, type, target_id: message.id, resolved, ...(guildId !== null && { guild_id: guildId }) };
      return interactions.begin(person, KIND.command, data, { channel, answerType: MENU_ANSWER });
    },
    /** A button, by its label or its custom id. */
    press(person: Person, message: Message, button: string): Promise<Seen> {
      const { custom_id } = partOn(
        person,
        message,
        ({ type, label, custom_id: id }) => type === BUTTON && (label === button || id === button),
      );
      if (custom_id === undefined) throw new Error(`${button} leads elsewhere`);
      return interactions.begin(person, KIND.component, { component_type: BUTTON, custom_id }, onMessage(message));
    },
    /** Values of a select menu, by its custom id. */
    select(person: Person, message: Message, menu: string, values: readonly string[]): Promise<Seen> {
      const { type, options } = partOn(person, message, ({ custom_id }) => custom_id === menu);
      const known = Array.isArray(options) ? options.map((option: { readonly value: string }) => option.value) : values;
      const stray = values.find((value) => !known.includes(value));
      if (stray !== undefined) throw new Error(`${menu} does not offer ${stray}`);
      return interactions.begin(person, KIND.component, { component_type: type, custom_id: menu, values }, onMessage(message));
    },
    /** Fills in a modal, by the custom ids of its fields, and sends it. */
    submit(person: Person, { modal, interaction }: Seen, values: Readonly<Record<string, string>>): Promise<Seen> {
      if (modal === null) throw new Error("there is no modal");
      for (const field of partsOf(modal.components)) {
        const { custom_id, type, required, min_length, max_length, label } = field;
        if (type !== TEXT) continue;
        const value = values[String(custom_id)] ?? String(field["value"] ?? "");
        const most = typeof max_length === "number" ? max_length : 4_000;
        const least = typeof min_length === "number" ? min_length : Number(required !== false);
        if (value.length > most || (value.length < least && (value !== "" || required !== false)))
          throw new Error(`${String(label)} does not fit`);
      }
      const { channel, message } = interaction;
      const components = modal.components.map((row) => fill(row, values));
      return interactions.begin(person, KIND.modal, { custom_id: modal.custom_id, components }, { channel, message });
    },
    /** What only they see, oldest first, wherever it is. */
    ephemerals(person: Person): readonly Message[] {
      const all = [...world.channels.values()].flatMap((channel) => [...channel.messages.values()]);
      return all.filter(({ onlyFor, deleted }) => onlyFor?.id === person.id && !deleted);
    },
  };
}

export type Use = ReturnType<typeof createUse>;

function inner(option: Command["options"][number] | undefined): Command["options"] {
  if (option?.type === OPTIONS.subcommand || option?.type === OPTIONS.group) return option.options ?? [];
  return [];
}

/** A row or label of a modal with what somebody filled in. */
function fill(part: unknown, values: Readonly<Record<string, string>>): object {
  const { type, custom_id, components, component, value = "" } = part as Readonly<Record<string, unknown>>;
  if (Array.isArray(components)) return { type, id: 1, components: components.map((one) => fill(one, values)) };
  if (component !== undefined) return { type, id: 1, component: fill(component, values) };
  return { type, id: 2, custom_id, value: values[String(custom_id)] ?? value };
}
