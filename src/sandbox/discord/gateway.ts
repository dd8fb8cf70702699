import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { type Frame, type Identify, readFrame } from "./frames.ts";
import { INTENTS, KNOWN, PRIVILEGED } from "./intents.ts";
import { createSessions, type Session } from "./sessions.ts";
import type { Dispatch } from "./state.ts";

const MOST_FRAMES = 120;
const FRAMES_PER_MS = 60_000;
/** Below the gateway's address: where sessions are taken up again. */
const RESUME = "/resume";

export interface Gateway {
  /** Sockets over which somebody is told. */
  readonly connections: number;
  /** How often somebody began a session, and took one up again. */
  readonly identifies: number;
  readonly resumes: number;
  emit(dispatch: Dispatch): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket with this code, or breaks the connections in mid-sentence; the sessions can be taken up again. */
  cut(code?: number): void;
  /** Breaks every connection and forgets the sessions: until somebody identifies anew, what happens is told to nobody, ever. */
  lose(): void;
  /** Asks every client to connect anew (op 7). */
  reconnect(): void;
  /** Tells every client that its session is no more (op 9), or that it may try to resume. */
  invalidate(resumable?: boolean): void;
  /** From now on nothing comes over the sockets that are open: no answer to a heartbeat either. */
  silent(): void;
  /**
   * From now on nobody gets in, as in an outage: the connection breaks, after which discord.js gives its session up, or the answer is 503,
   * after which it comes back to it.
   */
  down(how?: "cut" | "busy"): void;
  up(): void;
  /** Tells every session this, whatever it is, as a dispatch. */
  malformed(t: string, d: unknown): void;
  /** Sends these very characters over every socket. */
  raw(text: string): void;
  close(): void;
}

interface GatewayOptions {
  readonly url: () => string;
  readonly heartbeatMs: number;
  readonly granted: number;
  readonly now: () => number;
  readonly isToken: (token: string) => boolean;
  /** Counts an IDENTIFY; false when there were too many, and the token is worth nothing any more. */
  readonly identified: () => boolean;
  /** What a new session hears first, and then. */
  readonly ready: () => { readonly ready: object; readonly guilds: readonly object[] };
  readonly members: (asked: Extract<Frame, { readonly op: 8 }>["d"]) => object;
  readonly onViolation: (violation: string) => void;
}

/** Discord's gateway, version 10, in JSON without compression. */
export function createGateway(options: GatewayOptions): Gateway {
  const { onViolation, now } = options;
  const server = new WebSocketServer({ noServer: true });
  const sessions = createSessions(() => randomUUID().replaceAll("-", ""));
  const told = new Map<WebSocket, Session>();
  const muted = new WeakSet<WebSocket>();
  const counts = { identifies: 0, resumes: 0 };
  let outage: "cut" | "busy" | null = null;

  const put = (socket: WebSocket, payload: object) => {
    if (!muted.has(socket)) socket.send(JSON.stringify({ s: null, t: null, ...payload }));
  };
  function refuse(socket: WebSocket, code: number, why: string, violation = true): void {
    if (violation) onViolation(`gateway: ${why}`);
    socket.close(code, why.slice(0, 100));
  }
  function attach(socket: WebSocket, session: Session): void {
    told.set(socket, session);
    session.send = (payload) => put(socket, payload);
  }
  function detach(socket: WebSocket): void {
    const session = told.get(socket);
    told.delete(socket);
    if (session) session.send = null;
  }

  function welcome(socket: WebSocket, path: string): void {
    let sent: number[] = [];
    socket.on("error", () => detach(socket));
    socket.on("close", (code) => {
      const session = told.get(socket);
      detach(socket);
      // Whoever says goodbye does not come back.
      if (session && (code === 1000 || code === 1001)) sessions.forget(session);
    });
    socket.on("message", (data) => {
      sent = [...sent.filter((at) => at > now() - FRAMES_PER_MS), now()];
      if (sent.length > MOST_FRAMES) return void refuse(socket, 4008, "more than 120 frames within a minute");
      const read = readFrame(String(data));
      if ("code" in read) refuse(socket, read.code, read.why);
      else serve(socket, read.frame, path);
    });
    put(socket, { op: 10, d: { heartbeat_interval: options.heartbeatMs, _trace: ["sandbox"] } });
  }

  function serve(socket: WebSocket, frame: Frame, path: string): void {
    const session = told.get(socket);
    if (frame.op === 1) {
      if (session && frame.d !== null && frame.d > session.log.length) return void refuse(socket, 4007, "a heartbeat from the future");
      return void put(socket, { op: 11 });
    }
    if (frame.op === 2 || frame.op === 6) {
      if (session) return void refuse(socket, 4005, "identified twice");
      if (frame.op === 2) return void identify(socket, frame.d);
      if (path !== RESUME) onViolation("gateway: resumed elsewhere than at resume_gateway_url");
      return void resume(socket, frame.d);
    }
    if (!session) return void refuse(socket, 4003, `op ${frame.op} before identifying`);
    if (frame.op === 8) session.tell("GUILD_MEMBERS_CHUNK", options.members(frame.d));
  }

  function identify(socket: WebSocket, { token, intents, shard = [0, 1] }: Identify): void {
    if (!options.isToken(token)) return void refuse(socket, 4004, "Authentication failed.", false);
    if (!options.identified()) return void refuse(socket, 4004, "identified more often than a day allows: the token was reset");
    counts.identifies += 1;
    if (shard[0] >= shard[1]) return void refuse(socket, 4010, "a shard beyond the last");
    if ((intents & ~KNOWN) !== 0) return void refuse(socket, 4013, "intents that there are not");
    if ((intents & PRIVILEGED & ~options.granted) !== 0) return void refuse(socket, 4014, "Disallowed intent(s).", false);
    const session = sessions.open(intents);
    attach(socket, session);
    const { ready, guilds } = options.ready();
    session.tell("READY", { v: 10, ...ready, session_id: session.id, resume_gateway_url: `${options.url()}${RESUME}`, shard });
    if (intents & INTENTS.Guilds) for (const guild of guilds) session.tell("GUILD_CREATE", guild);
  }

  function resume(socket: WebSocket, asked: Extract<Frame, { readonly op: 6 }>["d"]): void {
    if (!options.isToken(asked.token)) return void refuse(socket, 4004, "Authentication failed.", false);
    const session = sessions.find(asked.session_id);
    if (session === undefined) return void put(socket, { op: 9, d: false });
    if (asked.seq > session.log.length) return void refuse(socket, 4007, "resumed after what was never told");
    counts.resumes += 1;
    const missed = session.log.slice(asked.seq);
    attach(socket, session);
    for (const logged of missed) put(socket, { op: 0, ...logged });
    session.tell("RESUMED", { _trace: ["sandbox"] });
  }

  return {
    get connections() {
      return told.size;
    },
    get identifies() {
      return counts.identifies;
    },
    get resumes() {
      return counts.resumes;
    },
    emit: sessions.emit,
    upgrade(request, socket, head) {
      const { pathname, searchParams: asked } = new URL(request.url ?? "/", "ws://sandbox");
      if (outage === "busy") return void socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
      if (outage === "cut" || (pathname !== "/" && pathname !== RESUME)) return void socket.destroy();
      server.handleUpgrade(request, socket, head, (opened) => {
        if (asked.get("v") !== "10") return void refuse(opened, 4012, `version ${asked.get("v")} in place of 10`);
        if (asked.get("encoding") !== "json" || asked.has("compress")) return void refuse(opened, 4000, `no such form: ${asked}`);
        welcome(opened, pathname);
      });
    },
    cut(code) {
      for (const socket of [...told.keys()]) {
        detach(socket);
        if (code === undefined) socket.terminate();
        else socket.close(code);
      }
    },
    lose() {
      sessions.forgetAll();
      for (const socket of [...told.keys()]) {
        told.delete(socket);
        socket.terminate();
      }
    },
    reconnect() {
      for (const socket of told.keys()) put(socket, { op: 7, d: null });
    },
    invalidate(resumable = false) {
      for (const [socket, session] of [...told]) {
        if (!resumable) sessions.forget(session);
        detach(socket);
        put(socket, { op: 9, d: resumable });
      }
    },
    silent() {
      for (const socket of told.keys()) muted.add(socket);
    },
    down(how = "cut") {
      outage = how;
    },
    up() {
      outage = null;
    },
    malformed: sessions.tellAll,
    raw(text) {
      for (const socket of told.keys()) socket.send(text);
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
