import { setTimeout as sleep } from "node:timers/promises";
import { fromSlackName } from "../names/index.ts";
import type { Act } from "./acts.ts";
import type { PostedMessage } from "./slack/state.ts";
import type { Stage } from "./stage.ts";

const PATIENCE_MS = 10_000;
const LOOK_MS = 2;

export type Say = (line: string) => void;

/** Plays one act and prints it line by line. Resolves with what did not come true. */
export async function playAct(act: Act, stage: Stage, say: Say): Promise<readonly string[]> {
  const { slack, team, links } = stage;
  const { workspace } = slack;
  const channel = links.find(({ name }) => name === act.link)?.channel.slice("slack:".length) ?? "";
  const failures: string[] = [];

  async function line(
    what: string,
    who: string,
    happen: () => void,
    seen: () => readonly string[],
    expected: readonly string[],
    note: string,
  ) {
    const began = performance.now();
    happen();
    const came = await until(() => isDelivered(stage) && same(seen(), expected));
    const shown = seen().join(" ") || "nothing";
    const took = `${Math.round(performance.now() - began)} ms`;
    const outcome = came ? `${note.padEnd(24)} ${took}` : `instead of ${expected.join(" ") || "nothing"}`;
    say(`   ${came ? "✓" : "✗"} ${what.padEnd(30)} ${who} ${shown.padEnd(8)} ${outcome}`);
    if (!came) failures.push(`${act.title}: ${what}`);
  }
  const toCustomer = (what: string, happen: () => void, expected: readonly string[], note: string) =>
    line(what, "the customer sees", happen, act.shown, expected, note);
  const toTeam = (what: string, happen: () => void, message: PostedMessage, expected: readonly string[], note: string) =>
    line(what, "the team sees    ", happen, () => ofOurBot(message), expected, note);

  function ofOurBot({ reactions }: PostedMessage): readonly string[] {
    const ours = [...reactions].filter(([, people]) => people.includes(workspace.bot.user));
    return ours.map(([name]) => fromSlackName(name) ?? `:${name}:`);
  }

  const find = (text: string) => [...workspace.conversation(channel).messages.values()].find((message) => message.text === text);

  say("");
  say(`${act.title}`);
  say(`   ${act.endpoint}`);
  act.begin();
  if (!(await until(() => find(act.said) !== undefined))) return [`${act.title}: what was written did not appear in the channel`];
  const message = find(act.said) as PostedMessage;
  const { ts } = message;
  say(`   “${act.said.length > 80 ? `${act.said.slice(0, 79)}…` : act.said}”`);
  const { ana, ben } = act;
  await toCustomer(`Ana reacts :${ana.presses}:`, () => workspace.react(team.ana, channel, ts, ana.presses), [ana.shows], "added");
  await toCustomer(`Ben reacts :${ben.presses}:`, () => workspace.react(team.ben, channel, ts, ben.presses), [ben.shows], "replaced");
  await toCustomer("Ben takes it back", () => workspace.unreact(team.ben, channel, ts, ben.presses), [ana.shows], "fell back to Ana's");
  const left = act.keeps ? [ana.shows] : [];
  await toCustomer("Ana takes it back", () => workspace.unreact(team.ana, channel, ts, ana.presses), left, act.keeps ? "kept" : "removed");
  if (act.keeps) await told("it stays", (text) => text.includes("still sees"));
  await back();
  await answer();
  return failures;

  async function told(what: string, is: (text: string) => boolean): Promise<void> {
    const found = () => workspace.ephemerals.find((one) => one.channel === channel && one.user === team.ana && is(one.text));
    const came = await until(() => found() !== undefined);
    say(`   ${came ? "✓" : "✗"} only Ana reads: ${found()?.text ?? "nothing"}`);
    if (!came) failures.push(`${act.title}: Ana was not told that ${what}`);
  }

  /** The customers react one after the other, and take it back in the same order. */
  async function back(): Promise<void> {
    const all = act.back ?? [];
    const held = (from: number, to: number) => [...new Set(all.slice(from, to).map(({ emoji }) => emoji))];
    for (const [index, { customer, id, emoji }] of all.entries()) {
      const note = held(0, index).includes(emoji) ? "already there" : "came back";
      await toTeam(`${customer.name} reacts ${emoji}`, () => customer.reacts(id, emoji), message, held(0, index + 1), note);
    }
    for (const [index, { customer, id, emoji }] of all.entries()) {
      const rest = held(index + 1, all.length);
      const note = rest.includes(emoji) ? "somebody still holds it" : "gone with the last";
      await toTeam(`${customer.name} takes it back`, () => customer.reacts(id, null), message, rest, note);
    }
  }

  /** Ana answers in the thread, and the customer reacts to that. */
  async function answer(): Promise<void> {
    if (act.answer === undefined) return;
    const { text, arrived, customer, emoji } = act.answer;
    workspace.post(team.ana, channel, text, { threadTs: ts });
    const came = await until(() => arrived() !== null);
    say(`   ${came ? "✓" : "✗"} Ana answers in the thread       the customer reads “${text}”`);
    if (!came) return void failures.push(`${act.title}: Ana's answer did not arrive`);
    await told("it went", (said) => said.startsWith("Sent"));
    const ours = find(text) as PostedMessage;
    await toTeam(`${customer.name} reacts ${emoji}`, () => customer.reacts(arrived() ?? "", emoji), ours, [emoji], "came back");
  }
}

/** Nothing that a provider tells of is on its way. */
function isDelivered({ providers }: Stage): boolean {
  return Object.values(providers).every(({ deliveries }) => deliveries.all.every(({ acked, lost }) => acked || lost));
}

async function until(isSo: () => boolean): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((emoji) => b.includes(emoji));
}
