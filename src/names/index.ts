export { canonical } from "./canonical.ts";
export { fromSlackName, toSlackName } from "./slack.ts";
