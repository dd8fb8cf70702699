import { type Dispatcher, errors } from "undici";

export interface Outgoing {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Scheme, host and port, without a path. */
  readonly origin: string;
  /** With every id already encoded, and the query where there is one. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; left out, there is no body. */
  readonly json?: unknown;
  /** A body that is ready, in place of `json`, with its content type. */
  readonly body?: { readonly type: string; readonly text: string } | undefined;
  /** Where the answer may be longer than the pools allow of themselves. */
  readonly maxBytes?: number | undefined;
  readonly signal: AbortSignal;
}

/** The server answered, whatever it said. */
export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed JSON; undefined when the body is empty, too large or not JSON, whatever its content type says. */
  readonly body: unknown;
  readonly empty: boolean;
  /** Our clock when the answer was complete, in milliseconds since 1970. */
  readonly atMs: number;
}

export type FaultReason = "refused" | "dns" | "tls" | "cut" | "garbled" | "timeout" | "aborted" | "closed" | "unsendable";

/** No answer came. */
export interface Fault {
  readonly kind: "fault";
  readonly reason: FaultReason;
  /** False when not one byte of the request left; true when the server may have it. */
  readonly sent: boolean;
}

export type Outcome = Answer | Fault;

const TLS = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;

function reasonOf(error: unknown): FaultReason {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ECONNREFUSED" || code === "EHOSTUNREACH" || code === "ENETUNREACH") return "refused";
  if (code === "ENOTFOUND" || code.startsWith("EAI_")) return "dns";
  if (code === "ETIMEDOUT" || code.endsWith("_TIMEOUT")) return "timeout";
  if (code === "UND_ERR_INVALID_ARG") return "unsendable";
  if (code === "UND_ERR_CLOSED" || code === "UND_ERR_DESTROYED") return "closed";
  if (error instanceof errors.HTTPParserError || code === "UND_ERR_HEADERS_OVERFLOW") return "garbled";
  return TLS.test(code) ? "tls" : "cut";
}

function parse(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * One request and what became of it; never rejects, never sends twice, reads `maxBytes` at most. It is a bare dispatch handler
 * because only there undici tells the moment before the first byte leaves: what fails earlier was surely not sent.
 */
export function exchange(pool: Dispatcher, request: Outgoing, maxBytes: number): Promise<Outcome> {
  const { signal } = request;
  const { type, text: body } = request.body ?? {
    type: "application/json",
    text: request.json === undefined ? null : JSON.stringify(request.json),
  };
  const headers = body === null ? request.headers : { ...request.headers, "content-type": type };
  return new Promise((resolve) => {
    let sent = false;
    let finished = false;
    let controller: Dispatcher.DispatchController | null = null;
    let start: Pick<Answer, "status" | "headers"> | null = null;
    const chunks: Buffer[] = [];
    let bytes = 0;

    const finish = (outcome: Outcome) => {
      if (finished) return;
      finished = true;
      signal.removeEventListener("abort", giveUp);
      resolve(outcome);
    };
    const fail = (reason: FaultReason) => finish({ kind: "fault", reason, sent });
    const answered = (parsed: unknown) =>
      start === null ? fail("garbled") : finish({ kind: "answer", ...start, body: parsed, empty: bytes === 0, atMs: Date.now() });
    const giveUp = () => {
      fail(signal.reason instanceof Error && signal.reason.name === "TimeoutError" ? "timeout" : "aborted");
      controller?.abort(new Error("given up"));
    };

    if (signal.aborted) return giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    pool.dispatch(
      { origin: request.origin, path: request.path, method: request.method, headers, body },
      {
        onRequestStart(started) {
          // Nothing is written yet: a request that was given up in the queue ends here, unsent.
          if (finished) return started.abort(new Error("given up"));
          sent = true;
          controller = started;
        },
        onResponseStart(_, status, received) {
          if (status >= 200) start = { status, headers: received };
        },
        onResponseData(current, chunk) {
          bytes += chunk.length;
          if (bytes <= maxBytes) chunks.push(chunk);
          else {
            answered(undefined);
            current.abort(new Error("answer too large"));
          }
        },
        onResponseEnd: () => answered(parse(chunks)),
        onResponseError: (_, error) => fail(reasonOf(error)),
      },
    );
  });
}
