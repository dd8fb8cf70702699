import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openPostPress, type PostPress, type PostPressOptions } from "../../../src/sandbox/providers/postpress.ts";
import { ask } from "./ask.ts";
import { openReceiver, type Receiver } from "./receiver.ts";

const KEY = { "x-api-key": "pp_test_1" };
const maria = { id: "5511888888888@s.whatsapp.net", name: "Maria" };
const rui = { id: "5511777777777@s.whatsapp.net", name: "Rui" };
let receiver: Receiver;
let postPress: PostPress;

const arrived = async (count: number) => {
  await vi.waitFor(() => expect(receiver.got).toHaveLength(count));
  return receiver.got.map(({ json }) => json);
};
async function open(options: Partial<PostPressOptions> = {}): Promise<void> {
  await postPress?.close();
  const accounts = { acc_wa: "whatsapp", acc_li: "linkedin" } as const;
  postPress = await openPostPress({ credential: "pp_test_1", accounts, retryAfterMs: [0, 0], ...options });
  postPress.deliverTo({ url: receiver.url, secret: "s3cret", name: "Bridge" });
}
const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};
const send = async (chat: string, body: FormData) => {
  const answer = await fetch(`${postPress.url}/chats/${chat}/messages`, { method: "POST", headers: KEY, body });
  return { status: answer.status, json: await answer.json() };
};
const read = async (path: string) => (await ask("GET", postPress.url + path, KEY)).json;

beforeEach(async () => {
  receiver = await openReceiver();
  await open();
});
afterEach(async () => {
  await postPress.close();
  await receiver.close();
});

test("delivers what a customer writes, with the header as its only credential and no content type", async () => {
  const id = postPress.writes({ conversation: "chat_1", author: maria, text: "Olá" });
  expect(await arrived(1)).toMatchObject([
    {
      account_id: "acc_wa",
      account_type: "WHATSAPP",
      account_info: { type: "WHATSAPP", user_id: postPress.owner("acc_wa").id },
      event: "message_received",
      chat_id: "chat_1",
      webhook_name: "Bridge",
      message_id: id,
      message: "Olá",
      sender: { attendee_name: "Maria", attendee_provider_id: maria.id },
      attendees: [{ attendee_provider_id: postPress.owner("acc_wa").id }],
      attachments: null,
      is_group: false,
    },
  ]);
  expect(receiver.got[0]?.headers).toMatchObject({ "postpress-auth": "s3cret" });
  expect(receiver.got[0]?.headers).not.toHaveProperty("content-type");
  expect(receiver.got[0]?.json).not.toHaveProperty("reaction");
});

test("tells of groups, files, and of what is answered by the network's own id", async () => {
  const picture = { name: "leak.jpg", type: "image/jpeg", url: "https://files.example/leak.jpg" };
  const list = { name: "list.pdf", type: "application/pdf", url: "https://files.example/list.pdf" };
  const first = postPress.writes({ conversation: "g", author: maria, group: "Porto", attachments: [picture] });
  await arrived(1);
  postPress.writes({ conversation: "g", author: rui, text: "Here", attachments: [picture, list], quoted: first });
  const [one, two] = (await arrived(2)) as { provider_message_id: string }[];
  expect(one).toMatchObject({ is_group: true, subject: "Porto", message: null, attachments: { type: "img", url: picture.url } });
  expect(two).toMatchObject({ attachments: [{ type: "img" }, { type: "file", file_name: "list.pdf" }] });
  expect(two).toMatchObject({ quoted: { provider_id: one?.provider_message_id, sender_id: maria.id } });
});

test("names what is answered by the id that calls take only on demand", async () => {
  for (const quotesSayId of [false, true]) {
    await open({ quotesSayId });
    postPress.deliveries.hold();
    const first = postPress.writes({ conversation: "chat_1", author: maria, text: "When?" });
    postPress.writes({ conversation: "chat_1", author: rui, text: "At ten", quoted: first });
    const bodies = postPress.deliveries.all.map(({ body }) => body as { quoted?: { message_id?: string } });
    expect(bodies[1]?.quoted).toHaveProperty("provider_id");
    expect(bodies[1]?.quoted?.message_id).toBe(quotesSayId ? first : undefined);
  }
});

test("tells of reactions, with an empty text when one is taken back", async () => {
  const id = postPress.writes({ conversation: "chat_1", author: maria, text: "Olá" });
  await arrived(1);
  postPress.reacts(maria, id, "👍");
  await arrived(2);
  postPress.reacts(maria, id, "❤️");
  await arrived(3);
  expect(await read(`/messages/${id}`)).toMatchObject({ reactions: [{ value: "❤️", sender_id: maria.id, is_sender: false }] });
  postPress.reacts(maria, id, null);
  postPress.reacts(rui, id, null);
  const all = await arrived(4);
  expect(all.slice(1)).toMatchObject([
    { event: "message_reaction", message_id: id, message: "Olá", reaction: "👍", reaction_sender: { attendee_provider_id: maria.id } },
    { reaction: "❤️" },
    { reaction: "" },
  ]);
  expect(await read(`/messages/${id}`)).toMatchObject({ reactions: [] });
});

test("leaves the emoji out on demand when it is taken back, and lets LinkedIn's people show several", async () => {
  await open({ removals: "absent" });
  const id = postPress.writes({ conversation: "chat_li", account: "acc_li", author: maria, text: "We signed!" });
  await arrived(1);
  for (const emoji of ["👍", "🎉"]) postPress.reacts(maria, id, emoji);
  expect(await read(`/messages/${id}`)).toMatchObject({ reactions: [{ value: "👍" }, { value: "🎉" }] });
  await arrived(3);
  postPress.reacts(maria, id, null);
  const all = await arrived(4);
  expect(all[3]).toMatchObject({ event: "message_reaction", reaction_sender: { attendee_provider_id: maria.id } });
  expect(all[3]).not.toHaveProperty("reaction");
});

test("tells of edits and deletions", async () => {
  const id = postPress.writes({ conversation: "chat_1", author: maria, text: "Olà" });
  await arrived(1);
  postPress.edits(id, "Olá");
  await arrived(2);
  postPress.deletes(id);
  expect((await arrived(3)).slice(1)).toMatchObject([
    { event: "message_edited", message_id: id, message: "Olá" },
    { event: "message_deleted", message_id: id },
  ]);
  expect(await read(`/messages/${id}`)).toMatchObject({ edited: 1, deleted: 1, text: null });
});

test("tells of what the owner does with the phone, under the account's own name", async () => {
  const id = postPress.writesFromPhone({ conversation: "chat_1", text: "From the train" });
  await arrived(1);
  postPress.hold(id, ["😂"]);
  const { id: own } = postPress.owner("acc_wa");
  expect(await arrived(2)).toMatchObject([
    { event: "message_received", message_id: id, sender: { attendee_provider_id: own }, is_sender: true },
    { event: "message_reaction", reaction: "😂", reaction_sender: { attendee_provider_id: own } },
  ]);
});

describe("sending a text", () => {
  beforeEach(() => postPress.chat({ id: "chat_1", account: "acc_wa" }));

  test("takes the documented form, and the text stands on the phone and in the list", async () => {
    const answered = postPress.writes({ conversation: "chat_1", author: maria, text: "When?" });
    const answer = await send("chat_1", form({ text: "At ten", account_id: "acc_wa", quote_id: answered }));
    expect(answer).toEqual({ status: 201, json: { object: "MessageSent", message_id: expect.stringMatching(/^msg_/) } });
    expect(postPress.sent).toMatchObject([{ conversation: "chat_1", text: "At ten", quoted: answered, at: expect.any(Number) }]);
    expect(await read("/chats/chat_1/messages")).toMatchObject({ items: [{ text: "At ten", is_sender: 1 }, { text: "When?" }] });
    expect(postPress.violations).toEqual([]);
  });

  test("may not say which message it became", async () => {
    await open({ tellsSentId: false });
    postPress.chat({ id: "chat_1", account: "acc_wa" });
    expect(await send("chat_1", form({ text: "At ten" }))).toEqual({ status: 201, json: { object: "MessageSent", message_id: null } });
    expect(postPress.sent).toHaveLength(1);
  });

  test("comes back as a message of the account's own where echoes are wanted, and not without", async () => {
    await send("chat_1", form({ text: "Silence" }));
    expect(postPress.deliveries.all).toEqual([]);
    await open({ echoes: true });
    postPress.message({ id: "msg_1", network: "whatsapp", conversation: "chat_1" });
    await send("chat_1", form({ text: "At ten" }));
    await arrived(1);
    await ask("POST", `${postPress.url}/messages/msg_1/reaction`, KEY, { reaction: "👍" });
    const { id: own } = postPress.owner("acc_wa");
    expect(await arrived(2)).toMatchObject([
      { event: "message_received", message: "At ten", message_id: postPress.sent[0]?.id, sender: { attendee_provider_id: own } },
      { event: "message_reaction", message_id: "msg_1", reaction: "👍", reaction_sender: { attendee_provider_id: own } },
    ]);
  });

  test.each([
    ["JSON in place of a form", () => ask("POST", `${postPress.url}/chats/chat_1/messages`, KEY, { text: "At ten" })],
    ["an undocumented field", () => send("chat_1", form({ text: "At ten", reaction: "👍" }))],
    ["no text and no file", () => send("chat_1", form({ typing_duration: "100" }))],
    ["a typing duration that is no number", () => send("chat_1", form({ text: "At ten", typing_duration: "a while" }))],
  ])("refuses %s, and remembers it", async (_, ask_) => {
    expect((await ask_()).status).toBe(400);
    expect(postPress.violations).toHaveLength(1);
    expect(postPress.sent).toEqual([]);
  });

  test("refuses unknown chats and other accounts, which is nobody's violation", async () => {
    expect((await send("chat_9", form({ text: "At ten" }))).status).toBe(404);
    expect((await send("chat_1", form({ text: "At ten", account_id: "acc_li" }))).status).toBe(403);
    expect(postPress.violations).toEqual([]);
  });

  test("fails on demand, before and after it was carried out, whatever else is asked meanwhile", async () => {
    postPress.message({ id: "msg_1", network: "whatsapp", conversation: "chat_1" });
    postPress.fail({ cut: true, path: /\/chats\// });
    postPress.fail({ cut: true, applied: true, path: /\/chats\// });
    expect((await ask("POST", `${postPress.url}/messages/msg_1/reaction`, KEY, { reaction: "👍" })).status).toBe(200);
    await expect(send("chat_1", form({ text: "One" }))).rejects.toThrow();
    await expect(send("chat_1", form({ text: "Two" }))).rejects.toThrow();
    expect(postPress.sent.map(({ text }) => text)).toEqual(["Two"]);
  });
});
