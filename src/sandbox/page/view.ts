import { fromSlackName } from "../../names/index.ts";
import type { Call } from "../providers/judge.ts";
import type { Conversation, PostedMessage } from "../slack/state.ts";
import type { Stage } from "../stage.ts";
import type { Pending } from "./pending.ts";
import type { Scene } from "./scenes.ts";
import type { Troubles } from "./trouble.ts";

const PROVIDERS = { ryzeapi: "RyzeAPI", postpress: "PostPress", linq: "Linq", connectsafely: "ConnectSafely" } as const;

/** A dozen that teams press, and one that means something to this team alone. */
const TRAY = [
  ...["+1", "heart", "joy", "tada", "clap", "pray", "eyes", "white_check_mark", "bulb", "rocket", "fire", "cry"],
  "shipit",
] as const;
const CUSTOM = "shipit";
const CALLS_SHOWN = 6;
const NOTICES_SHOWN = 2;

/** The team's own emoji, and in every channel the message that the page is about, unless the story put it there. */
export function furnish(scenes: readonly Scene[], stage: Stage): void {
  const { slack } = stage;
  if (!slack.workspace.emoji.has(CUSTOM)) slack.workspace.addEmoji(CUSTOM, "https://emoji.slack-edge.com/T0ACME/shipit/0.png");
  for (const { link, said, begin } of scenes) {
    if (messageOf(channelOf(stage, link), said) === undefined) begin();
  }
}

/** All that the page shows, as JSON takes it. */
export function view(scenes: readonly Scene[], stage: Stage, { troubles, pending }: { troubles: Troubles; pending: Pending }) {
  const { slack, team, providers } = stage;
  const { users, ephemerals } = slack.workspace;
  const people = [team.ana, team.ben].map((id) => ({ id, name: users.get(id)?.name ?? id }));
  return {
    people,
    tray: TRAY.map((name) => ({ name, emoji: fromSlackName(name) })),
    conversations: scenes.map(({ shown, begin: _, said, ...scene }) => {
      const channel = channelOf(stage, scene.link);
      const reactions = messageOf(channel, said)?.reactions ?? new Map<string, string[]>();
      const told = ephemerals.filter(({ channel: where }) => where === channel.id);
      return {
        ...scene,
        through: PROVIDERS[scene.provider],
        said,
        reactions: [...reactions].map(([name, by]) => ({ name, emoji: fromSlackName(name), by })),
        told: told.slice(-NOTICES_SHOWN).map(({ user, text }) => ({ user, text })),
        toldCount: told.length,
        shown: shown(),
        pending: pending.get(scene.link) ?? null,
        trouble: troubles.at(scene.provider),
      };
    }),
    calls: (Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[])
      .flatMap((name) => providers[name].calls.slice(-CALLS_SHOWN).map((call) => ({ through: PROVIDERS[name], call })))
      .toSorted((a, b) => b.call.at - a.call.at)
      .slice(0, CALLS_SHOWN)
      .map(({ through, call }) => ({ through, ...brief(call) })),
  };
}

/** Presses an emoji as one of the team, or takes it back. Throws a Refusal where Slack would refuse. */
export function toggle(scene: Scene, stage: Stage, person: string, name: string): void {
  const { workspace } = stage.slack;
  const channel = channelOf(stage, scene.link);
  const message = messageOf(channel, scene.said);
  if (message === undefined) return;
  const holds = message.reactions.get(name)?.includes(person) === true;
  if (holds) workspace.unreact(person, channel.id, message.ts, name);
  else workspace.react(person, channel.id, message.ts, name);
}

function channelOf({ links, slack }: Stage, link: string): Conversation {
  const channel = links.find(({ name }) => name === link)?.channel ?? "";
  return slack.workspace.conversation(channel.slice("slack:".length));
}

function messageOf({ messages }: Conversation, text: string): PostedMessage | undefined {
  return [...messages.values()].find((message) => message.text === text);
}

/** A request without its body, but with the word in it that matters. */
function brief({ at, method, path, status, body }: Call) {
  const fields = typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const word = ["reaction", "emoji", "custom_emoji", "reaction_type", "type"]
    .map((key) => fields[key])
    .find((value) => value !== undefined);
  const removes = fields["operation"] === "remove" || fields["react"] === false;
  const what = word === undefined ? "" : `${removes ? "remove " : ""}${String(word)}`;
  return { at, method, path: decodeURIComponent(path), status, what };
}
