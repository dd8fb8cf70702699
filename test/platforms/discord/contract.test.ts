import { sourceContract } from "../../contracts/source.ts";
import { openWorld, shown } from "./world.ts";

sourceContract("Discord", async () => {
  const world = await openWorld();
  const { guild, source, discord, dana, eli } = world;
  guild.emoji("shipit");
  const people = new Map([dana, eli].map((person) => [world.person(person), person]));
  const whose = (person: string) => people.get(person) ?? dana;
  const posted = ({ message }: { message: string }) => guild.message(message);
  return {
    source,
    post: async () => world.messageOf(world.post()),
    people: [world.person(dana), world.person(eli)],
    customName: "shipit",
    react: async (message, who, emoji) => guild.react(whose(who), posted(message), emoji),
    unreact: async (message, who, emoji) => guild.unreact(whose(who), posted(message), emoji),
    reactCustom: async (message, who) => guild.react(whose(who), posted(message), "shipit"),
    reactOurselves: async (message, emoji) => guild.react(guild.bot, posted(message), emoji),
    delete: async (message) => guild.deleteMessage(posted(message)),
    told: () =>
      [dana, eli].flatMap((person) =>
        // Below what is said stands which message it is about.
        guild.dms(person).map(({ content }) => ({ person: world.person(person), text: shown(content.replace(/\n-# .*$/, "")) })),
      ),
    said: (channel) => {
      const where = guild.channels.get(channel);
      const all = where === undefined ? [] : guild.messages(where);
      return all.filter(({ author }) => author.id === guild.bot.id).map(({ content }) => shown(content));
    },
    async close() {
      await world.close();
      void discord;
    },
  };
});
