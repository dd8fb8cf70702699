import type { Deliveries } from "./deliveries.ts";
import type { File, Person } from "./people.ts";
import type { Shown } from "./phone.ts";
import { type Kept, type PostPressChats, type PostPressNetwork, providerId } from "./postpress-chats.ts";
import type { PostPressAddress } from "./postpress-deliveries.ts";

type EventName = "message_received" | "message_reaction" | "message_edited" | "message_deleted";

export interface PostPressEventOptions {
  readonly chats: PostPressChats;
  readonly deliveries: Deliveries<PostPressAddress>;
  readonly now: () => number;
  /** What a reaction that was taken back says. No document tells; an empty text of itself. */
  readonly removals: "empty" | "absent";
  /** Whether the message that one answers is named by the id that calls take, besides the network's own. */
  readonly quotesSayId: boolean;
}

/** Makes the deliveries of the guide to "New messages", with every field that the reference lists for a messaging webhook. */
export function createPostPressEvents({ chats, deliveries, now, removals, quotesSayId }: PostPressEventOptions) {
  function tell(event: EventName, message: Kept, more: Readonly<Record<string, unknown>> = {}): void {
    const { account, network } = message;
    const owner = chats.owner(account);
    const chat = chats.chats.get(message.chat);
    const others = [...(chat?.people.values() ?? [])].filter(({ id }) => id !== message.author?.id);
    const type = network.toUpperCase();
    const body = {
      account_id: account,
      account_type: type,
      account_info: { type, feature: "classic", user_id: owner.id },
      event,
      chat_id: message.chat,
      timestamp: new Date(event === "message_received" ? message.at : now()).toISOString(),
      message_id: message.id,
      message: message.text,
      sender: attendee(message.author ?? owner, network),
      attendees: [...others, ...(message.author === null ? [] : [owner])].map((one) => attendee(one, network)),
      attachments: attached(message),
      is_sender: message.author === null,
      is_event: 0,
      is_group: chat?.group !== undefined,
      subject: chat?.group ?? null,
      provider_chat_id: `${message.chat}@${network}`,
      provider_message_id: providerId(message),
      ...quoted(message, chats, quotesSayId),
      ...more,
    };
    deliveries.emit(event, body, { account });
  }

  function react(message: Kept, person: Person, emoji: string | null): void {
    const reaction = emoji === null && removals === "absent" ? {} : { reaction: emoji ?? "" };
    tell("message_reaction", message, { ...reaction, reaction_sender: attendee(person, message.network) });
  }

  return {
    tell,
    react,
    /** Our own reaction, by a request or with a thumb. That it comes back, no document promises; posts have no such event. */
    ours({ message: id, emoji }: Shown): void {
      const message = chats.messages.get(id);
      if (message !== undefined) react(message, chats.owner(message.account), emoji.at(-1) ?? null);
    },
  };
}

function attendee({ id, name }: Person, network: PostPressNetwork) {
  const attendee_profile_url = network === "linkedin" ? `https://www.linkedin.com/in/${id}/` : null;
  return { attendee_id: `att_${id}`, attendee_name: name, attendee_provider_id: id, attendee_profile_url };
}

/** As the reference describes it where messages are read. */
export function attachment({ name, type, url }: File, at: number): Readonly<Record<string, unknown>> {
  const common = { id: `att-${at}`, url, mimetype: type, file_size: 1_024, unavailable: false };
  if (type.startsWith("image/")) return { ...common, type: "img", size: { width: 150, height: 150 }, sticker: false };
  if (type.startsWith("video/")) return { ...common, type: "video", size: { width: 150, height: 150 }, gif: false };
  if (type.startsWith("audio/")) return { ...common, type: "audio", voice_note: false };
  return { ...common, type: "file", file_name: name };
}

/** The guide's example shows one attachment without a list around it; several can only be a list. */
function attached({ files }: Kept): unknown {
  const all = files.map(attachment);
  return all.length > 1 ? all : (all[0] ?? null);
}

/** What the SDK of the original says of it: the network's own id, and none that a call takes. */
function quoted({ quoted: id }: Kept, { messages, owner }: PostPressChats, saysId: boolean) {
  const message = id === null ? undefined : messages.get(id);
  if (message === undefined) return {};
  const sender_id = (message.author ?? owner(message.account)).id;
  const said = { sender_id, text: message.text, attachments: message.files.map(attachment) };
  return { quoted: { ...(saysId && { message_id: id }), provider_id: providerId(message), ...said } };
}
