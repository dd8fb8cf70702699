import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Permit } from "../../src/ports/calls.ts";
import { TargetError } from "../../src/ports/target.ts";

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed where it is JSON, else as text; null where there is none. */
  readonly body: unknown;
}

export interface Answering {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** A server that answers each request as it is told. A body that is text is sent as it is. */
export async function answering(answer: (asked: Asked) => { readonly status?: number; readonly body?: unknown }): Promise<Answering> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const raw = (await request.toArray()).join("");
    const one = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: raw === "" ? null : parsed(raw),
    };
    asked.push(one);
    const { status = 200, body } = answer(one);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

/** A permit that counts, and gives `most`. */
export function permits(most = Number.POSITIVE_INFINITY): Permit & { readonly given: () => number } {
  let given = 0;
  const permit = async () => {
    if (given >= most) throw new TargetError({ kind: "rate-limited", ambiguous: false, message: "none left", vendor: { status: 0 } });
    given += 1;
  };
  return Object.assign(permit, { given: () => given });
}

/** What a call was refused with. */
export async function failureOf(call: Promise<unknown>): Promise<TargetError["failure"]> {
  const error = await call.then(
    () => new Error("it succeeded"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof TargetError) return error.failure;
  throw error;
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}
