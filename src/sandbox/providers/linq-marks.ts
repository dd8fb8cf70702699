import { qualified } from "./emoji.ts";

/** What somebody shows on a part, as readings and deliveries spell it. */
export interface Mark {
  readonly type: string;
  readonly custom_emoji: string | null;
  readonly sticker: Readonly<Record<string, unknown>> | null;
}

export const TAPBACKS = { love: "❤️", like: "👍", dislike: "👎", laugh: "😂", emphasize: "‼️", question: "❓" } as const;
export const TAPBACK_NAMES = new Map<string, keyof typeof TAPBACKS>(
  Object.entries(TAPBACKS).map(([name, emoji]) => [emoji, name as keyof typeof TAPBACKS]),
);

/** A tapback where the emoji is one, else the emoji itself. */
export function markOf(emoji: string): Mark {
  const name = TAPBACK_NAMES.get(qualified(emoji));
  return name === undefined ? { type: "custom", custom_emoji: emoji, sticker: null } : { type: name, custom_emoji: null, sticker: null };
}
