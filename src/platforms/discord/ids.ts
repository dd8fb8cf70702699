import { z } from "zod";
import type { Person } from "../../domain/event.ts";
import type { Channel, Message } from "../../domain/message.ts";

/** Discord's ids. What is none must not get into a path, a key or a log. */
const ID = /^\d{15,20}$/;
export const id = z.string().regex(ID);

const MESSAGE = /^(?:(\d{15,20})\/)?(\d{15,20})$/;
const PERSON = /^discord:(\d{15,20}|@me):(\d{15,20})$/;
/** The first moment that Discord's ids can tell, in milliseconds since 1970. */
const EPOCH_MS = 1_420_070_400_000;
const MOMENT_BITS = 22n;

/** Who we are there. */
export interface Ourselves {
  readonly user: string;
  /** Webhooks of ours bear it. */
  readonly application: string;
}

/**
 * Where something is: in a channel, or in a thread of it. Links name the channel; Discord's calls want the thread. A message in a thread
 * is therefore called `thread/message`, which nobody but this adapter looks into.
 */
export interface Place {
  /** The server, or `@me` for direct messages. */
  readonly workspace: string;
  readonly channel: string;
  readonly thread: string | null;
}

export function isId(text: string): boolean {
  return ID.test(text);
}

export function toChannel({ workspace, channel }: Pick<Place, "workspace" | "channel">): Channel {
  return { platform: "discord", workspace, channel };
}

export function toMessage(place: Place, message: string): Message {
  return { ...toChannel(place), message: messageIn(place.thread, message) };
}

/** A message's name within the channel of its link. */
export function messageIn(thread: string | null, message: string): string {
  return thread === null ? message : `${thread}/${message}`;
}

/** What Discord's calls want to hear of a message of ours; null when these cannot be the ids of one. */
export function addressOf({ channel, message }: Pick<Message, "channel" | "message">): Address | null {
  const [, thread, id] = MESSAGE.exec(message) ?? [];
  return id === undefined || !ID.test(channel) ? null : { channel: thread ?? channel, thread: thread ?? null, message: id };
}

export interface Address {
  /** The thread where it is in one. */
  readonly channel: string;
  readonly thread: string | null;
  readonly message: string;
}

/** When a message was posted, by its id, in milliseconds since 1970; null when it cannot be one. */
export function postedMs(message: string): number | null {
  const id = MESSAGE.exec(message)?.[2];
  return id === undefined ? null : Number(BigInt(id) >> MOMENT_BITS) + EPOCH_MS;
}

/** An id that is no newer than whatever was made at a moment, in milliseconds since 1970, or later. */
export function firstIdAt(ms: number): string {
  return String(BigInt(Math.floor(ms) - EPOCH_MS) << MOMENT_BITS);
}

/** A person of a server: what they are there can be another thing elsewhere. */
export function toPerson(workspace: string, user: string): Person {
  return `discord:${workspace}:${user}`;
}

/** Null when this is nobody on Discord. */
export function userOf(person: Person): { readonly workspace: string; readonly user: string } | null {
  const [, workspace, user] = PERSON.exec(person) ?? [];
  return workspace === undefined || user === undefined ? null : { workspace, user };
}

/** Where people open a message; without one, its channel. */
export function permalink({ workspace }: Pick<Place, "workspace">, { channel, message }: Pick<Address, "channel" | "message">): string {
  return `https://discord.com/channels/${workspace}/${channel}${message === "" ? "" : `/${message}`}`;
}
