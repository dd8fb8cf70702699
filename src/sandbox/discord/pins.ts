import { refusal } from "./errors.ts";
import { INTENTS } from "./intents.ts";
import type { Messages } from "./messages.ts";
import type { Channel, Message, Person, World } from "./state.ts";
import { isDirect, placeOf } from "./told.ts";

const MOST_PINS = 250;
const PINNED_MESSAGE = 6;

/** Which messages are pinned. */
export function createPins(world: World, messages: Messages) {
  function tell(channel: Channel): void {
    const last = [...channel.pins.values()].at(-1) ?? null;
    const d = { ...placeOf(world, channel), channel_id: channel.id, last_pin_timestamp: last };
    world.emit({ t: "CHANNEL_PINS_UPDATE", d, intents: isDirect(channel) ? INTENTS.DirectMessages : INTENTS.Guilds });
  }

  return {
    /** Pinned once more, nothing happens. The channel is told with a message of its own. */
    add(by: Person, message: Message): void {
      const channel = messages.channelOf(message);
      if (channel.pins.has(message.id)) return;
      if (channel.pins.size >= MOST_PINS) throw refusal("tooManyPins");
      channel.pins.set(message.id, new Date(world.now()).toISOString());
      tell(channel);
      messages.post(channel, { author: by, type: PINNED_MESSAGE, reference: message });
    },
    remove(message: Message): void {
      const channel = messages.channelOf(message);
      if (channel.pins.delete(message.id)) tell(channel);
    },
    /** The newest first. */
    of(channel: Channel): readonly { readonly message: Message; readonly at: string }[] {
      const pinned = [...channel.pins].flatMap(([id, at]) => {
        const message = channel.messages.get(id);
        return message === undefined || message.deleted ? [] : [{ message, at }];
      });
      return pinned.toReversed();
    },
  };
}

export type Pins = ReturnType<typeof createPins>;
