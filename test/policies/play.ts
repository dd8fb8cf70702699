import { confirmed, takenBack } from "../../src/domain/afterthought.ts";
import { bare, type Emoji } from "../../src/domain/emoji.ts";
import type { ReactionEvent } from "../../src/domain/event.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { quietUntilMs } from "../../src/domain/quiet.ts";
import { resolve } from "../../src/flow/resolve.ts";
import type { Source } from "../../src/ports/source.ts";
import { link, MESSAGE } from "../domain/given.ts";
import { ACCOUNT, createWorld } from "../invariants/world.ts";
import { families } from "../names/sets.ts";
import { emojiMayLeave, isDelicate, mayBeHeard, mayLeave, mayReach, type Pressed } from "./said.ts";
import { type Deed, NETWORKS, PEOPLE, PRESSES, type Story } from "./stories.ts";

const DAY = 86_400_000;

/** One press as an observer knows it, who has read the manual. */
interface Known extends Pressed {
  readonly who: string;
  readonly via: "reaction" | "command";
  held: boolean;
  /** It was allowed as it was pressed, or as its person said that it shall go. */
  allowed: boolean;
  /** It waits for its person's word: by what it is called; what stands in for it may make it so as well. */
  asks: boolean;
}

/** Everything that is wrong with what a story came to; nothing, and the calls. */
export interface Played {
  readonly wrong: readonly string[];
  readonly calls: readonly string[];
}

/** Plays a story through the real flow, and holds every call against what the policy says. */
export async function play({ network, policy: first, deeds }: Story): Promise<Played> {
  const rules = NETWORKS[network];
  if (rules === undefined) throw new Error(`no network ${network}`);
  const around = { accounts: { [ACCOUNT]: { rules } }, families, classes: async (who: string) => PEOPLE[who] ?? [] };
  let policy = first;
  let world = await createWorld({ ...around, links: [link("northwind", first)] });
  await world.link();
  const known = new Map<string, Known>();
  const wrong: string[] = [];
  let checked = 0;
  let turned: Policy["direction"] | null = null;
  const inForce = (): Policy => ({ ...policy, direction: turned ?? policy.direction });

  function check(): void {
    const { calls, callTimesMs } = world.phone;
    for (; checked < calls.length; checked += 1) {
      const call = calls[checked] ?? "";
      if (!call.startsWith("+")) continue;
      const sent = call.slice(1);
      const because = whyNot(sent, callTimesMs[checked] ?? 0);
      if (because !== null) wrong.push(`${call}: ${because}`);
    }
  }

  /** Why an emoji should not have reached the provider; null when somebody may have said it. */
  function whyNot(sent: Emoji, atMs: number): string | null {
    const now = inForce();
    if (sent.startsWith(":")) return "is no emoji";
    if (now.direction === "off" || now.direction === "inbound" || now.dryRun) return "the link was off";
    if (quietUntilMs(now.quietHours, atMs) !== null) return "these were quiet hours";
    return speech(sent);
  }

  /** What is held, was allowed as it was pressed, and still is. */
  function speakers(): readonly Known[] {
    const now = inForce();
    const all = [...known.values()].filter((one) => one.held && one.allowed);
    return all.filter((one) => mayBeHeard(now, PEOPLE[one.who] ?? []) && emojiMayLeave(now, one));
  }

  function speech(sent: Emoji): string | null {
    if (speakers().length === 0) return "nobody who may speak held what was allowed";
    return speakers().some((one) => mayReach(inForce(), sent, one)) ? null : "nothing that anybody held may go out as this";
  }

  async function act(deed: Deed): Promise<void> {
    switch (deed.does) {
      case "wait":
        return world.run(deed.ms);
      case "policy": {
        policy = deed.policy;
        const { store, clock, phones } = world;
        world = await createWorld({ ...around, links: [link("northwind", policy)], store, clock, phones });
        if (deed.sweeps) await world.rejudge.sweep();
        return;
      }
      case "turn":
        turned = deed.to;
        await world.links.turn("northwind", deed.to);
        return;
      case "retry":
        await world.store.retry((await world.mirror()).id);
        return;
      case "read":
        return read();
      default:
        return byHand(deed);
    }
  }

  async function read(): Promise<void> {
    const held = [...known.values()].filter((one) => one.held && one.via === "reaction");
    world.reads(
      MESSAGE,
      held.map(({ who, name, emoji }) => ({ person: who, name, emoji })),
    );
    await world.sweep();
  }

  async function byHand({ does, who, what }: Extract<Deed, { readonly what: number }>): Promise<void> {
    const pressed = PRESSES[what] as Pressed;
    const via = does === "command" || does === "release-command" ? "command" : "reaction";
    const key = `${who} ${pressed.name} ${via}`;
    const before = known.get(key);
    await world.clock.advance(2);
    const time: Partial<ReactionEvent> = via === "command" ? { via, atUs: null, id: `trigger-${world.clock.now()}` } : {};
    if (does === "press" || does === "command" || does === "late") {
      if (before?.held === true) return;
      const now = inForce();
      const lateMs = does === "late" ? now.staleAfterMs + 1_000 : 0;
      const isNewest = lateMs === 0 || before === undefined;
      if (!isNewest) return;
      await world.press(who, pressed.name, {
        emoji: pressed.emoji,
        ...time,
        ...(lateMs > 0 && { atUs: (world.clock.now() - lateMs) * 1_000 }),
      });
      const may = lateMs === 0 && mayLeave(now, pressed, PEOPLE[who] ?? []);
      known.set(key, { ...pressed, who, via, held: true, allowed: may && !isDelicate(now, pressed), asks: may });
    } else if (does === "release" || does === "release-command") {
      await world.unpress(who, pressed.name, { emoji: pressed.emoji, ...time });
      // Whatever comes late from now on comes from before it.
      known.set(key, { ...pressed, who, via, allowed: false, asks: false, ...before, held: false });
    } else {
      await afterwards(does, who, pressed, before);
    }
  }

  async function afterwards(does: "send" | "take-back", who: string, pressed: Pressed, before: Known | undefined): Promise<void> {
    const press = { message: MESSAGE, person: who, name: pressed.name, via: "reaction" } as const;
    const { id } = await world.mirror();
    const event = { kind: "added", message: MESSAGE, person: who, ...pressed, via: "reaction", atUs: null, id: null } as const;
    const source = { classes: async () => PEOPLE[who] ?? [] } as unknown as Source;
    const terms = (await resolve(event, source, world.clock.now(), world.resolving, true))?.terms["northwind"];
    await world.store.absorb(id, (mirror, nowMs) => {
      const next =
        does === "take-back" ? takenBack(mirror, press, nowMs) : terms === undefined ? mirror : confirmed(mirror, press, terms, nowMs);
      return { mirror: next, again: false, repaired: 0 };
    });
    if (before === undefined || !before.held) return;
    if (does === "take-back") before.allowed = false;
    else if (before.asks && mayLeave(inForce(), pressed, PEOPLE[who] ?? [])) before.allowed = true;
  }

  for (const deed of deeds) {
    await act(deed);
    // A policy changes between calls alone.
    check();
  }
  await world.rejudge.sweep();
  await world.run(60_000);
  check();
  settled();
  await end();
  return { wrong, calls: world.phone.calls };

  /** What shows is what somebody may say; and where any emoji goes, what may be said is. */
  function settled(): void {
    const now = inForce();
    const isOpen = (now.direction === "both" || now.direction === "outbound") && !now.dryRun;
    if (!isOpen) return;
    const forms = world.shown().map(bare);
    if (new Set(forms).size < forms.length) wrong.push(`${forms.join(" ")} are two of one emoji`);
    for (const shown of world.shown()) {
      const because = speech(shown);
      if (because !== null) wrong.push(`${shown} shows: ${because}`);
    }
    const isQuiet = quietUntilMs(now.quietHours, world.clock.now()) !== null;
    // What another policy has kept in meanwhile does not come back by itself.
    const isOne = !deeds.some(({ does }) => does === "policy");
    const silent = isOne && !isQuiet && network === "whatsapp" && world.shown().length === 0;
    if (silent && speakers().length > 0) wrong.push(`nothing shows, and ${speakers()[0]?.name} may`);
  }

  /** At last everybody lets go, of whatever form of whatever emoji, and nothing of ours may be left. */
  async function end(): Promise<void> {
    for (const { who, name, emoji, via } of known.values()) {
      await world.clock.advance(2);
      await world.unpress(who, name, { emoji, via, ...(via === "command" && { atUs: null, id: `end-${world.clock.now()}` }) });
    }
    for (const one of known.values()) one.held = false;
    const open = { ...policy, direction: "both", dryRun: false } as const;
    turned = null;
    await world.links.turn("northwind", null);
    policy = open;
    const { store, clock, phones } = world;
    world = await createWorld({ ...around, links: [link("northwind", open)], store, clock, phones });
    await world.store.wake("northwind");
    await world.run(2 * DAY);
    check();
    const left = world.shown();
    if (left.length > 0) wrong.push(`${left.map(bare).join(" ")} is left when nobody holds anything`);
  }
}
