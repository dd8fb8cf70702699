import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";

let pools: Pools;
let origin: string;
const seen: unknown[] = [];
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  seen.push([request.headers["content-type"], body]);
  response.end(JSON.stringify("x".repeat(2_000)));
});

beforeEach(async () => {
  pools = createPools({ maxBytes: 1_000 });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await pools.close();
  await new Promise((closed) => server.close(closed));
});

it("a body that is ready goes out as it is, under its own content type", async () => {
  const request = { method: "POST", origin, path: "/", headers: {}, signal: AbortSignal.timeout(5_000) } as const;
  await pools.request({ ...request, body: { type: "text/x-ready", text: "1\r\n✓" } });
  expect(seen).toEqual([["text/x-ready", "1\r\n✓"]]);
});

it("an answer may be longer where the request says so", async () => {
  const request = { method: "GET", origin, path: "/", headers: {}, signal: AbortSignal.timeout(5_000) } as const;
  expect(await pools.request(request)).toMatchObject({ status: 200, body: undefined, empty: false });
  expect(await pools.request({ ...request, maxBytes: 10_000 })).toMatchObject({ status: 200, body: "x".repeat(2_000) });
});
