import { presses, spotOf, type Telling } from "./telling.ts";

/** Discord forgets the session. What people do meanwhile is told to nobody, ever: the bridge reads it once it is back. */
export async function playLost(telling: Telling): Promise<void> {
  const { discord, narrator } = telling;
  const { guild, gateway, team } = discord;
  const spot = spotOf(telling, "litware");
  narrator.act(
    "Discord loses the session, and reactions change meanwhile",
    "gateway: INVALID_SESSION, IDENTIFY; then GET …/reactions/{emoji_name}",
  );
  narrator.quote(spot.said);
  await presses(telling, spot, { person: team.cleo, emoji: "🎉", shows: ["🎉"], note: "added" });
  const before = gateway.identifies;
  await narrator.line({
    what: "Cleo 🎉 → nothing, Eli → ❤️",
    who: "the customer sees",
    happen() {
      gateway.lose();
      guild.unreact(team.cleo, spot.message, "🎉");
      guild.react(team.eli, spot.message, "❤️");
    },
    seen: spot.shown,
    expected: ["❤️"],
    note: "put right by reading",
  });
  await narrator.comes(
    "a new session",
    () => gateway.identifies > before && gateway.connections === 1,
    () => "the bridge is told again",
  );
  await presses(telling, spot, { person: team.eli, emoji: "❤️", back: true, shows: [], note: "removed" });
}
