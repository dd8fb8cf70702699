export { canonical, grouped } from "./canonical.ts";
export { fromDiscordName, inDiscord, toDiscordName } from "./discord.ts";
export { search } from "./search.ts";
export { fromSlackName, slackNames, toSlackName } from "./slack.ts";
export { typed } from "./typed.ts";
