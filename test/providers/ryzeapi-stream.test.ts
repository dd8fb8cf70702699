import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import type { Heard } from "../../src/domain/heard.ts";
import type { Stream } from "../../src/ports/inbox.ts";
import { createStream } from "../../src/providers/ryzeapi/stream.ts";
import { fixture } from "./fixture.ts";

const INSTANCE = "acme / two";
const MESSAGE = fixture("ryzeapi", "message") as { readonly data: object; readonly instanceData: object };
/** The message with a text of its own. */
const saying = (text: string) =>
  JSON.stringify({
    ...MESSAGE,
    data: { ...MESSAGE.data, message: { type: "text", content: text } },
    instanceData: { ...MESSAGE.instanceData, instance: INSTANCE },
  });

const textsOf = (heard: readonly Heard[]) => heard.map((one) => (one.kind === "message" ? one.parts[0]?.text : one.kind));
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

describe("RyzeAPI's event socket", () => {
  let http: Server;
  let sockets: WebSocketServer;
  let stream: Stream;
  let asked: IncomingMessage[];
  let lines: string[];
  let told: unknown[];
  /** In place of a socket: a status, or nothing at all. */
  let refusal: number | "silence" | null;
  /** No answer to pings. */
  let mute: boolean;
  const open = new Set<Duplex>();

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    asked.push(request);
    open.add(socket.on("error", () => {}));
    if (refusal === null) sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
    else if (refusal !== "silence") socket.end(`HTTP/1.1 ${refusal} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  }

  beforeEach(async () => {
    [asked, lines, told, refusal, mute] = [[], [], [], null, false];
    http = createServer().on("upgrade", upgrade);
    sockets = new WebSocketServer({ noServer: true, autoPong: false });
    sockets.on("connection", (socket) => socket.on("ping", (data) => mute || socket.pong(data)));
    await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  });
  afterEach(async () => {
    await stream.stop();
    for (const socket of open) socket.destroy();
    open.clear();
    await new Promise((closed) => http.close(closed));
    expect(lines.join("\n")).not.toMatch(/the-token|the-instance-token|noon|5511/);
  });

  const begin = (hear: (heard: readonly Heard[]) => Promise<void>, pingMs = 1_000) => {
    const line = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
    const log = { debug: line, info: line, warn: line, error: line };
    const baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}/ryze`;
    stream = createStream({ account: "acme-whatsapp", baseUrl, instance: INSTANCE, token: "the-token", log, pingMs, firstWaitMs: 20 });
    stream.start(hear);
    stream.start(hear);
  };
  const server = async (): Promise<WebSocket> => {
    await eventually(() => expect([sockets.clients.size, stream.connected()]).toEqual([1, true]));
    return [...sockets.clients][0] as WebSocket;
  };
  const listen = async (heard: readonly Heard[]) => void told.push(...textsOf(heard));

  it("is opened once, with the token, for the instance", async () => {
    begin(listen);
    expect(stream.connected()).toBe(false);
    const socket = await server();
    expect(asked.map(({ url, headers }) => [url, headers["token"]])).toEqual([["/ryze/ws/acme%20%2F%20two", "the-token"]]);
    socket.send(saying("It left at noon."));
    await eventually(() => expect(told).toEqual(["It left at noon."]));
  });

  it("tells one message after the other, however long each takes", async () => {
    let under = 0;
    begin(async (heard) => {
      under += 1;
      expect(under).toBe(1);
      await sleep(told.length % 3 === 0 ? 4 : 0);
      under -= 1;
      await listen(heard);
    }, 100);
    const socket = await server();
    const all = Array.from({ length: 500 }, (_, index) => `message ${index}`);
    for (const text of all) socket.send(saying(text));
    await eventually(() => expect(told).toHaveLength(all.length));
    expect(told).toEqual(all);
    expect(asked).toHaveLength(1);
  });

  it("outlives what cannot be read or committed, and counts it", async () => {
    begin(async (heard) => {
      if (textsOf(heard)[0] === "lost") throw new Error("the store is gone");
      await listen(heard);
    });
    const socket = await server();
    for (const frame of [
      "",
      "{",
      "[]",
      "null",
      JSON.stringify({ event: "message.exchange", data: { id: 1 } }),
      saying("x".repeat(300 * 1_024)),
    ])
      socket.send(frame);
    socket.send(Buffer.from([0xff, 0xfe]));
    socket.send(saying("lost"));
    socket.send(JSON.stringify({ event: "call.update", data: {} }));
    socket.send(Buffer.from(saying("It left at noon.")));
    await eventually(() => expect(told).toEqual(["other", "It left at noon."]));
    expect(lines.filter((line) => line.includes("left out"))).toHaveLength(7);
    expect(lines.filter((line) => line.includes("could not be committed"))).toEqual([expect.stringContaining('"lost":8')]);
    expect(asked).toHaveLength(1);
  });

  it("is opened again when it ends", async () => {
    begin(listen);
    for (const end of [(socket: WebSocket) => socket.close(1001), (socket: WebSocket) => socket.terminate()]) {
      const before = asked.length;
      end(await server());
      await eventually(() => expect(asked.length).toBeGreaterThan(before));
    }
    (await server()).send(saying("back again"));
    await eventually(() => expect(told).toEqual(["back again"]));
  });

  it("is cut off and opened again when it gives no sign of life", async () => {
    mute = true;
    begin(listen, 150);
    await eventually(() => expect(asked.length).toBeGreaterThanOrEqual(2));
    mute = false;
    await server();
    const before = asked.length;
    await sleep(500);
    expect(asked).toHaveLength(before);
  });

  it.each([
    [400, "is not enabled for this instance"],
    [401, "does not accept the token"],
    [404, "knows no instance"],
    [502, "is made again"],
  ])("that is refused with %i is tried again, and said why", async (status, words) => {
    refusal = status;
    begin(listen);
    await eventually(() => expect(asked.length).toBeGreaterThanOrEqual(3));
    expect(stream.connected()).toBe(false);
    expect(lines[0]).toContain(words);
    refusal = null;
    await server();
  });

  it("waits longer after each failure", async () => {
    refusal = 503;
    const times: number[] = [];
    http.on("upgrade", () => times.push(performance.now()));
    begin(listen);
    await eventually(() => expect(times.length).toBeGreaterThanOrEqual(6));
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(waits[4]).toBeGreaterThanOrEqual(160);
  });

  it("is stopped once what was told is committed, and stays so", async () => {
    const committed = Promise.withResolvers<void>();
    begin(async (heard) => {
      await committed.promise;
      await listen(heard);
    });
    const socket = await server();
    socket.send(saying("one"));
    socket.send(saying("two"));
    await eventually(() => expect(socket.bufferedAmount).toBe(0));
    await sleep(50);
    const stopped = stream.stop();
    await sleep(50);
    expect(told).toEqual([]);
    committed.resolve();
    await stopped;
    expect(told).toEqual(["one", "two"]);
    expect(stream.connected()).toBe(false);
    await sleep(100);
    expect(asked).toHaveLength(1);
  });

  it("can be stopped while nobody answers", async () => {
    refusal = "silence";
    begin(listen);
    await eventually(() => expect(asked).toHaveLength(1));
    const begun = performance.now();
    await stream.stop();
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
