import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openPostPress, type PostPress } from "../../../src/sandbox/providers/postpress.ts";
import { ask } from "./ask.ts";
import { openReceiver } from "./receiver.ts";

const KEY = { "x-api-key": "pp_test_1" };
const maria = { id: "5511888888888@s.whatsapp.net", name: "Maria" };
let at = 1_700_000_000_000;
let postPress: PostPress;
const get = (path: string) => ask("GET", postPress.url + path, KEY);
const read = async (path: string) => (await get(path)).json as { items: { id: string }[]; cursor: string | null };
const ids = async (path: string) => (await read(path)).items.map(({ id }) => id);

beforeEach(async () => {
  const accounts = { acc_wa: "whatsapp", acc_li: "linkedin", acc_ig: "instagram" } as const;
  postPress = await openPostPress({ credential: "pp_test_1", accounts, now: () => at });
});
afterEach(() => postPress.close());

function writeFive(): void {
  for (const number of [1, 2, 3, 4, 5]) {
    at += 1_000;
    const conversation = number === 5 ? "chat_2" : "chat_1";
    postPress.writes({ id: `msg_${number}`, conversation, author: maria, text: `No. ${number}` });
  }
}

test("lists messages page by page, newest first, of one chat or of all", async () => {
  writeFive();
  const first = await read("/chats/chat_1/messages?limit=3");
  expect(first.items.map(({ id }) => id)).toEqual(["msg_4", "msg_3", "msg_2"]);
  const next = await read(`/chats/chat_1/messages?limit=3&cursor=${first.cursor}`);
  expect([next.items.map(({ id }) => id), next.cursor]).toEqual([["msg_1"], null]);
  expect(await ids("/messages?account_id=acc_wa&limit=2")).toEqual(["msg_5", "msg_4"]);
  expect(await ids("/messages?account_id=acc_li")).toEqual([]);
  expect(postPress.violations).toEqual([]);
});

test("filters by moment, strictly, and by sender", async () => {
  writeFive();
  const moment = new Date(at - 2_000).toISOString();
  expect(await ids(`/chats/chat_1/messages?before=${moment}`)).toEqual(["msg_2", "msg_1"]);
  expect(await ids(`/messages?after=${moment}`)).toEqual(["msg_5", "msg_4"]);
  expect(await ids(`/messages?sender_id=${encodeURIComponent(maria.id)}&limit=1`)).toEqual(["msg_5"]);
  expect(await ids("/messages?sender_id=nobody")).toEqual([]);
});

test.each(["limit=0", "limit=251", "limit=ten", "cursor=bm9uZQ", "before=yesterday"])("refuses %s, and remembers it", async (query) => {
  writeFive();
  expect((await get(`/messages?${query}`)).status).toBe(400);
  expect(postPress.violations).toHaveLength(1);
});

test("lists chats, with the group's name or the other person's, the liveliest first", async () => {
  writeFive();
  postPress.chat({ id: "chat_1", account: "acc_wa", group: "Porto" });
  expect((await read("/chats?account_id=acc_wa&limit=10")).items).toMatchObject([
    { object: "Chat", id: "chat_2", account_id: "acc_wa", name: "Maria", type: 0, attendee_provider_id: maria.id },
    { id: "chat_1", name: "Porto", type: 1 },
  ]);
  expect(await ids("/chats?account_type=LINKEDIN")).toEqual([]);
});

const ACTIVITY = "urn:li:activity:7332661864792854528";
test("finds a post by every name that its URL may show, and not by others", async () => {
  postPress.post({ id: ACTIVITY, network: "linkedin", names: ["urn:li:share:7332661863912345678"] });
  postPress.post({ id: "urn:li:ugcPost:7332661860000000001", network: "linkedin" });
  postPress.post({ id: "17900000000000001", network: "instagram", names: ["C0ffee00000"] });
  const find = async (name: string, account = "acc_li") => get(`/posts/${encodeURIComponent(name)}?account_id=${account}`);
  for (const name of ["7332661864792854528", ACTIVITY, "urn:li:share:7332661863912345678"]) {
    expect((await find(name)).json, name).toMatchObject({ object: "Post", provider: "LINKEDIN", social_id: ACTIVITY });
  }
  expect((await find("urn:li:ugcPost:7332661860000000001")).status).toBe(200);
  expect((await find("7332661860000000001")).status).toBe(404);
  expect((await find("C0ffee00000", "acc_ig")).json).toMatchObject({ provider: "INSTAGRAM", provider_id: "17900000000000001" });
  expect((await find("C0ffee00000", "acc_ig")).json).not.toHaveProperty("social_id");
  expect((await find("C0ffee00000")).status).toBe(404);
  expect(postPress.violations).toEqual([]);
  expect((await get(`/posts/${ACTIVITY.split(":").at(-1)}`)).status).toBe(400);
  expect(postPress.violations).toHaveLength(1);
});

test("says whether a post may be reacted to, and what the account shows on it", async () => {
  postPress.post({ id: ACTIVITY, network: "linkedin", canReact: false });
  postPress.hold(ACTIVITY, ["💡"], { account: "acc_li" });
  expect((await get("/posts/7332661864792854528?account_id=acc_li")).json).toMatchObject({
    permissions: { can_react: false },
    user_reacted: "INTEREST",
  });
  const body = { account_id: "acc_li", post_id: ACTIVITY, reaction_type: "like" };
  expect((await ask("POST", `${postPress.url}/posts/reaction`, KEY, body)).status).toBe(403);
  expect(postPress.violations).toEqual([]);
});

test("registers a webhook, which is then listed and delivered to as it asks", async () => {
  const receiver = await openReceiver();
  const webhook = {
    source: "messaging",
    request_url: receiver.url,
    name: "Bridge",
    format: "json",
    enabled: true,
    account_ids: ["acc_wa"],
    events: ["message_received", "message_reaction"],
    headers: [
      { key: "Content-Type", value: "application/json" },
      { key: "Postpress-Auth", value: "s3cret" },
    ],
  };
  const answer = await ask("POST", `${postPress.url}/webhooks`, KEY, webhook);
  expect(answer).toMatchObject({ status: 201, json: { object: "WebhookCreated", webhook_id: expect.any(String) } });
  const { request_url, name, events, headers } = webhook;
  const shown = { object: "Webhook", enabled: true, request_url, name, events, headers, account_ids: [{ id: "acc_wa", type: "WHATSAPP" }] };
  expect((await read("/webhooks?limit=10")).items).toMatchObject([shown]);
  const id = postPress.writes({ conversation: "chat_1", author: maria, text: "Olá" });
  postPress.edits(id, "Olá!");
  postPress.writes({ conversation: "chat_li", account: "acc_li", author: maria, text: "Olá" });
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
  expect(postPress.deliveries.all).toHaveLength(1);
  expect(receiver.got).toMatchObject([
    { json: { webhook_name: "Bridge", message_id: id }, headers: { "content-type": "application/json", "postpress-auth": "s3cret" } },
  ]);
  await receiver.close();
});

test("delivers only the fields that a webhook asks for, under the names that it gives, and messages alone if it names no events", async () => {
  const receiver = await openReceiver();
  const data = [
    { name: "id", key: "message_id" },
    { name: "words", key: "message" },
  ];
  await ask("POST", `${postPress.url}/webhooks`, KEY, { source: "messaging", request_url: receiver.url, data });
  const id = postPress.writes({ conversation: "chat_1", author: maria, text: "Olá" });
  postPress.reacts(maria, id, "👍");
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
  expect(receiver.got[0]?.json).toEqual({ event: "message_received", id, words: "Olá" });
  await receiver.close();
});

test.each([
  ["another source", { source: "email", request_url: "https://x.example" }],
  ["no URL", { source: "messaging" }],
  ["an unknown event", { source: "messaging", request_url: "https://x.example", events: ["message_sent"] }],
  ["an unknown account", { source: "messaging", request_url: "https://x.example", account_ids: ["acc_9"] }],
  ["an unknown field", { source: "messaging", request_url: "https://x.example", secret: "s3cret" }],
])("refuses a webhook with %s, and remembers it", async (_, body) => {
  expect((await ask("POST", `${postPress.url}/webhooks`, KEY, body)).status).toBe(400);
  expect(postPress.violations).toHaveLength(1);
  expect(postPress.addresses()).toEqual([]);
});
