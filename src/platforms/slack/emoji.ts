import { z } from "zod";
import type { Emoji } from "../../domain/emoji.ts";
import { fromSlackName } from "../../names/index.ts";
import type { SlackClient } from "./client.ts";
import { codeOf } from "./errors.ts";
import { LOOKUP_TTL_MS } from "./info.ts";
import type { Log } from "./log.ts";

/** What a workspace's emoji names mean: Slack's own, and the workspace's aliases of them. */
export interface WorkspaceEmoji {
  /** Null for a custom emoji that stands for none. */
  unicode(name: string): Emoji | null;
  /** Whether the workspace has a custom emoji of this name; null where its list could not be read. */
  has(name: string): boolean | null;
  /** Every custom emoji that is known, aliases included. */
  names(): Iterable<string>;
  /** Makes sure that these names are known, as far as Slack can be asked. Never rejects. */
  know(names: readonly string[]): Promise<void>;
  /** `emoji_changed`. Throws a ZodError when it is malformed. */
  change(event: unknown): void;
  load(): Promise<void>;
}

const ASK_AGAIN_MS = 30_000;
const ALIAS = "alias:";

const changed = z.discriminatedUnion("subtype", [
  z.object({ subtype: z.literal("add"), name: z.string(), value: z.string() }),
  z.object({ subtype: z.literal("remove"), names: z.array(z.string()) }),
  z.object({ subtype: z.literal("rename"), old_name: z.string(), new_name: z.string(), value: z.string() }),
]);

export function createEmoji(client: SlackClient, log: Log): WorkspaceEmoji {
  let custom = new Map<string, string>();
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;
  let listed = false;

  const unicode = (name: string): Emoji | null => {
    const [base = "", tone] = name.split("::");
    const seen = new Set<string>();
    for (let one = base; ; ) {
      const emoji = fromSlackName(tone === undefined ? one : `${one}::${tone}`);
      if (emoji !== null || seen.has(one)) return emoji;
      seen.add(one);
      const value = custom.get(one);
      if (!value?.startsWith(ALIAS)) return null;
      one = value.slice(ALIAS.length);
    }
  };

  const ask = async () => {
    askedAt = performance.now();
    try {
      custom = new Map(Object.entries(await client.customEmoji()));
      listed = true;
    } catch (error) {
      if (codeOf(error) !== "missing_scope") throw error;
      log.warn({}, "the scope emoji:read is missing: workspace emoji that are aliases of standard ones will not be mirrored");
    }
  };
  const load = () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };

  return {
    unicode,
    has: (name) => (listed ? custom.has(name) : null),
    names: () => custom.keys(),
    load,
    async know(names) {
      const ours = names.map((name) => name.split("::")[0] ?? "").filter((name) => fromSlackName(name) === null);
      if (ours.length === 0) return;
      // Another replica may have got the `emoji_changed`, and one may be lost in an outage.
      const ageMs = performance.now() - askedAt;
      if (ageMs < (ours.every((name) => custom.has(name)) ? LOOKUP_TTL_MS : ASK_AGAIN_MS)) return;
      await load().catch((error: unknown) =>
        log.warn({ reason: codeOf(error) ?? "unreachable" }, "Slack's list of custom emoji could not be read"),
      );
    },
    change(event) {
      const change = changed.parse(event);
      if (change.subtype === "add") custom.set(change.name, change.value);
      if (change.subtype === "remove") for (const name of change.names) custom.delete(name);
      if (change.subtype === "rename") {
        custom.delete(change.old_name);
        custom.set(change.new_name, change.value);
      }
    },
  };
}
