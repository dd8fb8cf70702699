import type { Seen } from "../discord/interactions.ts";
import type { Person } from "../discord/state.ts";
import type { Told } from "../slack/state.ts";
import { inSlack, slackChannel } from "./slack.ts";
import { spotOf, type Telling } from "./telling.ts";

/** What is said before the last word is. */
const NOT_YET = /^Looking for|is on its way/;
/** The button below an answer. */
const UNDO = "  [Undo]";

/** `/react` in Slack, and what it says. */
export async function playSlackCommand({ stage, narrator, acts }: Telling): Promise<void> {
  const { workspace, ...slack } = stage.slack;
  const { ana } = stage.team;
  const act = acts.find(({ link }) => link === "northwind");
  if (act === undefined) return;
  const channel = slackChannel(stage, act.link).id;
  const answered = (from: number) => workspace.ephemerals.slice(from).find((one) => one.user === ana && !NOT_YET.test(one.text));
  const read = (told: Told | undefined) => {
    const text = told?.text.replace(/<@(\w+)>/g, (_, id: string) => workspace.users.get(id)?.name ?? id);
    return text && `${text}${JSON.stringify(told?.blocks ?? []).includes('"Undo"') ? UNDO : ""}`;
  };
  narrator.act("Slack: /react reaches the customer's newest message", "slash command, message shortcut, Undo");
  narrator.quote(act.said);
  const first = workspace.ephemerals.length;
  const customer = { who: "the customer sees", seen: act.shown };
  await narrator.line({
    ...{ ...customer, what: "Ana writes /react 🎉", expected: ["🎉"], note: "added" },
    happen: () => void workspace.command(ana, channel, "/react", "🎉"),
  });
  await narrator.told("Ana", () => read(answered(first)), "what was done");
  const ts = inSlack(stage, act.link, act.said)?.ts ?? "";
  const second = workspace.ephemerals.length;
  await slack.shortcut(ana, channel, ts, "what_do_they_see");
  await narrator.told("Ana", () => read(answered(second)), "what they see");
  await narrator.line({
    ...{ ...customer, what: "Ana presses Undo", expected: [], note: "removed" },
    happen: () => void workspace.press(answered(first) as Told),
  });
}

/** `/react` in Discord with what it offers while somebody types, what it says, and what stays inside. */
export async function playDiscordCommand(telling: Telling): Promise<void> {
  const { discord, narrator } = telling;
  const { use, team } = discord;
  const { message, shown, said } = spotOf(telling, "litware");
  const channel = discord.channelOf("litware");
  narrator.act("Discord: /react, What do they see?, and Undo", "INTERACTION_CREATE; POST /interactions/{id}/{token}/callback");
  narrator.quote(said);
  let seen: Seen | null = null;
  await narrator.line({
    ...{ what: "Eli writes /react emoji:🎉", who: "the customer sees", seen: shown, expected: ["🎉"], note: "replaced" },
    happen: () => void use.slash(team.eli, "react", { emoji: "🎉" }, { channel }).then((one) => (seen = one)),
  });
  await narrator.told("Eli", () => saidTo(telling, seen), "what was done");
  const see = await use.menu(team.eli, "What do they see?", message);
  await narrator.told("Eli", () => saidTo(telling, see), "what they see");
  await narrator.line({
    ...{ what: "Eli presses Undo", who: "the customer sees", seen: shown, expected: ["😂"], note: "fell back to Cleo's" },
    happen: () => void (seen?.message && use.press(team.eli, seen.message, "Undo")),
  });
  await playDenied(telling);
}

/** What the policy of a channel keeps inside is said to whoever asks. */
async function playDenied(telling: Telling): Promise<void> {
  const { discord, narrator } = telling;
  const { shown } = spotOf(telling, "tailspin");
  narrator.act("Discord: what the policy of a channel keeps inside", "policy: { emoji: { deny: [eyes, white_check_mark] } }");
  const seen = await discord.use.slash(discord.team.eli, "react", { emoji: "✅" }, { channel: discord.channelOf("tailspin") });
  await narrator.line({
    ...{ what: "Eli writes /react emoji:✅", who: "the customer sees", seen: shown, expected: ["🙏"], note: "as before" },
    happen: () => {},
  });
  await narrator.told("Eli", () => saidTo(telling, seen), "why it stayed inside");
}

/** The last word that an answer came to; undefined while there is none. */
export function saidTo({ discord }: Telling, seen: Seen | null): string | undefined {
  const { content = "", components = [] } = seen?.message ?? {};
  const text = discord.read(content);
  return text === "" || NOT_YET.test(text) ? undefined : `${text}${JSON.stringify(components).includes('"Undo"') ? UNDO : ""}`;
}

/** What the bridge wrote to somebody alone, since there were so many. */
export function toldDirectly({ discord }: Telling, person: Person, from = 0): string | undefined {
  const [text] = discord.guild
    .dms(person)
    .slice(from)
    .map(({ content }) => discord.read(content));
  return text?.split("\n")[0];
}
