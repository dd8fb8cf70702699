import type { Emoji } from "../../src/domain/emoji.ts";
import type { Failure } from "../../src/domain/failure.ts";
import type { Calls, FoundPost, Outgoing } from "../../src/ports/calls.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { TargetError } from "../../src/ports/target.ts";
import { failure } from "../domain/given.ts";

export interface ProviderPlan {
  /** It does not say which message it sent. */
  readonly nameless?: boolean;
  readonly sendsOnce?: boolean;
  /** Which calls it knows; `send` and `held` without it. */
  readonly knows?: readonly ("send" | "held" | "locate" | "posts")[];
}

export interface Sent extends Outgoing {
  readonly id: string;
}

/** How it takes one sending; without a failure: well. */
export interface SendAnswer {
  readonly failure: Failure;
  readonly carriedOut?: boolean;
}

/** What can be asked of a provider besides reactions, and the people behind it. */
export interface Provider {
  readonly calls: Calls;
  /** What reached the customer, in order. */
  readonly sent: readonly Sent[];
  /** Every request. */
  readonly asked: readonly string[];
  answers(...answers: readonly (SendAnswer | null)[]): void;
  always(answer: SendAnswer | null): void;
  /** Somebody shows an emoji on a message, or nothing any more. */
  shows(id: string, part: number, person: string, emoji: Emoji | null): void;
  /** People hold what the reading does not list. */
  cutShort(isIt: boolean): void;
  /** What deliveries call `id` is `urn` in every call from now on. */
  lists(id: string, urn: string): void;
  post(name: string, found: FoundPost | Failure): void;
}

export function createProvider(clock: Clock, plan: ProviderPlan = {}): Provider {
  const { nameless = false, sendsOnce = false, knows = ["send", "held"] } = plan;
  const sent: Sent[] = [];
  const asked: string[] = [];
  const answers: (SendAnswer | null)[] = [];
  const held = new Map<string, Map<string, Emoji>>();
  const listed = new Map<string, string>();
  const posts = new Map<string, FoundPost | Failure>();
  let usual: SendAnswer | null = null;
  let isCutShort = false;

  const calls: Calls = {
    sendsOnce,
    ...(knows.includes("send") && {
      async send(outgoing, permit) {
        await permit();
        asked.push("send");
        const answer = answers.shift() ?? usual;
        const before = sendsOnce ? sent.find(({ key }) => key === outgoing.key) : undefined;
        const one = before ?? { ...outgoing, id: `sent-${sent.length + 1}` };
        if (before === undefined && answer?.carriedOut !== false && (answer === null || answer.carriedOut === true)) sent.push(one);
        if (answer !== null) throw new TargetError(answer.failure);
        return { id: nameless ? null : one.id };
      },
    }),
    ...(knows.includes("held") && {
      async held({ id, part }, permit) {
        await permit();
        asked.push("held");
        const reactions = [...(held.get(`${id}#${part}`) ?? [])].map(([person, emoji]) => ({ person, emoji }));
        return { reactions: isCutShort ? reactions.slice(0, 1) : reactions, complete: !isCutShort, atUs: clock.now() * 1_000 };
      },
    }),
    ...(knows.includes("locate") && {
      async locate({ id, conversation }, permit) {
        await permit();
        asked.push(`locate ${id}`);
        const urn = [...listed.values()].includes(id) ? id : listed.get(id);
        return urn === undefined ? null : { id: urn, conversation };
      },
    }),
    ...(knows.includes("posts") && {
      postIn(text) {
        const [, post, comment] = /https:\/\/posts\.example\/(\w+)(?:#(\w+))?/.exec(text) ?? [];
        return post === undefined ? null : { post, comment: comment ?? null };
      },
      async findPost({ post, comment }, permit) {
        await permit();
        asked.push(`find ${post}`);
        const found = posts.get(post) ?? failure("gone");
        if ("kind" in found) throw new TargetError(found);
        return { ...found, comment: comment ?? found.comment };
      },
    }),
  };
  return {
    calls,
    sent,
    asked,
    answers: (...some) => void answers.push(...some),
    always: (answer) => {
      usual = answer;
    },
    shows(id, part, person, emoji) {
      const key = `${id}#${part}`;
      const people = held.get(key) ?? new Map<string, Emoji>();
      if (emoji === null) people.delete(person);
      else people.set(person, emoji);
      held.set(key, people);
    },
    cutShort: (isIt) => {
      isCutShort = isIt;
    },
    lists: (id, urn) => void listed.set(id, urn),
    post: (name, found) => void posts.set(name, found),
  };
}
