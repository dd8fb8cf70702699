import { authorOf, restOf } from "./drawn.ts";
import { type Form, fieldsOf, filled, type Modal } from "./forms.ts";
import type { Hooks } from "./hooks.ts";
import type { Told } from "./state.ts";
import type { Triggers } from "./triggers.ts";
import type { Workspace } from "./workspace.ts";

type Payload = Readonly<Record<string, unknown>>;

/** Brings something that somebody did to the app, once. Resolves with what its ack said; null when none came in time. */
export type Interact = (kind: "interactive" | "slash_commands", payload: Payload) => Promise<{ readonly body: unknown } | null>;

/** What people do with the app, beside writing and reacting. */
export interface Interactions {
  /** The forms that are open. */
  readonly forms: readonly Form[];
  /** Somebody types a command; resolves with what they see at once, or null for nothing. */
  command(user: string, channel: string, name: string, text?: string): Promise<Told | null>;
  /** Somebody chooses a message shortcut in the menu of a message; resolves with whether the app acked it in time. */
  shortcut(user: string, channel: string, ts: string, callbackId: string): Promise<boolean>;
  /** Whoever was told something presses the button beside it; resolves with whether the app acked it in time. */
  press(told: Told, label?: string): Promise<boolean>;
  /** Block → what is written there, or chosen, by its label. Resolves with what is wrong, by block; null once the form is closed. */
  submit(form: Form, given: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>> | null>;
  /** Opens a form, for the app. */
  open(trigger: string, view: Modal): object;
}

export function createInteractions(options: {
  readonly workspace: Workspace;
  readonly interact: Interact;
  readonly triggers: Triggers;
  readonly hooks: Hooks;
  readonly onViolation: (violation: string) => void;
}): Interactions {
  const { workspace, interact, triggers, hooks, onViolation } = options;
  const { team, bot } = workspace;
  const forms: Form[] = [];
  let opened = 0;

  /** What every payload says of who did it. */
  const by = (user: string) => ({
    ...{ api_app_id: bot.app, token: "sandbox", trigger_id: triggers.issue(user), team: { id: team, domain: "acme" } },
    ...{ user: { id: user, name: workspace.users.get(user)?.name ?? user, team_id: team }, enterprise: null, is_enterprise_install: false },
  });
  const channelOf = (id: string) => ({ id, name: workspace.conversation(id).name });

  return {
    forms,
    async command(user, channel, name, text = "") {
      const place = { user, channel, pressed: null };
      const acked = await interact("slash_commands", {
        ...{ token: "sandbox", team_id: team, team_domain: "acme", api_app_id: bot.app, is_enterprise_install: "false" },
        ...{ channel_id: channel, channel_name: workspace.conversation(channel).name, user_id: user, user_name: user.toLowerCase() },
        ...{ command: name, text, response_url: hooks.open(place), trigger_id: triggers.issue(user) },
      });
      const failure = { response_type: "ephemeral", text: `${name} failed with the error "operation_timeout"` };
      return hooks.said(place, acked === null ? failure : acked.body);
    },
    async shortcut(user, channel, ts, callbackId) {
      const message = workspace.messageIn(workspace.conversation(channel), ts);
      const acked = await interact("interactive", {
        ...{ type: "message_action", callback_id: callbackId, action_ts: ts, ...by(user), channel: channelOf(channel), message_ts: ts },
        message: { type: "message", ...authorOf(message, bot), text: message.text, ts, ...restOf(message) },
        response_url: hooks.open({ user, channel, pressed: null }),
      });
      return acked !== null;
    },
    async press(told, label = "Undo") {
      const { user, channel } = told;
      const button = buttonsOf(told).find(({ text }) => text.text === label);
      if (button === undefined) throw new Error(`no button ${label}`);
      const container = { type: "message", message_ts: "1718031112.000200", channel_id: channel, is_ephemeral: true };
      const acked = await interact("interactive", {
        ...{ type: "block_actions", ...by(user), container, channel: channelOf(channel), state: { values: {} } },
        actions: [{ ...button, block_id: "Ab1c", action_ts: "1718031113.000300" }],
        response_url: hooks.open({ user, channel, pressed: told }),
      });
      return acked !== null;
    },
    async submit(form, given) {
      if (!forms.includes(form)) throw new Error("this form is not open");
      const values = filled(form, given);
      if (values === null) return { "": "required" };
      const view = { ...form.view, id: form.id, team_id: team, app_id: bot.app, bot_id: bot.bot, hash: "1718031112.a1", state: { values } };
      const acked = await interact("interactive", { type: "view_submission", ...by(form.user), view, response_urls: [] });
      if (acked === null) return { "": "timeout" };
      const errors = errorsIn(acked.body);
      if (errors === null) {
        if (acked.body !== undefined && acked.body !== null && acked.body !== "") onViolation("a form was acked with something else");
        forms.splice(forms.indexOf(form), 1);
        return null;
      }
      const blocks = fieldsOf(form).map(({ block_id }) => block_id);
      const strange = Object.keys(errors).filter((block) => !blocks.includes(block));
      if (strange.length > 0) onViolation(`errors for blocks that a form does not have: ${strange.join(", ")}`);
      return errors;
    },
    open(trigger, view) {
      opened += 1;
      const form = { id: `V0FORM${opened}`, user: triggers.spend(trigger), view };
      forms.push(form);
      return { view: { id: form.id, team_id: team, ...view } };
    },
  };
}

interface Button {
  readonly type: string;
  readonly text: { readonly text: string };
}

/** The buttons beside what somebody was told. */
export function buttonsOf({ blocks = [] }: Told): readonly Button[] {
  return blocks.flatMap((block) => (Object(block).type === "actions" ? (Object(block).elements as Button[]) : []));
}

/** `response_action: "errors"`, by block; null for every other ack. */
function errorsIn(body: unknown): Readonly<Record<string, string>> | null {
  const { response_action, errors } = Object(body) as { readonly response_action?: unknown; readonly errors?: Record<string, string> };
  return response_action === "errors" && errors !== undefined ? errors : null;
}
