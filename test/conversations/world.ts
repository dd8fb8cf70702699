import type { Command, Place } from "../../src/domain/command.ts";
import type { Emoji } from "../../src/domain/emoji.ts";
import type { SpokenEvent } from "../../src/domain/event.ts";
import type { Author, Heard, HeardMessage, HeardReaction } from "../../src/domain/heard.ts";
import { type Families, families } from "../../src/domain/ladder.ts";
import type { Link } from "../../src/domain/link.ts";
import { type Message, messageKey, type Platform } from "../../src/domain/message.ts";
import type { NetworkName, ReactionRules } from "../../src/domain/network.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Limit } from "../../src/domain/window.ts";
import { alertItem } from "../../src/flow/alert.ts";
import { createCommands } from "../../src/flow/commands/index.ts";
import { createConversations } from "../../src/flow/conversations.ts";
import { createIntroduce, type Introduce } from "../../src/flow/introduce.ts";
import { type Links, openLinks } from "../../src/flow/links.ts";
import { createNotify } from "../../src/flow/notify.ts";
import { createOutbox } from "../../src/flow/outbox.ts";
import { createReceive } from "../../src/flow/receive.ts";
import { createReconcile } from "../../src/flow/reconcile.ts";
import { createResync, type Resync } from "../../src/flow/resync.ts";
import { createWorker } from "../../src/flow/worker.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import type { Account } from "../../src/ports/account.ts";
import type { Answer, Commands } from "../../src/ports/commands.ts";
import type { Observer } from "../../src/ports/observer.ts";
import type { Receive, Source } from "../../src/ports/source.ts";
import type { Store } from "../../src/ports/store.ts";
import { opaqueId, slotCheck } from "../../src/providers/check.ts";
import { added, MESSAGE, policy, removed, rules, START_MS } from "../domain/given.ts";
import { createClock, type HandClock } from "../invariants/clock.ts";
import { createPhone, type Phone } from "../invariants/phone.ts";
import { ACCOUNT, RECEIPT } from "../invariants/world.ts";
import { openMemoryStore } from "../support/memory-store.ts";
import { createBoard, type ScriptedBoard } from "./board.ts";
import { linked, reacted, wrote } from "./given.ts";
import { createProvider, type Provider, type ProviderPlan } from "./provider.ts";

export interface AccountPlan extends ProviderPlan {
  readonly network?: NetworkName;
  readonly rules?: ReactionRules;
  readonly limits?: readonly Limit[];
  readonly readable?: boolean;
  readonly kind?: "messages" | "posts";
  readonly conversationKey?: (id: string) => string;
  readonly owner?: string;
}

/** Stands before something that the flow calls, to disturb it. */
export type Around = <Part extends object>(part: Part) => Part;

export interface WorldPlan {
  readonly links?: readonly Link[];
  /** What a link allows that is made in chat. */
  readonly policy?: Policy;
  readonly accounts?: Readonly<Record<string, AccountPlan>>;
  readonly around?: Around;
  /** Whether the team is in Discord as well, which tells no time of what happens there. */
  readonly discord?: boolean;
  /** None of themselves. */
  readonly families?: Families;
  /** Whether operators have a channel. */
  readonly alerts?: boolean;
}

/** Where somebody asks, about what, and by which right. */
interface Where {
  readonly channel?: string;
  readonly place?: Place;
  readonly id?: string;
  readonly isAdmin?: boolean;
}

type Spoken = Partial<Omit<SpokenEvent, "kind" | "text" | "person">> & { readonly channel?: string };

/** What outlives a crash of the bridge. */
interface Outside {
  readonly clock: HandClock;
  readonly store: Store;
  readonly board: ScriptedBoard;
  readonly discord: ScriptedBoard;
  /** What our bot shows on the channels' messages, by the keys of messages. */
  readonly bot: Phone;
  readonly phones: ReadonlyMap<string, Phone>;
  readonly providers: ReadonlyMap<string, Provider>;
  /** `person: text`; what everybody is told, without a person. Receipts stand apart. */
  readonly told: string[];
  readonly receipts: string[];
  /** What is pinned in the channels. */
  readonly pins: string[];
  /** Who holds what in the channel. */
  readonly holders: Map<string, { readonly person: string; readonly emoji: string }[]>;
  readonly stamp: () => string;
  /** Which messages of the channel were read. */
  readonly reads: string[];
}

/** The real flow over the memory store, between a scripted channel and scripted providers, under a clock moved by hand. */
export interface World extends Outside {
  readonly links: Links;
  readonly introduce: Introduce;
  readonly resync: Resync;
  readonly receive: Receive;
  /** Results of events and deliveries, and lines of the log, by their words. */
  readonly counted: Readonly<Record<string, number>>;
  /** Of the first account. */
  readonly provider: Provider;
  readonly phone: Phone;
  /** A delivery to an account; to the first one unless it says otherwise. */
  hear(heard: Heard | readonly Heard[], account?: string): Promise<void>;
  /** A customer writes now, and the delivery comes. */
  writes(text: string, change?: Partial<HeardMessage>): Promise<HeardMessage>;
  /** A customer reacts now, or takes it back (null), and the delivery comes. */
  reacts(id: string, person: Author, emoji: Emoji | null, change?: Partial<HeardReaction>): Promise<HeardReaction>;
  /** Somebody of the team writes in a channel. */
  says(person: string, text: string, change?: Spoken): Promise<Message>;
  /** Somebody holds an emoji in the channel, or no longer; nothing is told of it. */
  holds(message: Message, person: string, emoji: Emoji, isHeld: boolean): void;
  /** Somebody asks the bridge for something in a channel, and is no admin unless it is said. */
  asks(person: string, command: Command, where?: Where): Promise<Answer>;
  readonly commands: Commands;
  press(person: string, emoji: Emoji, message: Message): Promise<void>;
  unpress(person: string, emoji: Emoji, message: Message): Promise<void>;
  /** Works everything off that becomes due within `ms`. */
  run(ms: number): Promise<void>;
  sweep(): Promise<number>;
  /** `author: text` of what stands in a channel, in order. */
  texts(channel?: string): readonly string[];
  /** The channel's message with this text. */
  find(text: string, channel?: string): Message;
  /** What our bot shows on a message. */
  botShows(message: Message): readonly Emoji[];
  /** Another process over the same store, as after a crash. */
  restart(plan?: WorldPlan): Promise<World>;
}

const checkSlot = slotCheck({ id: opaqueId, parts: true });
/** Of Slack, where a bot shows many emoji side by side. */
const BOT_RULES = rules({ replaces: false, perMessage: 20, removesByName: true, variationSelector: "qualify" });
type Home = { readonly platform: Platform; readonly workspace: string };
const SLACK: Home = { platform: "slack", workspace: MESSAGE.workspace };
export const DISCORD: Home = { platform: "discord", workspace: "1187001002003004000" };
const OPERATORS = "slack:C0OPS";
/** Just after a start, messages wait for others that belong before them. */
const SETTLED_MS = 10_000;

export async function createWorld(plan: WorldPlan = {}): Promise<World> {
  const clock = createClock(START_MS);
  const plans = Object.entries(plan.accounts ?? { [ACCOUNT]: {} });
  let stamps = 0;
  const stamp = () => {
    stamps += 1;
    return ((clock.now() * 1_000 + (stamps % 1_000)) / 1e6).toFixed(6);
  };
  const world = await openWorld(plan, {
    ...{ clock, stamp, store: openMemoryStore(clock), board: createBoard(stamp), bot: createPhone(BOT_RULES, clock, false) },
    discord: createBoard(stamp, undefined, DISCORD),
    phones: new Map(plans.map(([name, one]) => [name, createPhone(one.rules ?? WHATSAPP_MESSAGES, clock, one.readable ?? false)])),
    providers: new Map(plans.map(([name, one]) => [name, createProvider(clock, one)])),
    ...{ told: [], receipts: [], pins: [] },
    reads: [],
    holders: new Map(),
  });
  await clock.advance(SETTLED_MS);
  return world;
}

async function openWorld(plan: WorldPlan, outside: Outside): Promise<World> {
  const { clock, board, discord, bot, phones, providers, told, receipts, pins, holders, stamp } = outside;
  const around: Around = plan.around ?? ((part) => part);
  let itemAfterMs: number | null = null;
  const disturbed = around(outside.store);
  const store: Store = {
    ...outside.store,
    ...disturbed,
    async claimItem(...args) {
      const found = await disturbed.claimItem(...args);
      if ("afterMs" in found) itemAfterMs = found.afterMs;
      return found;
    },
  };
  const counted: Record<string, number> = {};
  const count = (what: string) => {
    counted[what] = (counted[what] ?? 0) + 1;
  };
  const observer: Observer = {
    log: { debug() {}, info() {}, warn: (_, text) => count(text), error: (_, text) => count(text) },
    ...{ event: (_source, _type, result) => count(result), step() {}, ambiguous() {}, confirmed() {}, takenOver() {}, folded() {} },
    ...{ repaired: () => count("repaired"), unsendable: (_account, reason) => count(reason) },
  };
  const accountOf = (name: string, one: AccountPlan): Account => {
    const target = around((phones.get(name) as Phone).target);
    const { kind = "messages", conversationKey } = one;
    return {
      ...{ name, provider: "scripted", network: one.network ?? "whatsapp", limits: one.limits ?? [], probe: async () => {} },
      ...{ messages: kind === "messages" ? target : null, posts: kind === "posts" ? target : null },
      ...around((providers.get(name) as Provider).calls),
      inbox: { read: () => ({ heard: [] }) },
      slot: (link, said) =>
        checkSlot(said, {
          ...{ account: name, conversation: link.posts ? null : link.conversation, organization: link.asOrganization, post: link.posts },
        }),
      ...(conversationKey !== undefined && { conversationKey }),
      ...(one.owner !== undefined && { owner: one.owner }),
    };
  };
  const accountOn = (platform: Platform): Account => ({
    ...{ name: platform, provider: platform, network: platform, limits: [], posts: null, probe: async () => {} },
    ...{ messages: around(bot.target), slot: () => ({ complaints: ["nobody names a message in a channel as a target"] }) },
  });
  const platforms: readonly Home[] = plan.discord === true ? [SLACK, DISCORD] : [SLACK];
  const declared = Object.entries(plan.accounts ?? { [ACCOUNT]: {} }).map(([name, one]) => accountOf(name, one));
  const accounts = new Map(
    [...declared, ...platforms.map(({ platform }) => accountOn(platform))].map((account) => [account.name, account]),
  );
  const sourceOn = ({ platform, workspace }: Home): Source => ({
    ...{ platform, resends: true, start: async () => {}, stop: async () => {}, connected: () => true },
    board: around((platform === "slack" ? board : discord).board),
    channel: (channel) => ({ platform, workspace, channel }),
    postedMs: (message) => (Number.isNaN(Number(message)) ? null : Math.floor(Number(message) * 1_000)),
    async held(message) {
      outside.reads.push(message.message);
      const reactions = (holders.get(messageKey(message)) ?? []).map(({ person, emoji }) => ({ person, name: emoji, emoji }));
      return { reactions, incomplete: [], atUs: clock.now() * 1_000 };
    },
    classes: async (person) => (person.startsWith("guest") ? ["guests"] : ["members", person]),
    tell: async (_message, person, text) => void (text.startsWith(RECEIPT) ? receipts : told).push(`${person}: ${text}`),
    say: async (_channel, text) => void told.push(text),
  });
  const pin = async (_channel: string, text: string) => {
    pins.splice(0, 1, text);
    return true;
  };
  const sources = platforms.map(sourceOn).map((source) => ({ ...source, ...around({ say: source.say, tell: source.tell, pin }) }));

  const links = await openLinks({
    declared: plan.links ?? [linked()],
    policy: plan.policy ?? policy(),
    accounts,
    store,
    log: observer.log,
  });
  const shared = { store, links, accounts, families: plan.families ?? families({}), clock, observer, sources, wake: () => {} };
  const reconcile = createReconcile(shared);
  const worker = createWorker({ ...shared, reconcile, name: crypto.randomUUID(), concurrency: 4, finished: () => {} });
  const resync = createResync({ ...shared, name: "process", paceMs: 0, everyMs: 3_600_000 });
  const introduce = createIntroduce({ ...shared, read: (mirror, message) => void resync.read(mirror, message) });
  const unpostable = async (link: string, reason: string) => {
    if (plan.alerts !== false) await store.send([alertItem(OPERATORS, `unpostable ${link}`, { about: "unpostable", link, reason })]);
  };
  const conversations = createConversations({ ...shared, introduce, unpostable });
  const { commands, handlers: asked } = createCommands({ ...shared, ...conversations, introduce });
  const handlers = { ...createNotify(shared), ...conversations.handlers, ...asked };
  const outbox = createOutbox({ ...shared, handlers, name: crypto.randomUUID() });
  const receivers = new Map(sources.map((source) => [source.platform, createReceive(source, { ...shared, introduce, gap: () => {} })]));
  const receive: Receive = async (event) => {
    const platform = "message" in event ? event.message.platform : "channel" in event ? event.channel.platform : "slack";
    await receivers.get(platform as Platform)?.(event);
  };
  const first = declared[0] as Account;
  const posted = () => [...board.posted, ...discord.posted];
  const toldUs = ({ platform }: Message) => (platform === "discord" ? null : clock.now() * 1_000);

  async function hear(heard: Heard | readonly Heard[], account = first.name): Promise<void> {
    await conversations.hears.get(account)?.([heard].flat());
  }

  const world: World = {
    ...outside,
    ...{ links, introduce, resync, receive, counted, hear, commands },
    provider: providers.get(first.name) as Provider,
    phone: phones.get(first.name) as Phone,
    async writes(text, change) {
      const one = wrote(`written-${stamp()}`, text, clock.now(), change);
      await hear(one);
      return one;
    },
    async reacts(id, person, emoji, change) {
      const one = reacted(id, person, emoji, clock.now(), change);
      if (!one.fromMe) world.provider.shows(id, one.part, person.id, one.emoji);
      await hear(one);
      return one;
    },
    async says(person, text, { channel = MESSAGE.channel, ...change } = {}) {
      const message = { ...MESSAGE, channel, message: stamp() };
      const spoken: SpokenEvent = { kind: "spoken", message, thread: null, person, text, files: 0, askedBy: null, ...change };
      await receive(spoken);
      return spoken.message;
    },
    holds(message, person, emoji, isHeld) {
      const key = messageKey(message);
      const others = (holders.get(key) ?? []).filter((one) => one.person !== person || one.emoji !== emoji);
      holders.set(key, isHeld ? [...others, { person, emoji }] : others);
    },
    async asks(person, command, where = {}) {
      const { channel = MESSAGE.channel, place = { kind: "newest" } as const, id = stamp(), isAdmin = false } = where;
      const asking = { id, person, channel: { platform: "slack" as const, workspace: MESSAGE.workspace, channel }, command, place };
      const answering = commands.ask(asking, async () => isAdmin);
      let isThere = false;
      void answering.then(
        () => {
          isThere = true;
        },
        () => {
          isThere = true;
        },
      );
      for (let ms = 0; !isThere && ms < 3_000; ms += 50) await world.run(50);
      return answering;
    },
    async press(person, emoji, message) {
      world.holds(message, person, emoji, true);
      await receive(added(person, emoji, 0, { message, atUs: toldUs(message) }));
    },
    async unpress(person, emoji, message) {
      world.holds(message, person, emoji, false);
      await receive(removed(person, emoji, 0, { message, atUs: toldUs(message) }));
    },
    async run(ms) {
      const untilMs = clock.now() + ms;
      for (let idle = 0; idle < 2; ) {
        const afterMs = await worker.tick();
        await outbox.tick();
        const waitMs = Math.min(afterMs ?? untilMs, itemAfterMs ?? untilMs);
        // A reading can still be under way.
        idle = clock.now() + waitMs > untilMs ? idle + 1 : 0;
        await clock.advance(idle > 0 ? 0 : Math.max(1, waitMs));
      }
      await clock.advance(untilMs - clock.now());
    },
    async sweep() {
      let repaired: number | null = null;
      void resync.sweep().then((many) => {
        repaired = many;
      });
      while (repaired === null) await clock.advance(1_000);
      return repaired;
    },
    texts: (channel = MESSAGE.channel) =>
      posted()
        .filter(({ message }) => message.channel === channel)
        .map(({ author, text }) => `${author}: ${text}`),
    find(text, channel = MESSAGE.channel) {
      const found = posted().find((one) => one.text === text && one.message.channel === channel);
      if (found === undefined) throw new Error("no such message is in the channel");
      return found.message;
    },
    botShows: (message) => bot.shown(messageKey(message)),
    restart: async (other) => {
      await outside.store.release(null);
      return openWorld({ ...plan, around: (part) => part, ...other }, outside);
    },
  };
  return world;
}
