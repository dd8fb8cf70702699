import { writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { stringify } from "yaml";
import { FEW, PLANS, ratios } from "./bench.ts";
import { atMost, HEADER, quantile, row } from "./figure.ts";
import { type Line, measureInTurn, openLine, pressesOn } from "./line.ts";
import { openPoster, SECRET } from "./load.ts";
import { NORTH, type Outside, openOutside, SOUTH } from "./outside.ts";
import { CONVERSATION } from "./population.ts";
import { openSubject, type Subject } from "./subject.ts";

/** What an account's provider answers to every call; in `silent`, nothing. */
const TROUBLES = {
  paused: { status: 401, body: { success: false, error: { message: "Invalid token" } }, headers: {} },
  failing: { status: 500, body: { success: false, error: { message: "Failed to send reaction: upstream error" } }, headers: {} },
  limited: { status: 429, body: { success: false, error: { message: "Rate limit exceeded." } }, headers: { "retry-after": "60" } },
  silent: null,
} as const;
type Trouble = keyof typeof TROUBLES;

const BACKLOG = 1_000;
const { rounds, events, warmUp } = PLANS.full;

interface Measured {
  readonly bridge: Subject;
  readonly line: Line;
}

const outside = await openOutside();
const troubled = await openTroubled();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void outside.close().then(() => process.exit(1)));
try {
  const names = ["paused", "failing", "limited", "silent"] as const;
  const alone = await open(outside, "alone");
  const beside: Measured[] = [];
  for (const name of names) beside.push(await open(outside, name));
  for (const { line } of [alone, ...beside]) await line.measure(warmUp);
  for (const { bridge } of beside) await pile(bridge);
  const p99s: number[][] = [alone, ...beside].map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const measured = await measureInTurn([alone.line, ...beside.map(({ line }) => line)], events);
    for (const [index, latencies] of measured.entries()) p99s[index]?.push(quantile(latencies, 0.99));
  }
  console.log(HEADER);
  const [ofAlone = [], ...ofBeside] = p99s;
  console.log(row({ name: "an account's p99, alone", unit: "ms", values: ofAlone, goal: null }));
  for (const [index, name] of names.entries()) {
    const values = ratios(ofBeside[index] ?? [], ofAlone);
    console.log(
      row({ name: `the same beside a ${name} account with ${BACKLOG} mirrors due, over that`, unit: "×", values, goal: atMost(1.2) }),
    );
  }
  for (const { line, bridge } of [alone, ...beside]) {
    await line.close();
    await bridge.stop();
  }
} finally {
  troubled.close();
  await outside.close();
}

/** A bridge with two accounts. North is measured; south's provider is in trouble. */
async function open(around: Outside, name: Trouble | "alone"): Promise<Measured> {
  const north = { ...NORTH, count: FEW };
  const database = await around.fill(name, [north, { ...SOUTH, count: BACKLOG }]);
  const config = join(dirname(database), `${name}.yaml`);
  const account = { provider: "ryzeapi", instance: "bench", rateLimit: { requests: 100_000_000, perMs: 60_000 } };
  const accounts = {
    north: { ...account, token: "bench", baseUrl: around.provider.url },
    south: { ...account, token: "bench-south", baseUrl: `${troubled.url}/${name}` },
  };
  const links = [NORTH, SOUTH].map((one) => ({
    ...{ name: one.link, channel: `slack:${one.channel}`, account: one.account, conversation: CONVERSATION },
  }));
  await writeFile(config, stringify({ accounts, links, defaults: { policy: { graceMs: 0 } } }));
  const bridge = await openSubject("bridge", {
    ...{ SLACK_BOT_TOKEN: around.slack.botToken, SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: around.slack.url },
    ...{ DATABASE_URL: `sqlite:${database}`, BRIDGE_CONFIG: config, PORT: "0", METRICS_PORT: "0", LOG_LEVEL: "error" },
  });
  return { bridge, line: openLine(around, bridge, pressesOn(north, around.users)) };
}

/** Makes all of south's mirrors due. */
async function pile({ url }: Subject): Promise<void> {
  const poster = openPoster(url);
  const press = pressesOn({ ...SOUTH, count: BACKLOG }, outside.users);
  for (let index = 0; index < BACKLOG; index += 10) await Promise.all(Array.from({ length: 10 }, () => poster.post(press())));
  await poster.close();
}

/** Answers each call as the first segment of its path says. */
async function openTroubled(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request, response: ServerResponse) => {
    await text(request);
    const answer = TROUBLES[(request.url ?? "").split("/")[1] as Trouble];
    if (answer === null || answer === undefined) return;
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
