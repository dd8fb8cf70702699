import type { NamedEmoji } from "../../../domain/command.ts";
import type { Emoji } from "../../../domain/emoji.ts";
import { toSlackName, typed } from "../../../names/index.ts";
import type { WorkspaceEmoji } from "../emoji.ts";

/** What people type for an emoji. */
export interface Names {
  /** Unicode in any form, `:name:`, a bare name, or a network's word for a reaction; null for what is none. */
  named(text: string): NamedEmoji | null;
  /** The name that was probably meant; null when none is near. */
  nearest(text: string): { readonly name: string; readonly emoji: Emoji | null } | null;
}

/** An emoji as Slack names it in events. */
function toNamed(emoji: Emoji): NamedEmoji {
  return { name: toSlackName(emoji) ?? emoji, emoji };
}

export function createNames(workspace: Pick<WorkspaceEmoji, "unicode" | "has" | "names">): Names {
  /** Slack writes a toned emoji as two names, which people tear apart. */
  const read = (text: string) => {
    const isListed = workspace.has("") !== null;
    return typed(text.replace(/:\s+:/g, "::"), { platform: "slack", ...(isListed && { custom: [...workspace.names()] }) });
  };

  function named(text: string): NamedEmoji | null {
    const one = read(text);
    if (one.kind === "unknown") return null;
    if (one.kind === "emoji") return toNamed(one.emoji);
    // An alias of a standard emoji is that emoji.
    const emoji = workspace.unicode(one.name);
    return emoji === null ? { name: one.name, emoji } : toNamed(emoji);
  }

  return {
    named,
    nearest(text) {
      const one = read(text);
      if (one.kind !== "unknown" || one.nearest === null) return null;
      return { name: one.nearest.replaceAll(":", ""), emoji: named(one.nearest)?.emoji ?? null };
    },
  };
}
