import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";

export interface Serving {
  /** Without a slash at the end. */
  readonly url: string;
  /** Takes no new requests; resolves when those under way are answered, or after a second. */
  close(): Promise<void>;
}

const CLOSE_MS = 1_000;

/** How long somebody may take, in milliseconds, to say what they want. Over that they are answered 408 and cut off. */
export interface Patience {
  /** For the head of a request. */
  readonly headersMs: number;
  /** For all of it. */
  readonly requestMs: number;
  /** How often that is looked at. */
  readonly checkMs: number;
}

/** Slack and the providers are waiting for our answer in less than that. */
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 20_000, checkMs: 2_000 };

/** Listens on `host` and `port` (0: any free one). Rejects with a sentence for the operator when it cannot. */
export function serve(
  fetch: (request: Request) => Promise<Response>,
  host: string,
  port: number,
  { headersMs, requestMs, checkMs } = PATIENCE,
): Promise<Serving> {
  const serverOptions = { headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: checkMs };
  const server = createAdaptorServer({ fetch, serverOptions });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE" ? "is taken by another process: set another PORT or METRICS_PORT" : `cannot be used (${error.code})`;
      reject(new Error(`${host}:${port} ${why}.`, { cause: error }));
    });
    server.listen(port, host, () => {
      const { port: given } = server.address() as AddressInfo;
      resolve({ url: `http://${host.includes(":") ? `[${host}]` : host}:${given}`, close: () => closed(server) });
    });
  });
}

function closed(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ("closeIdleConnections" in server) server.closeIdleConnections();
    setTimeout(() => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    }, CLOSE_MS).unref();
  });
}
