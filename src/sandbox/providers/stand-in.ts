import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { createFaultQueue, type FaultQueue } from "./faults.ts";
import { type Call, createJudge, type Vendor } from "./judge.ts";
import type { Limit } from "./limits.ts";
import { createPhone, type Phone, type Shown } from "./phone.ts";

export interface StandInOptions {
  /** The key or token that is accepted. */
  readonly credential: string;
  /** The limits to hold the caller to; none of themselves. */
  readonly limits?: readonly Limit[];
  readonly onShown?: (shown: Shown) => void;
  readonly now?: () => number;
}

export interface StandIn extends Pick<FaultQueue, "fail" | "mend">, Pick<Phone, "shown" | "hold" | "history"> {
  /** The `baseUrl` to configure: everything before the documented path. */
  readonly url: string;
  readonly calls: readonly Call[];
  /** Every way in which a request broke the documented contract. Empty in a healthy run. */
  readonly violations: readonly string[];
  readonly limitBreaches: readonly string[];
  close(): Promise<void>;
}

/** Serves one vendor's contract on a free port of 127.0.0.1. `describe` makes the vendor around the phone that its routes write to. */
export async function openStandIn(options: StandInOptions, describe: (phone: Phone) => Vendor): Promise<StandIn> {
  const { credential, limits = [], now = Date.now } = options;
  const phone = createPhone(now, options.onShown);
  const vendor = describe(phone);
  const faults = createFaultQueue();
  const calls: Call[] = [];
  const violations: string[] = [];
  const limitBreaches: string[] = [];
  const judge = createJudge({
    vendor,
    credential,
    limits,
    now,
    onViolation: (violation) => void violations.push(violation),
    onLimitBreach: (breach) => void limitBreaches.push(breach),
  });
  const closing = new AbortController();
  const wait = (ms: number) => sleep(ms, undefined, { signal: closing.signal });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "", headers } = request;
    const call: { -readonly [K in keyof Call]: Call[K] } = { at: now(), method, path, status: null, body: null };
    calls.push(call);
    call.body = parsed(await text(request));
    const { answer, apply, limitHeaders } = judge(headers, call);
    const fault = apply || method === "GET" ? faults.take(method) : undefined;
    if (fault?.delayMs) await wait(fault.delayMs);
    const applied = fault?.applied ?? !(fault?.hang || fault?.cut || fault?.status);
    if (applied && fault?.landsAfterMs) wait(fault.landsAfterMs).then(apply, () => {});
    else if (applied) apply?.();
    if (fault?.hang) return;
    if (fault?.cut) return void request.socket.destroy();
    const said = fault?.status === undefined ? answer : { ...fault, status: fault.status };
    call.status = said.status;
    response.writeHead(said.status, { "content-type": "application/json", ...limitHeaders, ...said.headers });
    response.end(said.body === undefined || typeof said.body === "string" ? said.body : JSON.stringify(said.body));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // The caller may leave in mid-sentence, and closing ends every wait; anything else is a bug that must not pass unseen.
      if (request.complete && !closing.signal.aborted) violations.push(`the stand-in failed: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}${vendor.prefix}`,
    calls,
    violations,
    limitBreaches,
    history: phone.history,
    shown: phone.shown,
    hold: phone.hold,
    fail: faults.fail,
    mend: faults.mend,
    async close() {
      closing.abort();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** What is no JSON stays text, which fits no documented body. */
function parsed(raw: string): unknown {
  try {
    return raw === "" ? null : JSON.parse(raw);
  } catch {
    return raw;
  }
}
