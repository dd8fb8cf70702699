import type { Store } from "../../ports/store.ts";
import { turnAmong } from "./conversations.ts";
import { turnIn } from "./outbox.ts";
import { backlog, page } from "./pages.ts";
import type { Stepping } from "./parts.ts";
import { turnOn } from "./threads.ts";

type Sending = "send" | "dropLanes" | "delayItems" | "claimItem" | "keepItem" | "finishItem";
type Conversing =
  | "meet"
  | "conversations"
  | "conversation"
  | "thread"
  | "conversationOf"
  | "openThread"
  | "expect"
  | "expected"
  | "forget"
  | "dropConversation";
type Asking = "mirror" | "mirrorsOn" | "standsFor" | "linkedLast" | "awaited" | "mirrors" | "backlog";
type Keeping = "prune" | "drop";
type Setting = "directions" | "setDirection" | "sharings" | "setSharing" | "hold" | "remember" | "isRemembered" | "forgetPerson";

/** The steps that need no more than one part. `said`: something was said of links. */
export function createSteps(stepping: Stepping, said: () => void): Pick<Store, Sending | Conversing | Asking | Keeping | Setting> {
  return { ...sending(stepping), ...conversing(stepping), ...asking(stepping), ...keeping(stepping), ...setting(stepping, said) };
}

function sending({ step, look }: Stepping): Pick<Store, Sending> {
  return {
    send: (items) =>
      step(
        items.flatMap(({ lane }) => (lane === undefined ? [] : [turnIn(lane)])),
        async ({ transaction, outbox }) => outbox.send(items, await transaction.now()),
      ),
    dropLanes: (lanes) => step(lanes.map(turnIn), async ({ transaction, outbox }) => outbox.dropLanes(lanes, await transaction.now())),
    delayItems: (kind, ms) => step([], async ({ transaction, outbox }) => outbox.delay(kind, (await transaction.now()) + ms)),
    claimItem: (holder, leaseMs, without = []) =>
      step([], async ({ transaction, outbox }) => outbox.claim(holder, leaseMs, without, await transaction.now())),
    keepItem: (holder, key, leaseMs) =>
      step([], async ({ transaction, outbox }) => outbox.keep(holder, key, leaseMs, await transaction.now())),
    async finishItem(holder, key, retryAfterMs) {
      // An item stays in its lane.
      const lane = retryAfterMs === null ? await look(({ outbox }) => outbox.laneOf(key)) : null;
      return step(lane === null ? [] : [turnIn(lane)], async ({ transaction, outbox }) =>
        outbox.finish(holder, key, retryAfterMs, await transaction.now()),
      );
    },
  };
}

function conversing({ step, look }: Stepping): Pick<Store, Conversing> {
  return {
    meet: (account, conversation, lastOwn) =>
      step([turnAmong(account)], async ({ transaction, conversations }) =>
        conversations.meet(account, conversation, lastOwn, await transaction.now()),
      ),
    conversations: (account, limit) => look(({ conversations }) => conversations.newest(account, limit)),
    conversation: (account, id) => look(({ conversations }) => conversations.byId(account, id)),
    thread: (link, conversation) => look(({ threads }) => threads.of(link, conversation)),
    conversationOf: (link, head) => look(({ threads }) => threads.conversationOf(link, head)),
    openThread: (link, conversation, head) => step([turnOn(link)], ({ threads }) => threads.open(link, conversation, head)),
    expect: (expected) =>
      step([`expected ${expected.key}`], async ({ transaction, expectations }) => expectations.expect(expected, await transaction.now())),
    expected: (account, conversation, text) => look(({ expectations }) => expectations.of(account, conversation, text)),
    forget: (key) => step([], ({ expectations }) => expectations.forget(key)),
    dropConversation: (account, id, links) =>
      step([turnAmong(account), ...links.map(turnOn)], async ({ transaction, conversations }) => {
        const ids = await conversations.drop(account, id);
        void transaction.run("DELETE FROM threads WHERE link = ANY ($1) AND conversation = ANY ($2)", links, ids);
        void transaction.run("DELETE FROM expected WHERE account = $1 AND conversation = ANY ($2)", account, ids);
        return ids;
      }),
  };
}

function keeping({ step }: Stepping): Pick<Store, Keeping> {
  return {
    prune: (keptMs, limit) =>
      step([], async ({ transaction, mirrors }) => {
        const old = await mirrors.settledBefore((await transaction.now()) - keptMs, limit);
        for (const mirror of old) mirrors.remove(mirror);
        return old.length;
      }),
    drop: (id) =>
      step([], async ({ mirrors }) => {
        const mirror = await mirrors.byId(id, true);
        if (mirror === null || mirror.lease !== null) return false;
        mirrors.remove(mirror);
        return true;
      }),
  };
}

function asking({ look }: Stepping): Pick<Store, Asking> {
  return {
    mirror: (id) => look(({ mirrors }) => mirrors.byId(id)),
    mirrorsOn: (account, message, part) => look(({ mirrors }) => mirrors.onTarget(account, message, part)),
    standsFor: (message, link) => look(({ mirrors }) => mirrors.standsFor(message, link)),
    linkedLast: (channel, limit) => look(({ mirrors }) => mirrors.lastIn(channel, limit)),
    awaited: (message) => look(async ({ transaction, early }) => early.awaits(message, await transaction.now())),
    mirrors: (query) => look(({ transaction }) => page(transaction, query)),
    backlog: () => look(({ transaction }) => backlog(transaction)),
  };
}

function setting({ step, look }: Stepping, said: () => void): Pick<Store, Setting> {
  return {
    directions: () => look(({ settings }) => settings.directions()),
    async setDirection(link, direction) {
      await step([], async ({ settings }) => settings.setDirection(link, direction));
      said();
    },
    sharings: () => look(({ settings }) => settings.sharings()),
    async setSharing(link, sharing) {
      await step([], async ({ settings }) => settings.setSharing(link, sharing));
      said();
    },
    remember: (person, word) => step([], ({ words }) => words.remember(person, word)),
    isRemembered: (person, word) => look(({ words }) => words.isRemembered(person, word)),
    forgetPerson: (person) =>
      step([], async ({ words, outbox, early }) => {
        for (const { forget } of [words, outbox, early]) forget(person);
      }),
    hold: (name, holder, leaseMs) => step([], async ({ transaction, holds }) => holds.hold(name, holder, leaseMs, await transaction.now())),
  };
}
