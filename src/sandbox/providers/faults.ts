/** An HTTP answer. A string goes out as it is, anything else as JSON, nothing as an empty body. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What shall go wrong with a request that is otherwise in order. Without `status`, `hang` or `cut` it is only late. */
export interface Fault extends Partial<Answer> {
  /** Never answer. */
  readonly hang?: true;
  /** Close the socket in place of an answer. */
  readonly cut?: true;
  /** Wait this long before anything happens, in milliseconds. */
  readonly delayMs?: number;
  /** Whether the request takes effect all the same; of itself only where the fault is nothing but a delay. */
  readonly applied?: boolean;
  /** With `applied`: it takes effect only this long after the answer, the hang or the cut. */
  readonly landsAfterMs?: number;
  /** For how many requests; 1 of itself. */
  readonly times?: number;
  /** Which requests; writes (`POST`) of themselves. */
  readonly on?: "GET" | "POST" | "any";
  /** Only requests whose path looks like this. */
  readonly path?: RegExp;
}

/** What goes wrong on the way, whoever the vendor is. Spread one to change it: `{ ...faults.cut, applied: true }`. */
export const faults = {
  hang: { hang: true },
  cut: { cut: true },
  empty: { status: 200 },
  silent: { status: 200, body: {} },
  truncated: { status: 200, body: '{"success":tr', headers: { "content-type": "application/json" } },
  proxyPage: {
    status: 502,
    body: "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    headers: { "content-type": "text/html" },
  },
} as const satisfies Record<string, Fault>;

export interface FaultQueue {
  fail(fault: Fault): void;
  mend(): void;
  take(method: string, path: string): Fault | undefined;
}

/** Faults happen in the order in which they were asked for. */
export function createFaultQueue(): FaultQueue {
  let queue: { fault: Fault; left: number }[] = [];
  return {
    fail(fault) {
      queue.push({ fault, left: fault.times ?? 1 });
    },
    mend() {
      queue = [];
    },
    take(method, path) {
      const next = queue.find(({ fault: { on = "POST", path: only } }) => (on === "any" || on === method) && only?.test(path) !== false);
      if (next === undefined) return undefined;
      next.left -= 1;
      if (next.left <= 0) queue = queue.filter((other) => other !== next);
      return next.fault;
    },
  };
}
