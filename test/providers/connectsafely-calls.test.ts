import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";
import { open } from "../../src/providers/connectsafely/index.ts";
import { type Answering, type Asked, answering, failureOf, permits } from "./answering.ts";
import { soon } from "./under-test.ts";

const ACCOUNT = "665000000000000000000001";
const OURS = "urn:li:fsd_profile:ACoAAA000000009";
const conversationUrn = (key: string) => `urn:li:msg_conversation:(${OURS},${key})`;
const messageUrn = (key: string) => `urn:li:msg_message:(${OURS},${key})`;
const THREAD = "2-dGhyZWFk==";
const CONVERSATION = conversationUrn(THREAD);
const IN_PATH = CONVERSATION.replaceAll(":", "%3A").replace("(", "%28").replace(",", "%2C").replace(")", "%29").replaceAll("=", "%3D");

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe("ConnectSafely's further calls", () => {
  let server: Answering;
  let pools: Pools;
  let answer: (asked: Asked) => { status?: number; body?: unknown };
  beforeEach(async () => {
    [server, pools] = [await answering((asked) => answer(asked)), createPools()];
  });
  afterEach(() => Promise.all([server.close(), pools.close()]));

  const account = () =>
    open(
      { name: "dana", network: "linkedin", accountId: ACCOUNT, apiKey: "the-key", baseUrl: server.url, reactions: {}, webhookSecrets: [] },
      { pools, limits: [], log: silent },
    );
  const asked = () => server.asked.map(({ method, path }) => `${method} ${path}`);
  const pages = (of: Readonly<Record<string, unknown>>) => (request: Asked) => {
    const url = new URL(request.path, server.url);
    const body =
      of[`${decodeURIComponent(url.pathname)} ${url.searchParams.get("nextCursor") ?? url.searchParams.get("cursor") ?? ""}`.trim()];
    return body === undefined ? { status: 404, body: { error: "Conversation not found" } } : { body };
  };
  const listed = (keys: readonly string[], nextCursor: string | null) => ({
    ...{ success: true, nextCursor, hasMore: nextCursor !== null, fromCache: true, accounts: [] },
    conversations: keys.map((key) => ({
      conversationUrn: conversationUrn(key),
      conversationId: `urn:li:messagingThread:${key}`,
      participants: [{ name: "Maria" }],
    })),
  });
  const messages = (keys: readonly string[], cursor: string | number | null = null) => ({
    ...{ success: true, cursor, hasMore: cursor !== null, participants: [] },
    messages: keys.map((key) => ({ messageUrn: messageUrn(key), text: "…", sentAt: 1_788_253_200_250, isSentByOwner: false })),
  });

  describe("a text", () => {
    const outgoing = { conversation: CONVERSATION, text: "It left at noon.", key: "k" };

    it("is sent once, and its id read", async () => {
      answer = () => ({ body: { success: true, message: "sent", sentMessage: { messageUrn: messageUrn("2-MDAx") } } });
      const permit = permits();
      expect(await account().send?.(outgoing, permit, soon())).toEqual({ id: messageUrn("2-MDAx") });
      expect(permit.given()).toBe(1);
      expect(server.asked).toMatchObject([
        {
          ...{ method: "POST", path: "/conversations/send" },
          headers: { authorization: "Bearer the-key" },
          body: { conversationUrn: CONVERSATION, message: "It left at noon.", accountId: ACCOUNT },
        },
      ]);
    });

    it("may be sent without an id to show for it", async () => {
      answer = () => ({ body: { success: true, sentMessage: {} } });
      expect(await account().send?.(outgoing, permits(), soon())).toEqual({ id: null });
      expect(account().sendsOnce).toBe(false);
    });

    it("for a conversation that is known by its thread alone goes out by the URN that is listed for it", async () => {
      answer = (request) => (request.method === "POST" ? { body: { success: true } } : { body: listed(["2-other", THREAD], null) });
      const permit = permits();
      await account().send?.({ ...outgoing, conversation: `urn:li:messagingThread:${THREAD}` }, permit, soon());
      expect(permit.given()).toBe(2);
      expect(server.asked.at(-1)).toMatchObject({ body: { conversationUrn: CONVERSATION } });
      answer = () => ({ body: listed([], null) });
      const call = account().send?.({ ...outgoing, conversation: "urn:li:messagingThread:2-unknown" }, permits(), soon());
      expect(await failureOf(Promise.resolve(call))).toMatchObject({ kind: "gone", ambiguous: false });
    });

    it("waits for its permit, and is not sent without one", async () => {
      expect(await failureOf(Promise.resolve(account().send?.(outgoing, permits(0), soon())))).toMatchObject({ kind: "rate-limited" });
      expect(server.asked).toEqual([]);
    });

    it.each([
      [400, { error: "send failed" }, "rejected", false, "did not take this message"],
      [401, { error: "Unauthorized" }, "unauthorized", false, "API key"],
      [403, { success: false, code: "SUBSCRIPTION_REQUIRED", message: "No" }, "unauthorized", false, "subscription"],
      [404, { error: "Account not found" }, "unauthorized", false, "accountId"],
      [422, { error: "No" }, "rejected", false, "refused the request with status 422"],
      [429, { success: false, error: "Rate limit exceeded", holdUntil: 30 }, "rate-limited", false, "fewer requests"],
      [500, { error: "Server error" }, "transient", true, "on its side"],
      [200, { success: false, error: "No" }, "transient", true, "without saying that it did"],
      [200, "<html>", "transient", true, "without saying that it did"],
    ])("that is answered %i %j comes to %s", async (status, body, kind, ambiguous, words) => {
      answer = () => ({ status, body });
      const failure = await failureOf(Promise.resolve(account().send?.(outgoing, permits(), soon())));
      expect(failure).toMatchObject({ kind, ambiguous, message: expect.stringContaining(words) });
      expect(failure.message).not.toMatch(/reaction/);
    });
  });

  describe("a message that a delivery named", () => {
    const heard = { id: "urn:li:messagingMessage:2-MDAx", conversation: `urn:li:messagingThread:${THREAD}` };

    it("is found by the URNs that reactions take", async () => {
      answer = pages({
        "/conversations": listed(["2-a", "2-b"], "linkedin:next/2"),
        "/conversations linkedin:next/2": listed(["2-c", THREAD], null),
        [`/conversations/${CONVERSATION}/messages`]: messages(["2-MDAz", "2-MDAy"], 1_788_253_200_000),
        [`/conversations/${CONVERSATION}/messages 1788253200000`]: messages(["2-MDAx"]),
      });
      const permit = permits();
      expect(await account().locate?.(heard, permit, soon())).toEqual({ id: messageUrn("2-MDAx"), conversation: CONVERSATION });
      expect(permit.given()).toBe(4);
      expect(asked()).toEqual([
        `GET /conversations?accountId=${ACCOUNT}&count=20`,
        `GET /conversations?accountId=${ACCOUNT}&count=20&nextCursor=linkedin%3Anext%2F2`,
        `GET /conversations/${IN_PATH}/messages?accountId=${ACCOUNT}&count=50`,
        `GET /conversations/${IN_PATH}/messages?accountId=${ACCOUNT}&count=50&cursor=1788253200000`,
      ]);
    });

    it("needs one call where the conversation is known, and none where both are", async () => {
      answer = pages({ [`/conversations/${CONVERSATION}/messages`]: messages(["2-MDAx"]) });
      expect(await account().locate?.({ ...heard, conversation: CONVERSATION }, permits(), soon())).toEqual({
        id: messageUrn("2-MDAx"),
        conversation: CONVERSATION,
      });
      expect(asked()).toHaveLength(1);
      const known = { id: messageUrn("2-MDAx"), conversation: CONVERSATION };
      expect(await account().locate?.(known, permits(0), soon())).toEqual(known);
      expect(asked()).toHaveLength(1);
    });

    it("is not there while it is not listed, and not looked for without an end", async () => {
      answer = pages({ "/conversations": listed(["2-a"], null) });
      expect(await account().locate?.(heard, permits(), soon())).toBeNull();
      answer = pages({ "/conversations": listed([THREAD], null), [`/conversations/${CONVERSATION}/messages`]: messages([]) });
      expect(await account().locate?.(heard, permits(), soon())).toBeNull();
      let page = 0;
      answer = () => {
        page += 1;
        return { body: listed([`2-${page}`], `page-${page}`) };
      };
      const before = asked().length;
      expect(await account().locate?.(heard, permits(), soon())).toBeNull();
      expect(asked().length - before).toBe(5);
    });

    it("is asked for again when a permit is missing on the way", async () => {
      answer = pages({ "/conversations": listed([THREAD], null), [`/conversations/${CONVERSATION}/messages`]: messages(["2-MDAx"]) });
      expect(await failureOf(Promise.resolve(account().locate?.(heard, permits(1), soon())))).toMatchObject({ kind: "rate-limited" });
      expect(asked()).toHaveLength(1);
    });

    it("in a conversation that is gone does not pause the account", async () => {
      answer = pages({});
      const call = account().locate?.({ ...heard, conversation: CONVERSATION }, permits(), soon());
      expect(await failureOf(Promise.resolve(call))).toMatchObject({
        kind: "gone",
        ambiguous: false,
        message: expect.stringContaining("conversation"),
      });
    });
  });

  it("the newest conversations are listed by their URN, their thread and its key", async () => {
    answer = () => ({
      body: {
        ...listed([THREAD], null),
        conversations: [
          ...listed([THREAD], null).conversations,
          { conversationUrn: 7 },
          "x",
          { conversationUrn: conversationUrn("2-b"), participants: [{ name: "Rui" }, {}, { name: "Ana" }] },
        ],
      },
    });
    expect(await account().conversations?.(permits(), soon())).toEqual([
      { ids: [CONVERSATION, `urn:li:messagingThread:${THREAD}`, THREAD], name: "Maria", isGroup: false },
      { ids: [conversationUrn("2-b"), "2-b"], name: "Rui, Ana", isGroup: true },
    ]);
    for (const body of [{ success: true }, { success: true, conversations: {} }, []]) {
      answer = () => ({ body });
      expect(await failureOf(Promise.resolve(account().conversations?.(permits(), soon())))).toMatchObject({
        kind: "transient",
        ambiguous: false,
      });
    }
  });

  it("nothing is registered for the operator: that is documented nowhere", () => {
    expect(account().registration).toBeUndefined();
    expect(account().inbox).toBeDefined();
  });
});
