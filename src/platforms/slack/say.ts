import { codeOf, type SlackClient } from "./client.ts";

interface Saying {
  readonly channel: string;
  readonly text: string;
  /** Stands for what is said; goes along as metadata, to be found again. */
  readonly key: string;
  /** An earlier try may have arrived. */
  readonly again: boolean;
}

/**
 * Posts a message once. Slack knows no idempotency keys, so after a try without a clear answer it is looked for first; where the app may
 * not read the channel it is posted once more, rather than perhaps never. Rejects when it did not arrive, or nobody can say.
 */
export async function say(client: Pick<SlackClient, "post" | "isPosted">, { channel, text, key, again }: Saying): Promise<void> {
  if (again && (await isPosted(client, channel, key))) return;
  await client.post(channel, text, key);
}

async function isPosted(client: Pick<SlackClient, "isPosted">, channel: string, key: string): Promise<boolean> {
  try {
    return await client.isPosted(channel, key);
  } catch (error) {
    if (codeOf(error) === "missing_scope") return false;
    throw error;
  }
}
