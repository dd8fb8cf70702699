import type { ReactionEvent } from "../domain/event.ts";
import type { Resolved } from "../domain/fold.ts";
import { type Message, messageKey } from "../domain/message.ts";
import type { Fact, Mirror, Watermark } from "../domain/mirror.ts";

/** What a mirror remembers of a message: what somebody holds or held there, or that something went all at once. */
type Remembered = Fact | Watermark;

/** What one mirror knows of a message and another one does not. */
export function missing(of: Mirror, other: Mirror, message: Message): readonly Remembered[] {
  if (of === other) return [];
  const source = messageKey(message);
  const via = (one: Remembered) => ("via" in one ? one.via : null);
  const isKnown = (one: Remembered) => {
    const list: readonly Remembered[] = "held" in one ? other.facts : other.watermarks;
    const isSame = (two: Remembered) =>
      two.source === source && two.person === one.person && two.name === one.name && via(two) === via(one);
    return list.some((two) => isSame(two) && tells(two, one));
  };
  return [...of.watermarks, ...of.facts].filter((one) => one.source === source && !isKnown(one));
}

/** Whether what one mirror knows leaves out nothing of what another knows of the same. */
function tells(two: Remembered, one: Remembered): boolean {
  if (!("held" in two) || !("held" in one)) return two.atUs >= one.atUs;
  if (two.held && one.held) return (two.found?.wordUs ?? two.atUs) >= (one.found?.wordUs ?? one.atUs);
  return (two.found?.byUs ?? two.atUs) >= (one.found?.byUs ?? one.atUs);
}

/** What told of it, once more; whoever knows it already learns nothing from it. `termsOf` says what is said of a press at a moment. */
export function retold(
  message: Message,
  what: Remembered,
  termsOf: (press: ReactionEvent, atUs: number) => Resolved["terms"],
): readonly Resolved[] {
  if (!("held" in what)) {
    const { person, name, atUs } = what;
    return [{ event: { kind: "cleared", message, person, name, atUs, id: null }, terms: {} }];
  }
  const { person, name, held, emoji, via, atUs, found } = what;
  const told = (isAdd: boolean, us: number): Resolved => {
    const event: ReactionEvent = { kind: isAdd ? "added" : "removed", message, person, name, emoji, via, atUs: us, id: null };
    return { event, terms: isAdd ? termsOf(event, us) : {} };
  };
  if (found === undefined) return [told(held, atUs)];
  const find = { ...told(true, found.byUs), found: true };
  return found.wordUs === 0 ? [find] : [find, told(atUs < found.byUs, found.wordUs)];
}
