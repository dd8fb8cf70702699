/** Why a message of the team's did not go to the customer. */
export type Unsent =
  | "refused"
  | "unlinked"
  | "unknown"
  | "unreached"
  | "off"
  | "who"
  | "files"
  | "empty"
  | "which"
  | "paused"
  | "cannot"
  | "no-post"
  | "no-reactions";

/** What a person is told whose message went. `name` is the conversation's, null when it is not known. */
export function SENT(name: string | null, network: string): string {
  return name === null ? `Sent on ${network}.` : `Sent to ${name} on ${network}.`;
}

/** What a person is told whose message did not go: every sentence there is, in one place. No message text. */
export function unsent(reason: Unsent, network: string): string {
  switch (reason) {
    case "refused":
      return `Your message was not sent: ${network} refused it. The log says more.`;
    case "unlinked":
      return "Your message was not sent: this channel is no longer linked with a conversation.";
    case "unknown":
      return `Nobody can say whether your message was sent: ${network} gave no clear answer. Look on the phone before you send it again.`;
    case "unreached":
      return `Your message was not sent: ${network} could not be reached for twenty minutes. Send it again when it can.`;
    case "off":
      return "Your message was not sent: sending to the customer is switched off in this channel.";
    case "who":
      return "Your message was not sent: in this channel not everybody may write to the customer, and you are not among those who may.";
    case "files":
      return "Your message was not sent: files stay inside, and without them it would not say the same. Send the text alone.";
    case "empty":
      return "Your message was not sent: there is no text in it.";
    case "which":
      return "Your message was not sent: this channel stands for many conversations. Write it in the thread of the one that you mean.";
    case "paused":
      return "Your message was not sent: an admin must first confirm that this channel, which is shared with another organization, may reach the customer.";
    case "cannot":
      return `Your message was not sent: the account of this channel cannot send messages on ${network}.`;
    case "no-post":
      return `This post could not be found on ${network}: reactions to your message go nowhere. Is it public, and the link whole?`;
    case "no-reactions":
      return `This post takes no reactions from the account of this channel on ${network}.`;
  }
}
