import { fromSlackName } from "../../names/index.ts";
import { buttonsOf } from "../slack/interactions.ts";
import { type PostedMessage, Refusal, type Told } from "../slack/state.ts";
import type { Stage } from "../stage.ts";
import { inSlack, slackChannel } from "../story/slack.ts";
import { type Completion, CUSTOM, type Home, Refused, TOLD_SHOWN, TRAY } from "./home.ts";
import type { Scene } from "./scenes.ts";

/** What Slack shows of an app's commands once somebody types a slash. */
const COMMANDS: readonly Completion[] = [
  { label: "/react", note: "🎉, and a message's link if you like", text: "/react ", sends: false },
  { label: "/react who", note: "what the customer sees", text: "/react who", sends: true },
  { label: "/react allowed", note: "what can go out here", text: "/react allowed", sends: true },
  { label: "/react status", note: "how this channel stands", text: "/react status", sends: true },
  { label: "/bridge list", note: "what this channel is linked with", text: "/bridge list", sends: true },
];
const SHORTCUTS: Readonly<Record<string, string>> = { "What do they see?": "what_do_they_see" };

/** The team's Slack. */
export function createSlackHome(stage: Stage): Home {
  const { slack, team } = stage;
  const { workspace } = slack;
  const people = [team.ana, team.ben].map((id) => ({ id, name: workspace.users.get(id)?.name ?? id }));
  const channelOf = ({ link }: Scene) => slackChannel(stage, link);
  const messageOf = ({ link, said }: Scene) => inSlack(stage, link, said);

  function there(scene: Scene): PostedMessage {
    const message = messageOf(scene);
    if (message === undefined) throw new Refused("The message has not come yet.");
    return message;
  }
  /** What somebody was told before is of no use to whoever opens the page. */
  const before = workspace.ephemerals.length;
  const toldIn = (scene: Scene) => workspace.ephemerals.slice(before).filter(({ channel }) => channel === channelOf(scene).id);
  const read = (text: string) =>
    text
      .replace(/<@(\w+)>/g, (_, id: string) => `@${workspace.users.get(id)?.name ?? id}`)
      .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");

  return {
    platform: "slack",
    people,
    bot: { id: workspace.bot.user, name: "Reacji" },
    tray: [...TRAY, CUSTOM].map((name) => ({ name, emoji: fromSlackName(name) })),
    furnish(scene) {
      if (!workspace.emoji.has(CUSTOM)) workspace.addEmoji(CUSTOM, "https://emoji.slack-edge.com/T0ACME/shipit/0.png");
      if (messageOf(scene) === undefined) scene.begin();
    },
    corner(scene) {
      const message = messageOf(scene);
      const told = toldIn(scene);
      const isApp = message === undefined || message.username !== null;
      return {
        author: message?.username ?? workspace.users.get(message?.user ?? "")?.name ?? "Reacji",
        isApp,
        reactions: [...(message?.reactions ?? [])].map(([name, by]) => ({ name, emoji: fromSlackName(name), by, burst: false })),
        told: told.slice(-TOLD_SHOWN).map((one) => ({
          key: String(workspace.ephemerals.indexOf(one)),
          ...{ user: one.user, text: read(one.text), directly: false, after: null, buttons: labelsOn(one), choices: [] },
        })),
        toldCount: told.length,
      };
    },
    toggle(scene, person, name) {
      const message = there(scene);
      try {
        const { id } = channelOf(scene);
        if (message.reactions.get(name)?.includes(person) === true) workspace.unreact(person, id, message.ts, name);
        else workspace.react(person, id, message.ts, name);
      } catch (error) {
        throw error instanceof Refusal ? new Refused(`Slack refused: ${error.code}.`) : error;
      }
    },
    async command(scene, person, text) {
      const [, name, rest = ""] = /^(\/react|\/bridge)(?:\s+(.*))?$/s.exec(text) ?? [];
      if (name === undefined) throw new Refused("That is no command here. Try /react 🎉");
      await workspace.command(person, channelOf(scene).id, name, rest);
    },
    complete: async (_scene, _person, text) => (text.startsWith("/") ? COMMANDS.filter((one) => one.label.startsWith(text)) : []),
    async menu(scene, person, name) {
      const shortcut = SHORTCUTS[name];
      if (shortcut === undefined) throw new Refused("There is no such entry in the menu.");
      await slack.shortcut(person, channelOf(scene).id, there(scene).ts, shortcut);
    },
    async choose() {
      throw new Refused("There is nothing to choose from.");
    },
    async push(_scene, person, key, button) {
      const told = workspace.ephemerals[Number(key)];
      if (told?.user !== person || !labelsOn(told).includes(button)) throw new Refused("There is nothing to press any more.");
      await workspace.press(told, button);
    },
  };
}

function labelsOn(told: Told): readonly string[] {
  return buttonsOf(told).map(({ text }) => text.text);
}
