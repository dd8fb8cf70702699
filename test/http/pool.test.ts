import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outgoing } from "../../src/http/exchange.ts";
import { createPools, type Pools } from "../../src/http/pool.ts";

const stops: (() => Promise<unknown>)[] = [];

async function listen(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return (server.address() as AddressInfo).port;
}

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  const port = await listen(server);
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return `http://127.0.0.1:${port}`;
}

async function serveTcp(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    handle(socket);
  });
  const port = await listen(server);
  stops.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return port;
}

const ask = (origin: string, more: Partial<Outgoing> = {}): Outgoing => ({
  method: "POST",
  origin,
  path: "/x",
  headers: { "x-api-key": "k" },
  json: { emoji: "👍" },
  signal: AbortSignal.timeout(5_000),
  ...more,
});

describe("the pools", () => {
  let pools: Pools;
  beforeEach(() => {
    pools = createPools();
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await pools.close();
  });

  it("send JSON and read JSON, whatever its content type says", async () => {
    const seen: unknown[] = [];
    const origin = await serve(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      seen.push({
        method: request.method,
        url: request.url,
        type: request.headers["content-type"],
        key: request.headers["x-api-key"],
        body,
      });
      response.writeHead(202, { "x-ratelimit-reset": "17", "content-type": "text/plain" }).end('{"ok":"✓"}');
    });
    expect(await pools.request(ask(origin))).toMatchObject({
      kind: "answer",
      status: 202,
      headers: { "x-ratelimit-reset": "17" },
      body: { ok: "✓" },
      empty: false,
    });
    expect(seen).toEqual([{ method: "POST", url: "/x", type: "application/json", key: "k", body: '{"emoji":"👍"}' }]);
  });

  it("read without a body too", async () => {
    const origin = await serve((request, response) => void response.end(JSON.stringify(request.headers["content-length"] ?? null)));
    const { json: _, ...plain } = ask(origin, { method: "GET" });
    expect(await pools.request(plain)).toMatchObject({ body: null, empty: false });
  });

  it("tell an empty answer from an unreadable one, and follow no redirect", async () => {
    const origin = await serve((request, response) => {
      if (request.url === "/empty") response.end();
      else if (request.url === "/text") response.end("<html>");
      else response.writeHead(302, { location: "/empty" }).end();
    });
    expect(await pools.request(ask(origin, { path: "/empty" }))).toMatchObject({ status: 200, body: undefined, empty: true });
    expect(await pools.request(ask(origin, { path: "/text" }))).toMatchObject({ status: 200, body: undefined, empty: false });
    expect(await pools.request(ask(origin))).toMatchObject({ status: 302 });
  });

  it("stop reading an answer that is too large", async () => {
    const small = createPools({ maxBytes: 1_000 });
    let closed = false;
    const origin = await serve((request, response) => {
      request.socket.on("close", () => {
        closed = true;
      });
      response.write(`"${"x".repeat(100_000)}`);
    });
    expect(await small.request(ask(origin))).toMatchObject({ kind: "answer", status: 200, body: undefined, empty: false });
    await expect.poll(() => closed).toBe(true);
    await small.close();
  });

  it("keep connections open", async () => {
    const sockets = new Set<Socket>();
    const origin = await serve((request, response) => {
      sockets.add(request.socket);
      request.resume().on("end", () => response.end("{}"));
    });
    for (let index = 0; index < 10; index += 1) await pools.request(ask(origin));
    // A freshly used connection rests for one turn of the event loop, hence a second one.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it("say of a request that surely was not sent that it was not", async () => {
    const port = await serveTcp((socket) => socket.destroy());
    const plainHttp = await serve((_, response) => void response.end("{}"));
    await stops.shift()?.();
    const none = `http://127.0.0.1:${port}`;
    expect(await pools.request(ask(none))).toEqual({ kind: "fault", reason: "refused", sent: false });
    expect(await pools.request(ask("http://nowhere.invalid"))).toEqual({ kind: "fault", reason: "dns", sent: false });
    expect(await pools.request(ask(plainHttp.replace("http:", "https:")))).toMatchObject({ kind: "fault", sent: false });
    expect(await pools.request(ask(none, { signal: AbortSignal.abort() }))).toEqual({ kind: "fault", reason: "aborted", sent: false });
    expect(await pools.request(ask(none, { headers: { token: "a\nb" } }))).toEqual({ kind: "fault", reason: "unsendable", sent: false });
  });

  it("give up a connection that does not come to stand, with nothing sent", async () => {
    const quick = createPools({ connectTimeoutMs: 50 });
    const port = await serveTcp(() => {});
    const answer = await quick.request(ask(`https://127.0.0.1:${port}`));
    expect(answer).toEqual({ kind: "fault", reason: "timeout", sent: false });
    await quick.close();
  });

  it("say of a request that was cut, garbled or timed out that it may have arrived", async () => {
    const cut = await serve((request) => void request.socket.destroy());
    expect(await pools.request(ask(cut))).toEqual({ kind: "fault", reason: "cut", sent: true });
    const half = await serve((request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"success":true');
      setTimeout(() => request.socket.destroy(), 20);
    });
    expect(await pools.request(ask(half))).toMatchObject({ kind: "fault", sent: true });
    const garbled = await serveTcp((socket) => socket.on("data", () => socket.end("SSH-2.0-hello\r\n\r\n")));
    expect(await pools.request(ask(`http://127.0.0.1:${garbled}`))).toEqual({ kind: "fault", reason: "garbled", sent: true });
    const silent = await serve(() => {});
    expect(await pools.request(ask(silent, { signal: AbortSignal.timeout(50) }))).toEqual({ kind: "fault", reason: "timeout", sent: true });
    const given = new AbortController();
    const pending = pools.request(ask(silent, { signal: given.signal }));
    await sleep(30);
    given.abort();
    expect(await pending).toEqual({ kind: "fault", reason: "aborted", sent: true });
  });

  it("never send what was given up while it waited for a connection", async () => {
    const one = createPools({ connections: 1 });
    const urls: (string | undefined)[] = [];
    const held: ServerResponse[] = [];
    const origin = await serve((request, response) => {
      urls.push(request.url);
      if (request.url === "/slow") held.push(response);
      else response.end("{}");
    });
    const slow = one.request(ask(origin, { path: "/slow" }));
    await expect.poll(() => held.length).toBe(1);
    const queued = one.request(ask(origin, { path: "/given-up", signal: AbortSignal.timeout(20) }));
    expect(await queued).toEqual({ kind: "fault", reason: "timeout", sent: false });
    held[0]?.end("{}");
    expect(await slow).toMatchObject({ status: 200 });
    expect(await one.request(ask(origin, { path: "/after" }))).toMatchObject({ status: 200 });
    expect(urls).toEqual(["/slow", "/after"]);
    await one.close();
  });

  it("close once what is in flight has ended, and send nothing afterwards", async () => {
    const origin = await serve((_, response) => void setTimeout(() => response.end("{}"), 30));
    const pending = pools.request(ask(origin));
    const closed = pools.close();
    expect(await pending).toMatchObject({ status: 200 });
    await closed;
    expect(await pools.request(ask(origin))).toEqual({ kind: "fault", reason: "closed", sent: false });
  });
});
