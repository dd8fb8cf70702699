import { type OwnPress, takenBack } from "../../domain/afterthought.ts";
import type { Asking, Command } from "../../domain/command.ts";
import type { Mirror } from "../../domain/mirror.ts";
import type { Answer } from "../../ports/commands.ts";
import { hushed } from "../notify.ts";
import type { ReactOptions } from "./react.ts";
import { HUSHED, NOTHING_TO_TAKE_BACK, nowhere, STILL_HELD } from "./sentences.ts";
import { findSpot } from "./spot.ts";
import { createTellOutcome, only } from "./tell-outcome.ts";

/** What somebody does, by a button, about a press of their own. */
type Acting = (asking: Asking, command: Extract<Command, { kind: "act" }>) => Promise<Answer>;

export function createActing(options: ReactOptions): Acting {
  const { store, wake } = options;
  const { answer } = createTellOutcome(options);

  async function takeBack(asking: Asking, press: Extract<Command, { kind: "act" }>): Promise<Answer> {
    const spot = await findSpot(asking, options);
    if (typeof spot === "string") return only(nowhere(spot));
    const { message, mirrors } = spot;
    const { emoji, via } = press;
    const own: OwnPress = { message, person: asking.person, name: emoji.name, via };
    const touched: Mirror[] = [];
    for (const { id } of mirrors) {
      let isTouched = false;
      const changed = await store.absorb(id, (mirror, nowMs) => {
        const next = takenBack(mirror, own, nowMs);
        isTouched = next !== mirror;
        return { mirror: next, again: false, repaired: 0 };
      });
      if (changed !== null && isTouched) touched.push(changed.mirror);
    }
    if (touched.length === 0) return only(NOTHING_TO_TAKE_BACK);
    wake();
    const answered = await answer(spot, touched, { ...own, emoji, isHeld: false }, null);
    const whole = (one: Answer): Answer => ({ ...one, text: [...one.text, STILL_HELD] });
    return { ...whole(answered), later: answered.later?.then(whole) ?? null };
  }

  return async (asking, command) => {
    switch (command.does) {
      case "take-back":
        return takeBack(asking, command);
      case "hush":
        await store.remember(hushed(asking.person));
        return only(HUSHED);
    }
  };
}
