import { NETWORK_TITLES } from "../../domain/conversation.ts";
import { isPlatform } from "../../domain/message.ts";
import type { Mirror } from "../../domain/mirror.ts";
import { ANSWER_MS } from "../../domain/notice.ts";
import type { Answer } from "../../ports/commands.ts";
import { type Asked, awaitOutcome, type OutcomeOptions } from "./outcome.ts";
import { outcome as sentenceOf, which } from "./sentences.ts";
import type { Spot } from "./spot.ts";

/** Together with what it takes to get here and back, within the 3 s that platforms give. */
const PATIENCE_MS = 1_500;
const LATER_LOOK_MS = 1_000;

/** `isOpen`: the last word on it is not spoken; asked again under the same id, it may be. */
export type Answered = Answer & { readonly isOpen: boolean };

export function only(sentence: string): Answered {
  return { text: [sentence], undo: null, later: null, isOpen: false };
}

/** Answers with what came of a press, or of its withdrawal. */
export interface TellOutcome {
  /** What came of it now, and once it is over. */
  answer(spot: Spot, mirrors: readonly Mirror[], asked: Asked, undo: Answer["undo"], patienceMs?: number): Promise<Answered>;
  /** What is at the other side of a mirror. */
  title(mirror: Mirror | undefined): string;
}

export function createTellOutcome(options: OutcomeOptions): TellOutcome {
  const { accounts } = options;

  /** What came of it now, and once it is over. */
  async function answer(
    spot: Spot,
    mirrors: readonly Mirror[],
    asked: Asked,
    undo: Answer["undo"],
    patienceMs = PATIENCE_MS,
  ): Promise<Answered> {
    const message = which(spot);
    const yours = asked.emoji.emoji ?? `:${asked.emoji.name}:`;
    const look = (patienceMs: number, lookMs?: number) =>
      Promise.all(mirrors.map(({ id }) => awaitOutcome(id, asked, patienceMs, options, lookMs)));
    const said = (outcomes: Awaited<ReturnType<typeof look>>, later: Answer["later"]): Answer => ({
      text: outcomes.flatMap((one, index) => {
        const sentence = one === null ? [] : [sentenceOf(one, yours, message, title(mirrors[index]), asked.isHeld)];
        return index === 0 || one === null ? sentence : ["\n", ...sentence];
      }),
      undo: asked.isHeld ? undo : null,
      later,
    });
    const outcomes = await look(patienceMs);
    const isOpen = outcomes.some((one) => one?.kind === "pending" && (one.why === "way" || one.why === "unreached"));
    const first = { ...said(outcomes, null), isOpen };
    if (!isOpen || patienceMs === 0) return first;
    const later = look(ANSWER_MS, LATER_LOOK_MS).then(
      (found) => said(found, null),
      () => first,
    );
    return { ...first, later };
  }

  function title(mirror: Mirror | undefined): string {
    const network = accounts.get(mirror?.slot.account ?? "")?.network;
    return network === undefined || isPlatform(network) ? "the other channel" : NETWORK_TITLES[network];
  }

  return { answer, title };
}
