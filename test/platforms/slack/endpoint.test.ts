import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signed } from "../../../src/sandbox/slack/posts.ts";
import { CHANNEL, openWorld, SECRET, type World } from "./world.ts";

const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };
const nowS = () => Math.floor(Date.now() / 1_000);

describe("POST /slack/events", () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld("HTTP mode");
    await world.start();
  });
  afterEach(() => world.close());

  const event = (name = "tada") => {
    const item = { type: "message", channel: CHANNEL, ts: "1718031112.000200" };
    return JSON.stringify({
      type: "event_callback",
      event: { type: "reaction_added", user: "U1", reaction: name, item, event_ts: "1718031113.000300" },
    });
  };
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>, method = "POST") =>
    fetch(world.address, { method, headers, ...(method === "POST" ? { body } : {}) });
  const code = async (response: Response) => [response.status, ((await response.json()) as { error: { code: string } }).error.code];

  it("takes what is signed with the app's secret, times exact to the microsecond", async () => {
    const body = event();
    const answer = await post(body, { ...JSON_TYPE, ...signed(SECRET, body) });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(world.reactions()[0]?.atUs).toBe(1_718_031_113_000_300);
  });

  it("refuses what is not, and what was changed on the way", async () => {
    const body = event();
    const good = signed(SECRET, body);
    const refused = async (sent: string, headers: Record<string, string>) => code(await post(sent, { ...JSON_TYPE, ...headers }));
    const timestamp = "x-slack-request-timestamp";
    const signature = "x-slack-signature";
    expect(await refused(body, {})).toEqual([401, "unsigned"]);
    expect(await refused(body, { [signature]: good[signature] ?? "" })).toEqual([401, "unsigned"]);
    expect(await refused(body, { ...good, [timestamp]: "Infinity" })).toEqual([401, "unsigned"]);
    expect(await refused(body, signed("another", body))).toEqual([401, "wrong_signature"]);
    expect(await refused(event("eyes"), good)).toEqual([401, "wrong_signature"]);
    expect(await refused(body, { ...good, [signature]: "v0=ü" })).toEqual([401, "wrong_signature"]);
    expect(await refused(body, { ...good, [timestamp]: String(nowS() - 100) })).toEqual([401, "wrong_signature"]);
    expect(world.events).toEqual([]);
  });

  it("refuses a signature that is more than five minutes from now, past or future", async () => {
    const body = event();
    for (const off of [-310, 310, -86_400, 86_400]) {
      expect(await code(await post(body, { ...JSON_TYPE, ...signed(SECRET, body, nowS() + off) }))).toEqual([401, "stale"]);
    }
    for (const off of [-290, 290]) {
      expect((await post(body, { ...JSON_TYPE, ...signed(SECRET, body, nowS() + off) })).status).toBe(200);
    }
    expect(world.events).toHaveLength(2);
  });

  it("refuses what is too large, whether it says so or not", async () => {
    const large = JSON.stringify({ type: "event_callback", padding: "x".repeat(256 * 1_024) });
    expect(await code(await post(large, { ...JSON_TYPE, ...signed(SECRET, large) }))).toEqual([413, "too_large"]);
    const bytes = Buffer.from(large);
    const streamed = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    });
    const init = { method: "POST", headers: { ...JSON_TYPE, ...signed(SECRET, large) }, body: streamed, duplex: "half" } as const;
    expect((await world.source.fetch(new Request(world.address, init))).status).toBe(413);
  });

  it("refuses what is no JSON object, no POST, or of another type", async () => {
    for (const body of ["{", "null", "7", ""]) {
      expect(await code(await post(body, { ...JSON_TYPE, ...signed(SECRET, body) }))).toEqual([400, "not_json"]);
    }
    const bytes = new Uint8Array([0xff, 0xfe, 0x7b]);
    expect(await code(await post(bytes, { ...JSON_TYPE, ...signed(SECRET, Buffer.from(bytes).toString("latin1")) }))).toEqual([
      401,
      "wrong_signature",
    ]);
    expect(await code(await post(event(), { "content-type": "text/plain" }))).toEqual([415, "unsupported_media_type"]);
    expect(await code(await post("", {}, "GET"))).toEqual([405, "method_not_allowed"]);
  });

  it("answers Slack's questions about the address", async () => {
    const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1aB", token: "x" });
    const answer = await post(body, { ...JSON_TYPE, ...signed(SECRET, body) });
    expect([answer.status, await answer.json()]).toEqual([200, { challenge: "3eZbrw1aB" }]);
    expect(await code(await post(body, JSON_TYPE))).toEqual([401, "unsigned"]);
    expect((await post("ssl_check=1&token=x", FORM_TYPE)).status).toBe(200);
  });

  it("does not let an event in by calling it an SSL check", async () => {
    const payload = encodeURIComponent(event());
    expect((await post(`ssl_check=1&payload=${payload}`, FORM_TYPE)).status).toBe(200);
    expect(await code(await post(`ssl_check=0&payload=${payload}`, FORM_TYPE))).toEqual([401, "unsigned"]);
    expect(world.events).toEqual([]);
  });

  it("lets an event wait that comes before Slack has said who we are", async () => {
    world.slack.api.refuse("auth.test", { status: 503 });
    const body = event();
    const answer = post(body, { ...JSON_TYPE, ...signed(SECRET, body) });
    await world.start();
    expect((await answer).status).toBe(200);
    expect(world.events).toHaveLength(1);
  });

  it("asks for the event again with 503 when it was not received, and after it was stopped", async () => {
    await world.source.start(async () => {
      throw new Error("not committed");
    });
    const body = event();
    expect(await code(await post(body, { ...JSON_TYPE, ...signed(SECRET, body) }))).toEqual([503, "not_taken"]);
    await world.source.stop();
    expect(await code(await post(body, { ...JSON_TYPE, ...signed(SECRET, body) }))).toEqual([503, "not_taken"]);
  });
});
