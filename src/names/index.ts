export { canonical } from "./canonical.ts";
export { toDiscordName } from "./discord.ts";
export { fromSlackName, toSlackName } from "./slack.ts";
