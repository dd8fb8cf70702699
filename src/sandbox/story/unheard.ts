import { presses, spotOf, type Telling } from "./telling.ts";

const THROUGH = [
  ["northwind", "🚀", "RyzeAPI"],
  ["fabrikam", "👏", "PostPress"],
  ["litware", "😂", "Linq"],
  ["tailspin", "🙏", "ConnectSafely"],
] as const;

/** Reactions on messages that were written before this session: the client of Discord's has none of them. */
export async function playUnheard(telling: Telling): Promise<void> {
  const { narrator, discord } = telling;
  narrator.act("Discord: reactions on messages that its client has never cached", "gateway: MESSAGE_REACTION_ADD");
  for (const [link, emoji, through] of THROUGH) {
    await presses(telling, spotOf(telling, link), { person: discord.team.cleo, emoji, shows: [emoji], note: `through ${through}` });
  }
}

/** A super reaction is one like any other, and a moderator who clears a message clears it for the customer. */
export async function playCleared(telling: Telling): Promise<void> {
  const { narrator, discord } = telling;
  const { cleo, eli } = discord.team;
  const spot = spotOf(telling, "northwind");
  narrator.act("Discord: a super reaction, and all reactions cleared", "gateway: MESSAGE_REACTION_REMOVE_ALL");
  narrator.quote(spot.said);
  await presses(telling, spot, { person: eli, emoji: "🔥", burst: true, shows: ["🔥"], note: "replaced" });
  await presses(telling, spot, {
    person: eli,
    emoji: "🔥",
    burst: true,
    back: true,
    shows: ["🚀"],
    note: `fell back to ${cleo.displayName}'s`,
  });
  await presses(telling, spot, { person: eli, emoji: "🔥", burst: true, shows: ["🔥"], note: "replaced" });
  await narrator.line({
    what: "A moderator clears them all",
    who: "the customer sees",
    happen: () => discord.guild.clear(spot.message),
    ...{ seen: spot.shown, expected: [], note: "both gone" },
  });
}
