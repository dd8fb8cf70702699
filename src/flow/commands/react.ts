import type { Asking, NamedEmoji } from "../../domain/command.ts";
import { same } from "../../domain/emoji.ts";
import type { Person, ReactionEvent } from "../../domain/event.ts";
import type { Resolved } from "../../domain/fold.ts";
import { whyInside } from "../../domain/ladder.ts";
import { isPlatform, type Message, messageKey, networkMessage } from "../../domain/message.ts";
import type { Mirror } from "../../domain/mirror.ts";
import type { Answer } from "../../ports/commands.ts";
import type { Observer } from "../../ports/observer.ts";
import type { Attach } from "../attach.ts";
import { isShowable } from "../boards.ts";
import { record } from "../record.ts";
import { type ResolveOptions, resolve, termsFrom } from "../resolve.ts";
import { LABELS } from "../sentences.ts";
import { createChoices } from "./choices.ts";
import { maySpeakHere } from "./may-speak.ts";
import { delicate, denied, NOT_YOURS, NOTHING_THERE, nowhere, TURN_ON } from "./sentences.ts";
import { factsOn, findSpot, type Spot, type SpotOptions, toldOf } from "./spot.ts";
import { type Answered, createTellOutcome, only } from "./tell-outcome.ts";

export interface ReactOptions extends ResolveOptions, SpotOptions {
  readonly observer: Observer;
  readonly attach: Attach;
  readonly wake: () => void;
}

/** Reacting by command, and taking it back. */
export interface React {
  /** `confirmed`: the person was asked whether it shall leave, and said so. */
  react(asking: Asking, emoji: NamedEmoji, confirmed?: boolean): Promise<Answer>;
  /** The same for what is confirmed, without waiting for what comes of it. */
  press(asking: Asking, emoji: NamedEmoji): Promise<Answered>;
  /** Null: every emoji. */
  remove(asking: Asking, emoji: NamedEmoji | null): Promise<Answer>;
  /** What anybody holds there by command. */
  clear(asking: Asking): Promise<Answer>;
}

export function createReact(options: ReactOptions): React {
  const { store, links, accounts, sources, clock, observer, attach, wake } = options;
  const choices = createChoices(options);
  const { answer, title } = createTellOutcome(options);

  /** Commits it for the customer, and lets our bot show it in the channel: colleagues need not ask twice. */
  async function commit(event: ReactionEvent, resolved: Resolved, { mirrors }: Spot): Promise<void> {
    await record(resolved, { store, observer, wake });
    await trace(event, mirrors).catch((error: unknown) => {
      observer.log.warn({ platform: event.message.platform, error: String(error) }, "a command is not shown in its channel");
    });
  }

  async function trace(event: ReactionEvent, mirrors: readonly Mirror[]): Promise<void> {
    const { emoji, kind, id } = event;
    if (emoji === null || !isShowable(sources, emoji)) return;
    for (const { slot } of mirrors) {
      const account = accounts.get(slot.account);
      if (account === undefined || isPlatform(account.network)) continue;
      await attach.back(account, slot.message, slot.part);
      const there = networkMessage(account.network, account.name, slot.message, slot.part);
      const terms = kind === "added" ? termsFrom(account.name, emoji, 0, options) : {};
      await store.record({ event: { ...event, message: there, id: id === null ? null : `${id} ${account.name}` }, terms }, 0);
    }
    wake();
  }

  async function remove(asking: Asking, which: (fact: Mirror["facts"][number]) => boolean, isMine: boolean): Promise<Answer> {
    const spot = await findSpot(asking, options);
    if (typeof spot === "string") return only(nowhere(spot));
    const { message, mirrors } = spot;
    const held = new Map<string, { readonly person: Person; readonly emoji: NamedEmoji }>();
    for (const mirror of mirrors) {
      for (const fact of factsOn(mirror, message)) {
        const { held: isHeld, via, person, name, emoji } = fact;
        if (isHeld && via === "command" && which(fact)) held.set(`${person} ${name}`, { person, emoji: { name, emoji } });
      }
    }
    if (held.size === 0) return only(NOTHING_THERE);
    for (const [index, { person, emoji }] of [...held.values()].entries()) {
      const event = eventOf("removed", message, person, emoji, `${asking.id} ${index}`);
      await commit(event, { event, terms: {} }, spot);
    }
    const [last] = [...held.values()].slice(-1);
    if (last === undefined) return only(NOTHING_THERE);
    const answered = await answer(
      spot,
      toldOf(mirrors),
      { person: last.person, message, emoji: last.emoji, via: "command", isHeld: false },
      null,
    );
    return isMine || held.size === 1
      ? answered
      : { ...answered, text: [`${held.size} reactions made by command were taken back. `, ...answered.text] };
  }

  async function react(asking: Asking, emoji: NamedEmoji, confirmed: boolean, patienceMs?: number): Promise<Answered> {
    const spot = await findSpot(asking, options);
    if (typeof spot === "string") return only(nowhere(spot));
    const { message, mirrors } = spot;
    const source = sources.find(({ platform }) => platform === message.platform);
    if (source === undefined) return only(nowhere("unlinked-channel"));
    const event = eventOf("added", message, asking.person, emoji, asking.id);
    const resolved = await resolve(event, source, clock.now(), options, confirmed);
    const judged = toldOf(mirrors).map((mirror) => ({ mirror, ...feedOf(mirror, message, resolved) }));
    const going = judged.filter(({ denial }) => denial === null);
    const [first] = judged;
    if (resolved === null || first === undefined) return only(nowhere("unlinked-channel"));
    if (judged.some(({ denial }) => denial === "unconfirmed")) return asks(message, emoji);
    if (going.length === 0) {
      const others = (await choices({ ...asking, place: { kind: "message", message } }, null)).filter(({ goesAs }) => goesAs !== null);
      const yours = emoji.emoji ?? `:${emoji.name}:`;
      const shown = others.slice(0, 8).map((one) => one.emoji);
      const why = emoji.emoji === null ? null : whyInside(emoji.emoji, options.families);
      return only(
        denied(first.denial ?? "frozen", yours, title(first.mirror), links.isUnconfirmed(first.link), shown, why, TURN_ON[source.platform]),
      );
    }
    await commit(event, resolved, spot);
    const asked = { person: asking.person, message, emoji, via: "command" as const, isHeld: true };
    return answer(
      spot,
      going.map(({ mirror }) => mirror),
      asked,
      { message, emoji },
      patienceMs,
    );
  }

  /** Nothing is recorded before they have said so. */
  function asks(message: Message, emoji: NamedEmoji): Answered {
    const about = { message, emoji, via: "command" } as const;
    const actions = (["send", "keep"] as const).map((does) => ({ does, label: LABELS[does], ...about }));
    return { ...only(`${delicate(emoji.emoji ?? `:${emoji.name}:`)} Send it?`), actions };
  }

  return {
    react: (asking, emoji, confirmed = false) => react(asking, emoji, confirmed),
    press: (asking, emoji) => react(asking, emoji, true, 0),

    remove(asking, emoji) {
      const isIt = (fact: Mirror["facts"][number]) =>
        emoji === null || fact.name === emoji.name || (emoji.emoji !== null && fact.emoji !== null && same(fact.emoji, emoji.emoji));
      return remove(asking, (fact) => fact.person === asking.person && isIt(fact), true);
    },

    async clear(asking) {
      if (!(await maySpeakHere(asking, options))) return only(NOT_YOURS);
      return remove(asking, () => true, false);
    },
  };
}

function eventOf(kind: ReactionEvent["kind"], message: Message, person: Person, { name, emoji }: NamedEmoji, id: string): ReactionEvent {
  return { kind, message, person, name, emoji, via: "command", atUs: null, id };
}

/** Under which link a message feeds a mirror, and what keeps a press there from leaving. */
function feedOf(mirror: Mirror, message: Message, resolved: Resolved | null) {
  const feed = mirror.feeds.find(({ key }) => key === messageKey(message));
  const link = feed?.link ?? "";
  const terms = resolved?.terms[link];
  return { link, denial: feed === undefined || feed.frozen !== null ? ("frozen" as const) : (terms?.denied ?? null) };
}
