import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Linq, type LinqOptions, openLinq } from "../../../src/sandbox/providers/linq.ts";
import { ask } from "./ask.ts";
import { openReceiver, type Receiver } from "./receiver.ts";

const KEY = { authorization: "Bearer key" };
const CHAT = "0b8f2a5e-7a43-4d0e-9f5a-6a1c5b1d2e3f";
const SECRET = "whsec_c2FuZGJveC1zYW5kYm94LXNhbmRib3gtc2FuZGJveA==";
const sam = { id: "+15550002222", name: "Sam" };
const kim = { id: "kim@example.com", name: "Kim" };
const picture = { name: "leak.heic", type: "image/heic", url: "https://files.example/leak.heic" };
let receiver: Receiver;
let linq: Linq;

const arrived = async (count: number) => {
  await vi.waitFor(() => expect(receiver.got).toHaveLength(count));
  return receiver.got.map(({ json }) => json as { event_type: string; event_id: string; data: Record<string, unknown> });
};
async function open(options: Partial<LinqOptions> = {}): Promise<void> {
  await linq?.close();
  linq = await openLinq({ credential: "key", retryAfterMs: [0, 0], ...options });
  linq.deliverTo({ url: receiver.url, secret: SECRET });
}
const read = async (path: string) => (await ask("GET", linq.url + path, KEY)).json;
const send = (body: unknown, chat = CHAT) => ask("POST", `${linq.url}/v3/chats/${chat}/messages`, KEY, body);
const text = (value: string, more: object = {}) => ({ message: { parts: [{ type: "text", value }], ...more } });

beforeEach(async () => {
  receiver = await openReceiver();
  await open();
});
afterEach(async () => {
  await linq.close();
  await receiver.close();
});

test("delivers what a customer writes, signed as Standard Webhooks are", async () => {
  const id = linq.writes({ conversation: CHAT, author: sam, text: "hi" });
  const [body] = await arrived(1);
  expect(body).toMatchObject({
    api_version: "v3",
    webhook_version: "2026-02-03",
    event_type: "message.received",
    data: {
      id,
      chat: { id: CHAT, is_group: false, owner_handle: { handle: "+15550001000", is_me: true } },
      parts: [{ type: "text", value: "hi", text_decorations: null }],
      direction: "inbound",
      sender_handle: { handle: sam.id, is_me: false },
      service: "iMessage",
      reply_to: null,
      idempotency_key: null,
    },
  });
  const { raw = "", headers = {} } = receiver.got[0] ?? {};
  expect(headers["webhook-id"]).toBe(body?.event_id);
  expect(new Webhook(SECRET).verify(raw, headers as Record<string, string>)).toEqual(body);
  expect(() => new Webhook(SECRET).verify(`${raw} `, headers as Record<string, string>)).toThrow();
});

test("signs every attempt anew, under one id", async () => {
  let at = Date.now();
  await open({ now: () => at, retryAfterMs: [200] });
  receiver.answer(500);
  linq.writes({ conversation: CHAT, author: sam, text: "hi" });
  await arrived(1);
  at += 5_000;
  await arrived(2);
  const stamps = receiver.got.map(({ headers }) => Number(headers["webhook-timestamp"]));
  expect(stamps[1]).toBe((stamps[0] ?? 0) + 5);
  expect(new Set(receiver.got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

test("tells of groups, of parts, and of which part is answered", async () => {
  const first = linq.writes({ conversation: CHAT, author: sam, group: "Leak", text: "Look", attachments: [picture] });
  await arrived(1);
  linq.writes({ conversation: CHAT, author: kim, text: "Oh no", quoted: first, quotedPart: 1 });
  const [one, two] = await arrived(2);
  expect(one?.data).toMatchObject({
    chat: { is_group: true },
    parts: [
      { type: "text", value: "Look" },
      { type: "media", filename: "leak.heic", mime_type: "image/heic", url: picture.url },
    ],
  });
  expect(two?.data).toMatchObject({ sender_handle: { handle: kim.id }, reply_to: { message_id: first, part_index: 1 } });
  expect(await read("/v3/chats?limit=5")).toMatchObject({
    chats: [{ id: CHAT, display_name: "Leak", is_group: true, handles: [{ is_me: true }, { handle: sam.id }, { handle: kim.id }] }],
  });
});

test("tells of tapbacks, of any other emoji, of stickers, and of what is taken back by its name", async () => {
  const id = linq.writes({ conversation: CHAT, author: sam, text: "Look", attachments: [picture] });
  await arrived(1);
  const acts = [
    () => linq.reacts(sam, id, "❤"),
    () => linq.reacts(sam, id, "🎉"),
    () => linq.reacts(sam, id, { url: "https://files.example/s.png", file_name: "s.png", mime_type: "image/png" }, { part: 1 }),
    () => linq.reacts(sam, id, null),
  ];
  for (const [index, act] of acts.entries()) {
    act();
    await arrived(index + 2);
  }
  linq.reacts(kim, id, null);
  const all = await arrived(5);
  expect(all.slice(1)).toMatchObject([
    { event_type: "reaction.added", data: { reaction_type: "love", is_from_me: false, chat_id: CHAT, message_id: id, part_index: 0 } },
    { event_type: "reaction.added", data: { reaction_type: "custom", custom_emoji: "🎉", from_handle: { handle: sam.id, is_me: false } } },
    { event_type: "reaction.added", data: { reaction_type: "sticker", part_index: 1, sticker: { mime_type: "image/png" } } },
    { event_type: "reaction.removed", data: { reaction_type: "custom", custom_emoji: "🎉", part_index: 0 } },
  ]);
  expect(all[1]?.data).not.toHaveProperty("custom_emoji");
});

test("shows who holds what on each part when a message is read", async () => {
  const id = linq.writes({ conversation: CHAT, author: sam, text: "Look", attachments: [picture] });
  linq.reacts(sam, id, "👍", { part: 1 });
  linq.reacts(kim, id, "🎉", { part: 1 });
  linq.hold(id, ["❓"], { part: 1 });
  expect(await read(`/v3/messages/${id}`)).toMatchObject({
    id,
    chat_id: CHAT,
    is_from_me: false,
    parts: [
      { type: "text", value: "Look", reactions: [] },
      {
        type: "media",
        reactions: [
          { handle: { handle: sam.id }, is_me: false, type: "like", custom_emoji: null },
          { handle: { handle: kim.id }, is_me: false, type: "custom", custom_emoji: "🎉" },
          { handle: { handle: "+15550001000" }, is_me: true, type: "question" },
        ],
      },
    ],
  });
});

test("tells of what a new reaction takes the place of only on demand", async () => {
  await open({ tellsReplaced: true });
  const id = linq.writes({ conversation: CHAT, author: sam, text: "Look" });
  linq.deliveries.hold();
  for (const emoji of ["👍", "👎"]) linq.reacts(sam, id, emoji);
  const told = linq.deliveries.all.map(({ event, body }) => [event, (body as { data: { reaction_type: string } }).data.reaction_type]);
  expect(told.slice(1)).toEqual([
    ["reaction.added", "like"],
    ["reaction.removed", "like"],
    ["reaction.added", "dislike"],
  ]);
});

test("tells of edits to the part that was edited, and edits nothing but texts", async () => {
  const id = linq.writes({ conversation: CHAT, author: sam, text: "Lok", attachments: [picture] });
  await arrived(1);
  linq.edits(id, "Look");
  expect((await arrived(2))[1]).toMatchObject({
    event_type: "message.edited",
    data: { id, direction: "inbound", part: { index: 0, text: "Look" } },
  });
  expect(await read(`/v3/messages/${id}`)).toMatchObject({ parts: [{ value: "Look" }, { type: "media" }] });
  expect(() => linq.edits(id, "Look", { part: 1 })).toThrow();
});

test("tells of what the owner does with the phone as ours", async () => {
  const id = linq.writesFromPhone({ conversation: CHAT, text: "From the train" });
  await arrived(1);
  linq.hold(id, ["👍"]);
  await arrived(2);
  linq.hold(id, []);
  expect(await arrived(3)).toMatchObject([
    { event_type: "message.sent", data: { id, direction: "outbound", sender_handle: { is_me: true } } },
    { event_type: "reaction.added", data: { is_from_me: true, reaction_type: "like", from_handle: { is_me: true } } },
    { event_type: "reaction.removed", data: { is_from_me: true, reaction_type: "like" } },
  ]);
});

test("tells of what requests do only where echoes are wanted", async () => {
  const like = (id: string) => ask("POST", `${linq.url}/v3/messages/${id}/reactions`, KEY, { operation: "add", type: "like" });
  linq.deliveries.hold();
  await like(linq.writes({ conversation: CHAT, author: sam, text: "hi" }));
  await send(text("hello"));
  expect(linq.deliveries.all).toHaveLength(1);
  await open({ echoes: true });
  const id = linq.writes({ conversation: CHAT, author: sam, text: "hi" });
  await arrived(1);
  await like(id);
  await arrived(2);
  await send(text("hello", { idempotency_key: "text-1" }));
  expect((await arrived(3)).slice(1)).toMatchObject([
    { event_type: "reaction.added", data: { is_from_me: true, message_id: id, reaction_type: "like" } },
    { event_type: "message.sent", data: { direction: "outbound", idempotency_key: "text-1", parts: [{ value: "hello" }] } },
  ]);
});

describe("sending a text", () => {
  beforeEach(() => linq.message({ id: "e230c922-3e96-4376-9332-67b644d11237", conversation: CHAT }));

  test("takes the documented body, and the text stands on the phone and in the list", async () => {
    const reply = await send(text("At ten", { reply_to: { message_id: "e230c922-3e96-4376-9332-67b644d11237" } }));
    expect(reply).toMatchObject({
      status: 202,
      json: { chat_id: CHAT, message: { delivery_status: "queued", sent_at: null, parts: [{ type: "text", value: "At ten" }] } },
    });
    expect(linq.sent).toMatchObject([{ conversation: CHAT, text: "At ten", quoted: "e230c922-3e96-4376-9332-67b644d11237" }]);
    const page = (await read(`/v3/chats/${CHAT}/messages?limit=1`)) as { messages: unknown[]; next_cursor: string };
    expect(page).toMatchObject({ messages: [{ is_from_me: true, parts: [{ value: "At ten" }] }], next_cursor: expect.any(String) });
    const rest = await read(`/v3/chats/${CHAT}/messages?cursor=${page.next_cursor}`);
    expect(rest).toMatchObject({ messages: [{ is_from_me: false }], next_cursor: null });
    expect(linq.violations).toEqual([]);
  });

  test("sends once for one idempotency key, and answers the same message again", async () => {
    const [one, two] = [await send(text("At ten", { idempotency_key: "k" })), await send(text("At ten", { idempotency_key: "k" }))];
    const idOf = ({ json }: { json: unknown }) => (json as { message: { id: string } }).message.id;
    expect(idOf(two)).toBe(idOf(one));
    await send(text("At ten", { idempotency_key: "other" }));
    expect(linq.sent).toHaveLength(2);
  });

  test("sends once for one key, whatever became of the first request", async () => {
    linq.fail({ cut: true, applied: true });
    await expect(send(text("At ten", { idempotency_key: "k" }))).rejects.toThrow();
    expect((await send(text("At ten", { idempotency_key: "k" }))).status).toBe(202);
    linq.fail({ status: 500 });
    expect((await send(text("At eleven", { idempotency_key: "l" }))).status).toBe(500);
    expect((await send(text("At eleven", { idempotency_key: "l" }))).status).toBe(202);
    expect(linq.sent.map((one) => one.text)).toEqual(["At ten", "At eleven"]);
  });

  test.each([
    ["no parts", { message: { parts: [] } }],
    ["two texts in a row", { message: { parts: ["a", "b"].map((value) => ({ type: "text", value })) } }],
    ["a text that is too long", text("x".repeat(10_001))],
    ["an empty text", text("")],
    ["an undocumented field", text("At ten", { from: "+15550001000" })],
    ["the parts at the top", { parts: [{ type: "text", value: "At ten" }] }],
  ])("refuses %s, and remembers it", async (_, body) => {
    expect(await send(body)).toMatchObject({ status: 400, json: { error: { code: 1003 } } });
    expect(linq.violations).toHaveLength(1);
    expect(linq.sent).toEqual([]);
  });

  test("knows no chat that it was not given, which is nobody's violation, and takes nothing but a UUID for one", async () => {
    expect(await send(text("At ten"), "00000000-0000-4000-8000-000000000009")).toMatchObject({
      status: 404,
      json: { error: { code: 2001 } },
    });
    expect((await ask("GET", `${linq.url}/v3/chats/00000000-0000-4000-8000-000000000009/messages`, KEY)).status).toBe(404);
    expect(linq.violations).toEqual([]);
    expect((await send(text("At ten"), "chat_1")).status).toBe(400);
    expect(linq.violations).toHaveLength(1);
  });
});

describe("a subscription", () => {
  const create = (body: object) => ask("POST", `${linq.url}/v3/webhook-subscriptions`, KEY, body);

  test("tells its secret once, and delivers what it asked for with it", async () => {
    linq.forget();
    const target_url = `${receiver.url}?version=2026-02-03`;
    const reply = await create({ target_url, subscribed_events: ["message.received", "reaction.added"] });
    expect(reply).toMatchObject({ status: 201, json: { target_url, is_active: true, signing_secret: expect.stringMatching(/^whsec_/) } });
    const { subscriptions } = (await read("/v3/webhook-subscriptions")) as { subscriptions: object[] };
    expect(subscriptions).toMatchObject([{ target_url, subscribed_events: ["message.received", "reaction.added"] }]);
    expect(subscriptions[0]).not.toHaveProperty("signing_secret");
    linq.writesFromPhone({ conversation: CHAT, text: "not asked for" });
    linq.writes({ conversation: CHAT, author: sam, text: "hi" });
    await arrived(1);
    const { raw = "", headers = {}, path } = receiver.got[0] ?? {};
    const { signing_secret } = reply.json as { signing_secret: string };
    expect(path).toBe("/webhooks/acme?version=2026-02-03");
    expect(new Webhook(signing_secret).verify(raw, headers as Record<string, string>)).toMatchObject({ event_type: "message.received" });
    expect(linq.violations).toEqual([]);
  });

  test("is for one line where it names one", async () => {
    linq.forget();
    await create({ target_url: `${receiver.url}?line=2`, subscribed_events: ["message.received"], phone_numbers: ["+15550009999"] });
    linq.writes({ conversation: CHAT, author: sam, text: "hi" });
    expect(linq.deliveries.all).toEqual([]);
  });

  test("is refused a second time for one URL, which is nobody's violation", async () => {
    const body = { target_url: "https://bridge.example/webhooks/acme", subscribed_events: ["message.received"] };
    await create(body);
    expect(await create(body)).toMatchObject({ status: 409, json: { error: { code: 1006 } } });
    expect(linq.violations).toEqual([]);
  });

  test.each([
    ["without HTTPS", { target_url: "http://bridge.example/x", subscribed_events: ["message.received"] }],
    ["without events", { target_url: "https://bridge.example/x", subscribed_events: [] }],
    ["to an unknown event", { target_url: "https://bridge.example/x", subscribed_events: ["reaction.changed"] }],
    ["for a line that is no phone number", { target_url: "https://b.example", subscribed_events: ["message.sent"], phone_numbers: ["1"] }],
  ])("is refused %s, and remembered", async (_, body) => {
    expect((await create(body)).status).toBe(400);
    expect(linq.violations).toHaveLength(1);
  });
});
