/** Where the team works. */
export type Platform = "slack" | "discord";

/** A channel on a platform. `workspace` is Slack's team id or Discord's guild id. */
export interface Channel {
  readonly platform: Platform;
  readonly workspace: string;
  readonly channel: string;
}

/** A message in a channel. `message` is Slack's `ts` or Discord's message id. */
export interface Message extends Channel {
  readonly message: string;
}

/** As links name a channel in the configuration: `slack:C0123456789`. */
export function channelName(channel: Pick<Channel, "platform" | "channel">): string {
  return `${channel.platform}:${channel.channel}`;
}

/** Unique per message over all platforms and workspaces; opaque. */
export function messageKey(message: Message): string {
  return `${message.platform}:${message.workspace}:${message.channel}:${message.message}`;
}
