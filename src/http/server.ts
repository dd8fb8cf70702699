import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";

export interface Serving {
  /** Without a slash at the end. */
  readonly url: string;
  /** Takes no new requests; resolves when those under way are answered, or after a second. */
  close(): Promise<void>;
}

const CLOSE_MS = 1_000;

/** Listens on `host` and `port` (0: any free one). Rejects with a sentence for the operator when it cannot. */
export function serve(fetch: (request: Request) => Promise<Response>, host: string, port: number): Promise<Serving> {
  const server = createAdaptorServer({ fetch });
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
