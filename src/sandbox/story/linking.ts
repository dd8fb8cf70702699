import { saidTo } from "./commands.ts";
import { presses, type Telling } from "./telling.ts";

const CONVERSATION = "7d0c2f3e-54cf-4b0d-8f0c-3a5d7c2b9e11";
const NORA = { id: "+15550004000", name: "Nora" };
const FIRST = "Hello, is anybody there?";
const SECOND = "Is Monday possible?";

/** Whoever manages channels links one with a conversation that the bridge has heard of. */
export async function playLinking(telling: Telling): Promise<void> {
  const { stage, discord, narrator } = telling;
  const { linq } = stage.providers;
  const { use, team, guild } = discord;
  const channel = discord.channelOf("wingtip");
  narrator.act("Discord: /bridge links a channel with a conversation that was heard of", "/bridge link conversation:…");
  linq.writes({ conversation: CONVERSATION, author: NORA, text: FIRST });
  let value: string | undefined;
  let name = "";
  const look = async () => {
    const offers = (await use.complete(team.cleo, "bridge link", "conversation", { conversation: NORA.id }, { channel })) ?? [];
    const found = offers[0];
    if (found !== undefined) [value, name] = [String(found.value), found.name];
  };
  await heard(look, () => value !== undefined);
  await narrator.comes(
    "Cleo types /bridge link",
    () => value !== undefined,
    () => `is offered    ${name}`,
  );
  if (value === undefined) return;
  const seen = await use.slash(team.cleo, "bridge link", { conversation: value }, { channel });
  await narrator.told("Cleo", () => saidTo(telling, seen), "that it is linked");
  const all = () => guild.messages(channel).map(({ content }) => discord.read(content));
  await narrator.comes(
    "everybody in #wingtip reads",
    () => all().length > 0,
    () => all()[0] ?? "",
  );
  const id = linq.writes({ conversation: CONVERSATION, author: NORA, text: SECOND });
  const written = () => discord.find("wingtip", SECOND);
  await narrator.comes(
    "Nora writes",
    () => written() !== undefined,
    () => `${written()?.author.name}: “${SECOND}”`,
  );
  const message = written();
  if (message === undefined) return;
  const spot = { message, shown: () => linq.shown(id) };
  await presses(telling, spot, { person: team.eli, emoji: "👍", shows: ["👍"], note: "added" });
}

/** Asks again until it is so: what a provider tells of is on its way. */
async function heard(look: () => Promise<void>, isSo: () => boolean): Promise<void> {
  for (let asked = 0; asked < 50 && !isSo(); asked += 1) await look();
}
