import { fromSlackName } from "../../names/index.ts";
import type { Act } from "../acts.ts";
import type { Conversation, PostedMessage } from "../slack/state.ts";
import type { Stage } from "../stage.ts";
import type { Telling } from "./telling.ts";

/** The channel of a link in Slack. */
export function slackChannel({ slack, links }: Pick<Stage, "slack" | "links">, link: string): Conversation {
  const channel = links.find(({ name }) => name === link)?.channel ?? "";
  return slack.workspace.conversation(channel.slice("slack:".length));
}

export function inSlack(stage: Pick<Stage, "slack" | "links">, link: string, text: string): PostedMessage | undefined {
  return [...slackChannel(stage, link).messages.values()].find((message) => message.text === text);
}

/** What our bot holds on a message in Slack. */
export function botInSlack({ slack }: Pick<Stage, "slack">, { reactions }: PostedMessage): readonly string[] {
  const ours = [...reactions].filter(([, people]) => people.includes(slack.workspace.bot.user));
  return ours.map(([name]) => fromSlackName(name) ?? `:${name}:`);
}

/** Ana and Ben react in Slack to what a customer wrote, or to a post, and the customers react back. */
export async function playAct(act: Act, { stage, narrator }: Telling): Promise<void> {
  const { slack, team } = stage;
  const { workspace } = slack;
  const { id: channel } = slackChannel(stage, act.link);
  const toCustomer = (what: string, happen: () => void, expected: readonly string[], note: string) =>
    narrator.line({ what, who: "the customer sees", happen, seen: act.shown, expected, note });
  const toTeam = (what: string, happen: () => void, message: PostedMessage, expected: readonly string[], note: string) =>
    narrator.line({ what, who: "the team sees", happen, seen: () => botInSlack(stage, message), expected, note });

  narrator.act(act.title, act.endpoint);
  const message = inSlack(stage, act.link, act.said);
  if (message === undefined) return void (await narrator.comes("it stands in the channel", () => false));
  const { ts } = message;
  narrator.quote(act.said);
  const { ana, ben } = act;
  await toCustomer(`Ana reacts :${ana.presses}:`, () => workspace.react(team.ana, channel, ts, ana.presses), [ana.shows], "added");
  await toCustomer(`Ben reacts :${ben.presses}:`, () => workspace.react(team.ben, channel, ts, ben.presses), [ben.shows], "replaced");
  await toCustomer("Ben takes it back", () => workspace.unreact(team.ben, channel, ts, ben.presses), [ana.shows], "fell back to Ana's");
  const left = act.keeps ? [ana.shows] : [];
  await toCustomer("Ana takes it back", () => workspace.unreact(team.ana, channel, ts, ana.presses), left, act.keeps ? "kept" : "removed");
  if (act.keeps) await told("that it stays", (text) => text.includes("still sees"));
  await back();
  await answer();

  function told(what: string, is: (text: string) => boolean): Promise<void> {
    const find = () => workspace.ephemerals.find((one) => one.channel === channel && one.user === team.ana && is(one.text));
    return narrator.told("Ana", () => find()?.text, what);
  }

  /** The customers react one after the other, and take it back in the same order. */
  async function back(): Promise<void> {
    const all = act.back ?? [];
    const held = (from: number, to: number) => [...new Set(all.slice(from, to).map(({ emoji }) => emoji))];
    for (const [index, { customer, id, emoji }] of all.entries()) {
      const note = held(0, index).includes(emoji) ? "already there" : "came back";
      await toTeam(
        `${customer.name} reacts ${emoji}`,
        () => customer.reacts(id, emoji),
        message as PostedMessage,
        held(0, index + 1),
        note,
      );
    }
    for (const [index, { customer, id, emoji }] of all.entries()) {
      const rest = held(index + 1, all.length);
      const note = rest.includes(emoji) ? "somebody still holds it" : "gone with the last";
      await toTeam(`${customer.name} takes it back`, () => customer.reacts(id, null), message as PostedMessage, rest, note);
    }
  }

  /** Ana answers in the thread, and the customer reacts to that. */
  async function answer(): Promise<void> {
    if (act.answer === undefined) return;
    const { text, arrived, customer, emoji } = act.answer;
    workspace.post(team.ana, channel, text, { threadTs: ts });
    const came = await narrator.comes(
      "Ana answers in the thread",
      () => arrived() !== null,
      () => `the customer reads “${text}”`,
    );
    if (!came) return;
    await told("that it went", (said) => said.startsWith("Sent"));
    const ours = inSlack(stage, act.link, text) as PostedMessage;
    await toTeam(`${customer.name} reacts ${emoji}`, () => customer.reacts(arrived() ?? "", emoji), ours, [emoji], "came back");
  }
}
