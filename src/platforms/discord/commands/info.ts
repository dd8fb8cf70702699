/** Kinds of commands, of their options, of interactions and of answers to them (docs.discord.com, Application Commands; Receiving and Responding). */
const CHAT_INPUT = 1;
const MESSAGE = 3;
const SUBCOMMAND = 1;
const STRING = 3;

export const INTERACTION = { command: 2, component: 3, autocomplete: 4 } as const;
export const ANSWER = { message: 4, later: 5, laterHere: 6, here: 7, choices: 8 } as const;

/** `flags` of a message that one person alone sees. */
export const EPHEMERAL = 1 << 6;
/** How many choices Discord shows while somebody types, and in a menu. */
export const MOST_CHOICES = 25;
export const LONGEST_CHOICE = 100;
/** What is longer is no `custom_id` of Discord's. */
export const LONGEST_ID = 100;

/** Bits of a member's permissions. */
export const ADMINISTRATOR = 1n << 3n;
export const MANAGE_CHANNELS = 1n << 4n;

/** In a message's menu, below "Apps". */
export const REACT_MENU = "React for the customer";
export const SEE_MENU = "What do they see?";
export const SEND_MENU = "Send to customer";

const message = { type: STRING, name: "message", description: "Link of the message; without it, the customer's newest one here" };
const emoji = (required: boolean) => ({ type: STRING, name: "emoji", description: "An emoji, or its name", autocomplete: true, required });
const sub = (name: string, description: string, options: readonly object[] = []) => ({ type: SUBCOMMAND, name, description, options });

/** Everything that can be chosen in chat, as Discord registers it. In servers, since linking is about their channels. */
export const COMMANDS = [
  {
    ...{ type: CHAT_INPUT, name: "react", description: "React for the customer" },
    options: [
      emoji(true),
      { ...message, description: "Link of a message, or the address of a post; without it, the customer's newest one here" },
      { type: STRING, name: "account", description: "For a post: through which account, where there are several" },
    ],
  },
  {
    ...{ type: CHAT_INPUT, name: "reactions", description: "What the customer sees, and what may go out" },
    options: [
      sub("remove", "Takes back what you put there with /react", [emoji(false), message]),
      sub("clear", "Takes back what anybody put there with /react", [message]),
      sub("who", "What the customer sees, and who reacted", [message]),
      sub("allowed", "Which emoji can go out here"),
      sub("legend", "Pins what becomes of which emoji here"),
      sub("status", "How this channel is linked, and what waits"),
      sub("off", "Nothing goes either way here"),
      sub("on", "As the configuration says"),
      sub("inbound", "Only what the customer reacts"),
      sub("outbound", "Only what the team reacts"),
    ],
  },
  {
    ...{ type: CHAT_INPUT, name: "bridge", description: "Which conversation this channel is linked with" },
    default_member_permissions: String(MANAGE_CHANNELS),
    options: [
      sub("link", "Links this channel with a conversation", [
        { type: STRING, name: "conversation", description: "The one heard of last comes first", autocomplete: true, required: true },
      ]),
      sub("unlink", "Ends a link that was made here", [{ type: STRING, name: "link", description: "Its name, if there are several" }]),
      sub("list", "What this channel is linked with"),
    ],
  },
  ...[REACT_MENU, SEE_MENU, SEND_MENU].map((name) => ({ type: MESSAGE, name })),
].map((command) => ({ ...command, contexts: [0], integration_types: [0] }));
