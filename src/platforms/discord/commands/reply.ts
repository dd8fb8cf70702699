import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "../../../ports/commands.ts";
import type { DeskOptions } from "./desk.ts";
import { ANSWER, EPHEMERAL } from "./info.ts";
import type { Interaction } from "./interaction.ts";
import { sentence, type Whisper, whisper } from "./shown.ts";

/** Discord waits 3 s for the first answer, and the way there and back takes its time too. */
const ANSWER_WITHIN_MS = 2_000;

/** `here`: in place of the message whose button or menu it was; else below it. */
export interface Manner {
  readonly here: boolean;
  /** What is said when nobody can say what became of it. */
  readonly failed: string;
}

/** What somebody sees: the core's answer, or a message of ours. */
export type Shown = Answer | { readonly whisper: Whisper };

export type Reply = (interaction: Interaction, work: () => Promise<Shown>, manner: Manner) => Promise<void>;

/** Answers an interaction in time, and puts what is known later in its place. Never rejects: nobody is told of it twice. */
export function createReply({ rest, application, log }: Pick<DeskOptions, "rest" | "application" | "log">): Reply {
  const first = ({ id, token }: Interaction, type: number, data?: object) =>
    rest.ask({ method: "POST", path: `/interactions/${id}/${token}/callback`, json: { type, ...(data && { data }) }, isOpen: true });
  /** What stands there keeps its flags. */
  const inPlace = ({ flags: _, ...data }: Whisper) => data;
  const edit = ({ token }: Interaction, shown: Whisper) =>
    rest.ask({ method: "PATCH", path: `/webhooks/${application()}/${token}/messages/@original`, json: inPlace(shown), isOpen: true });

  return async (interaction, work, { here, failed }) => {
    const known = work().catch((error: unknown): Shown => {
      log.warn(
        { reason: error instanceof Error ? error.message : "unknown" },
        "a command was not taken; whoever asked is told to try again",
      );
      return sentence(failed);
    });
    try {
      const patience = new AbortController();
      const late = sleep(ANSWER_WITHIN_MS, null, { signal: patience.signal }).catch(() => null);
      const soon = await Promise.race([known, late]);
      patience.abort();
      if (soon === null) await first(interaction, here ? ANSWER.laterHere : ANSWER.later, here ? undefined : { flags: EPHEMERAL });
      const shown = soon ?? (await known);
      if (soon === null) await edit(interaction, asWhisper(shown));
      else if (here) await first(interaction, ANSWER.here, inPlace(asWhisper(shown)));
      else await first(interaction, ANSWER.message, asWhisper(shown));
      for (let later = laterOf(shown); later !== null; ) {
        const answer: Answer = await later;
        await edit(interaction, whisper(answer));
        later = answer.later;
      }
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : "unknown" }, "the answer to a command did not arrive");
    }
  };
}

function asWhisper(shown: Shown): Whisper {
  return "whisper" in shown ? shown.whisper : whisper(shown);
}

function laterOf(shown: Shown): Promise<Answer> | null {
  return "whisper" in shown ? null : shown.later;
}
