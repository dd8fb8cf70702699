import { createRequire } from "node:module";
import type * as bolt from "@slack/bolt";
import type { SourceEvent } from "../../domain/event.ts";
import type { WorkspaceEmoji } from "./emoji.ts";
import { channelOf, flawOf, refusalIn, toEvent } from "./mappers.ts";
import { listenToShortcut, type ShortcutOptions } from "./shortcut.ts";
import { toWritten } from "./spoken.ts";

/** Not by way of the package's index, which loads Express and every receiver: that was a tenth of the time until the bridge is ready. */
const { default: App } = createRequire(import.meta.url)("@slack/bolt/dist/App.js") as { readonly default: typeof bolt.App };

/** An event, as far as it is looked at before it is understood. */
interface Told {
  readonly type: string;
  readonly reaction?: unknown;
  readonly user?: unknown;
  readonly channel?: unknown;
}

/** The Bolt app: tells `receive` of every event that means something to the bridge, and fails its delivery when that fails. */
export function listen(
  options: ShortcutOptions & {
    readonly receiver: bolt.Receiver;
    readonly botToken: string;
    readonly apiUrl: string;
    readonly logger: bolt.Logger;
    readonly emoji: WorkspaceEmoji;
    /** Whether somebody wants to hear what is written in a channel. */
    readonly wants: (channel: string) => boolean;
    /** Called for each reaction that is none on a message, or our own. */
    readonly onLeftOut: (what: string, why: string) => void;
    /** Called when Slack tells that it will refuse the bot token. */
    readonly onRefused: (code: string) => void;
  },
): bolt.App {
  const { receiver, botToken, apiUrl, logger, ourselves, emoji, receive, onMalformed, onLeftOut, onRefused, wants, spoken } = options;

  async function understand(event: Told, app: unknown): Promise<SourceEvent | null> {
    try {
      if (event.type === "emoji_changed") {
        emoji.change(event);
        return null;
      }
      const refusal = refusalIn(event, ourselves());
      if (refusal !== null) onRefused(refusal);
      if (typeof event.reaction === "string") await emoji.know([event.reaction]);
      const read = toEvent(event, ourselves(), emoji.unicode);
      if (read === null && event.reaction !== undefined)
        onLeftOut("reaction", event.user === ourselves().user ? "ours" : "not-on-a-message");
      // What stands for a message of the other side (`declared`) was not written for it.
      if (read !== null || event.type !== "message" || typeof event.channel !== "string" || !wants(event.channel)) return read;
      const written = toWritten(event, event.channel, ourselves(), app);
      return written === null ? null : await spoken(written);
    } catch (error) {
      onMalformed(`${event.type} ${flawOf(error)}`);
      return null;
    }
  }

  const authorize = async () => ({ botToken, botUserId: ourselves().user, teamId: ourselves().team });
  const app = new App({ receiver, authorize, convoStore: false, logger, clientOptions: { slackApiUrl: apiUrl } });
  // Bolt would log what a listener throws, and call the event done.
  app.error(async (error) => {
    throw error;
  });
  // Before the listeners: Bolt calls every one of them for each event, those of buttons and forms too.
  app.use(async (args) => {
    if (!("event" in args)) return args.next();
    const { event, body } = args;
    const read = await understand(event, body.api_app_id);
    if (read === null) return;
    const channel = channelOf(read);
    // Every event says so, and what somebody does there must not be judged before that is known.
    if (channel !== null && body.is_ext_shared_channel === true && read.kind !== "unshared") await receive({ kind: "shared", channel });
    await receive(read);
  });
  listenToShortcut(app, options);
  return app;
}
