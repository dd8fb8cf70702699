import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { openRyzeApi, type RyzeApi } from "../../../src/sandbox/providers/ryzeapi.ts";
import { ask } from "./ask.ts";

const KEY = { token: "secret" };
const marta = { id: "5511888888888@s.whatsapp.net", name: "Marta" };
let ryze: RyzeApi;
let clients: WebSocket[];
let frames: string[];

const place = (instance: string, query = "") => `${ryze.url.replace("http", "ws")}/ws/${encodeURIComponent(instance)}${query}`;
const enable = (body: object = { enabled: true }, instance = "acme") =>
  ask("POST", `${ryze.url}/api/events/websocket/${instance}`, KEY, body);
const write = (text: string) => ryze.writes({ conversation: marta.id, author: marta, text });
const heard = (count: number) => vi.waitFor(() => expect(frames).toHaveLength(count));

async function connect(url = place("acme"), headers: Record<string, string> = KEY): Promise<WebSocket> {
  const client = new WebSocket(url, { headers });
  clients.push(client);
  client.on("message", (frame) => frames.push(String(frame)));
  await once(client, "open");
  return client;
}

/** The status with which a socket was refused. */
async function refusal(url = place("acme"), headers: Record<string, string> = KEY): Promise<number> {
  const client = new WebSocket(url, { headers });
  client.on("error", () => {});
  const [, { statusCode }] = (await once(client, "unexpected-response")) as [unknown, { statusCode: number }];
  client.terminate();
  return statusCode;
}

beforeEach(async () => {
  [clients, frames] = [[], []];
  ryze = await openRyzeApi({ credential: "secret", instances: ["acme", "acme brasil/2"] });
});
afterEach(async () => {
  for (const client of clients) client.terminate();
  await ryze.close();
});

test("sends the same envelope as webhooks do to every open socket of the instance", async () => {
  await enable();
  await enable({ enabled: true }, "acme%20brasil%2F2");
  await connect();
  await connect(place("acme", "?token=secret"), {});
  await connect(place("acme brasil/2"));
  expect([ryze.sockets.open(), ryze.sockets.opened()]).toEqual([3, 3]);
  write("Olá");
  await heard(2);
  expect(JSON.parse(frames[0] ?? "")).toMatchObject({
    event: "message.exchange",
    data: { message: { content: { text: "Olá" } } },
    instanceData: { instance: "acme", token: "secret" },
  });
  expect(ryze.violations).toEqual([]);
});

test("keeps nothing for those who are not there", async () => {
  await enable();
  write("Too early");
  await connect();
  write("Olá");
  await heard(1);
  expect(frames[0]).toContain("Olá");
});

test("passes on only the events that were asked for", async () => {
  await enable({ enabled: true, events: ["message.status"] });
  await connect();
  write("Olá");
  ryze.deliver("message.status", { event: "message.status", data: {} });
  await heard(1);
  expect(frames[0]).toContain("message.status");
});

test.each<[string, number, string, Record<string, string>]>([
  ["before it is enabled", 400, "acme", KEY],
  ["with a wrong token", 401, "acme", { token: "other" }],
  ["to an unknown instance", 404, "third", KEY],
])("refuses a socket %s, which is nobody's violation", async (_, status, instance, headers) => {
  expect(await refusal(place(instance), headers)).toBe(status);
  expect(ryze.violations).toEqual([]);
});

test("refuses a socket without a token, and remembers it, as it does a frame from the client", async () => {
  expect(await refusal(place("acme"), {})).toBe(401);
  expect(ryze.violations).toEqual([expect.stringContaining("no token")]);
  ryze.sockets.enable("acme");
  (await connect()).send("hello");
  await vi.waitFor(() => expect(ryze.violations).toHaveLength(2));
});

test("refuses sockets on demand", async () => {
  ryze.sockets.enable("acme");
  ryze.sockets.refuse(503);
  expect(await refusal()).toBe(503);
  await connect();
});

test("ends sockets on demand, with a goodbye or without", async () => {
  ryze.sockets.enable("acme");
  const [first, second] = [await connect(), await connect()];
  const ends = [first, second].map((client) => once(client, "close"));
  ryze.sockets.drop("close", 1);
  expect((await ends[0])?.[0]).toBe(1001);
  ryze.sockets.drop("cut");
  expect((await ends[1])?.[0]).toBe(1006);
  expect(ryze.sockets.open()).toBe(0);
});

test("falls silent on demand without telling anybody", async () => {
  ryze.sockets.enable("acme");
  const client = await connect();
  let pongs = 0;
  client.on("pong", () => {
    pongs += 1;
  });
  client.ping();
  await vi.waitFor(() => expect(pongs).toBe(1));
  ryze.sockets.mute();
  client.ping();
  write("Olá");
  await sleep(50);
  expect([pongs, frames, client.readyState, ryze.sockets.open()]).toEqual([1, [], WebSocket.OPEN, 0]);
});

test("sends any characters on demand", async () => {
  ryze.sockets.enable("acme");
  await connect();
  ryze.sockets.raw('{"event":');
  await heard(1);
  expect(frames).toEqual(['{"event":']);
});

test("tells how the socket is configured, and that it never was", async () => {
  const read = () => ask("GET", `${ryze.url}/api/events/getWebsocket/acme`, KEY);
  expect((await read()).status).toBe(404);
  await enable({ enabled: true, events: ["message.exchange"] });
  expect((await read()).json).toMatchObject({ websocket: { enabled: true, events: ["message.exchange"], mediaBase64: false } });
  await connect();
  await enable({ enabled: false });
  expect((await read()).json).toMatchObject({ websocket: { enabled: false, events: [] } });
  expect(ryze.sockets.open()).toBe(1);
  expect((await enable({ label: "x" })).status).toBe(400);
  expect(ryze.violations).toHaveLength(1);
});
