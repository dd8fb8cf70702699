/** Sockets kept open at once: Slack recycles them one at a time, and sends each payload to any one that is open. At most 10 per app. */
export const SOCKETS = 2;

/** How far a request's timestamp may be from our clock, in seconds, past or future. */
export const SIGNATURE_WINDOW_S = 300;

/** Far above any event that Slack sends (a message's text ends at 40,000 characters, its metadata at 16 KB). */
export const MAX_BODY_BYTES = 256 * 1024;

/** `metadata.event_type` by which a poster says which target a message stands for; its payload is `{"link", "target"}`. */
export const METADATA_EVENT_TYPE = "reacji_bridge";

/** `metadata.event_type` of what the bridge itself says in a channel. */
export const SAID_EVENT_TYPE = "reacji_bridge_said";

/** `metadata.event_type` of what somebody on a network wrote, and the bridge shows in a channel. */
export const RELAYED_EVENT_TYPE = "reacji_bridge_relayed";

/** `callback_id` of the message shortcut "Send to customer". */
export const SEND_SHORTCUT = "send_to_customer";

/** `callback_id` of the message shortcut "React for the customer", and of its form. */
export const REACT_SHORTCUT = "react_for_customer";

/** `callback_id` of the message shortcut "What do they see?". */
export const WHO_SHORTCUT = "what_do_they_see";

/** `callback_id` of the form by which a channel is linked. */
export const LINK_FORM = "link_channel";

/** `action_id` of the button that takes an answer's reaction back. */
export const UNDO_ACTION = "undo_reaction";

/** What the `action_id` of a button begins with by which somebody comes back to a press of theirs. */
export const ACTION = "press_";

/** Lets a message appear under another name than the app's. */
export const NAMING_SCOPE = "chat:write.customize";

/** Lets the bot react. */
export const REACTING_SCOPE = "reactions:write";

/** How long Slack may take to answer one call, in milliseconds. */
export const CALL_TIMEOUT_MS = 5_000;

/** How long what Slack said about a person, a user group or the workspace's emoji is believed, in milliseconds. */
export const LOOKUP_TTL_MS = 10 * 60_000;

/** Without these there is no saying what a reaction means or whose it is, or no telling them so. */
export const NEEDED_SCOPES = ["reactions:read", "users:read", "chat:write"];

/** Scope → what the bridge does without it. */
export const OPTIONAL_SCOPES: Readonly<Record<string, string>> = {
  "emoji:read": "workspace emoji that are aliases of standard ones are not mirrored",
  "channels:history":
    "deleted messages are not noticed in public channels, nothing that is written there is heard, and what the bridge says there may come twice when Slack's answer was lost",
  "groups:history":
    "deleted messages are not noticed in private channels, nothing that is written there is heard, and what the bridge says there may come twice when Slack's answer was lost",
  "channels:read": "public channels that were archived, left or shared with another organization are not noticed at once",
  "groups:read": "private channels that were archived, left or shared with another organization are not noticed at once",
  "usergroups:read": "nobody is in a group that a policy names",
  "metadata.message:read": "messages are linked through the API alone",
  [NAMING_SCOPE]: "what customers write appears under the app's name, with theirs in its first line",
  [REACTING_SCOPE]: "what customers react is not shown as a reaction",
  "pins:write": "what the channel legend says is not pinned",
  "pins:read": "a new channel legend is pinned beside the one before",
  commands:
    'there is no /react and no /bridge, and messages have no actions "React for the customer", "What do they see?" and "Send to customer"',
};

/** What an error of Slack's is called. The library takes a whole page for its name where the answer is not JSON. */
export const ERROR_CODE = /^[a-z][a-z0-9_]{0,63}$/;

/** What Slack answers when a token is good for nothing any more, or not yet again. */
const REFUSALS: readonly string[] = [
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "team_disabled",
  "team_access_not_granted",
  "user_removed_from_team",
];

/** Whether Slack refuses the token itself, and not only one call. */
export function isRefusal(code: string | null): code is string {
  return code !== null && REFUSALS.includes(code);
}

/** What to do about the errors that a token can have; Slack's own names. */
export const TOKEN_ADVICE: Readonly<Record<string, string>> = {
  invalid_auth: "copy it again from the app's settings; it may belong to another app or have been reissued",
  not_authed: "it is empty",
  account_inactive: "the app was uninstalled or its bot user deactivated; install it again",
  token_revoked: "it was revoked; install the app again",
  token_expired: "it has expired; token rotation must be off for this app",
  not_allowed_token_type: "it is of the wrong kind: the bot token begins with xoxb-, the app-level token with xapp-",
  missing_scope: "a scope is missing; compare the app's scopes with its manifest and install it again",
  team_disabled: "the workspace is disabled",
  team_access_not_granted: "the app has no access to this workspace",
  user_removed_from_team: "the app's bot user was removed from the workspace; install the app again",
};
