import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ConnectSafely, connectSafelyLimits, openConnectSafely } from "../../../src/sandbox/providers/connectsafely.ts";
import { ask } from "./ask.ts";
import { openReceiver, type Receiver } from "./receiver.ts";

const ACCOUNT = "665000000000000000000001";
const SECOND = "665000000000000000000002";
const KEY = { authorization: "Bearer key" };
const CONVERSATION = "urn:li:msg_conversation:(urn:li:fsd_profile:ACoAAOwner,2-abc==)";
const yuki = { id: "ACoAAYuki", name: "Yuki" };
let receiver: Receiver;
let connectSafely: ConnectSafely;
let at = 1_700_000_000_000;

interface Page {
  readonly messages: readonly { readonly messageUrn: string; readonly text: string }[];
  readonly cursor: string | null;
}
const get = (path: string) => ask("GET", connectSafely.url + path, KEY);
const messages = async (query = "", conversation = CONVERSATION) =>
  (await get(`/conversations/${encodeURIComponent(conversation)}/messages?accountId=${ACCOUNT}${query}`)).json as Page;
const send = (body: unknown) => ask("POST", `${connectSafely.url}/conversations/send`, KEY, body);

beforeEach(async () => {
  receiver = await openReceiver();
  const accounts = [ACCOUNT, SECOND] as const;
  connectSafely = await openConnectSafely({
    credential: "key",
    accounts,
    now: () => at,
    retryAfterMs: [0, 0],
    limits: connectSafelyLimits,
  });
  connectSafely.deliverTo({ url: receiver.url, secret: "s3cret" });
});
afterEach(async () => {
  await connectSafely.close();
  await receiver.close();
});

test("delivers what a customer writes, signed over its raw body, under other URNs than reading gives", async () => {
  const urn = connectSafely.writes({ conversation: CONVERSATION, author: yuki, text: "Thursday?" });
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
  const { json, raw = "", headers = {} } = receiver.got[0] ?? {};
  const key = /,(2-[^)]+)\)$/.exec(urn)?.[1];
  expect(json).toMatchObject({
    event: "message.received",
    object: "event",
    data: {
      id: `urn:li:messagingMessage:${key}`,
      message_urn: `urn:li:messagingMessage:${key}`,
      account_id: ACCOUNT,
      provider: "LINKEDIN",
      sender: { id: "urn:li:fsd_profile:ACoAAYuki", name: "Yuki" },
      body: "Thursday?",
      conversation_id: "urn:li:messagingThread:2-abc==",
      attachments: [],
    },
  });
  expect(headers["x-webhook-signature"]).toBe(`sha256=${createHmac("sha256", "s3cret").update(raw).digest("hex")}`);
  expect(await messages("&count=10&sync=true")).toMatchObject({
    success: true,
    messages: [{ messageUrn: urn, text: "Thursday?", senderProfileId: "ACoAAYuki", isSentByOwner: false, sentAt: at }],
    participants: [{ profileId: "ACoAAYuki", name: "Yuki" }],
    hasMore: false,
  });
});

test("reacts under the URNs of reading alone", async () => {
  const urn = connectSafely.writes({ conversation: CONVERSATION, author: yuki, text: "Thursday?" });
  const react = (conversation: string, message: string) =>
    ask(
      "POST",
      `${connectSafely.url}/conversations/${encodeURIComponent(conversation)}/messages/${encodeURIComponent(message)}/react`,
      KEY,
      {
        emoji: "👍",
        react: true,
      },
    );
  const delivered = `urn:li:messagingMessage:${/,(2-[^)]+)\)$/.exec(urn)?.[1]}`;
  expect((await react("urn:li:messagingThread:2-abc==", delivered)).status).toBe(400);
  expect((await react(CONVERSATION, urn)).status).toBe(200);
  expect(connectSafely.shown(urn)).toEqual(["👍"]);
  expect(connectSafely.deliveries.all).toHaveLength(1);
});

test("tells nobody of what the owner writes, and shows it where messages are read", async () => {
  connectSafely.writesFromPhone({ conversation: CONVERSATION, text: "From the train" });
  expect(connectSafely.deliveries.all).toEqual([]);
  expect(await messages()).toMatchObject({ messages: [{ text: "From the train", isSentByOwner: true }] });
});

test("reads older messages by a moment, and newer ones by another", async () => {
  for (const number of [1, 2, 3]) {
    at += 1_000;
    connectSafely.writes({ conversation: CONVERSATION, author: yuki, text: `No. ${number}` });
  }
  const first = await messages("&count=2");
  expect(first).toMatchObject({ messages: [{ text: "No. 3" }, { text: "No. 2" }], hasMore: true });
  expect(await messages(`&count=2&cursor=${first.cursor}`)).toMatchObject({ messages: [{ text: "No. 1" }], hasMore: false, cursor: null });
  expect((await messages(`&since=${at - 1_000}`)).messages.map(({ text }) => text)).toEqual(["No. 3"]);
});

test("lists an account's conversations, the liveliest first", async () => {
  const other = CONVERSATION.replace("abc", "def");
  connectSafely.writes({ conversation: CONVERSATION, author: yuki, text: "Thursday?" });
  at += 1_000;
  connectSafely.writes({ conversation: other, author: yuki, text: "Friday?" });
  connectSafely.writes({ conversation: CONVERSATION.replace("abc", "ghi"), account: SECOND, author: yuki, text: "Hello" });
  const first = (await get(`/conversations?accountId=${ACCOUNT}&count=1`)).json as { nextCursor: string };
  expect(first).toMatchObject({
    success: true,
    conversations: [
      { conversationUrn: other, conversationId: "2-def==", participants: [{ name: "Yuki" }], latestMessage: { text: "Friday?" } },
    ],
    hasMore: true,
  });
  expect((await get(`/conversations?count=1&nextCursor=${first.nextCursor}`)).json).toMatchObject({
    conversations: [{ conversationUrn: CONVERSATION }],
    hasMore: false,
  });
});

test("knows no conversation that it was not given, which is nobody's violation, and takes nothing but a URN for one", async () => {
  const path = (conversation: string) => `/conversations/${encodeURIComponent(conversation)}/messages`;
  expect((await get(path(CONVERSATION))).status).toBe(404);
  connectSafely.writes({ conversation: CONVERSATION, author: yuki, text: "Thursday?" });
  expect((await get(path("urn:li:messagingThread:2-abc=="))).status).toBe(404);
  expect((await get(`${path(CONVERSATION)}?accountId=${SECOND}`)).status).toBe(404);
  expect(connectSafely.violations).toEqual([]);
  expect((await get(path("2-abc=="))).status).toBe(400);
  expect((await get(`${path(CONVERSATION)}?since=yesterday`)).status).toBe(400);
  expect(connectSafely.violations).toHaveLength(2);
});

describe("sending a text", () => {
  beforeEach(() => void connectSafely.writes({ conversation: CONVERSATION, author: yuki, text: "Thursday?" }));

  test("takes a conversation or its other person, and the text stands on the phone and in the list", async () => {
    const reply = await send({ conversationUrn: CONVERSATION, message: "At ten", accountId: ACCOUNT });
    expect(reply).toMatchObject({
      status: 200,
      json: { success: true, recipientProfileUrn: "urn:li:fsd_profile:ACoAAYuki", sentMessage: { messageUrn: expect.any(String) } },
    });
    expect((await send({ recipientProfileId: "ACoAAYuki", message: "Or eleven" })).status).toBe(200);
    expect(connectSafely.sent).toMatchObject([
      { conversation: CONVERSATION, text: "At ten", id: (reply.json as { sentMessage: { messageUrn: string } }).sentMessage.messageUrn },
      { conversation: CONVERSATION, text: "Or eleven" },
    ]);
    expect(await messages()).toMatchObject({
      messages: [{ text: "Or eleven", isSentByOwner: true }, { text: "At ten" }, { text: "Thursday?" }],
    });
    expect(connectSafely.violations).toEqual([]);
  });

  test.each([
    ["nobody to send it to", { message: "At ten" }],
    ["two to send it to", { message: "At ten", conversationUrn: CONVERSATION, recipientProfileId: "ACoAAYuki" }],
    ["no text", { conversationUrn: CONVERSATION, message: "" }],
    ["a conversation that is no URN", { conversationUrn: "2-abc==", message: "At ten" }],
    ["an unknown field", { conversationUrn: CONVERSATION, message: "At ten", text: "At ten" }],
  ])("refuses %s, and remembers it", async (_, body) => {
    expect((await send(body)).status).toBe(400);
    expect(connectSafely.violations).toHaveLength(1);
    expect(connectSafely.sent).toEqual([]);
  });

  test("knows no account and no conversation that it was not given, which is nobody's violation", async () => {
    expect((await send({ conversationUrn: CONVERSATION, message: "At ten", accountId: "665000000000000000000009" })).status).toBe(404);
    expect((await send({ conversationUrn: "urn:li:messagingThread:2-abc==", message: "At ten" })).status).toBe(404);
    expect(connectSafely.violations).toEqual([]);
  });

  test("draws from the limit of the account that the body names", async () => {
    for (let text = 0; text < 15; text += 1) await send({ conversationUrn: CONVERSATION, message: "At ten", accountId: ACCOUNT });
    expect((await send({ conversationUrn: CONVERSATION, message: "At ten", accountId: ACCOUNT })).status).toBe(429);
    expect((await send({ conversationUrn: CONVERSATION, message: "At ten", accountId: SECOND })).status).toBe(200);
  });

  test("is lost or carried out before the line breaks, as asked", async () => {
    for (const applied of [false, true]) {
      connectSafely.fail({ cut: true, applied });
      await expect(send({ conversationUrn: CONVERSATION, message: `${applied}` })).rejects.toThrow();
    }
    expect(connectSafely.sent.map(({ text }) => text)).toEqual(["true"]);
  });
});
