import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Call {
  /** By `performance.now()`, when the request's head had come. */
  readonly atMs: number;
  /** An emoji, or `remove`. */
  readonly reaction: string;
}

/** What is answered in place of success; null: nothing, ever. */
export type Answer = { readonly status: number; readonly body: unknown; readonly headers: Readonly<Record<string, string>> } | null;

/** What a call is answered, by the first segment of its path and its target message; undefined: success. */
export type Answers = (place: string, target: string) => Answer | undefined;

/** A stand-in of RyzeAPI that does nothing but take the time. */
export interface Provider {
  readonly url: string;
  /** By the target message. */
  readonly calls: ReadonlyMap<string, readonly Call[]>;
  forget(): void;
  close(): Promise<void>;
}

const SUCCESS = JSON.stringify({ success: true, message: "Reaction sent successfully", status: "sent", data: {} });

export async function openProvider(answers: Answers = () => undefined): Promise<Provider> {
  const calls = new Map<string, Call[]>();
  const server = createServer(async (request, response) => {
    const atMs = performance.now();
    const { messageId, reaction } = JSON.parse(await text(request)) as { readonly messageId: string; readonly reaction: string };
    const before = calls.get(messageId);
    if (before === undefined) calls.set(messageId, [{ atMs, reaction }]);
    else before.push({ atMs, reaction });
    const answer = answers((request.url ?? "").split("/")[1] ?? "", messageId);
    if (answer === null) return;
    const { status, headers } = answer ?? { status: 200, headers: {} };
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(answer === undefined ? SUCCESS : JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    forget: () => calls.clear(),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
