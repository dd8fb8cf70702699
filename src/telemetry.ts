import { createRequire } from "node:module";
import { monitorEventLoopDelay } from "node:perf_hooks";
import pino from "pino";
import type * as prometheus from "prom-client";
import { ACCOUNT_STATES, type AccountState, accountState } from "./domain/account.ts";
import type { Account, Accounts } from "./ports/account.ts";
import type { Observer } from "./ports/observer.ts";
import type { Source } from "./ports/source.ts";
import type { Store } from "./ports/store.ts";

/** Part by part: the index of the package loads what aggregates clusters, pushes and traces as well, which takes longer than these. */
const load = createRequire(import.meta.url);
const Counter = load("prom-client/lib/counter.js") as typeof prometheus.Counter;
const Gauge = load("prom-client/lib/gauge.js") as typeof prometheus.Gauge;
const Histogram = load("prom-client/lib/histogram.js") as typeof prometheus.Histogram;
const Registry = load("prom-client/lib/registry.js") as typeof prometheus.Registry;

/** What the gauges ask when somebody looks. */
export interface Watched {
  readonly store: Store;
  readonly sources: readonly Source[];
  readonly accounts: Accounts;
}

export interface Telemetry extends Observer {
  /** How long a commit took, in seconds. */
  committed(seconds: number): void;
  watch(watched: Watched): void;
  /** In Prometheus' text format. */
  metrics(): Promise<string>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Takes one line of the log at a time. */
export type LogDestination = pino.DestinationStream;

/** pino (to standard output, or to `to`) and Prometheus metrics with the prefix `reacji_`. `level` is pino's; `silent` says nothing. */
export function createTelemetry(level: string, to?: LogDestination): Telemetry {
  const registry = new Registry();
  registry.setDefaultLabels({});
  const logger = openLog(level, to);
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `reacji_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Histogram({ name: `reacji_${name}`, help, labelNames: [...labelNames], buckets: SECONDS, registers: [registry] });
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    collect: (gauge: prometheus.Gauge<L>) => void | Promise<void>,
  ) =>
    new Gauge({
      name: `reacji_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect() {
        return collect(this as prometheus.Gauge<L>);
      },
    });

  const events = counter("events_total", "Events from the sources, by what became of them.", ["source", "type", "result"]);
  const steps = counter("steps_total", "Calls to providers, by how they ended.", ["provider", "kind", "result"]);
  const requests = histogram("provider_request_seconds", "How long calls to providers took.", ["provider"]);
  const folded = counter("folded_total", "Changes that were folded into work that was due already.");
  const ambiguous = counter("ambiguous_total", "Calls of which nobody can say whether they were carried out.");
  const confirmations = counter("confirmations_total", "Passes that made sure after an ambiguous call.");
  const takeovers = counter("takeovers_total", "Mirrors whose lease had run out.");
  const repaired = counter("drift_repaired_total", "Reactions that events failed to bring; healthy is 0.");
  const unsendable = counter("unsendable_emoji_total", "Reactions that may not leave, by reason.", ["account", "reason"]);
  const commits = histogram("commit_seconds", "How long the store's commits took.");
  const lag = monitorEventLoopDelay({ resolution: 20 });

  return {
    log: logger,
    event: (source, type, result) => events.inc({ source, type, result }),
    step(provider, kind, result, tookMs) {
      steps.inc({ provider, kind, result });
      requests.observe({ provider }, tookMs / 1_000);
    },
    ambiguous: () => ambiguous.inc(),
    confirmed: () => confirmations.inc(),
    takenOver: () => takeovers.inc(),
    folded: () => folded.inc(),
    repaired: (count) => repaired.inc(count),
    unsendable: (account, reason) => unsendable.inc({ account, reason }),
    committed: (seconds) => commits.observe(seconds),
    watch({ store, sources, accounts }) {
      lag.enable();
      gauge("event_loop_lag_seconds", "The 99th percentile since the last look.", [], (one) => {
        one.set(lag.percentile(99) / 1e9);
        lag.reset();
      });
      gauge("mirrors_due", "Mirrors with work that is due.", [], async (one) => one.set((await store.backlog()).due));
      gauge("oldest_due_seconds", "For how long the oldest due work has been due: the alert.", [], async (one) =>
        one.set((await store.backlog()).oldestDueMs / 1_000),
      );
      gauge("parked", "Mirrors set aside until their next event or a person.", [], async (one) => one.set((await store.backlog()).parked));
      gauge("source_connected", "1 while a platform is connected.", ["platform"], (one) => {
        for (const source of sources) one.set({ platform: source.platform }, source.connected() ? 1 : 0);
      });
      gauge("accounts", "Accounts by state.", ["state"], async (one) => {
        const states = await Promise.all([...accounts.values()].map((account) => stateOf(account, store)));
        for (const state of ACCOUNT_STATES) one.set({ state }, states.filter((found) => found === state).length);
      });
    },
    metrics: () => registry.metrics(),
  };
}

/** Logs an error that nobody caught, at every level. Without its message, which may quote anybody: where it happened says enough. */
export function logCrash(error: unknown): void {
  const { name, message, stack = "" } = error instanceof Error ? error : { name: typeof error, message: "" };
  const at = stack
    .replace(message, "")
    .split("\n")
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => line.trim());
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  openLog("fatal").fatal({ error: name, code, at }, "an error that nobody expected ended the process");
}

function openLog(level: string, to?: LogDestination): pino.Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return to === undefined ? pino(options) : pino(options, to);
}

async function stateOf({ name, limits }: Account, store: Store): Promise<AccountState> {
  return accountState(await store.health(name), await store.limitedForMs({ account: name, limits }));
}
