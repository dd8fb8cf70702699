import { drawMember } from "./drawn.ts";
import { keyOf } from "./emoji.ts";
import { refusal } from "./errors.ts";
import type { Messages } from "./messages.ts";
import type { Message, NamedEmoji, Person, World } from "./state.ts";
import { isDirect, placeOf, tellIn } from "./told.ts";

const MOST_EMOJI = 20;

/** Reactions, and what our app is told of them: every one by itself, but nothing of whose they were when a moderator clears them. */
export function createReactions(world: World, messages: Messages) {
  function tellOf(message: Message, t: string, d: object): void {
    const channel = messages.channelOf(message);
    const where = { channel_id: channel.id, message_id: message.id, ...placeOf(world, channel) };
    tellIn(world, channel, "reaction", t, { ...where, ...d });
  }
  const plain = ({ id, name, animated }: NamedEmoji) => ({ id, name, ...(animated && { animated }) });

  /** Holding it already changes nothing and tells nobody, as Discord does it. */
  function add(person: Person, message: Message, emoji: NamedEmoji, burst = false): void {
    if (messages.channelOf(message).thread?.archived) throw refusal("archived");
    if (person.id === world.bot.id && world.blocking.has(message.author.id)) throw refusal("reactionBlocked");
    const key = keyOf(emoji);
    const reaction = message.reactions.get(key) ?? { emoji, normal: [], burst: [] };
    const holders = burst ? reaction.burst : reaction.normal;
    if (holders.includes(person.id)) return;
    if (!message.reactions.has(key) && message.reactions.size >= MOST_EMOJI) throw refusal("tooManyEmoji");
    holders.push(person.id);
    message.reactions.set(key, reaction);
    const member = isDirect(messages.channelOf(message)) ? undefined : world.members.get(person.id);
    tellOf(message, "MESSAGE_REACTION_ADD", {
      ...{ user_id: person.id, emoji: plain(emoji), burst, type: burst ? 1 : 0 },
      ...(message.webhookId === null && { message_author_id: message.author.id }),
      ...(member && { member: drawMember(member) }),
      ...(burst && { burst_colors: ["#5865f2"] }),
    });
  }

  function remove(person: Person, message: Message, emoji: NamedEmoji, burst = false): void {
    const reaction = message.reactions.get(keyOf(emoji));
    const holders = (burst ? reaction?.burst : reaction?.normal) ?? [];
    const at = holders.indexOf(person.id);
    if (reaction === undefined || at < 0) return;
    holders.splice(at, 1);
    if (reaction.normal.length + reaction.burst.length === 0) message.reactions.delete(keyOf(emoji));
    tellOf(message, "MESSAGE_REACTION_REMOVE", { user_id: person.id, emoji: plain(emoji), burst, type: burst ? 1 : 0 });
  }

  function clear(message: Message): void {
    message.reactions.clear();
    tellOf(message, "MESSAGE_REACTION_REMOVE_ALL", {});
  }

  function clearEmoji(message: Message, emoji: NamedEmoji): void {
    if (!message.reactions.delete(keyOf(emoji))) return;
    tellOf(message, "MESSAGE_REACTION_REMOVE_EMOJI", { emoji: plain(emoji) });
  }

  return { add, remove, clear, clearEmoji };
}

export type Reactions = ReturnType<typeof createReactions>;
