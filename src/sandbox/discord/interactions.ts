import { randomBytes } from "node:crypto";
import type { Modal } from "./components.ts";
import { drawActor, drawChannel, drawUser } from "./drawn.ts";
import { drawMessage } from "./drawn-message.ts";
import { refusal } from "./errors.ts";
import type { Draft, Edit, Messages } from "./messages.ts";
import { permissionsOf } from "./permissions.ts";
import type { Channel, Message, Person, World } from "./state.ts";
import { isDirect } from "./told.ts";

export const KIND = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;

export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

/** What somebody who did something with our app sees of it. */
export interface Seen {
  /** `failed`: that the application did not respond. `update`: that the message with the button changed, or just that it was pressed. */
  readonly kind: "message" | "update" | "choices" | "modal" | "failed";
  /** The answer, or the message with the button; as it is at any later time, too. */
  readonly message: Message | null;
  /** Whether nobody else sees the answer. */
  readonly ephemeral: boolean;
  readonly choices: readonly Choice[];
  readonly modal: Modal | null;
  /** What came after the answer, up to now. */
  readonly followUps: readonly Message[];
  /** Our app made it ephemeral, public, a modal … in answer to this. */
  readonly interaction: Interaction;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly person: Person;
  readonly channel: Channel;
  /** The message that the button or menu is on, also that the modal came from. */
  readonly message: Message | null;
  readonly at: number;
  /** 20 and 23 for what commands answer. */
  readonly answerType: number;
  answered: boolean;
  original: Message | null;
  readonly followUps: Message[];
  readonly see: (seen: Pick<Seen, "kind"> & Partial<Seen>) => void;
}

interface InteractionOptions {
  /** How long our app has for its first answer, and how long the token is good. */
  readonly answerWithinMs: number;
  readonly tokenLifeMs: number;
}

/** What people do with our app: one INTERACTION_CREATE each, a first answer in time, and what follows it. */
export function createInteractions(world: World, messages: Messages, { answerWithinMs, tokenLifeMs }: InteractionOptions) {
  const all = new Map<string, Interaction>();
  const timers = new Set<NodeJS.Timeout>();

  function begin(
    person: Person,
    type: number,
    data: object,
    at: { channel: Channel; message?: Message | null; answerType?: number },
  ): Promise<Seen> {
    const { channel, message = null, answerType = 0 } = at;
    return new Promise((resolve) => {
      const interaction: Interaction = {
        ...{ id: world.id(), type, person, channel, message, at: world.now(), answerType, answered: false, original: null, followUps: [] },
        token: randomBytes(96).toString("base64url"),
        see: (seen) => {
          clearTimeout(timer);
          timers.delete(timer);
          const { followUps } = interaction;
          const shown = seen.message ?? null;
          const ephemeral = shown?.onlyFor?.id === person.id;
          resolve({ message: shown, ephemeral, choices: [], modal: null, followUps, interaction, ...seen });
        },
      };
      const timer = setTimeout(() => {
        if (!interaction.answered) interaction.see({ kind: "failed" });
      }, answerWithinMs);
      timers.add(timer);
      all.set(interaction.token, interaction);
      world.emit({ t: "INTERACTION_CREATE", d: draw(interaction, data), intents: 0 });
    });
  }

  function draw({ id, token, type, person, channel, message }: Interaction, data: object): object {
    const direct = isDirect(channel);
    const member = world.members.get(person.id);
    const guild = { id: world.guildId, locale: "en-US", features: [] };
    const permissions = String(permissionsOf(world, person.id, channel));
    return {
      ...{ id, application_id: world.applicationId, type, token, version: 1, data, locale: "en-US", entitlements: [] },
      ...{ channel_id: channel.id, channel: { ...drawChannel(world, channel), ...(!direct && { permissions }) } },
      ...{ app_permissions: String(permissionsOf(world, world.bot.id, channel)), attachment_size_limit: 10_485_760 },
      authorizing_integration_owners: { 0: direct ? "0" : world.guildId },
      context: direct ? 1 : 0,
      ...(direct || !member
        ? { user: drawUser(person) }
        : { member: drawActor(world, member, channel), guild_id: world.guildId, guild, guild_locale: "en-US" }),
      ...(message && { message: drawMessage(world, message) }),
    };
  }

  /** Which one a first answer is to. Throws when it is late or the second. */
  function pending(id: string, token: string): Interaction {
    const found = all.get(token);
    if (found?.id !== id || world.now() - found.at > (found.answered ? tokenLifeMs : answerWithinMs)) throw refusal("unknownInteraction");
    if (found.answered) throw refusal("alreadyAnswered");
    return found;
  }

  /** Which one something follows. Throws when it was not answered, or too long ago. */
  function open(token: string): Interaction {
    const found = all.get(token);
    if (found === undefined || !found.answered) throw refusal("unknownWebhook");
    if (world.now() - found.at > tokenLifeMs) throw refusal("invalidWebhookToken");
    return found;
  }

  function say(to: Interaction, draft: Omit<Draft, "author">): Message {
    const onlyFor = ((draft.flags ?? 0) & EPHEMERAL) !== 0 ? to.person : null;
    const { id, type, person: user } = to;
    return messages.post(to.channel, { type: to.answerType, ...draft, author: world.bot, onlyFor, interaction: { id, type, user } });
  }

  return {
    begin,
    pending,
    open,
    say,
    /** The answer, or the message that is to come in its place. */
    answer(to: Interaction, draft: Omit<Draft, "author">): Message {
      to.answered = true;
      to.original = say(to, draft);
      to.see({ kind: "message", message: to.original });
      return to.original;
    },
    defer(to: Interaction, flags: number): Message {
      to.answered = true;
      to.original = say(to, { flags: (flags & EPHEMERAL) | LOADING });
      return to.original;
    },
    edit(to: Interaction, message: Message, changes: Edit): void {
      const wasLoading = (message.flags & LOADING) !== 0;
      messages.edit(message, { ...changes, flags: (changes.flags ?? message.flags) & ~LOADING });
      if (wasLoading) to.see({ kind: "message", message });
    },
    isLoading: ({ flags }: Message) => (flags & LOADING) !== 0,
    close(): void {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

export type Interactions = ReturnType<typeof createInteractions>;
