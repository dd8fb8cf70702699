import { setTimeout as sleep } from "node:timers/promises";
import { fromSlackName } from "../../src/names/index.ts";
import type { Person } from "../../src/sandbox/providers/people.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import type { Random } from "../simulation/random.ts";
import { PRESSED } from "./crowd.ts";
import type { Scene } from "./scene.ts";

const PER_SECOND = 25;
const WRITES = 0.3;
const ANSWERS = 0.3;

/** One conversation, with the people in it and the channel that it is shown in. */
export interface Chat {
  readonly link: string;
  readonly channel: string;
  /** What was written in it, in order: the provider's id and the text. */
  readonly written: { readonly id: string; readonly text: string }[];
  /** What the team sent into it, in order. */
  readonly answered: string[];
  /** Message → person → the emoji that they hold. Only where the provider tells of reactions. */
  readonly held: Map<string, Map<string, string>>;
  /** What our account shows on a message. */
  readonly shown: (id: string) => readonly string[];
  readonly perMessage: number;
  readonly keeps: boolean;
  readonly write: (text: string) => string;
  readonly react: ((person: Person, id: string, emoji: string | null) => void) | null;
  readonly people: readonly Person[];
  /** The texts that arrived from the team; null where none are sent. */
  readonly sent: (() => readonly string[]) | null;
}

export function chatsOf({ stage }: Scene): readonly Chat[] {
  const { ryzeapi, postpress, connectsafely, linq } = stage.providers;
  const people = (prefix: string): readonly Person[] => ["Ana", "Bo", "Cy"].map((name, index) => ({ id: `${prefix}${index}`, name }));
  const channelOf = (link: string) => stage.links.find(({ name }) => name === link)?.channel.slice("slack:".length) ?? "";
  const base = (link: string) => ({
    link,
    channel: channelOf(link),
    written: [],
    answered: [],
    held: new Map(),
    perMessage: 1,
    keeps: false,
    sent: null,
  });
  const [rui] = people("551188888888");
  const author = { id: `${rui?.id}@s.whatsapp.net`, name: "Rui" };
  const inGroup = people("35191000000");
  const onLinq = people("+1555000200");
  const yuki = { id: "ACoAAYuki", name: "Yuki" };
  return [
    {
      ...base("northwind"),
      write: (text) => ryzeapi.writes({ conversation: IDS.group, group: "Northwind", author, text }),
      shown: (id) => ryzeapi.shown(id),
      react: null,
      people: [],
    },
    {
      ...base("contoso"),
      write: (text) =>
        postpress.writes({ account: IDS.whatsapp, conversation: "chat_wa", group: "Orders", author: inGroup[0] as Person, text }),
      shown: (id) => postpress.shown(id),
      react: (person, id, emoji) => postpress.reacts(person, id, emoji),
      people: inGroup,
      keeps: true,
    },
    {
      ...base("tailspin"),
      write: (text) => connectsafely.writes({ conversation: IDS.conversationUrn, author: yuki, text }),
      shown: (id) => connectsafely.shown(id),
      react: null,
      people: [],
      perMessage: 5,
    },
    {
      ...base("litware"),
      write: (text) => linq.writes({ conversation: IDS.linqChat, author: onLinq[0] as Person, text }),
      shown: (id) => linq.shown(id, { part: 0 }),
      react: (person, id, emoji) => linq.reacts(person, id, emoji),
      people: onLinq,
      sent: () => linq.sent.map(({ text }) => text),
    },
  ];
}

/** The message of a channel that shows a text; undefined while there is none. */
function shownIn({ stage }: Scene, channel: string, text: string) {
  return [...stage.slack.workspace.conversation(channel).messages.values()].find((message) => message.text === text);
}

/** What our bot shows on a message of a channel, in Unicode. */
export function ofOurBot({ stage }: Scene, channel: string, text: string): readonly string[] {
  const reactions = shownIn({ stage } as Scene, channel, text)?.reactions ?? new Map<string, string[]>();
  const ours = [...reactions].filter(([, holders]) => holders.includes(stage.slack.workspace.bot.user));
  return ours.map(([name]) => fromSlackName(name) ?? name);
}

/** The first message of a conversation. */
export function greet(chat: Chat): void {
  const text = `${chat.link} says hello`;
  chat.written.push({ id: chat.write(text), text });
}

/** Customers write and react, the team reacts and answers, until they are told to stop. */
export function startTalk(scene: Scene, chats: readonly Chat[], random: Random): { stop(): Promise<void> } {
  const { workspace } = scene.stage.slack;
  const emoji = Object.entries(PRESSED);
  let stopping = false;
  let count = 0;

  function write(chat: Chat): void {
    count += 1;
    const text = `${chat.link} says ${count}`;
    chat.written.push({ id: chat.write(text), text });
  }

  function answer(chat: Chat): void {
    const first = chat.written.map(({ text }) => shownIn(scene, chat.channel, text)).find((message) => message !== undefined);
    if (chat.sent === null || first === undefined) return;
    count += 1;
    const text = `the team answers ${count}`;
    chat.answered.push(text);
    workspace.post(random.pick(scene.people), chat.channel, text, { threadTs: first.ts });
  }

  function customerReacts(chat: Chat): void {
    if (chat.react === null || chat.written.length === 0) return;
    const { id } = random.pick(chat.written);
    const person = random.pick(chat.people);
    const holders = chat.held.get(id) ?? new Map<string, string>();
    chat.held.set(id, holders);
    const takesBack = holders.has(person.id) && random.chance(0.4);
    const [, shown] = random.pick(emoji);
    if (!takesBack && holders.get(person.id) === shown) return;
    if (takesBack) holders.delete(person.id);
    else holders.set(person.id, shown);
    chat.react(person, id, takesBack ? null : shown);
  }

  function teamReacts(chat: Chat): void {
    if (chat.written.length === 0) return;
    const message = shownIn(scene, chat.channel, random.pick(chat.written).text);
    if (message === undefined) return;
    const [name] = random.pick(emoji);
    const person = random.pick(scene.people);
    const holders = message.reactions.get(name) ?? [];
    if (holders.includes(person)) workspace.unreact(person, chat.channel, message.ts, name);
    else workspace.react(person, chat.channel, message.ts, name);
  }

  async function run(): Promise<void> {
    const startedMs = performance.now();
    for (let turn = 0; !stopping; turn += 1) {
      await sleep(Math.max(0, startedMs + (turn * 1_000) / PER_SECOND - performance.now()));
      const chat = random.pick(chats);
      if (random.chance(WRITES)) write(chat);
      else if (random.chance(ANSWERS)) answer(chat);
      else if (random.chance(0.5)) customerReacts(chat);
      else teamReacts(chat);
    }
  }

  const running = run();
  return {
    stop() {
      stopping = true;
      return running;
    },
  };
}
