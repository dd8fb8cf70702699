import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

/** An instance's configuration of its socket, as `POST /api/events/websocket/:instance` keeps it. */
export interface SocketConfiguration {
  readonly enabled: boolean;
  /** Which events it passes on; none listed stands for all. */
  readonly events: readonly string[];
  readonly mediaBase64: boolean;
}

export interface RyzeApiSockets {
  readonly configurations: Map<string, SocketConfiguration>;
  /** As somebody does it in the dashboard. */
  enable(instance: string): void;
  /** Sends to every socket of the instance that is open, and keeps nothing for those that are not. */
  emit(instance: string, event: string, frame: string): void;
  upgrade(request: IncomingMessage, wire: Duplex, head: Buffer, note: (violation: string) => void): void;
  /** How many sockets are open and not muted. */
  open(): number;
  /** How many were ever opened. */
  opened(): number;
  /** Breaks connections, the oldest first; `close` says goodbye first. */
  drop(how: "cut" | "close", count?: number): void;
  /** From now on nothing passes over so many sockets, either way, and nobody is told. */
  mute(count?: number): void;
  /** Sends these very characters over every open socket. */
  raw(text: string): void;
  /** How many upgrades from now on are refused with this status. */
  refuse(status: number, times?: number): void;
  close(): void;
}

interface Live {
  readonly instance: string;
  readonly socket: WebSocket;
  readonly wire: Duplex;
  muted: boolean;
}

/** The page "Connect via WebSocket": `/ws/:instance` with the token in a header or in the query. */
export function createSockets(token: string, instances: readonly string[]): RyzeApiSockets {
  const server = new WebSocketServer({ noServer: true });
  const configurations = new Map<string, SocketConfiguration>();
  let live: Live[] = [];
  let opened = 0;
  let refusing = { status: 503, times: 0 };

  function reasonNot(url: URL, headers: IncomingMessage["headers"], instance: string | null, note: (violation: string) => void) {
    if (refusing.times > 0) {
      refusing.times -= 1;
      return { status: refusing.status, message: "Refused" };
    }
    const shown = [headers["token"]].flat()[0] ?? url.searchParams.get("token");
    const stray = [...url.searchParams.keys()].find((name) => name !== "token");
    if (stray !== undefined) note(`the query parameter ${stray} is not documented`);
    if (shown === null) note("no token in a header or in the query");
    if (shown !== token) return { status: 401, message: "Invalid token" };
    if (instance === null || !instances.includes(instance)) return { status: 404, message: "Instance not found" };
    if (configurations.get(instance)?.enabled !== true) return { status: 400, message: "WebSocket is not enabled for this instance." };
    return null;
  }

  return {
    configurations,
    enable: (instance) => void configurations.set(instance, { enabled: true, events: [], mediaBase64: false }),
    emit(instance, event, frame) {
      const events = configurations.get(instance)?.events ?? [];
      if (events.length > 0 && !events.includes(event)) return;
      for (const one of live) if (one.instance === instance && !one.muted) one.socket.send(frame);
    },
    upgrade(request, wire, head, note) {
      const url = new URL(request.url ?? "/", "ws://sandbox");
      const name = /^\/ws\/([^/]+)$/.exec(url.pathname)?.[1];
      const instance = name === undefined ? null : decodeURIComponent(name);
      const reason = reasonNot(url, request.headers, instance, (violation) => note(`GET ${url.pathname}: ${violation}`));
      if (reason !== null || instance === null) {
        const { status, message } = reason ?? { status: 404, message: "Instance not found" };
        const body = JSON.stringify({ success: false, error: { message } });
        const head = `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
        return void wire.end(`${head}\r\nconnection: close\r\n\r\n${body}`);
      }
      server.handleUpgrade(request, wire, head, (socket) => {
        const one: Live = { instance, socket, wire, muted: false };
        opened += 1;
        live.push(one);
        const leave = () => {
          live = live.filter((other) => other !== one);
        };
        socket.on("close", leave);
        socket.on("error", leave);
        socket.on("message", () => note(`GET ${url.pathname}: a frame from the client, which none of the documents knows`));
      });
    },
    open: () => live.filter(({ muted }) => !muted).length,
    opened: () => opened,
    drop(how, count = live.length) {
      const leaving = live.slice(0, count);
      live = live.slice(count);
      for (const { socket } of leaving) {
        if (how === "cut") socket.terminate();
        else socket.close(1001);
      }
    },
    mute(count = live.length) {
      for (const one of live.slice(0, count)) {
        one.muted = true;
        one.wire.pause();
        one.wire.write = () => true;
      }
    },
    raw(text) {
      for (const { socket, muted } of live) if (!muted) socket.send(text);
    },
    refuse(status, times = 1) {
      refusing = { status, times };
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
