import { POST_ID, POST_URL } from "../acts.ts";
import { IDS } from "../stage.ts";
import { toldDirectly } from "./commands.ts";
import type { Telling } from "./telling.ts";

/** A post by its address, as the organization that the channel speaks for, and what LinkedIn would make of an emoji. */
export async function playPost(telling: Telling): Promise<void> {
  const { stage, discord, narrator } = telling;
  const { postpress } = stage.providers;
  const { use, team } = discord;
  const channel = discord.channelOf("brand");
  narrator.act("Discord: a LinkedIn post by its address, as the organization", "POST /posts/reaction");
  narrator.quote(POST_URL);
  const before = discord.guild.dms(team.eli).length;
  await narrator.line({
    ...{ what: "Eli writes /react 👏 and it", who: "LinkedIn shows", expected: ["👏"], note: `as organization ${IDS.organization}` },
    seen: () => postpress.shown(POST_ID, { organization: IDS.organization }),
    happen: () => void use.slash(team.eli, "react", { emoji: "👏", message: POST_URL }, { channel }),
  });
  await narrator.told("Eli", () => toldDirectly(telling, team.eli, before), "what was done");
  const offered = (await use.complete(team.eli, "react", "emoji", { emoji: "tada" }, { channel })) ?? [];
  await narrator.comes(
    "Eli types /react emoji:tada",
    () => offered.some(({ name }) => name.includes("→ 👏")),
    () => `is offered    ${offered.map(({ name }) => name).join(" | ")}`,
  );
}
