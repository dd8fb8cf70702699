import { tidyName } from "../../domain/foreign.ts";
import type { Message } from "../../domain/message.ts";
import { toSlackName } from "../../names/index.ts";
import type { Board } from "../../ports/source.ts";
import { type Block, DELETED, head, line, said } from "./blocks.ts";
import type { SlackClient } from "./client.ts";
import { codeOf } from "./errors.ts";
import { RELAYED_EVENT_TYPE, SAID_EVENT_TYPE } from "./info.ts";
import { escapeText } from "./mappers.ts";
import type { Permalinks } from "./permalinks.ts";
import type { Posting, Shown } from "./posts.ts";
import { say } from "./say.ts";
import { isUnfit, orUnpostable } from "./unpostable.ts";

/** As long as the display name of a member may be. */
const LONGEST_AUTHOR = 80;
const LONGEST_SUFFIX = 40;

export interface BoardOptions {
  readonly client: SlackClient;
  readonly permalinks: Permalinks;
  readonly toMessage: (channel: string, ts: string) => Message;
  readonly isShared: (channel: string) => Promise<boolean>;
  /** Whether messages may appear under another name than the app's. */
  readonly mayName: () => boolean;
}

/** Slack's channels as the place where the team reads what the other side writes. */
export function createBoard({ client, permalinks, toMessage, isShared, mayName }: BoardOptions): Board {
  /** What stays when something else is said: all but what was said, as far as the app may read it. */
  async function around(channel: string, ts: string): Promise<Readonly<Partial<Record<Block["block_id"], Block>>>> {
    const blocks = await client.blocks({ channel, ts }).catch((error: unknown) => {
      if (codeOf(error) === "missing_scope" || codeOf(error) === "not_allowed_token_type") return null;
      throw error;
    });
    return Object.fromEntries((blocks ?? []).map((one) => [Object(one).block_id, one]));
  }

  function update({ channel, message: ts }: Message, shown: Shown): Promise<void> {
    const gone = (error: unknown) => {
      if (codeOf(error) !== "message_not_found") throw error;
    };
    return orUnpostable(client.update({ channel, ts }, shown).catch(gone));
  }

  return {
    async post(channel, { author, text, attachments, thread, quoted }, key, again) {
      const name = authorOf(author);
      const permalink = quoted === null ? null : await permalinks.of(channel, quoted).catch(() => null);
      const above = head(mayName() ? null : name, quoted === null ? null : { permalink });
      const { text: words, blocks } = said({ text, attachments });
      const posting: Posting = {
        ...{ channel, thread, author: mayName() ? name : null, mark: { type: RELAYED_EVENT_TYPE, key } },
        text: mayName() ? words : `${escapeText(name)}: ${words}`,
        blocks: above === null ? blocks : [above, ...blocks],
      };
      const ts = await orUnpostable(
        say(client, posting, again).catch((error: unknown) => {
          // Its limits are not all documented. What a customer wrote must not wait for ever for how it looks.
          if (isUnfit(error)) return client.post({ ...posting, blocks: [] });
          throw error;
        }),
      );
      return toMessage(channel, ts);
    },
    async amend(message, post) {
      const { head: above, files } = await orUnpostable(around(message.channel, message.message));
      // An edit is of the words: no network takes a file away by it.
      const kept = post.attachments.length === 0 && files !== undefined ? [files] : [];
      const { text, blocks } = said(post, kept);
      await update(message, { text, blocks: [...(above === undefined ? [] : [above]), ...blocks, ...kept] });
    },
    withdraw: (message) => update(message, DELETED),
    async note({ channel, message }, text, key, again) {
      const mark = { type: SAID_EVENT_TYPE, key };
      const thread = await orUnpostable(permalinks.headOf(channel, message));
      await orUnpostable(say(client, { channel, thread, author: null, mark, ...line(text) }, again));
    },
    isShared: (channel) => orUnpostable(isShared(channel)),
    shows: (emoji) => toSlackName(emoji) !== null,
  };
}

/**
 * The name, and in any case what the bridge says after it: nobody can be called so that it is pushed out. A name is not documented to be
 * markup, and looks the same without the characters that would begin one.
 */
function authorOf(author: string): string {
  const at = author.lastIndexOf(" · ");
  const suffix = at < 0 ? "" : tidyName(author.slice(at), "", LONGEST_SUFFIX);
  const name = tidyName(at < 0 ? author : author.slice(0, at), "Somebody", LONGEST_AUTHOR - suffix.length - 1);
  return `${name}${suffix === "" ? "" : ` ${suffix}`}`.replaceAll("<", "‹").replaceAll(">", "›");
}
