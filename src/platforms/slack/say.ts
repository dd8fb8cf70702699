import type { SlackClient } from "./client.ts";
import { codeOf } from "./errors.ts";
import type { Posting } from "./posts.ts";

/** What Slack answers where the app may not look, and where there is nothing to look at. */
const UNSEEN: readonly (string | null)[] = ["missing_scope", "not_allowed_token_type", "thread_not_found"];

/**
 * Posts a message once and resolves with its `ts`. Slack knows no idempotency keys, so after a try without a clear answer (`again`) it
 * is looked for first; where the app may not read the channel it is posted once more, rather than perhaps never. Rejects when it did not
 * arrive, or nobody can say.
 */
export async function say(client: Pick<SlackClient, "post" | "find">, posting: Posting, again: boolean): Promise<string> {
  const found = again ? await find(client, posting) : null;
  return found ?? client.post(posting);
}

async function find(client: Pick<SlackClient, "find">, { channel, thread, mark }: Posting): Promise<string | null> {
  try {
    return await client.find({ channel, thread, mark });
  } catch (error) {
    if (UNSEEN.includes(codeOf(error))) return null;
    throw error;
  }
}
