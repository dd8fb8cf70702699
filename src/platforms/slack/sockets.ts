import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@slack/bolt";
import { SocketModeClient } from "@slack/socket-mode";
import { z } from "zod";
import { codeOf } from "./errors.ts";
import { CALL_TIMEOUT_MS, isRefusal, SOCKETS } from "./info.ts";
import type { Log } from "./log.ts";
import type { AckingReceiver } from "./receiver.ts";

export interface SocketsOptions {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly logger: Logger;
  readonly log: Log;
  readonly deliver: AckingReceiver["deliver"];
  readonly onMalformed: (reason: string) => void;
  /** Slack has not answered for so long: the socket is dead. */
  readonly pingTimeoutMs: number;
  /** Called when Slack refuses the token itself, with its name for that. */
  readonly onRefused: (code: string) => void;
  /** Called when it took the token in a call that began then (`performance.now`). */
  readonly onTaken: (begunMs: number) => void;
  /** Called when a socket is open again after a time in which none was. */
  readonly onGap: (forMs: number) => void;
}

/** Keeps Slack's sockets open. */
export interface Sockets {
  /** Resolves when the first is open. Rejects when Slack refuses the token or cannot be reached. */
  start(): Promise<void>;
  stop(): Promise<void>;
  anyOpen(): boolean;
}

const WAIT_FIRST_MS = 100;
const WAIT_MOST_MS = 30_000;
/** A socket that was open for so long was not refused, but recycled. */
const SETTLED_MS = 5_000;
const HELLO_WITHIN_MS = 30_000;
const CLOSE_WITHIN_MS = 500;
/** Slack warns about so long before it closes a socket: what is under way is acked over it, while another one opens. */
const LINGER_MS = 5_000;

const envelope = z.object({
  envelope_id: z.string().min(1),
  type: z.string(),
  payload: z.unknown(),
  retry_attempt: z.number().optional().catch(undefined),
  retry_reason: z.string().optional().catch(undefined),
});
const lifecycle = z.object({ type: z.enum(["hello", "disconnect"]), reason: z.string().optional().catch(undefined) });

/**
 * One connection, never reused. The library's own reconnecting is off: it waits 5 s with nothing open, and a refusal during it
 * ends the process. Its handling of envelopes is replaced: it rejects, with nobody to catch it, on a payload without an event.
 */
class Connection extends SocketModeClient {
  readonly #options: SocketsOptions;
  #welcome = false;
  /** Resolves when the connection is over, whether it ever opened or not. */
  readonly closed = new Promise<void>((resolve) => this.once("disconnected", () => resolve()));
  readonly #asked = Promise.withResolvers<string>();
  /** Resolves with Slack's reason once it asks us to leave. */
  readonly asked = this.#asked.promise;

  constructor(options: SocketsOptions) {
    super({
      appToken: options.appToken,
      logger: options.logger,
      autoReconnectEnabled: false,
      clientPingTimeout: options.pingTimeoutMs,
      clientOptions: {
        slackApiUrl: options.apiUrl,
        timeout: CALL_TIMEOUT_MS,
        retryConfig: { retries: 3, minTimeout: 250, maxTimeout: 2_000 },
      },
    });
    this.#options = options;
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const { onMalformed, deliver, log } = this.#options;
    const frame = isBinary || typeof data !== "string" ? undefined : parse(data);
    const known = lifecycle.safeParse(frame);
    if (known.data?.type === "disconnect" && this.#welcome) return this.#asked.resolve(known.data.reason ?? "unknown");
    if (known.success) {
      this.#welcome = known.data.type === "hello";
      return super.onWebSocketMessage(data, isBinary);
    }
    const parsed = envelope.safeParse(frame);
    if (!parsed.success) return onMalformed("a frame that is no envelope");
    const { envelope_id, payload, retry_attempt, retry_reason } = parsed.data;
    try {
      this.#ack(envelope_id, await deliver({ body: payload, retryNum: retry_attempt, retryReason: retry_reason }));
    } catch (error) {
      log.warn(
        { reason: error instanceof Error ? error.message : "unknown" },
        "an event of Slack's was not taken; Slack will send it again",
      );
    }
  }

  /** Without an open socket nothing is said: Slack sends the payload again over another one. */
  #ack(envelopeId: string, answer: unknown): void {
    if (!this.websocket?.isActive()) return;
    const payload = typeof answer === "string" ? { text: answer } : answer;
    this.websocket.send(JSON.stringify({ envelope_id: envelopeId, ...(payload === undefined ? {} : { payload }) }), () => {});
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createSockets(options: SocketsOptions): Sockets {
  const stopping = new AbortController();
  const open = new Set<Connection>();
  const keepers: Promise<void>[] = [];
  const leaving = new Set<Promise<void>>();
  let noneSince: number | null = null;

  function over(connection: Connection): void {
    if (open.delete(connection) && open.size === 0) noneSince = performance.now();
  }

  /** What is under way over a connection is still acked there; it ends once Slack closes it, or it is time. */
  async function leave(connection: Connection, afterMs: number): Promise<void> {
    const closed = new AbortController();
    void connection.closed.then(() => closed.abort());
    await sleep(afterMs, undefined, { signal: AbortSignal.any([closed.signal, stopping.signal]) }).catch(() => {});
    over(connection);
    void connection.disconnect();
    await connection.closed;
  }

  /** Resolves when the connection is to be replaced. `opened` is called once it is open. Rejects when it never came to be. */
  async function live(opened: () => void): Promise<void> {
    const connection = new Connection(options);
    const stop = () => void connection.disconnect();
    let giveUp: NodeJS.Timeout | undefined;
    connection.once("connecting", () => {
      giveUp = setTimeout(stop, HELLO_WITHIN_MS);
    });
    try {
      const begunMs = performance.now();
      await connection.start().catch((error: unknown) => {
        throw error ?? new Error("the socket closed before Slack said hello");
      });
      clearTimeout(giveUp);
      options.onTaken(begunMs);
      open.add(connection);
      if (noneSince !== null) options.onGap(Math.round(performance.now() - noneSince));
      noneSince = null;
      stopping.signal.addEventListener("abort", stop);
      if (stopping.signal.aborted) stop();
      opened();
      const reason = await Promise.race([connection.closed, connection.asked]);
      if (reason === undefined) return over(connection);
      if (reason === "link_disabled")
        options.log.error({}, "Slack has switched Socket Mode off for this app: switch it on in the app's settings");
      const left = leave(connection, reason === "link_disabled" ? 0 : LINGER_MS).finally(() => leaving.delete(left));
      leaving.add(left);
    } finally {
      clearTimeout(giveUp);
      stopping.signal.removeEventListener("abort", stop);
    }
  }

  async function keep(first: PromiseWithResolvers<void> | null): Promise<void> {
    let waiting = first;
    for (let failures = 0; !stopping.signal.aborted; ) {
      const begun = performance.now();
      try {
        await live(() => {
          waiting?.resolve();
          waiting = null;
        });
      } catch (error) {
        if (waiting) return waiting.reject(error);
        const code = codeOf(error);
        const reason = error instanceof Error ? error.message : "unknown";
        if (isRefusal(code)) options.onRefused(code);
        else options.log.warn({ reason }, "a socket to Slack could not be opened; trying again");
      }
      failures = performance.now() - begun > SETTLED_MS ? 0 : failures + 1;
      const waitMs = Math.min(WAIT_MOST_MS, WAIT_FIRST_MS * 2 ** Math.max(0, failures - 1));
      await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  return {
    async start() {
      const first = Promise.withResolvers<void>();
      keepers.push(keep(first));
      await first.promise;
      for (let more = 1; more < SOCKETS; more += 1) keepers.push(keep(null));
    },
    async stop() {
      stopping.abort();
      // A peer that does not answer the closing handshake is not waited for.
      await Promise.race([Promise.all([...keepers, ...leaving]), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
    },
    anyOpen: () => open.size > 0,
  };
}
