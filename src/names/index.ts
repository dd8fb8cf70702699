export { canonical, grouped } from "./canonical.ts";
export { fromDiscordName, toDiscordName } from "./discord.ts";
export { fromSlackName, toSlackName } from "./slack.ts";
export { typed } from "./typed.ts";
