import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import type { Send } from "./deliveries.ts";
import type { Interact } from "./interactions.ts";

/** An app may have so many sockets. */
const MOST = 10;
const ack = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

/** What the ack said; null when none came in time. */
type Acked = { readonly body: unknown } | null;

export interface SocketMode {
  readonly send: Send;
  readonly interact: Interact;
  /** A fresh address, good for one connection. */
  address(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  open(): number;
  /**
   * Ends sockets, the oldest first. `warning`, `refresh_requested` and `link_disabled` ask the client to leave, as when Slack recycles
   * one or Socket Mode is switched off; `cut` breaks the connection.
   */
  drop(how: "warning" | "refresh_requested" | "link_disabled" | "cut", count?: number): void;
  /** From now on nothing passes over so many sockets, either way, and nobody is told. */
  mute(count?: number): void;
  /** Sends these very characters over one open socket. */
  raw(text: string): void;
  close(): void;
}

/** Slack's side of Socket Mode. Each payload goes to one open socket, in turn, and is acked by its `envelope_id`. */
export function createSocketMode(options: {
  readonly app: string;
  readonly base: () => string;
  readonly ackWithinMs: number;
  readonly keepsConnections: boolean;
  readonly onViolation: (violation: string) => void;
}): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const live: WebSocket[] = [];
  const waiting = new Map<string, { readonly socket: WebSocket; readonly done: (acked: Acked) => void }>();
  /** Envelopes whose time was over: a late ack is no mistake. */
  const late = new Set<string>();
  const wires = new WeakMap<WebSocket, Duplex>();
  const muted = new WeakSet<WebSocket>();
  let turn = 0;

  const leave = (socket: WebSocket) => {
    const at = live.indexOf(socket);
    if (at >= 0) live.splice(at, 1);
  };
  const gone = (socket: WebSocket) => {
    leave(socket);
    for (const sent of [...waiting.values()]) if (sent.socket === socket) sent.done(null);
  };

  function welcome(socket: WebSocket, wire: Duplex): void {
    wires.set(socket, wire);
    live.push(socket);
    socket.on("close", () => gone(socket));
    socket.on("error", () => gone(socket));
    socket.on("message", (data) => answered(String(data)));
    const debug_info = { host: "applink-sandbox", build_number: 1, approximate_connection_time: 18_060 };
    socket.send(JSON.stringify({ type: "hello", num_connections: live.length, debug_info, connection_info: { app_id: options.app } }));
  }

  function answered(text: string): void {
    const parsed = ack.safeParse(parse(text));
    if (!parsed.success) {
      options.onViolation("a frame that acks nothing");
      return;
    }
    const id = parsed.data.envelope_id;
    if (late.delete(id)) return;
    const sent = waiting.get(id);
    if (sent) sent.done({ body: parsed.data.payload });
    else options.onViolation("an ack of an envelope that was acked or never sent");
  }

  async function deliver(envelope: object): Promise<Acked> {
    const socket = live[turn++ % Math.max(1, live.length)];
    if (!socket) return null;
    const envelope_id = randomUUID();
    return new Promise<Acked>((resolve) => {
      const done = (acked: Acked) => {
        clearTimeout(timer);
        waiting.delete(envelope_id);
        if (acked === null) late.add(envelope_id);
        resolve(acked);
      };
      const timer = setTimeout(done, options.ackWithinMs, null);
      waiting.set(envelope_id, { socket, done });
      socket.send(JSON.stringify({ envelope_id, ...envelope }));
    });
  }

  return {
    address() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${options.base()}/link/?ticket=${ticket}&app_id=${options.app}`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? "/", "ws://sandbox").searchParams.get("ticket") ?? "";
      if (!tickets.delete(ticket) || live.length >= MOST) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      // Slack does not close the connection after the closing handshake, and leaves that to the client.
      if (options.keepsConnections) socket.end = () => socket;
      server.handleUpgrade(request, socket, head, (opened) => welcome(opened, socket));
    },
    async send(payload, attempt, reason) {
      const retry = attempt === 0 ? { retry_attempt: 0, retry_reason: "" } : { retry_attempt: attempt, retry_reason: reason };
      return (await deliver({ payload, type: "events_api", accepts_response_payload: false, ...retry })) !== null;
    },
    interact: (type, payload) => deliver({ payload, type, accepts_response_payload: true }),
    open: () => live.filter((socket) => !muted.has(socket)).length,
    drop(how, count = live.length) {
      for (const socket of live.slice(0, count)) {
        leave(socket);
        if (how === "cut") socket.terminate();
        else socket.send(JSON.stringify({ type: "disconnect", reason: how, debug_info: { host: "applink-sandbox" } }));
      }
    },
    mute(count = live.length) {
      for (const socket of live.slice(0, count)) {
        muted.add(socket);
        const wire = wires.get(socket);
        wire?.pause();
        if (wire) wire.write = () => true;
      }
    },
    raw(text) {
      live[0]?.send(text);
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
