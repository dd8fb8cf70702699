import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import { segment } from "../../http/segment.ts";
import type { Hear, Stream } from "../../ports/inbox.ts";
import type { Log } from "../../ports/observer.ts";
import { jsonOf } from "../delivery.ts";
import { toHeard } from "./events.ts";

export interface StreamOptions {
  readonly account: string;
  readonly baseUrl: string;
  readonly instance: string;
  readonly token: string;
  readonly log: Log;
  /** How often the server is asked for a sign of life; one that gave none since is cut off. */
  readonly pingMs?: number;
  /** The wait before the second try, which then doubles. */
  readonly firstWaitMs?: number;
}

const PING_MS = 20_000;
const FIRST_WAIT_MS = 1_000;
const MOST_WAIT_MS = 60_000;
/** A connection that was open for so long was not refused. */
const SETTLED_MS = 10_000;
const HANDSHAKE_MS = 10_000;
/** As much as a webhook delivery may be. */
const MOST_BYTES = 256 * 1_024;
/** A frame over that cannot be skipped in peace: the connection ends. */
const FATAL_BYTES = 16 * 1_024 * 1_024;
/** So many may wait to be committed before the server has to. */
const MOST_WAITING = 64;
const STOP_WITHIN_MS = 3_000;

const STATUS = /^Unexpected server response: (\d{3})$/;
const HINTS: Readonly<Record<string, string>> = {
  400: "RyzeAPI's event socket is not enabled for this instance: run `reacji-bridge check --url <url> --register`",
  401: "RyzeAPI does not accept the token for its event socket",
  403: "RyzeAPI does not accept the token for its event socket",
  404: "RyzeAPI knows no instance of this name",
};

/**
 * RyzeAPI's event WebSocket (docs.ryzeapi.cloud/en/api/websocket): the same envelopes as its webhook, in order, none of them kept for
 * whoever is not connected.
 */
export function createStream(options: StreamOptions): Stream {
  const { account, baseUrl, instance, token, log, pingMs = PING_MS, firstWaitMs = FIRST_WAIT_MS } = options;
  const url = `${baseUrl.replace(/^http/, "ws").replace(/\/+$/, "")}/ws/${segment(instance) ?? ""}`;
  const stopping = new AbortController();
  let keeping: Promise<void> | null = null;
  let taking: Promise<void> = Promise.resolve();
  let waiting = 0;
  let lost = 0;
  let open: WebSocket | null = null;

  const leftOut = (why: string) => {
    lost += 1;
    log.warn({ account, lost }, why);
  };

  async function take(frame: Buffer, hear: Hear): Promise<void> {
    if (frame.length > MOST_BYTES) return leftOut("an event of RyzeAPI's was longer than 256 KB, and is left out");
    const heard = toHeard(instance, jsonOf(frame));
    if (heard === null) return leftOut("an event of RyzeAPI's is not what it documents, and is left out");
    try {
      await hear(heard);
    } catch {
      leftOut("an event of RyzeAPI's could not be committed, and is lost");
    }
  }

  /** Resolves when the connection is over, with why. */
  async function live(hear: Hear): Promise<string> {
    // Whoever has no account with RyzeAPI does not load it.
    const { WebSocket } = await import("ws");
    const socket = new WebSocket(url, {
      headers: { token },
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: FATAL_BYTES,
      perMessageDeflate: false,
    });
    const stop = () => socket.close();
    const { promise, resolve } = Promise.withResolvers<string>();
    let reason = "closed";
    let isAlive = true;
    const heartbeat = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      // While it is held back, nothing is read of it: no sign of life can come.
      if (!isAlive && !socket.isPaused) return socket.terminate();
      isAlive = false;
      socket.ping();
    }, pingMs);
    const alive = () => {
      isAlive = true;
    };
    socket.on("pong", alive);
    socket.on("ping", alive);
    socket.on("error", (error: NodeJS.ErrnoException) => {
      reason = STATUS.exec(error.message)?.[1] ?? error.code ?? "error";
    });
    socket.on("open", () => {
      open = socket;
      log.info({ account }, "connected with RyzeAPI's event socket");
    });
    socket.on("message", (frame: Buffer) => {
      alive();
      waiting += 1;
      if (waiting >= MOST_WAITING) socket.pause();
      taking = taking.then(async () => {
        await take(frame, hear);
        waiting -= 1;
        if (waiting >= MOST_WAITING / 2 || !socket.isPaused) return;
        alive();
        socket.resume();
      });
    });
    socket.on("close", () => {
      clearInterval(heartbeat);
      stopping.signal.removeEventListener("abort", stop);
      if (open === socket) open = null;
      resolve(reason);
    });
    stopping.signal.addEventListener("abort", stop, { once: true });
    return await promise;
  }

  async function keep(hear: Hear): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const begun = performance.now();
      const reason = await live(hear).catch(() => "unusable");
      if (stopping.signal.aborted) return;
      failures = performance.now() - begun > SETTLED_MS ? 0 : failures + 1;
      log.warn({ account, reason }, HINTS[reason] ?? "the connection with RyzeAPI's event socket ended; it is made again");
      const waitMs = Math.min(MOST_WAIT_MS, firstWaitMs * 2 ** Math.max(0, failures - 1));
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  return {
    start(hear) {
      keeping ??= keep(hear);
    },
    async stop() {
      stopping.abort();
      // What was told is not told again. A server that does not answer the closing handshake is not waited for.
      await Promise.race([Promise.all([keeping]).then(() => taking), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
      open?.terminate();
    },
    connected: () => open !== null && open.readyState === open.OPEN,
  };
}
