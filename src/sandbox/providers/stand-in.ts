import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { readBody } from "./body.ts";
import type { About, Address, Deliveries, DeliveryOptions } from "./deliveries.ts";
import { createFaultQueue, type FaultQueue } from "./faults.ts";
import { type Call, createJudge, type Vendor } from "./judge.ts";
import type { Limit } from "./limits.ts";
import { createPhone, type Phone, type PhoneOptions } from "./phone.ts";

export interface StandInOptions extends PhoneOptions, DeliveryOptions {
  /** The key or token that is accepted. */
  readonly credential: string;
  /** The limits to hold the caller to; none of themselves. */
  readonly limits?: readonly Limit[];
  /** What requests do comes back as a delivery, as far as a document says or hints so; not of itself. */
  readonly echoes?: boolean;
}

export interface StandIn<A extends Address = Address>
  extends Pick<FaultQueue, "fail" | "mend">,
    Pick<Phone, "shown" | "hold" | "history" | "sent">,
    Pick<Deliveries<A>, "addresses" | "deliverTo" | "forget"> {
  /** The `baseUrl` to configure: everything before the documented path. */
  readonly url: string;
  readonly calls: readonly Call[];
  /** Every way in which a request broke the documented contract. Empty in a healthy run. */
  readonly violations: readonly string[];
  readonly limitBreaches: readonly string[];
  /** Every delivery, and what becomes of the next ones. */
  readonly deliveries: Pick<Deliveries<A>, "all" | "duplicate" | "hold" | "release">;
  /** Delivers what nobody on a phone would cause, authenticated like everything; a string goes out as it is. */
  deliver(event: string, body: unknown, about?: About): void;
  close(): Promise<void>;
}

/** What goes the other way than requests do. */
interface Outward<A extends Address> {
  readonly deliveries: Deliveries<A>;
  readonly sockets?: {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, note: (violation: string) => void): void;
    close(): void;
  };
}

/** Serves one vendor's contract on a free port of 127.0.0.1. `describe` makes the vendor around the phone that its routes write to. */
export async function openStandIn<A extends Address>(
  options: StandInOptions,
  describe: (phone: Phone) => Vendor,
  { deliveries, sockets }: Outward<A>,
): Promise<StandIn<A>> {
  const { credential, limits = [], now = Date.now } = options;
  const phone = createPhone(now, options);
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
    const call: { -readonly [K in keyof Call]: Call[K] } = { at: now(), method, path, endpoint: null, status: null, body: null };
    calls.push(call);
    call.body = await readBody(request);
    const { answer, apply, limitHeaders, endpoint = null } = judge(headers, call);
    call.endpoint = endpoint;
    const fault = apply || method === "GET" ? faults.take(method, path) : undefined;
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
  server.on("upgrade", (request, socket, head) => {
    if (sockets) sockets.upgrade(request, socket, head, (violation) => void violations.push(violation));
    else socket.destroy();
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
    sent: phone.sent,
    deliveries,
    addresses: deliveries.addresses,
    deliverTo: deliveries.deliverTo,
    forget: deliveries.forget,
    deliver: deliveries.emit,
    fail: faults.fail,
    mend: faults.mend,
    async close() {
      closing.abort();
      sockets?.close();
      await deliveries.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
