import type { Bot, PostedMessage } from "./state.ts";

/** Who wrote a message, as its event and the Web API tell it: under another name than the app's there is no user. */
export function authorOf({ user, bot, username }: Pick<PostedMessage, "user" | "bot" | "username">, us: Bot): object {
  const app = user === us.user ? { bot_id: us.bot, app_id: us.app } : {};
  if (bot !== null) return { subtype: "bot_message", bot_id: bot, username: username ?? bot };
  return username === null ? { user, ...app } : { subtype: "bot_message", username, ...app };
}

/** What a message holds beside its author, its text and its reactions. */
export function restOf({ threadTs, subtype, files, blocks }: Pick<PostedMessage, "threadTs" | "subtype" | "files" | "blocks">): object {
  return {
    ...(threadTs !== null && { thread_ts: threadTs }),
    ...(blocks !== null && { blocks }),
    ...(files > 0 && {
      subtype: "file_share",
      files: Array.from({ length: files }, (_, at) => ({ id: `F0FILE${at}`, name: `file-${at}` })),
    }),
    ...(subtype !== null && { subtype }),
  };
}
