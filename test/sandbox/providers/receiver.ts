import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly json: unknown;
}

export interface Receiver {
  readonly url: string;
  readonly got: readonly Received[];
  /** The next requests are answered so, in this order; `hang` never, `cut` by a broken connection. After that, 200. */
  answer(...next: readonly (number | "hang" | "cut")[]): void;
  close(): Promise<void>;
}

/** Where deliveries arrive. */
export async function openReceiver(): Promise<Receiver> {
  const got: Received[] = [];
  const answers: (number | "hang" | "cut")[] = [];
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    got.push({ path: request.url ?? "", headers: request.headers, raw, json: raw === "" ? null : parsed(raw) });
    const answer = answers.shift() ?? 200;
    if (answer === "cut") request.socket.destroy();
    else if (answer !== "hang") response.writeHead(answer).end("OK");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/acme`,
    got,
    answer: (...next) => void answers.push(...next),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
