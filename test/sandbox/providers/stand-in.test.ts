import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Fault, faults } from "../../../src/sandbox/providers/faults.ts";
import { openLinq } from "../../../src/sandbox/providers/linq.ts";
import type { Shown } from "../../../src/sandbox/providers/phone.ts";
import { ask } from "./ask.ts";

const ID = "e230c922-3e96-4376-9332-67b644d11237";
const KEY = { authorization: "Bearer key" };
let linq: Awaited<ReturnType<typeof openLinq>>;
let seen: Shown[];
const like = (signal?: AbortSignal) =>
  ask("POST", `${linq.url}/v3/messages/${ID}/reactions`, KEY, { operation: "add", type: "like" }, signal);

beforeEach(async () => {
  seen = [];
  linq = await openLinq({ credential: "key", onShown: (shown) => void seen.push(shown) });
  linq.message({ id: ID });
});
afterEach(() => linq.close());

test("tells at once what changed on the phone, and who changed it", async () => {
  await like();
  await like();
  linq.hold(ID, ["❤"]);
  expect(seen).toMatchObject([
    { message: ID, emoji: ["👍"], by: "request" },
    { message: ID, emoji: ["❤️"], by: "owner" },
  ]);
  expect(linq.history).toEqual(seen);
});

test("keeps every call, without headers", async () => {
  await like();
  expect(linq.calls).toHaveLength(1);
  expect(Object.keys(linq.calls[0] ?? {})).toEqual(["at", "method", "path", "endpoint", "status", "body"]);
  expect(JSON.stringify(linq.calls)).not.toContain("Bearer");
});

test.each<[string, Fault, readonly string[]]>([
  ["hangs without effect", faults.hang, []],
  ["hangs with effect", { ...faults.hang, applied: true }, ["👍"]],
  ["cuts the line before", faults.cut, []],
  ["cuts the line after", { ...faults.cut, applied: true }, ["👍"]],
])("%s", async (_, fault, shown) => {
  linq.fail(fault);
  await expect(like(AbortSignal.timeout(500))).rejects.toThrow();
  expect(linq.shown(ID)).toEqual(shown);
  expect(linq.calls).toMatchObject([{ status: null }]);
  expect(linq.violations).toEqual([]);
  expect((await like()).status).toBe(202);
});

test.each<[string, Fault, Partial<Awaited<ReturnType<typeof ask>>>]>([
  ["a proxy's page", faults.proxyPage, { status: 502, json: undefined, text: expect.stringContaining("<html>") }],
  ["an empty body", faults.empty, { status: 200, text: "" }],
  ["a 2xx that does not say success", faults.silent, { status: 200, json: {} }],
  ["half an answer", faults.truncated, { status: 200, json: undefined }],
  [
    "an error with headers",
    { status: 429, headers: { "retry-after": "7" } },
    { status: 429, headers: expect.objectContaining({ "retry-after": "7" }) },
  ],
])("answers %s, without effect or with it", async (_, fault, reply) => {
  linq.fail(fault);
  expect(await like()).toMatchObject(reply);
  expect(linq.shown(ID)).toEqual([]);
  linq.fail({ ...fault, applied: true });
  expect(await like()).toMatchObject(reply);
  expect(linq.shown(ID)).toEqual(["👍"]);
});

test("lands a request long after the caller gave it up", async () => {
  linq.fail({ ...faults.cut, applied: true, landsAfterMs: 30 });
  await expect(like()).rejects.toThrow();
  expect(linq.shown(ID)).toEqual([]);
  await vi.waitFor(() => expect(linq.shown(ID)).toEqual(["👍"]));
});

test("is late on demand, and otherwise in order", async () => {
  linq.fail({ delayMs: 40 });
  const began = performance.now();
  expect((await like()).status).toBe(202);
  expect(performance.now() - began).toBeGreaterThanOrEqual(38);
  expect(linq.shown(ID)).toEqual(["👍"]);
});

test("fails as often as it was asked to, in that order, until it is mended", async () => {
  linq.fail({ status: 500, times: 2 });
  linq.fail({ status: 503, times: Number.POSITIVE_INFINITY });
  const statuses = [];
  for (let call = 0; call < 5; call += 1) statuses.push((await like()).status);
  expect(statuses).toEqual([500, 500, 503, 503, 503]);
  linq.mend();
  expect((await like()).status).toBe(202);
});

test("spends a fault on writes that are in order, unless it is meant for reads", async () => {
  linq.fail({ status: 500 });
  expect((await ask("GET", `${linq.url}/v3/chats`, KEY)).status).toBe(200);
  expect((await ask("POST", `${linq.url}/v3/messages/${ID}/reactions`, KEY, {})).status).toBe(400);
  expect((await like()).status).toBe(500);
  linq.fail({ status: 503, on: "GET" });
  expect((await like()).status).toBe(202);
  expect((await ask("GET", `${linq.url}/v3/chats`, KEY)).status).toBe(503);
});

test.each([
  ["another method", "PUT", `/v3/messages/${ID}/reactions`, {}],
  ["another path", "POST", `/v3/messages/${ID}/reaction`, {}],
  ["a slash at the end", "POST", `/v3/messages/${ID}/reactions/`, {}],
  ["an undocumented read", "GET", "/v3/everything", {}],
  ["an undocumented query", "POST", `/v3/messages/${ID}/reactions?force=1`, {}],
  ["another content type", "POST", `/v3/messages/${ID}/reactions`, { "content-type": "text/plain" }],
  ["a body under a name that only looks like JSON's", "POST", `/v3/messages/${ID}/reactions`, { "content-type": "application/jsonp" }],
])("remembers %s", async (_, method, path, headers) => {
  const body = method === "GET" ? undefined : { operation: "add", type: "like" };
  expect([400, 404]).toContain((await ask(method, linq.url + path, { ...KEY, ...headers }, body)).status);
  expect(linq.violations).toHaveLength(1);
  expect(linq.history).toEqual([]);
});

test("closes at once, with requests that hang and effects that were to come", async () => {
  linq.fail({ ...faults.hang, applied: true, landsAfterMs: 60_000 });
  const hanging = like().catch(() => "ended");
  await vi.waitFor(() => expect(linq.calls).toHaveLength(1));
  await sleep(5);
  await linq.close();
  expect(await hanging).toBe("ended");
});
