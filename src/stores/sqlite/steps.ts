import { resumed } from "../../domain/account.ts";
import type { Direction, Sharing } from "../../domain/policy.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { createCalls } from "./calls.ts";
import { createClaims } from "./claims.ts";
import { createConversations } from "./conversations.ts";
import type { Database } from "./database.ts";
import { createEarly } from "./early.ts";
import { createExpectations } from "./expectations.ts";
import { createHolds } from "./holds.ts";
import { createMadeLinks } from "./made-links.ts";
import { createMirrors } from "./mirrors.ts";
import { createOutbox } from "./outbox.ts";
import { backlog, page } from "./pages.ts";
import type { Parts, Steps } from "./parts.ts";
import { createRecording } from "./recording.ts";
import { createThreads } from "./threads.ts";
import { createWords } from "./words.ts";

type AllSteps = Steps<Omit<Store, "onNews" | "close">>;

export interface AllOfThem {
  readonly steps: AllSteps;
  /** What is remembered of a step that was undone. */
  readonly forget: () => void;
  /** Nobody who worked here before does any more. */
  readonly succeed: () => void;
}

/** Every step, over the parts that do the SQL. */
export function createSteps(database: Database, clock: Pick<Clock, "now">): AllOfThem {
  const accounts = createAccounts(database);
  const words = createWords(database);
  const outbox = createOutbox(database, words);
  const mirrors = createMirrors(database);
  const early = createEarly(database);
  const holds = createHolds(database);
  const parts: Parts = { clock, mirrors, early, accounts, outbox, calls: createCalls(database) };
  const [recording, directions] = [createRecording(parts), directionsOf(database)];
  const steps: AllSteps = {
    ...recording,
    ...createClaims(parts),
    ...conversationsOf(database, clock),
    ...directions,
    ...madeOf(database, recording, directions),
    ...healthOf(accounts),
    ...{ remember: words.remember, isRemembered: words.isRemembered },
    forgetPerson(person) {
      for (const { forget } of [words, outbox, early]) forget(person);
    },
    send: (items) => outbox.send(items, clock.now()),
    dropLanes: (lanes) => outbox.dropLanes(lanes, clock.now()),
    delayItems: (kind, ms) => outbox.delay(kind, clock.now() + ms),
    claimItem: (holder, leaseMs, without = []) => outbox.claim(holder, leaseMs, without, clock.now()),
    keepItem: (holder, key, leaseMs) => outbox.keep(holder, key, leaseMs, clock.now()),
    finishItem: (holder, key, retryAfterMs) => outbox.finish(holder, key, retryAfterMs, clock.now()),
    mirror: mirrors.byId,
    mirrorsOn: mirrors.onTarget,
    standsFor: mirrors.standsFor,
    linkedLast: mirrors.lastIn,
    awaited: (message) => early.awaits(message, clock.now()),
    mirrors: (query) => page(database, query, clock.now()),
    backlog: () => backlog(database, clock.now()),
    prune(keptMs, limit) {
      const old = mirrors.settledBefore(clock.now() - keptMs, limit);
      for (const mirror of old) mirrors.remove(mirror);
      return old.length;
    },
    drop(id) {
      const mirror = mirrors.byId(id);
      if (mirror === null || mirror.lease !== null) return false;
      mirrors.remove(mirror);
      return true;
    },
    hold: (name, holder, leaseMs) => holds.hold(name, holder, leaseMs, clock.now()),
  };
  return {
    steps,
    forget: accounts.forget,
    succeed() {
      steps.release(null);
      holds.clear();
    },
  };
}

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

function conversationsOf(database: Database, clock: Pick<Clock, "now">): Steps<Pick<Store, Conversing>> {
  const conversations = createConversations(database);
  const threads = createThreads(database, conversations);
  const expectations = createExpectations(database);
  return {
    meet: (account, conversation, lastOwn) => conversations.meet(account, conversation, lastOwn, clock.now()),
    conversations: conversations.newest,
    conversation: conversations.byId,
    thread: threads.of,
    conversationOf: threads.conversationOf,
    openThread: threads.open,
    expect: (expected) => expectations.expect(expected, clock.now()),
    expected: expectations.of,
    forget: expectations.forget,
    dropConversation(account, id, links) {
      const ids = conversations.drop(account, id);
      for (const one of ids) {
        for (const link of links) threads.drop(link, one);
        expectations.drop(account, one);
      }
      return ids;
    },
  };
}

function healthOf(accounts: Accounts): Steps<Pick<Store, "health" | "pause">> {
  return {
    health: accounts.health,
    pause(account, reason) {
      const health = accounts.health(account);
      accounts.setHealth(account, reason === null ? resumed(health) : { ...health, paused: reason });
    },
  };
}

function madeOf(
  database: Database,
  { freeze, wake }: Pick<AllSteps, "freeze" | "wake">,
  { setDirection, setSharing }: Pick<AllSteps, "setDirection" | "setSharing">,
): Steps<Pick<Store, "madeLinks" | "makeLink" | "dropLink">> {
  const links = createMadeLinks(database);
  return {
    madeLinks: links.all,
    makeLink(made, sharing) {
      if (links.stands(made)) return "linked";
      if (links.isNamed(made.name)) return "named";
      links.add(made);
      setSharing(made.name, sharing);
      return "made";
    },
    dropLink(name) {
      if (!links.drop(name)) return false;
      setDirection(name, null);
      setSharing(name, null);
      freeze({ link: name }, "unlinked", null);
      wake(name);
      return true;
    },
  };
}

function directionsOf(database: Database): Steps<Pick<Store, "directions" | "setDirection" | "sharings" | "setSharing">> {
  return {
    directions() {
      const rows = database.all<{ readonly link: string; readonly direction: Direction }>("SELECT link, direction FROM directions");
      return Object.fromEntries(rows.map(({ link, direction }) => [link, direction]));
    },
    setDirection(link, direction) {
      if (direction === null) database.run("DELETE FROM directions WHERE link = ?", link);
      else {
        const sql =
          "INSERT INTO directions (link, direction) VALUES (?, ?) ON CONFLICT (link) DO UPDATE SET direction = excluded.direction";
        database.run(sql, link, direction);
      }
    },
    sharings() {
      const rows = database.all<{ readonly link: string; readonly sharing: Sharing }>("SELECT link, sharing FROM sharings");
      return Object.fromEntries(rows.map(({ link, sharing }) => [link, sharing]));
    },
    setSharing(link, sharing) {
      if (sharing === null) database.run("DELETE FROM sharings WHERE link = ?", link);
      else {
        const sql = "INSERT INTO sharings (link, sharing) VALUES (?, ?) ON CONFLICT (link) DO UPDATE SET sharing = excluded.sharing";
        database.run(sql, link, sharing);
      }
    },
  };
}
