import { TOMAS } from "../acts.ts";
import type { PostedMessage } from "../slack/state.ts";
import { botInSlack, inSlack, slackChannel } from "./slack.ts";
import { presses, spotOf, type Telling } from "./telling.ts";

/** One message of a customer's in two mirrored channels: each shows the people on the other, and the customer sees one emoji. */
export async function playCopies(telling: Telling): Promise<void> {
  const { stage, discord, narrator } = telling;
  const { ana } = stage.team;
  const { cleo } = discord.team;
  const { workspace } = stage.slack;
  const spot = spotOf(telling, "contoso");
  const channel = slackChannel(stage, "contoso").id;
  const inSlackToo = inSlack(stage, "contoso", spot.said) as PostedMessage;
  const slackShows = (expected: readonly string[], note: string) =>
    narrator.line({ what: "", who: "the bot in Slack", happen: () => {}, seen: () => botInSlack(stage, inSlackToo), expected, note });
  const discordShows = (expected: readonly string[], note: string) =>
    narrator.line({ what: "", who: "and in Discord", happen: () => {}, seen: () => discord.ofBot(spot.message), expected, note });
  narrator.act("Slack ↔ Discord: one message in both, with people on both", "mirrorTo: discord:…");
  narrator.quote(spot.said);
  const customer = { who: "the customer sees", seen: spot.shown };
  await narrator.line({
    ...{ ...customer, what: "Ana reacts :tada: in Slack", expected: ["🎉"], note: "replaced" },
    happen: () => workspace.react(ana, channel, inSlackToo.ts, "tada"),
  });
  await discordShows(["🎉"], "Ana's");
  await presses(telling, spot, { person: cleo, emoji: "❤️", shows: ["❤️"], note: "replaced" });
  await slackShows(["❤️"], "Cleo's");
  await narrator.line({
    ...{ what: "Tomás reacts 👍", who: "the bot in Slack", expected: ["❤️", "👍"], note: "with the customer's" },
    happen: () => stage.providers.postpress.reacts(TOMAS, "msg_wa_1", "👍"),
    seen: () => botInSlack(stage, inSlackToo),
  });
  await discordShows(["🎉", "👍"], "with the customer's");
  await presses(telling, spot, { person: cleo, emoji: "❤️", back: true, shows: ["🎉"], note: "fell back to Ana's" });
  await slackShows(["👍"], "the customer's");
}
