import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import type { Store } from "../src/ports/store.ts";
import { openSlack } from "../src/sandbox/slack/index.ts";
import { openPostgresStore } from "../src/stores/postgres/index.ts";
import { startPostgres } from "../test/support/postgres.ts";
import { ratios } from "./bench.ts";
import { atLeast, atMost, HEADER, quantile, row } from "./figure.ts";
import { until } from "./load.ts";
import { NORTH } from "./outside.ts";
import { CONVERSATION, TEAM } from "./population.ts";
import { openSubject, type Subject } from "./subject.ts";

const PROVIDER_MS = 200;
const { short } = parseArgs({ options: { short: { type: "boolean", default: false } } }).values;
const PLAN = short ? { rounds: 2, backlog: 1_500, presses: 100, kills: 2 } : { rounds: 5, backlog: 5_000, presses: 1_000, kills: 10 };

/** What one bridge's provider hears. Each bridge has its own, so that one knows whose call it was. */
interface Ear {
  readonly url: string;
  /** By the target: when its first call had come. */
  readonly heardMs: Map<string, number>;
  takesMs: number;
  /** Nothing is answered any more. */
  silent: boolean;
  close(): void;
}

const folder = mkdtempSync(join(tmpdir(), "reacji-replicas-"));
// However it ends, also before PostgreSQL is there.
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const [server, slack] = [await startPostgres({ durable: true }), await openSlack()];
slack.workspace.addChannel(NORTH.channel);
const ears = [await openEar(), await openEar()] as const;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

try {
  console.log(
    `${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(2)}`,
  );
  console.log(HEADER);
  const [one, two]: number[][] = [[], []];
  for (let round = 0; round < PLAN.rounds; round += 1) {
    one?.push(await throughput(1));
    two?.push(await throughput(2));
  }
  console.log(row({ name: `calls of ${PROVIDER_MS} ms, 50 in flight, one replica`, unit: "calls/s", values: one ?? [], goal: null }));
  console.log(row({ name: "the same, two replicas", unit: "calls/s", values: two ?? [], goal: null }));
  console.log(row({ name: "two over one", unit: "×", values: ratios(two ?? [], one ?? []), goal: atLeast(1.8) }));
  const latencies = await handedOver();
  console.log(row({ name: "commit → call by another replica, p50", unit: "ms", values: [quantile(latencies, 0.5)], goal: null }));
  console.log(row({ name: "the same, p99", unit: "ms", values: [quantile(latencies, 0.99)], goal: atMost(25) }));
  const takeovers = await takenOver();
  console.log(row({ name: "kill → call by another replica", unit: "ms", values: takeovers, goal: null }));
  console.log(row({ name: "the same, the longest", unit: "ms", values: [Math.max(...takeovers)], goal: atMost(12_000) }));
} finally {
  for (const ear of ears) ear.close();
  await slack.close();
  await server.stop();
}

/** A backlog that is there when they start; how fast it goes in the midst of it. */
async function throughput(replicas: number): Promise<number> {
  const database = await server.database();
  const store = await openPostgresStore({ url: database });
  await inPieces(PLAN.backlog, (index) => due(store, `b${index}`));
  await store.close();
  for (const ear of ears) Object.assign(ear, { takesMs: PROVIDER_MS, silent: false }).heardMs.clear();
  const bridges = await Promise.all(ears.slice(0, replicas).map((ear) => open(database, ear)));
  const heard = () => ears.flatMap(({ heardMs }) => [...heardMs.values()]).sort((a, b) => a - b);
  await until(() => heard().length >= PLAN.backlog, "every call");
  await Promise.all(bridges.map((bridge) => bridge.stop()));
  const [from, to] = [Math.floor(PLAN.backlog * 0.3), Math.floor(PLAN.backlog * 0.8)];
  const moments = heard();
  return ((to - from) * 1_000) / ((moments[to] ?? Number.NaN) - (moments[from] ?? Number.NaN));
}

/** This process commits, and the only bridge is another one. */
async function handedOver(): Promise<readonly number[]> {
  const database = await server.database();
  const store = await openPostgresStore({ url: database });
  const [ear] = ears;
  Object.assign(ear, { takesMs: 0, silent: false }).heardMs.clear();
  const bridge = await open(database, ear);
  await inPieces(PLAN.presses, (index) => link(store, `h${index}`));
  const committedMs = new Map<string, number>();
  for (let index = 0; index < PLAN.presses; index += 1) {
    await press(store, `h${index}`);
    committedMs.set(`h${index}`, performance.now());
    await sleep(20 + Math.random() * 20);
  }
  await until(() => ear.heardMs.size >= PLAN.presses, "every call");
  await bridge.stop();
  await store.close();
  return [...committedMs].map(([name, ms]) => (ear.heardMs.get(name) ?? Number.NaN) - ms);
}

/** Whoever calls is killed in the midst of it. */
async function takenOver(): Promise<readonly number[]> {
  const database = await server.database();
  const store = await openPostgresStore({ url: database });
  for (const ear of ears) Object.assign(ear, { takesMs: 0, silent: false }).heardMs.clear();
  const bridges = await Promise.all(ears.map((ear) => open(database, ear)));
  const took: number[] = [];
  for (let index = 0; index < PLAN.kills; index += 1) {
    const name = `t${index}`;
    for (const ear of ears) ear.silent = true;
    await due(store, name);
    await until(() => ears.some(({ heardMs }) => heardMs.has(name)), "a call");
    const killed = ears[0].heardMs.has(name) ? 0 : 1;
    for (const ear of ears) ear.silent = false;
    // At any moment of the call's first second.
    await sleep(Math.random() * 1_000);
    const killedMs = performance.now();
    await bridges[killed]?.kill();
    const other = ears[1 - killed] as Ear;
    await until(() => other.heardMs.has(name), "a call by the other");
    took.push((other.heardMs.get(name) ?? Number.NaN) - killedMs);
    bridges[killed] = await open(database, ears[killed] as Ear);
  }
  await Promise.all(bridges.map((bridge) => bridge.stop()));
  await store.close();
  return took;
}

async function open(database: string, ear: Ear): Promise<Subject> {
  const config = join(folder, `${new URL(ear.url).port}.yaml`);
  const account = { provider: "ryzeapi", instance: "bench", token: "bench", baseUrl: ear.url };
  const accounts = { [NORTH.account]: { ...account, rateLimit: { requests: 100_000_000, perMs: 60_000 } } };
  const links = [{ name: NORTH.link, channel: `slack:${NORTH.channel}`, account: NORTH.account, conversation: CONVERSATION }];
  await writeFile(config, stringify({ accounts, links, defaults: { policy: { graceMs: 0 } } }));
  return openSubject("bridge", {
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
    ...{ DATABASE_URL: database, BRIDGE_CONFIG: config, PORT: "0", METRICS_PORT: "0", LOG_LEVEL: "error" },
  });
}

async function due(store: Store, name: string): Promise<void> {
  await link(store, name);
  await press(store, name);
}

async function link(store: Store, name: string): Promise<void> {
  await store.link(messageOf(name), NORTH.link, {
    ...{ account: NORTH.account, message: name, part: 0, comment: null, organization: null, post: false },
    ...{ conversation: CONVERSATION, fromMe: true, author: null },
  });
}

async function press(store: Store, name: string): Promise<void> {
  const of = { person: `slack:${TEAM}:U1`, name: "thumbsup", emoji: "👍" };
  const event = { ...of, kind: "added", message: messageOf(name), via: "reaction", atUs: Date.now() * 1_000, id: null } as const;
  await store.record({ event, terms: { [NORTH.link]: { denied: null, emoji: "👍", graceMs: 0, classes: ["members"], notify: false } } }, 0);
}

function messageOf(name: string) {
  return { platform: "slack", workspace: TEAM, channel: NORTH.channel, message: name } as const;
}

async function inPieces(count: number, work: (index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += 50)
    await Promise.all(Array.from({ length: Math.min(50, count - from) }, (_, at) => work(from + at)));
}

async function openEar(): Promise<Ear> {
  const success = JSON.stringify({ success: true, message: "Reaction sent successfully", status: "sent", data: {} });
  const heardMs = new Map<string, number>();
  const web = createServer(async (request, response: ServerResponse) => {
    const atMs = performance.now();
    const body = await text(request);
    const { messageId } = (body === "" ? {} : JSON.parse(body)) as { readonly messageId?: string };
    if (messageId !== undefined && !heardMs.has(messageId)) heardMs.set(messageId, atMs);
    if (ear.silent) return;
    await sleep(ear.takesMs);
    response.writeHead(200, { "content-type": "application/json" }).end(success);
  });
  await new Promise<void>((listening) => web.listen(0, "127.0.0.1", listening));
  const ear: Ear = {
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    heardMs,
    takesMs: 0,
    silent: false,
    close() {
      web.closeAllConnections();
      web.close();
    },
  };
  return ear;
}
