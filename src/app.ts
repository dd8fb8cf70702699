import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { Refusal, refuse } from "./console/answers.ts";
import { createApi } from "./console/api.ts";
import type { Declared, Reread } from "./domain/declared.ts";
import { RETENTION_DAYS } from "./domain/keeping.ts";
import { alertItem, createAlerts } from "./flow/alert.ts";
import { type Apply, createApply } from "./flow/apply.ts";
import { createCommands } from "./flow/commands/index.ts";
import { createConversations } from "./flow/conversations.ts";
import { createForget } from "./flow/forget.ts";
import { createIntroduce } from "./flow/introduce.ts";
import { createKeeping } from "./flow/keep.ts";
import { openLinks } from "./flow/links.ts";
import { createNotify } from "./flow/notify.ts";
import { createOutbox } from "./flow/outbox.ts";
import { createProbes } from "./flow/probe.ts";
import { createReceive } from "./flow/receive.ts";
import { createReconcile } from "./flow/reconcile.ts";
import { createRehearse } from "./flow/rehearse.ts";
import { createRejudge } from "./flow/rejudge.ts";
import { replaceable } from "./flow/replaceable.ts";
import { createResync } from "./flow/resync.ts";
import { createTurn } from "./flow/turn.ts";
import { createWaits } from "./flow/waits.ts";
import { createWorker } from "./flow/worker.ts";
import { createWebhooks } from "./http/webhooks.ts";
import type { Accounts } from "./ports/account.ts";
import type { Clock } from "./ports/clock.ts";
import type { Observer } from "./ports/observer.ts";
import type { Source } from "./ports/source.ts";
import type { Store } from "./ports/store.ts";

const BODY_BYTES = 64 * 1_024;
/** A whole configuration can be longer. */
const FILE_BYTES = 1_024 * 1_024;
/** Every request ends within this, so that a pass which is under way is finished rather than given up. */
const STOP_GRACE_MS = 10_000;
/** With time to close the rest, a stop takes at most 15 s, whoever does not answer. */
const STOP_MOST_MS = 12_000;
/** What stood first when the process before ended may not be first once its providers have delivered again what that one did not take. */
const CATCHING_UP_MS = 4_000;
/** Passes under way, for each account. */
const CONCURRENCY = 50;

/** How often the bridge looks after its accounts and platforms. */
export interface Pace {
  /** Between two harmless reads of a paused account. */
  readonly probeMs: number;
  /** Between two looks at what operators should know. */
  readonly lookMs: number;
  /** What passes by itself within it is not worth a word to them. */
  readonly lastingMs: number;
}

const PACE: Pace = { probeMs: 5 * 60_000, lookMs: 15_000, lastingMs: 60_000 };

export interface AppOptions extends Declared {
  readonly accounts: Accounts;
  readonly sources: readonly Source[];
  readonly store: Store;
  readonly clock: Clock;
  readonly observer: Observer;
  /** Null: the JSON API is off. */
  readonly adminToken: string | null;
  /** Unique per process. */
  readonly name: string;
  /** Requests that belong to a platform: path → handler. They check their own signatures and sizes. */
  readonly endpoints: Readonly<Record<string, (request: Request) => Promise<Response>>>;
  readonly resync: { readonly paceMs: number; readonly everyMs: number };
  /** Where operators are told, as links name a channel; without it they are not. */
  readonly alerts?: string | null;
  readonly pace?: Pace;
  /** For how long what is settled is kept. */
  readonly keptMs?: number;
  /** Writes a whole copy of the database beside it, and answers where; null where its server does that. */
  readonly backup?: (() => Promise<string>) | null;
  /** Reads another text in the place of the operator's file; null where there is no file. */
  readonly reread?: ((text: string) => Reread) | null;
}

export interface App {
  fetch(request: Request): Promise<Response>;
  /** Whether it matters what people write in a channel, given as links name it. */
  wantsMessages(channel: string): boolean;
  /** Every channel that somebody speaks of, as links name it. */
  channels(): readonly string[];
  /** Another configuration is in force from now on: links, policies and families; accounts stay as they are. */
  readonly apply: Apply;
  /** Connects the sources and begins to work. Rejects when a platform refuses our credentials. */
  start(): Promise<void>;
  /** Takes nothing new, finishes or abandons what is under way, closes the store. At most 15 s. */
  stop(): Promise<void>;
  /** Works off what is due now. For tests: `start` does it by itself. */
  tick(): Promise<void>;
}

function limited(bytes: number): MiddlewareHandler {
  const tooLarge = new Refusal(413, "too_large", `The body is larger than ${bytes} bytes.`, "No call of this API needs so much.");
  return bodyLimit({
    maxSize: bytes,
    onError(context) {
      // The rest of the body is still on its way: nobody may send a second request behind it.
      context.header("connection", "close");
      return refuse(context, tooLarge);
    },
  });
}

/** The bridge, over whatever stands at its ports. */
export async function createApp(options: AppOptions): Promise<App> {
  const { store, sources, accounts, clock, observer, name } = options;
  const rules = replaceable(options.families);
  const { families } = rules;
  const links = await openLinks({ declared: options.links, policy: options.policy, accounts, store, log: observer.log });
  const reconcile = createReconcile({ links, accounts, families, clock });
  const wake = () => {
    worker.wake();
    outbox.wake();
  };
  const resync = createResync({ store, sources, accounts, families, links, clock, observer, wake, name, ...options.resync });
  const introduce = createIntroduce({
    ...{ store, links, accounts, sources, families, clock, observer, wake },
    read: (mirror, message) => void resync.read(mirror, message),
  });
  const { alerts: channel = null, pace = PACE, keptMs = RETENTION_DAYS * 86_400_000, backup = null, reread = null } = options;
  const unpostable = async (link: string, reason: string) => {
    if (channel !== null) await store.send([alertItem(channel, `unpostable ${link}`, { about: "unpostable", link, reason })]);
  };
  const around = { store, links, accounts, sources, families, clock, observer, introduce, unpostable, wake };
  const conversations = createConversations(around);
  const { commands, handlers: asked } = createCommands({ ...around, ...conversations });
  const handlers = {
    ...createNotify({ sources, accounts, families, store, clock }),
    ...conversations.handlers,
    ...asked,
    ...resync.handlers,
  };
  const outbox = createOutbox({ store, clock, observer, name, handlers });
  const worker = createWorker({ store, accounts, reconcile, clock, observer, name, concurrency: CONCURRENCY, finished: outbox.wake });
  const streams = [...accounts.values()].flatMap(({ name, stream }) => (stream === undefined ? [] : [{ name, stream }]));
  const probes = createProbes({ store, accounts, clock, observer, name, everyMs: pace.probeMs, wake });
  const alerts = channel === null ? null : createAlerts({ store, sources, accounts, clock, observer, channel, wake: outbox.wake, ...pace });
  const rejudge = createRejudge({ store, reconcile, clock, observer, wake });
  const apply = createApply({ links, accounts, rules, rejudge, log: observer.log, wake });
  const rehearse = createRehearse({ store, links, reconcile, clock });
  const waits = createWaits({ store, reconcile, links, clock, observer, wake: outbox.wake, ...pace });
  const keeping = createKeeping({ store, clock, observer, name, keptMs });
  const forget = createForget({ store, links, clock, wake });
  const turns = new Map(
    sources.flatMap((source) => {
      const { listening } = source;
      if (listening === undefined) return [];
      return [[source, createTurn({ source: { ...source, listening }, store, clock, observer, name, gap: resync.gap })] as const];
    }),
  );
  let ready = false;
  store.onNews((news) => {
    if (news === "work") return wake();
    links.reload().catch((error) => observer.log.warn({ error: String(error) }, "what was said of links elsewhere could not be read"));
  });

  const http = new Hono();
  http.onError((error, context) => {
    if (error instanceof Refusal) return refuse(context, error);
    if (error instanceof HTTPException) return error.getResponse();
    observer.log.error({ error: String(error) }, "a request failed");
    return refuse(context, new Refusal(500, "internal", "The bridge failed to answer.", "Try again; the log says more."));
  });
  http.notFound((context) => refuse(context, new Refusal(404, "not_found", "There is nothing here.", "docs/api.md lists the paths.")));
  http.get("/healthz", (context) => context.json({ ok: true }));
  http.get("/readyz", (context) => {
    const isWell = (source: Source) => source.connected() && turns.get(source)?.isTaken() !== false;
    const waiting = sources.filter((source) => !isWell(source)).map(({ platform }) => platform);
    return context.json({ ready: ready && waiting.length === 0, waiting }, ready && waiting.length === 0 ? 200 : 503);
  });
  const webhooks = createWebhooks({ accounts, hears: conversations.hears, clock, observer });
  // RyzeAPI can add the name of the event to the address.
  for (const path of ["/webhooks/:account", "/webhooks/:account/:event"]) {
    http.post(path, (context) => webhooks(context.req.param("account") ?? "", context.req.raw));
  }
  for (const [path, handle] of Object.entries(options.endpoints)) http.post(path, (context) => handle(context.req.raw));
  if (options.adminToken !== null) {
    const [bodies, files] = [limited(BODY_BYTES), limited(FILE_BYTES)];
    http.use("/api/*", (context, next) => (context.req.path === "/api/v1/rehearsals" ? files : bodies)(context, next));
    http.route(
      "/api/v1",
      createApi({
        adminToken: options.adminToken,
        store,
        links,
        accounts,
        sources,
        clock,
        introduce,
        forget,
        backup,
        wake,
        rehearse,
        reread,
      }),
    );
  }

  return {
    fetch: async (request) => http.fetch(request),
    wantsMessages: links.wantsMessages,
    channels: () => [...links.all().flatMap(({ channel: one, mirrorTo }) => [one, mirrorTo]), channel].filter((one) => one !== null),
    apply,
    async start() {
      worker.start();
      await store.delayItems("relay", CATCHING_UP_MS);
      outbox.start();
      for (const source of sources) {
        source.take?.(commands);
        await (turns.get(source) ?? source).start(createReceive(source, { ...around, gap: resync.gap }));
      }
      for (const { name, stream } of streams) stream.start(conversations.hears.get(name) ?? (async () => {}));
      resync.start();
      rejudge.start();
      probes.start();
      keeping.start();
      alerts?.start();
      waits.start();
      ready = true;
    },
    async stop() {
      ready = false;
      const over = new AbortController();
      const watchers = [resync.stop(), probes.stop(), keeping.stop(), alerts?.stop(), waits.stop(), rejudge.stop()];
      const parts = [
        ...[...sources.map((source) => turns.get(source) ?? source), ...streams.map(({ stream }) => stream)].map((one) => one.stop()),
        ...watchers,
        worker.stop(STOP_GRACE_MS),
        outbox.stop(1_000),
      ];
      // At the same time: together they may take no longer than the slowest. What is left undone is confirmed at the next start.
      const stopped = Promise.allSettled(parts).then((ended) => {
        over.abort();
        for (const one of ended) if (one.status === "rejected") observer.log.error({ error: String(one.reason) }, "a part did not stop");
      });
      await Promise.race([stopped, clock.sleep(STOP_MOST_MS, over.signal)]);
      // Last: what a source has taken until then is stored, or not acked.
      await store.close();
    },
    async tick() {
      await worker.tick();
      await outbox.tick();
    },
  };
}
