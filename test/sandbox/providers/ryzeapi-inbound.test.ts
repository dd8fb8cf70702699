import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openRyzeApi, type RyzeApi, type RyzeApiOptions } from "../../../src/sandbox/providers/ryzeapi.ts";
import { ask } from "./ask.ts";
import { openReceiver, type Receiver } from "./receiver.ts";

const KEY = { token: "secret" };
const GROUP = "120363043968066561@g.us";
const marta = { id: "5511888888888@s.whatsapp.net", lid: "77001122@lid", name: "Marta" };
const rui = { id: "5511777777777@s.whatsapp.net", name: "Rui" };
const picture = { name: "pallets.jpg", type: "image/jpeg", url: "https://files.example/pallets.jpg" };
let receiver: Receiver;
let ryze: RyzeApi;

const arrived = async (count: number) => {
  await vi.waitFor(() => expect(receiver.got).toHaveLength(count));
  return receiver.got.map(({ json }) => json as { event: string; data: Record<string, unknown> });
};
async function open(options: Partial<RyzeApiOptions> = {}): Promise<void> {
  await ryze?.close();
  ryze = await openRyzeApi({ credential: "secret", instances: ["acme", "other"], retryAfterMs: [0, 0], ...options });
  ryze.deliverTo({ url: receiver.url, secret: "Bearer s3cret" });
}
const post = (path: string, body: unknown) => ask("POST", ryze.url + path, KEY, body);
const get = async (path: string) => ask("GET", ryze.url + path, KEY);
const send = (body: object, instance = "acme") => post(`/api/message/text/${instance}`, { source: "reacji-bridge", ...body });

beforeEach(async () => {
  receiver = await openReceiver();
  await open();
});
afterEach(async () => {
  await ryze.close();
  await receiver.close();
});

test("delivers what a customer writes as the catalog nests it, with the Authorization that was configured, and the instance's token inside", async () => {
  const id = ryze.writes({ conversation: marta.id, lid: marta.lid, author: marta, text: "Olá" });
  expect(await arrived(1)).toMatchObject([
    {
      event: "message.exchange",
      data: {
        id,
        message: {
          id,
          direction: "incoming",
          timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
          chat: { jid: marta.id, lid: marta.lid, name: "Marta", type: "private" },
          sender: { jid: marta.id, lid: marta.lid, name: "Marta" },
          content: { text: "Olá" },
          media: null,
        },
      },
      instanceData: { instance: "acme", token: "secret" },
    },
  ]);
  expect(receiver.got[0]?.headers).toMatchObject({ authorization: "Bearer s3cret", "content-type": "application/json" });
});

test("delivers it flat on demand, as integrators see it", async () => {
  await open({ shape: "flat" });
  const first = ryze.writes({ conversation: GROUP, group: "Northwind", author: marta, text: "24 pallets", attachments: [picture] });
  await arrived(1);
  ryze.writes({ conversation: GROUP, group: "Northwind", author: rui, text: "All of them?", quoted: first });
  expect((await arrived(2)).map(({ data }) => data)).toMatchObject([
    {
      id: first,
      direction: "incoming",
      chat: { jid: GROUP, name: "Northwind", type: "group" },
      sender: { jid: marta.id },
      message: { type: "image", content: "24 pallets", source: null, media: { fileName: "pallets.jpg", url: picture.url } },
    },
    { sender: { jid: rui.id }, message: { type: "text", content: "All of them?" }, reply: { message_id: first, text: "24 pallets" } },
  ]);
});

test("tells of what the owner writes on the phone as outgoing, without a source", async () => {
  ryze.writes({ conversation: marta.id, author: marta, text: "Olá" });
  await arrived(1);
  ryze.writesFromPhone({ conversation: marta.id, text: "From the train" });
  expect((await arrived(2))[1]?.data).toMatchObject({
    message: {
      direction: "outgoing",
      chat: { name: "Marta" },
      sender: { name: "Acme" },
      content: { text: "From the train" },
      source: null,
    },
  });
});

test("tells of no reaction, of which no document knows", () => {
  const id = ryze.writes({ conversation: marta.id, author: marta, text: "Olá" });
  ryze.reacts(marta, id, "👍");
  ryze.hold(id, ["👍"]);
  expect(ryze.deliveries.all).toHaveLength(1);
});

test.each<[Pick<RyzeApiOptions, "shape" | "reactions">, unknown]>([
  [
    { shape: "flat", reactions: "object" },
    { direction: "incoming", message: { reaction: { text: "👍", message_id: "3EB01" } } },
  ],
  [
    { shape: "flat", reactions: "type" },
    { sender: { jid: marta.id }, message: { type: "reaction", emoji: "👍", messageId: "3EB01" } },
  ],
  [{ reactions: "object" }, { message: { direction: "incoming", reaction: { text: "👍", message_id: "3EB01" } } }],
])("tells of reactions on demand, in a form that somebody has seen: %j", async (options, data) => {
  await open(options);
  ryze.writes({ id: "3EB01", conversation: marta.id, author: marta, text: "Olá" });
  await arrived(1);
  ryze.reacts(marta, "3EB01", "👍");
  expect((await arrived(2))[1]).toMatchObject({ event: "message.exchange", data });
  ryze.reacts(marta, "3EB01", null);
  expect(JSON.stringify((await arrived(3))[2]?.data)).toMatch(/"(?:text|emoji)":""/);
});

describe("sending a text", () => {
  test("takes the documented body, and the text stands on the phone and can be looked up", async () => {
    const asked = ryze.writes({ conversation: GROUP, group: "Northwind", author: marta, text: "When?" });
    const reply = await send({ number: GROUP, message: "At ten", replyTo: asked, linkPreview: false, delay: 0 });
    expect(reply).toMatchObject({
      status: 200,
      json: { success: true, status: "sent", data: { content: "At ten", direction: "outgoing", replyTo: { messageId: asked } } },
    });
    const { data } = reply.json as { data: { messageId: string } };
    expect(ryze.sent).toMatchObject([{ conversation: GROUP, id: data.messageId, text: "At ten", quoted: asked }]);
    expect((await get(`/api/chat/getMessage/acme?messageId=${data.messageId}`)).json).toMatchObject({
      messageId: data.messageId,
      data: { content: "At ten", chat: GROUP, isGroup: true },
      status: "found",
    });
    expect(ryze.violations).toEqual([]);
  });

  test("reaches one chat under each of its names", async () => {
    ryze.writes({ conversation: marta.id, lid: marta.lid, author: marta, text: "Olá" });
    for (const number of ["5511888888888", marta.id, marta.lid]) await send({ number, message: number });
    expect(ryze.sent.map(({ conversation }) => conversation)).toEqual([marta.id, marta.id, marta.id]);
  });

  test("comes back as outgoing with its source where echoes are wanted, and not without", async () => {
    await send({ number: marta.id, message: "Silence" });
    expect(ryze.deliveries.all).toEqual([]);
    await open({ echoes: true });
    await send({ number: marta.id, message: "At ten" });
    expect((await arrived(1))[0]?.data).toMatchObject({
      id: ryze.sent[0]?.id,
      message: { direction: "outgoing", source: "reacji-bridge", content: { text: "At ten" } },
    });
  });

  test.each([
    ["no number", { message: "At ten" }, "Number is required"],
    ["a number in another form", { number: "+55 11", message: "At ten" }, expect.stringContaining("Invalid phone number format")],
    ["no text", { number: marta.id, message: "" }, "Message is required"],
    ["an unknown field", { number: marta.id, message: "At ten", text: "At ten" }, expect.stringContaining("Invalid request body")],
  ])("refuses %s, and remembers it", async (_, body, message) => {
    expect(await send(body)).toMatchObject({ status: 400, json: { error: { message } } });
    expect(ryze.violations).toHaveLength(1);
    expect(ryze.sent).toEqual([]);
  });

  test("knows no instance and no message that it was not given, which is nobody's violation", async () => {
    expect((await send({ number: marta.id, message: "At ten" }, "third")).status).toBe(404);
    expect((await send({ number: marta.id, message: "At ten", replyTo: "3EB09" })).status).toBe(400);
    expect((await get("/api/chat/getMessage/acme?messageId=3EB09")).status).toBe(404);
    expect(ryze.violations).toEqual([]);
    expect((await send({ number: marta.id, message: "At ten", source: "crm" })).status).toBe(200);
    expect(ryze.violations).toEqual([expect.stringContaining("source")]);
  });

  test("is told at once, before it is answered, and fails on demand", async () => {
    const seen: string[] = [];
    await open({ onSent: ({ text }) => void seen.push(text) });
    ryze.fail({ hang: true, path: /text/ });
    ryze.fail({ hang: true, applied: true, path: /text/ });
    for (const message of ["lost", "landed"]) {
      const patience = AbortSignal.timeout(200);
      const body = { number: marta.id, message, source: "reacji-bridge" };
      await expect(ask("POST", `${ryze.url}/api/message/text/acme`, KEY, body, patience)).rejects.toThrow();
    }
    expect(seen).toEqual(["landed"]);
  });
});

describe("a webhook", () => {
  const configure = (body: object, instance = "acme") => post(`/api/events/webhook/${instance}`, body);
  const listed = async (query = "") => (await get(`/api/events/getWebhook/acme${query}`)).json;
  beforeEach(() => ryze.forget());

  test("is kept by its label, shown with all that it says, and delivered to", async () => {
    const webhook = {
      label: "bridge",
      enabled: true,
      url: receiver.url,
      authorization: "s3cret",
      byEvents: true,
      events: ["message.exchange"],
    };
    expect(await configure({ ...webhook, url: "https://old.example" })).toMatchObject({ status: 200, json: { success: true } });
    expect(await configure(webhook)).toMatchObject({ json: { webhook: { ...webhook, mediaBase64: false } } });
    expect(await listed()).toMatchObject({ success: true, webhooks: [webhook] });
    expect(await listed("?label=bridge")).toMatchObject({ webhook });
    ryze.writes({ conversation: marta.id, author: marta, text: "Olá" });
    ryze.writes({ conversation: marta.id, instance: "other", author: marta, text: "Olá" });
    await arrived(1);
    expect(receiver.got).toMatchObject([{ path: "/webhooks/acme/message.exchange", headers: { authorization: "s3cret" } }]);
    expect(ryze.deliveries.all).toHaveLength(1);
  });

  test("needs no label and no authorization, and then goes without", async () => {
    await configure({ enabled: true, url: receiver.url });
    ryze.writes({ conversation: marta.id, author: marta, text: "Olá" });
    await arrived(1);
    expect(receiver.got[0]?.path).toBe("/webhooks/acme");
    expect(receiver.got[0]?.headers).not.toHaveProperty("authorization");
    expect(await listed("?label=default")).toMatchObject({ webhook: { label: "default", enabled: true } });
  });

  test("is cleared and kept when it is disabled, and three at most are enabled", async () => {
    for (const label of ["a", "b", "c"]) await configure({ label, enabled: true, url: `https://${label}.example` });
    expect((await configure({ label: "d", enabled: true, url: "https://d.example" })).status).toBe(400);
    expect(ryze.violations).toEqual([]);
    await configure({ label: "b", enabled: false });
    expect((await configure({ label: "d", enabled: true, url: "https://d.example" })).status).toBe(200);
    expect(await listed()).toMatchObject({
      webhooks: [{ label: "a" }, { label: "b", enabled: false, url: "" }, { label: "c" }, { label: "d" }],
    });
    expect((await get("/api/events/getWebhook/acme?label=z")).status).toBe(404);
    expect((await configure({ enabled: true, url: "https://x.example" }, "third")).status).toBe(404);
  });

  test.each([
    ["without a URL", { enabled: true }],
    ["without saying whether it is enabled", { url: "https://x.example" }],
    ["with an unknown event", { enabled: true, url: "https://x.example", events: ["message.reaction"] }],
    ["with an unknown field", { enabled: true, url: "https://x.example", secret: "s3cret" }],
  ])("is refused %s, and remembered", async (_, body) => {
    expect((await configure(body)).status).toBe(400);
    expect(ryze.violations).toHaveLength(1);
  });
});
