import type { Answer } from "../../http/exchange.ts";

/** What Discord's answers tell of its limits: when there is room for another request. */
export interface Buckets {
  /** For how long there is none for this path. */
  waitMs(path: string): number;
  /** Takes what the answer to a request says. */
  told(path: string, headers: Answer["headers"]): void;
}

export function createBuckets(): Buckets {
  /** Route → when there is room again (`performance.now`); none for those that have some. */
  const full = new Map<string, number>();
  return {
    waitMs: (path) => Math.max(0, (full.get(routeOf(path)) ?? 0) - performance.now()),
    told(path, headers) {
      for (const [route, untilMs] of full) if (untilMs <= performance.now()) full.delete(route);
      const afterS = Number(headers["x-ratelimit-reset-after"]);
      if (headers["x-ratelimit-remaining"] === "0" && afterS > 0) full.set(routeOf(path), performance.now() + afterS * 1_000);
    },
  };
}

/** Of everything in one channel or server that is asked for in the same way, Discord has one limit. */
function routeOf(path: string): string {
  return path.replace(/\?.*$/, "").replace(/\/(messages|reactions|members)\/[^/]+/g, "/$1/*");
}
