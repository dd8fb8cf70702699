import { createApp } from "../src/app.ts";
import { families } from "../src/domain/ladder.ts";
import type { Link } from "../src/domain/link.ts";
import { DEFAULT_POLICY } from "../src/domain/policy.ts";
import { WHATSAPP_MESSAGES } from "../src/networks/whatsapp.ts";
import type { Account } from "../src/ports/account.ts";
import type { Observer } from "../src/ports/observer.ts";
import type { Receive, Source } from "../src/ports/source.ts";
import { openSqliteStore } from "../src/stores/sqlite/index.ts";
import type { Measure } from "./bench.ts";
import { atLeast, atMost } from "./figure.ts";
import { TEAM } from "./population.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

const LIMIT = { scope: "bench", requests: 100, perMs: 60_000 };
const BACKLOG = 1_000;
const ANSWER_MS = 400;
const START_MS = Date.UTC(2030, 0, 1);

const LINK: Link = {
  ...{ name: "bench", channel: "slack:C0BENCH", account: "bench", conversation: "bench", posts: false },
  ...{ asOrganization: null, mirrorTo: null, source: "config", policy: { ...DEFAULT_POLICY, graceMs: 0 } },
};

interface BacklogRun {
  /** Windows of the provider with more calls in them than it allows. */
  readonly breaches: number;
  /** After the first window: how many calls went, of those that could have. */
  readonly usedShare: number;
}

/** 1,000 mirrors of one account, due at once, through the real engine and the real store, in simulated time. */
async function workOff(): Promise<BacklogRun> {
  const clock = createVirtualClock(START_MS);
  const arrivals: number[] = [];
  const account = accountThat(clock, () => arrivals.push(clock.now()));
  // In microtasks, so that no time passes while the store works.
  const store = await openSqliteStore({ path: ":memory:", clock, flush: queueMicrotask });
  let receive: Receive = async () => {};
  const source = sourceThat((given) => {
    receive = given;
  });
  const app = await createApp({
    ...{ links: [LINK], families: families({}), accounts: new Map([[account.name, account]]), sources: [source], store, clock },
    ...{
      policy: DEFAULT_POLICY,
      observer: SILENT,
      adminToken: null,
      name: "bench",
      endpoints: {},
      resync: { paceMs: 1_300, everyMs: 900_000 },
    },
  });
  await app.start();
  for (let index = 0; index < BACKLOG; index += 1) {
    const message = { platform: "slack", workspace: TEAM, channel: "C0BENCH", message: `${index}` } as const;
    await store.link(message, LINK.name, slotOf(index));
    const atUs = clock.now() * 1_000;
    await receive({
      ...{ kind: "added", message, person: "slack:T0ACME:U0ANA", name: "thumbsup", emoji: "👍", via: "reaction", atUs, id: null },
    });
  }
  await clock.run(() => arrivals.length === BACKLOG);
  const stopped = app.stop();
  let isStopped = false;
  void stopped.then(() => {
    isStopped = true;
  });
  await clock.run(() => isStopped);
  return judged(arrivals.toSorted((a, b) => a - b));
}

function judged(arrivals: readonly number[]): BacklogRun {
  const { requests, perMs } = LIMIT;
  const breaches = arrivals.filter((atMs, index) => atMs - (arrivals[index - requests] ?? Number.NEGATIVE_INFINITY) < perMs).length;
  const [first = 0, last = 0] = [arrivals[0], arrivals.at(-1)];
  return { breaches, usedShare: (arrivals.length - requests) / (((last - first) / perMs) * requests) };
}

function sourceThat(starts: (receive: Receive) => void): Source {
  return {
    platform: "slack",
    resends: true,
    start: async (receive) => starts(receive),
    stop: async () => {},
    connected: () => true,
    channel: (channel) => ({ platform: "slack", workspace: TEAM, channel }),
    postedMs: () => START_MS,
    held: () => Promise.reject(new Error("nobody can read here")),
    classes: async () => ["members"],
    tell: async () => {},
    say: async () => {},
  };
}

const nothing = () => {};
const SILENT: Observer = {
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  ...{ event: nothing, step: nothing, ambiguous: nothing, confirmed: nothing, takenOver: nothing },
  ...{ folded: nothing, repaired: nothing, unsendable: nothing },
};

/** A call arrives halfway through the time that it takes. */
function accountThat(clock: VirtualClock, arrived: () => void): Account {
  const call = async () => {
    await clock.sleep(ANSWER_MS / 2);
    arrived();
    await clock.sleep(ANSWER_MS / 2);
  };
  return {
    ...{ name: "bench", provider: "bench", network: "whatsapp", limits: [LIMIT], posts: null },
    messages: { rules: WHATSAPP_MESSAGES, add: call, remove: call },
    slot: () => ({ complaints: ["nobody asks"] }),
    probe: async () => {},
  };
}

function slotOf(index: number) {
  const nowhere = { part: 0, comment: null, organization: null, post: false, author: null };
  return { ...nowhere, account: "bench", message: `${index}`, conversation: "bench", fromMe: true };
}

export const measureBacklog: Measure = async () => {
  const { breaches, usedShare } = await workOff();
  return [
    { name: "backlog of 1,000 at 100 a minute: windows breached (simulated time)", unit: "windows", values: [breaches], goal: atMost(0) },
    { name: "the same: share of the limit used", unit: "%", values: [usedShare * 100], goal: atLeast(97) },
  ];
};
