import type { NetworkName } from "./network.ts";

/** Where the team works. */
export type Platform = "slack" | "discord";

export function isPlatform(name: string): name is Platform {
  return name === "slack" || name === "discord";
}

/**
 * A channel on a platform; `workspace` is Slack's team id or Discord's guild id. On the way back, everything that one account of
 * ours hears on its network: `workspace` and `channel` are the account's name then.
 */
export interface Channel {
  readonly platform: Platform | NetworkName;
  readonly workspace: string;
  readonly channel: string;
}

/** A message in a channel. `message` is Slack's `ts` or Discord's message id; on a network the provider's id, with the part. */
export interface Message extends Channel {
  readonly message: string;
}

/** The platform of a channel as links name it, and so the name of the account that shows reactions there. */
export function platformOf(channel: string): string {
  return channel.split(":", 1)[0] ?? "";
}

/** As links name a channel in the configuration: `slack:C0123456789`. */
export function channelName(channel: Pick<Channel, "platform" | "channel">): string {
  return `${channel.platform}:${channel.channel}`;
}

/** Unique per message over all platforms and workspaces; opaque. */
export function messageKey(message: Message): string {
  return `${message.platform}:${message.workspace}:${message.channel}:${message.message}`;
}

/** A message on a network, as a source: ids are unique for each account, whatever the conversation. */
export function networkMessage(network: NetworkName, account: string, id: string, part: number): Message {
  return { platform: network, workspace: account, channel: account, message: `${id}#${part}` };
}
