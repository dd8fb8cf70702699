import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Serving, serve } from "../../src/http/server.ts";

const QUICK = { headersMs: 150, requestMs: 300, checkMs: 50 };
const WITHIN_MS = 1_500;

let server: Serving;
beforeEach(async () => {
  const answer = async (request: Request) => {
    const { pathname } = new URL(request.url);
    return pathname === "/fails" ? Promise.reject(new Error("secret")) : new Response(`${request.method} ${await request.text()}`);
  };
  server = await serve(answer, "127.0.0.1", 0, QUICK);
});
afterEach(() => server.close());

/** What the server says to these bytes until it hangs up; `slowly`: then a byte from time to time, for ever. */
function say(bytes: string, slowly?: string): Promise<{ answer: string; afterMs: number }> {
  const began = performance.now();
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(bytes, "latin1"));
    const drip = slowly === undefined ? undefined : setInterval(() => socket.write(slowly), 20);
    const giveUp = setTimeout(() => socket.destroy(), WITHIN_MS);
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text;
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(drip);
      clearTimeout(giveUp);
      resolve({ answer, afterMs: performance.now() - began });
    });
  });
}

describe("the server", () => {
  afterEach(async () => {
    const good = await fetch(server.url, { method: "POST", body: "good" });
    expect(await good.text()).toBe("POST good");
  });

  it.each([
    ["in the head of a request", "POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "a"],
    ["in its body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", "a"],
    ["in a chunk of it", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n", "a"],
  ])("does not wait for who dawdles %s", async (_, bytes, slowly) => {
    const { answer, afterMs } = await say(bytes, slowly);
    expect(answer === "" || answer.startsWith("HTTP/1.1 408")).toBe(true);
    expect(afterMs).toBeLessThan(WITHIN_MS - 200);
  });

  it.each([
    ["no HTTP", "hello\r\n\r\n", 400],
    ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["a Host that is none", "GET / HTTP/1.1\r\nHost: a b/../c\r\nConnection: close\r\n\r\n", 400],
    ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400],
    ["a length and chunks", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400],
    ["a length below nothing", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400],
    ["a NUL in the head", "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n", 400],
    ["a head of 100 KB", `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(100_000)}\r\n\r\n`, 431],
    ["an unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    ["a raw NUL in the path", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400],
  ])("refuses %s", async (_, bytes, status) => {
    expect((await say(bytes)).answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it.each([
    ["a path that climbs", "GET /../../etc/passwd HTTP/1.1"],
    ["a path that is not UTF-8", "GET /%ff%fe HTTP/1.1"],
    ["a broken escape", "GET /%zz HTTP/1.1"],
    ["an absolute address", "GET http://evil.test/ HTTP/1.1"],
    ["two slashes", "GET //evil.test/ HTTP/1.1"],
    ["an upgrade to what is not offered", "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade"],
    ["OPTIONS *", "OPTIONS * HTTP/1.1"],
    ["TRACE", "TRACE / HTTP/1.1"],
  ])("outlives %s", async (_, head) => {
    const { answer } = await say(`${head}\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /);
  });

  it("hangs up on CONNECT", async () => {
    expect((await say("CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n")).answer).toBe("");
  });

  it("does not say what went wrong inside", async () => {
    const failed = await fetch(`${server.url}/fails`);
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain("secret");
  });
});
