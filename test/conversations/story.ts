import type { SourceEvent } from "../../src/domain/event.ts";
import type { Conversation, Heard, HeardMessage } from "../../src/domain/heard.ts";
import type { Message } from "../../src/domain/message.ts";
import { added, failure, MESSAGE, removed, TIMEOUT } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import type { Fate } from "./board.ts";
import { ANA, CHAT, INBOX_CHANNEL, inbox, JOSE, linked, MARIA, ME, OTHER_CHAT, reacted, wrote } from "./given.ts";
import { createMortal, type Death, type Mortal } from "./mortal.ts";
import { createWorld, type World } from "./world.ts";

/** One thing that happens. Numbers choose among what there is. */
export type Deed =
  | { readonly does: "writes"; readonly chat: number; readonly phone: boolean }
  | { readonly does: "reacts"; readonly who: number; readonly to: number; readonly emoji: string | null }
  | { readonly does: "presses"; readonly who: number; readonly to: number; readonly emoji: string }
  | { readonly does: "answers"; readonly to: number }
  | { readonly does: "delivers"; readonly lane: number; readonly again: boolean }
  | { readonly does: "board"; readonly fates: readonly (Fate | null)[] }
  | { readonly does: "provider"; readonly fates: readonly ("lost" | "failed" | "unsent" | null)[] }
  | { readonly does: "echoes" }
  | { readonly does: "waits"; readonly ms: number };

export interface Story {
  readonly deeds: readonly Deed[];
  /** How one process after the other dies. */
  readonly deaths: readonly Death[];
  readonly sendsOnce: boolean;
  /** Whether the provider can be asked what people show. */
  readonly reads: boolean;
  /** Whether it says which message it sent. */
  readonly nameless: boolean;
}

const CHATS: readonly Conversation[] = [CHAT, OTHER_CHAT];
const PEOPLE = [MARIA, JOSE, ANA];
const TEAM = ["dana", "lee"];
const LINKS = [
  linked("northwind", {}, { outbound: "threads" }),
  linked("rui", { channel: "slack:C0RUI", conversation: OTHER_CHAT.ids[0] ?? "" }, { outbound: "threads" }),
  inbox(),
];
const CHANNELS = [MESSAGE.channel, "C0RUI"];
const HOUR = 3_600_000;
const ANSWERS = {
  lost: { failure: TIMEOUT, carriedOut: true },
  failed: { failure: failure("transient") },
  unsent: { failure: TIMEOUT, carriedOut: false },
} as const;

interface Written extends HeardMessage {
  readonly chat: number;
  readonly text: string;
}

/** Plays a story to its end, and answers everything that is not as it should be then. */
export async function play({
  deeds,
  deaths,
  sendsOnce,
  reads,
  nameless,
}: Story): Promise<{ readonly flaws: readonly string[]; readonly calls: number }> {
  let mortal: Mortal = createMortal(deaths[0] ?? null);
  const coming = [...deaths.slice(1)];
  const accounts = { [ACCOUNT]: { sendsOnce, nameless, knows: reads ? (["send", "held"] as const) : (["send"] as const) } };
  let world = await createWorld({ links: LINKS, accounts, around: mortal.around });
  mortal.begin();
  let calls = 0;

  /** What is not taken comes again, to the next process. */
  async function lived(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await work();
        if (!mortal.isDead()) return;
      } catch (error) {
        if (!mortal.isDead()) throw error;
      }
      calls += mortal.calls();
      mortal = createMortal(coming.shift() ?? null);
      await world.clock.advance(1_000);
      world = await world.restart({ links: LINKS, accounts, around: mortal.around });
      mortal.begin();
    }
  }

  const tell = (event: SourceEvent) => lived(() => world.receive(event));
  const hear = (heard: Heard) => lived(() => world.hear(heard));
  const us = () => world.clock.now() * 1_000;

  const written: Written[] = [];
  const answered: { readonly text: string; readonly chat: number }[] = [];
  /** Deliveries that are still to come, in order within each. */
  const lanes: Heard[][] = [[], [], [], []];
  const delivered: Heard[] = [];
  const held = new Map<string, Map<string, string>>();
  const pressed: {
    readonly message: Message;
    readonly id: string;
    readonly person: string;
    readonly emoji: string;
    held: boolean;
    atUs: number;
  }[] = [];
  let echoed = 0;

  async function deliver(lane: Heard[]): Promise<void> {
    const next = lane.shift();
    if (next === undefined) return;
    await hear(next);
    delivered.push(next);
  }

  /** The network tells of what we sent. */
  async function echo(): Promise<void> {
    for (; echoed < world.provider.sent.length; echoed += 1) {
      const { id = "", text = "" } = world.provider.sent[echoed] ?? {};
      const chat = answered.find((one) => one.text === text)?.chat ?? 0;
      await hear(wrote(id, text, world.clock.now(), { conversation: CHATS[chat] as Conversation, fromMe: true, author: ME }));
    }
  }

  async function act(deed: Deed): Promise<void> {
    switch (deed.does) {
      case "writes": {
        const text = `text ${written.length}`;
        const conversation = CHATS[deed.chat % 2] as Conversation;
        const who = deed.phone ? { fromMe: true, author: ME } : {};
        const heard = wrote(`message-${written.length}`, text, world.clock.now(), { conversation, ...who });
        written.push({ ...heard, text, chat: deed.chat % 2 });
        lanes[deed.chat % 2]?.push(heard);
        return;
      }
      case "reacts": {
        const message = written[deed.to % Math.max(1, written.length)];
        const person = PEOPLE[deed.who % PEOPLE.length];
        if (message === undefined || person === undefined) return;
        const on = held.get(message.id) ?? new Map<string, string>();
        held.set(message.id, on);
        if (deed.emoji === null) on.delete(person.id);
        else on.set(person.id, deed.emoji);
        world.provider.shows(message.id, 0, person.id, deed.emoji);
        const { conversation } = message;
        lanes[2 + message.chat]?.push(reacted(message.id, person, deed.emoji, world.clock.now(), { conversation }));
        return;
      }
      case "presses": {
        const shown = world.board.posted[deed.to % Math.max(1, world.board.posted.length)];
        const of = written.find(({ text }) => text === shown?.text);
        if (shown === undefined || of === undefined) return;
        const { message } = shown;
        const person = TEAM[deed.who % TEAM.length] ?? "";
        const before = pressed.find((one) => one.message === message && one.person === person && one.emoji === deed.emoji);
        const change = { message, atUs: us() };
        const isHeld = before?.held !== true;
        if (before === undefined) pressed.push({ message, id: of.id, person, emoji: deed.emoji, held: true, atUs: us() });
        else Object.assign(before, { held: isHeld, atUs: us() });
        world.holds(message, person, deed.emoji, isHeld);
        return tell((isHeld ? added : removed)(person, deed.emoji, 0, change));
      }
      case "answers": {
        const heads = world.board.posted.filter(({ message, text }) => text !== null && message.channel !== INBOX_CHANNEL.slice(6));
        const head = heads[deed.to % Math.max(1, heads.length)];
        if (head === undefined) return;
        const { channel } = head.message;
        const text = `answer ${answered.length}`;
        answered.push({ text, chat: CHANNELS.indexOf(channel) });
        const message = { ...MESSAGE, channel, message: world.stamp() };
        return tell({ kind: "spoken", message, thread: head.message.message, person: "dana", text, files: 0, askedBy: null });
      }
      case "delivers": {
        const old = delivered[deed.lane % Math.max(1, delivered.length)];
        return deed.again ? (old === undefined ? undefined : hear(old)) : deliver(lanes[deed.lane % lanes.length] as Heard[]);
      }
      case "board":
        return world.board.next(...deed.fates);
      case "provider":
        return world.provider.answers(...deed.fates.map((fate) => (fate === null ? null : ANSWERS[fate])));
      case "echoes":
        return echo();
      case "waits":
        return lived(() => world.run(deed.ms));
    }
  }

  for (const deed of deeds) {
    await act(deed);
    // No two things happen at the same time.
    await world.clock.advance(1);
  }
  for (const lane of lanes) while (lane.length > 0) await deliver(lane);
  await lived(() => world.run(60_000));
  await echo();
  await lived(() => world.run(HOUR));
  await echo();
  await lived(() => world.run(HOUR));
  const flaws = [
    ...texts(world, written),
    ...sent(world, answered, sendsOnce, deaths.length),
    ...back(world, written, held),
    ...outward(world, written, pressed),
  ];
  return { flaws, calls: calls + mortal.calls() };
}

/** Each message once in each channel, in its conversation's order; in the inbox below the first of its conversation. */
function texts({ board, provider }: World, written: readonly Written[]): readonly string[] {
  const flaws: string[] = [];
  for (const [chat, channel] of [...CHANNELS.entries(), ...CHATS.map((_, index) => [index, "C0INBOX"] as const)]) {
    const expected = written.filter((one) => one.chat === chat).map(({ text }) => text);
    const posted = board.posted.filter(
      ({ message, text }) => message.channel === channel && written.some((one) => one.text === text && one.chat === chat),
    );
    const found = posted.map(({ text }) => text);
    if (found.join() !== expected.join()) flaws.push(`${channel}: ${found.join()} instead of ${expected.join()}`);
    const [head] = posted;
    const inbox = channel === "C0INBOX";
    const astray = posted.filter((one) => one.thread !== (inbox && one !== head ? head?.message.message : null));
    if (astray.length > 0) flaws.push(`${channel}: ${astray.map(({ text }) => text).join()} in the wrong thread`);
  }
  const others = board.posted.filter(({ text }) => !written.some((one) => one.text === text));
  return [...flaws, ...elsewhere(others, provider.sent)];
}

/** What the team wrote in one channel: once in the other that is about the conversation, and in no more. */
function elsewhere(posted: World["board"]["posted"], sent: readonly { readonly text: string }[]): readonly string[] {
  const astray = posted.filter(({ text, message }) => message.channel !== "C0INBOX" || !sent.some((one) => one.text === text));
  const texts = new Set(sent.map(({ text }) => text));
  const missed = [...texts].filter((text) => posted.filter((one) => one.text === text).length !== 1);
  return [...astray.map(({ text }) => `${text} appeared`), ...missed.map((text) => `${text} not once in the inbox`)];
}

/** Each answer once and in order; where nobody can say, it may be missing, and then its author knows that nobody can. */
function sent(
  { provider, told }: World,
  answered: readonly { readonly text: string; readonly chat: number }[],
  sendsOnce: boolean,
  deaths: number,
): readonly string[] {
  const flaws: string[] = [];
  for (const chat of [0, 1]) {
    const expected = answered.filter((one) => one.chat === chat).map(({ text }) => text);
    const found = provider.sent.map(({ text }) => text).filter((text) => expected.includes(text));
    const missing = expected.filter((text) => !found.includes(text));
    const inOrder = expected.filter((text) => found.includes(text));
    if (found.join() !== inOrder.join() || (sendsOnce && missing.length > 0))
      flaws.push(`sent ${found.join()} instead of ${expected.join()}`);
  }
  const answers = told.filter((line) => line.includes("Sent ") || line.includes("Nobody can say"));
  // What only one person sees cannot be looked for: a crash can let them read it twice.
  const isRight = answers.length >= answered.length && answers.length <= answered.length + deaths;
  if (!isRight) flaws.push(`${answers.length} words about ${answered.length} answers`);
  const missing = answered.length - provider.sent.length;
  const unknown = told.filter((line) => line.includes("Nobody can say")).length;
  if (missing > unknown) flaws.push(`${missing} answers are missing, and ${unknown} people know`);
  return flaws;
}

function back(world: World, written: readonly Written[], held: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly string[] {
  return world.board.posted.flatMap(({ message, text }) => {
    const of = written.find((one) => one.text === text);
    const expected = [...new Set(held.get(of?.id ?? "")?.values() ?? [])].toSorted().join(" ");
    const shown = world.botShows(message).toSorted().join(" ");
    return shown === expected ? [] : [`the team sees ${shown} on ${text} in ${message.channel} instead of ${expected}`];
  });
}

function outward(
  { phone }: World,
  written: readonly Written[],
  pressed: readonly { readonly id: string; readonly emoji: string; readonly held: boolean; readonly atUs: number }[],
): readonly string[] {
  return written.flatMap(({ id, text }) => {
    const mine = pressed.filter((one) => one.id === id && one.held).toSorted((a, b) => a.atUs - b.atUs);
    const expected = mine.at(-1)?.emoji ?? "";
    const shown = phone.shown(id).join(" ");
    return shown === expected ? [] : [`the customer sees ${shown} on ${text} instead of ${expected}`];
  });
}
