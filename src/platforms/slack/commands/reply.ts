import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "../../../ports/commands.ts";
import type { SlackClient } from "../client.ts";
import { codeOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Ourselves } from "../mappers.ts";
import { respondTo } from "./response-url.ts";
import { sentence, whisper } from "./shown.ts";

/** Slack waits 3 s for an ack, and the way there takes its time too. The core answers within 2.5 s. */
const ACK_WITHIN_MS = 2_600;
/** So often a `response_url` takes an answer (docs.slack.dev, Handling user interaction). */
const MOST_TOLD = 5;

/** Who waits for an answer, and where. */
export interface Asker {
  readonly user: string;
  readonly channel: string;
  /** The head of the thread that they look at; null for the channel itself. */
  readonly thread: string | null;
  /** Slack's address for answers to what they did; null where it names none. */
  readonly responseUrl: string | null;
}

/** What became of it: the core's answer; a sentence of ours, where nothing was done; null where there is nothing to say. */
export type Outcome = Answer | { readonly said: string } | null;

/** How an answer reaches whoever asked. */
export interface Manner {
  /** `late`: the outcome is not known yet. Resolves with whether the ack itself shows the outcome to whoever asked. */
  readonly ack: (outcome: Outcome | "late") => Promise<boolean>;
  /**
   * Puts what was done in place of the message whose button was pressed. Elsewhere each answer stands below the one before: Slack lets
   * nobody replace what a command was answered with (slackapi/bolt-js#2287).
   */
  readonly replaces?: boolean;
  /** What is said when nobody can say what became of it. */
  readonly failed: string;
}

/**
 * Acks once what was asked for is done, and in any case in time. Whoever asked hears what became of it: with the ack, or after it. Never
 * rejects for what failed, since Slack sends no command again.
 */
export type Reply = (asker: Asker, work: () => Promise<Outcome>, manner: Manner) => Promise<void>;

/** The core's words, or ours. */
export function answerOf(outcome: NonNullable<Outcome>): Answer {
  return "said" in outcome ? sentence(outcome.said) : outcome;
}

export function createReply(options: {
  readonly client: Pick<SlackClient, "ephemeral">;
  readonly ourselves: () => Ourselves;
  readonly log: Log;
}): Reply {
  const { client, ourselves, log } = options;
  const reasonOf = (error: unknown) => codeOf(error) ?? (error instanceof Error ? error.message : "unknown");

  async function tell({ user, channel, thread, responseUrl }: Asker, answer: Answer, replace: boolean): Promise<void> {
    const { text, blocks } = whisper(answer, ourselves());
    const answered = async () => {
      if (responseUrl === null) throw new Error("Slack named no address for answers");
      await respondTo(responseUrl, { response_type: "ephemeral", replace_original: replace, text, blocks });
    };
    const whispered = () => client.ephemeral(channel, user, text, { blocks, thread });
    // An address for answers knows of no thread; a call of our own needs the bot in the channel.
    const [first, second] = thread === null ? [answered, whispered] : [whispered, answered];
    try {
      await first().catch(second);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "the answer to a command did not arrive");
    }
  }

  async function follow(asker: Asker, { later: first }: Answer, replace: boolean): Promise<void> {
    for (let [told, later] = [1, first]; later !== null && told < MOST_TOLD; told += 1) {
      const answer: Answer = await later;
      await tell(asker, answer, replace);
      later = answer.later;
    }
  }

  return async (asker, work, manner) => {
    const known = work().catch((error: unknown): Outcome => {
      log.warn({ reason: reasonOf(error) }, "a command was not taken; whoever asked is told to try again");
      return { said: manner.failed };
    });
    const patience = new AbortController();
    const late = sleep(ACK_WITHIN_MS, "late" as const, { signal: patience.signal }).catch(() => "late" as const);
    const first = await Promise.race([known, late]);
    patience.abort();
    const seen = await manner.ack(first);
    const outcome = await known;
    if (outcome === null) return;
    const { replaces = false } = manner;
    if (!seen) await tell(asker, answerOf(outcome), replaces && !("said" in outcome));
    if (!("said" in outcome)) void follow(asker, outcome, replaces);
  };
}
