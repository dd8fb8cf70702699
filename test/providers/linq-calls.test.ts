import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";
import type { Account } from "../../src/ports/account.ts";
import { open } from "../../src/providers/linq/index.ts";
import { openLinq } from "../../src/sandbox/providers/linq.ts";
import { type Answering, answering, failureOf, permits } from "./answering.ts";
import { slotOf, soon } from "./under-test.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const CHAT = "22222222-bbbb-4bbb-8bbb-000000000001";
const MESSAGE = "33333333-cccc-4ccc-8ccc-000000000001";
const SPOKEN = "Dana +15551112222 said";
const fail = (status: number, code: number) => ({ status, body: { success: false, error: { status, code, message: SPOKEN } } });

let pools: Pools;
let server: Answering;
let answer: (path: string) => { readonly status?: number; readonly body?: unknown };
beforeEach(async () => {
  pools = createPools();
  server = await answering(({ path }) => answer(path));
});
afterEach(async () => {
  await pools.close();
  await server.close();
});

const accountAt = (baseUrl: string) =>
  open({ name: "acme", network: "imessage", baseUrl, apiKey: "key", webhookSecrets: [], reactions: {} }, { pools, limits: [], log });
const call = <K extends keyof Account>(name: K): NonNullable<Account[K]> => {
  const found = accountAt(server.url)[name];
  if (found == null) throw new Error(`the account has no ${name}`);
  return found;
};

describe("sending through Linq", () => {
  const outgoing = { conversation: CHAT, text: "It left,\nMaria 🎉", key: "send northwind 17" };
  const send = (said: ReturnType<typeof answer>, what = outgoing, permit = permits()) => {
    answer = () => said;
    return call("send")(what, permit, soon());
  };
  const sent = { chat_id: CHAT, message: { id: MESSAGE.toUpperCase(), delivery_status: "queued", parts: [], sent_at: null } };

  it.each([200, 201, 202])("is one text under one key, and tells the message's id (%i)", async (status) => {
    const permit = permits();
    expect(await send({ status, body: sent }, outgoing, permit)).toEqual({ id: MESSAGE });
    expect(permit.given()).toBe(1);
    expect(server.asked).toMatchObject([{ method: "POST", path: `/v3/chats/${CHAT}/messages` }]);
    expect(server.asked[0]?.body).toEqual({
      message: { parts: [{ type: "text", value: outgoing.text }], idempotency_key: outgoing.key },
    });
  });

  it("may be asked for again under the same key", () => {
    expect(call("sendsOnce")).toBe(true);
  });

  it("asks nothing without a permit, nor for a chat that no path can name", async () => {
    expect(await failureOf(send({ body: sent }, outgoing, permits(0)))).toMatchObject({ kind: "rate-limited" });
    expect(await failureOf(send({ body: sent }, { ...outgoing, conversation: "" }))).toMatchObject({ kind: "gone" });
    expect(server.asked).toEqual([]);
  });

  it.each([
    [{ body: { chat_id: CHAT } }, "transient", true],
    [{ body: { ...sent, success: false, error: { code: 3006 } } }, "transient", true],
    [fail(500, 3006), "transient", true],
    [fail(409, 1006), "transient", false],
    [fail(400, 1003), "rejected", false],
    [fail(400, 1004), "rejected", false],
    [fail(404, 2001), "gone", false],
    [fail(403, 2024), "gone", false],
    [fail(409, 2015), "gone", false],
    [fail(400, 2018), "gone", false],
    [fail(401, 2004), "unauthorized", false],
    [fail(429, 1007), "rate-limited", false],
  ])("that is answered %j is %s", async (said, kind, ambiguous) => {
    const failure = await failureOf(send(said));
    expect(failure).toMatchObject({ kind, ambiguous });
    expect(failure.message).not.toMatch(/react|Dana|5551/);
    expect(server.asked).toHaveLength(1);
  });
});

describe("what Linq shows on a message", () => {
  const slot = slotOf({ message: MESSAGE, part: 1 });
  const handle = (called: string) => ({ id: "11111111-aaaa-4aaa-8aaa-000000000001", handle: called, service: "iMessage" });
  const mine = (type: string, custom_emoji: string | null = null) => ({ handle: handle("+15550001000"), is_me: true, type, custom_emoji });
  const theirs = (type: string, called: unknown = "+15550002000", custom_emoji: string | null = null) => ({
    ...{ handle: typeof called === "string" ? handle(called) : called, is_me: false, type, custom_emoji },
  });
  const read = (...reactions: readonly unknown[]) => ({
    body: {
      id: MESSAGE,
      chat_id: CHAT,
      parts: [
        { type: "text", value: "…", reactions: [mine("like")] },
        { type: "media", reactions },
      ],
    },
  });
  const shown = (said: ReturnType<typeof answer>, on = slot) => {
    answer = () => said;
    return Promise.resolve(call("messages").shown?.(on, soon()));
  };
  const held = (said: ReturnType<typeof answer>, permit = permits()) => {
    answer = () => said;
    return call("held")({ id: MESSAGE, part: 1, conversation: null }, permit, soon());
  };

  it("is read part by part, as it was set", async () => {
    const standIn = await openLinq({ credential: "key" });
    standIn.message({ id: MESSAGE, parts: 2, theirs: ["❤️"] });
    const account = accountAt(standIn.url);
    for (const emoji of ["👍", "‼️", "🎉"]) {
      await account.messages?.add(slot, emoji, soon());
      expect(await account.messages?.shown?.(slot, soon())).toEqual([emoji]);
      expect(await account.messages?.shown?.(slotOf({ message: MESSAGE, part: 0 }), soon())).toEqual([]);
    }
    const permit = permits();
    const there = await account.held?.({ id: MESSAGE, part: 0, conversation: null }, permit, soon());
    expect(there).toMatchObject({ reactions: [{ emoji: "❤️" }], complete: true });
    expect(permit.given()).toBe(1);
    expect(await account.messages?.shown?.(slotOf({ message: MESSAGE, part: 2 }), soon())).toBeNull();
    expect(standIn.violations).toEqual([]);
    await standIn.close();
  });

  it("is the emoji that the tapback means, or the emoji itself; a sticker is none", async () => {
    expect(await shown(read(theirs("love"), mine("emphasize")))).toEqual(["‼️"]);
    expect(await shown(read(mine("custom", "❤‍🔥"), mine("sticker")))).toEqual(["❤️‍🔥"]);
    expect(await shown(read())).toEqual([]);
    expect(server.asked.at(-1)).toMatchObject({ method: "GET", path: `/v3/messages/${MESSAGE}` });
  });

  it("is nothing where the part has none, and unknown where the answer has no such part", async () => {
    const parts = (...said: readonly unknown[]) => ({ body: { id: MESSAGE, parts: said } });
    expect(await shown(parts({}, { reactions: null }))).toEqual([]);
    for (const said of [parts({ reactions: [] }), parts({}, {}), { body: { id: MESSAGE } }, { body: { id: MESSAGE, parts: null } }]) {
      expect(await shown(said)).toBeNull();
      expect(await held(said)).toMatchObject({ reactions: [], complete: false });
    }
    expect(await shown(read(mine("like"), { is_me: "yes" }))).toBeNull();
  });

  it("is unknown where the message may not be read, and tried again where it could not be", async () => {
    expect(await shown(fail(404, 2002))).toBeNull();
    expect(await failureOf(shown(fail(500, 3006)))).toMatchObject({ kind: "transient", ambiguous: false });
    expect(await failureOf(shown({ body: [] }))).toMatchObject({ kind: "transient", ambiguous: false });
    expect(await failureOf(shown(fail(401, 2004)))).toMatchObject({ kind: "unauthorized" });
  });

  it("by others has each of them by what they are reached by", async () => {
    const begunUs = Date.now() * 1_000;
    const there = await held(
      read(theirs("love"), theirs("custom", "ben@example.org", "🎉"), mine("like"), theirs("sticker", "+15550003000")),
    );
    expect(there).toMatchObject({
      reactions: [
        { person: "+15550002000", emoji: "❤️" },
        { person: "ben@example.org", emoji: "🎉" },
      ],
      complete: true,
    });
    expect(there.atUs).toBeLessThan(begunUs);
    for (const one of [theirs("love", null), { type: "love" }, 7])
      expect(await held(read(one))).toMatchObject({ reactions: [], complete: false });
    expect(await failureOf(held(read(), permits(0)))).toMatchObject({ kind: "rate-limited" });
  });
});

describe("Linq's webhook subscriptions", () => {
  const URL = "https://bridge.example/webhooks/acme";
  const EVENTS = ["message.received", "message.sent", "message.edited", "reaction.added", "reaction.removed"];
  const subscription = {
    id: "sub_1",
    is_active: true,
    target_url: `${URL}?version=2026-02-03`,
    subscribed_events: [...EVENTS, "message.read"],
  };
  const isRegistered = (...subscriptions: readonly unknown[]) => {
    answer = () => ({ body: { subscriptions } });
    return call("registration").isRegistered(URL, soon());
  };

  it("are there when one has our address, is active, and tells all there is to hear", async () => {
    expect(await isRegistered({}, subscription)).toBe(true);
    expect(await isRegistered({ ...subscription, target_url: URL })).toBe(true);
    const wrong = [
      { target_url: `${URL}2?version=2026-02-03` },
      { target_url: `${URL}?version=2025-01-01` },
      { target_url: "nowhere" },
      { is_active: false },
      { subscribed_events: ["message.received", "reaction.added"] },
    ];
    for (const changes of wrong) expect(await isRegistered({ ...subscription, ...changes })).toBe(false);
    expect(await isRegistered()).toBe(false);
  });

  it("are made in the version that tells of edits, and tell their secret once", async () => {
    answer = () => ({ status: 201, body: { ...subscription, signing_secret: "whsec_c2VjcmV0" } });
    expect(await call("registration").register(URL, soon())).toEqual({ secret: "whsec_c2VjcmV0" });
    expect(server.asked).toMatchObject([{ method: "POST", path: "/v3/webhook-subscriptions" }]);
    expect(server.asked[0]?.body).toEqual({ target_url: `${URL}?version=2026-02-03`, subscribed_events: EVENTS });
  });

  it("say what is wrong", async () => {
    answer = () => ({ body: subscription });
    expect(await failureOf(call("registration").register(URL, soon()))).toMatchObject({ kind: "transient", ambiguous: true });
    answer = () => fail(400, 1005);
    const failure = await failureOf(call("registration").register(URL, soon()));
    expect(failure).toMatchObject({ kind: "rejected", message: "Linq does not accept a parameter of the request." });
    answer = () => ({ body: { subscriptions: "none" } });
    expect(await failureOf(call("registration").isRegistered(URL, soon()))).toMatchObject({ kind: "transient", ambiguous: false });
  });
});

it("takes a chat's id in capital letters for the same chat", () => {
  expect(call("conversationKey")(CHAT.toUpperCase())).toBe(CHAT);
});
