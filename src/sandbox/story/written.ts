import { inSlack } from "./slack.ts";
import type { Telling } from "./telling.ts";

/** Customers write, all at once, and it appears in both homes of the team, under their name. */
export async function playWritten({ stage, discord, narrator, acts }: Telling): Promise<void> {
  narrator.act("Customers write, and the team reads it in Slack and in Discord", "POST /webhooks/{account}");
  const wrote = acts.filter(({ said }) => !URL.canParse(said));
  for (const act of acts) act.begin();
  for (const { link, said } of wrote) {
    const author = () => discord.find(link, said)?.author.name;
    const isThere = () => author() !== undefined && inSlack(stage, link, said)?.username === author();
    await narrator.comes(`#${link}`, isThere, () => `${author()}: “${said}”`);
  }
}
