import { CALL_TIMEOUT_MS } from "../info.ts";
import type { Whisper } from "./shown.ts";

/** What goes to one person alone; `replace_original` puts it in place of the message whose button was pressed. */
export interface Response extends Whisper {
  readonly response_type: "ephemeral";
  readonly replace_original: boolean;
}

/**
 * Answers to a `response_url`, which Slack takes five times within half an hour, wherever the bot is. Rejects when it did not arrive.
 */
export async function respondTo(url: string, answer: Response): Promise<void> {
  const response = await fetch(url, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(answer) },
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`a response_url answered ${response.status}`);
}
