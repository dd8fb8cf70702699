import { confirmed, factOf, type OwnPress, takenBack, waitsForWord } from "../../domain/afterthought.ts";
import type { Asking, Command } from "../../domain/command.ts";
import type { ReactionEvent } from "../../domain/event.ts";
import { messageKey } from "../../domain/message.ts";
import type { Mirror } from "../../domain/mirror.ts";
import type { Denial } from "../../domain/verdict.ts";
import type { Answer } from "../../ports/commands.ts";
import { HUSHED as NO_RECEIPTS } from "../notify.ts";
import { resolve } from "../resolve.ts";
import { LABELS } from "../sentences.ts";
import type { React, ReactOptions } from "./react.ts";
import { denied, HUSHED, NOTHING_TO_SEND, NOTHING_TO_TAKE_BACK, nowhere, STAYS_INSIDE, STILL_HELD, TURN_ON } from "./sentences.ts";
import { findSpot, toldOf } from "./spot.ts";
import { createTellOutcome, only } from "./tell-outcome.ts";

type Act = Extract<Command, { kind: "act" }>;

/** What somebody does, by a button, about a press of their own. */
export type Acting = (asking: Asking, command: Act) => Promise<Answer>;

export function createActing({ react }: Pick<React, "react">, options: ReactOptions): Acting {
  const { store, links, sources, clock, wake } = options;
  const { answer, title } = createTellOutcome(options);

  /** Of these mirrors, those that the change has changed; as they are then. */
  async function changed(mirrors: readonly Mirror[], change: (mirror: Mirror, nowMs: number) => Mirror): Promise<readonly Mirror[]> {
    const touched: Mirror[] = [];
    for (const { id } of mirrors) {
      let isTouched = false;
      const absorbed = await store.absorb(id, (mirror, nowMs) => {
        const next = change(mirror, nowMs);
        isTouched = next !== mirror;
        return { mirror: next, again: false, repaired: 0 };
      });
      if (absorbed !== null && isTouched) touched.push(absorbed.mirror);
    }
    if (touched.length > 0) wake();
    return touched;
  }

  async function takeBack(asking: Asking, { emoji, via }: Act): Promise<Answer> {
    const spot = await findSpot(asking, options);
    if (typeof spot === "string") return only(nowhere(spot));
    const own: OwnPress = { message: spot.message, person: asking.person, name: emoji.name, via };
    const touched = await changed(toldOf(spot.mirrors), (mirror, nowMs) => takenBack(mirror, own, nowMs));
    if (touched.length === 0) return only(NOTHING_TO_TAKE_BACK);
    const answered = await answer(spot, touched, { ...own, emoji, isHeld: false }, null);
    const whole = (one: Answer): Answer => ({ ...one, text: [...one.text, STILL_HELD] });
    return { ...whole(answered), later: answered.later?.then(whole) ?? null };
  }

  /** What counts is whether it may leave now: this is the press. */
  async function send(asking: Asking, { emoji, via }: Act): Promise<Answer> {
    const spot = await findSpot(asking, options);
    if (typeof spot === "string") return only(nowhere(spot));
    const { message, mirrors } = spot;
    const { person } = asking;
    const own: OwnPress = { message, person, name: emoji.name, via };
    const source = sources.find(({ platform }) => platform === message.platform);
    const waiting = toldOf(mirrors).filter((mirror) => isWaiting(mirror, own));
    const [first] = waiting;
    if (source === undefined || first === undefined) return only(NOTHING_TO_SEND);
    const event: ReactionEvent = { kind: "added", message, person, ...emoji, via, atUs: null, id: null };
    const terms = (await resolve(event, source, clock.now(), options, true))?.terms ?? {};
    const linkOf = ({ feeds }: Mirror) => feeds.find(({ key }) => key === messageKey(message))?.link ?? "";
    const touched = await changed(waiting, (mirror, nowMs) => {
      const here = terms[linkOf(mirror)];
      return here === undefined ? mirror : confirmed(mirror, own, here, nowMs);
    });
    if (touched.length > 0) {
      const actions = [{ does: "take-back", label: LABELS["take-back"], message, emoji, via } as const];
      const whole = (one: Answer): Answer => ({ ...one, actions });
      const answered = await answer(spot, touched, { ...own, emoji, isHeld: true }, null);
      return { ...whole(answered), later: answered.later?.then(whole) ?? null };
    }
    const why: Denial = terms[linkOf(first)]?.denied ?? "frozen";
    return only(
      denied(why, emoji.emoji ?? `:${emoji.name}:`, title(first), links.isUnconfirmed(linkOf(first)), [], null, TURN_ON[source.platform]),
    );
  }

  return async (asking, command) => {
    switch (command.does) {
      case "send":
        return command.via === "command" ? react(asking, command.emoji, true) : send(asking, command);
      case "keep":
        return only(STAYS_INSIDE);
      case "take-back":
        return takeBack(asking, command);
      case "hush":
        await store.remember(asking.person, NO_RECEIPTS);
        return only(HUSHED);
    }
  };
}

function isWaiting(mirror: Mirror, own: OwnPress): boolean {
  const fact = factOf(mirror, own);
  return fact !== undefined && waitsForWord(fact);
}
