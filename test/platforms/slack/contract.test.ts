import { toSlackName } from "../../../src/names/index.ts";
import { sourceContract } from "../../contracts/source.ts";
import { CHANNEL, type Mode, openWorld } from "./world.ts";

for (const mode of ["Socket Mode", "HTTP mode"] satisfies Mode[]) {
  sourceContract(`Slack in ${mode}`, async () => {
    const { slack, source, post, dana, eli, close } = await openWorld(mode);
    const { workspace } = slack;
    const person = (user: string) => `slack:${workspace.team}:${user}`;
    const user = (id: string) => id.split(":").at(-1) ?? "";
    const named = (emoji: string) => toSlackName(emoji) ?? "";
    workspace.emoji.set("shipit", "https://emoji.slack.test/shipit.png");
    return {
      source,
      post: async () => post(),
      people: [person(dana), person(eli)],
      customName: "shipit",
      react: async ({ message }, who, emoji) => workspace.react(user(who), CHANNEL, message, named(emoji)),
      unreact: async ({ message }, who, emoji) => workspace.unreact(user(who), CHANNEL, message, named(emoji)),
      reactCustom: async ({ message }, who) => workspace.react(user(who), CHANNEL, message, "shipit"),
      reactOurselves: async ({ message }, emoji) => workspace.react(workspace.bot.user, CHANNEL, message, named(emoji)),
      delete: async ({ message }) => workspace.deleteMessage(CHANNEL, message),
      told: () => workspace.ephemerals.map((told) => ({ person: person(told.user), text: shown(told.text) })),
      said: (channel) => {
        const posted = [...workspace.conversation(channel).messages.values()].filter((one) => one.user === workspace.bot.user);
        return posted.map(({ text }) => shown(text));
      },
      close,
    };
  });
}

/** As Slack shows it. */
function shown(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
