import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createWebhook } from "../../src/providers/linq/webhook.ts";
import { fixture, fixtures } from "./fixture.ts";
import { expectSound, expectUnharmed, MUTATIONS_MS } from "./mutations.ts";

const secretOf = (key: string) => `whsec_${Buffer.from(key).toString("base64")}`;
const [NEW, OLD] = [secretOf("the new signing secret, 32 bytes"), secretOf("the old signing secret, 32 bytes")];
const inbox = createWebhook([NEW, OLD]);
const NOW = 1_788_253_260_000;
const ID = "msg_2Lh9KRb0pzN4LePd3XiA4v12Axj";

interface Signing {
  readonly secret?: string;
  readonly id?: string;
  readonly seconds?: number | string;
}

/** As Standard Webhooks writes it down, without the library. */
function signature(body: string, { secret = NEW, id = ID, seconds = NOW / 1_000 }: Signing = {}): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
}

const textOf = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));
const bytes = (body: unknown) => new TextEncoder().encode(textOf(body));
const headersOf = (body: unknown, signing: Signing = {}) => ({
  "webhook-id": signing.id ?? ID,
  "webhook-timestamp": String(signing.seconds ?? NOW / 1_000),
  "webhook-signature": signature(textOf(body), signing),
});
const deliver = (body: unknown, headers: Readonly<Record<string, string>> = headersOf(body), nowMs = NOW, to = inbox) =>
  to.read({ headers: new Headers(headers), body: bytes(body) }, nowMs);
const one = (body: unknown) => {
  const read = deliver(body);
  if ("refused" in read) throw new Error(read.refused.code);
  expectSound(read.heard);
  expect(read.heard).toHaveLength(1);
  return read.heard[0];
};
const heard = (name: string) => one(fixture("linq", name));
/** A delivery with other things in its data; `undefined` takes out what is there. */
const changed = (name: string, data: object, more: object = {}) => {
  const body = fixture("linq", name) as { readonly data: object };
  return { ...body, ...more, data: { ...body.data, ...data } };
};
const refusedAs = (status: number, code: string) => ({ refused: { status, code } });

const CHAT = "22222222-bbbb-4bbb-8bbb-000000000001";
const message = (number: number) => `33333333-cccc-4ccc-8ccc-00000000000${number}`;
const event = (number: number) => `44444444-dddd-4ddd-8ddd-${String(number).padStart(12, "0")}`;
const THEM = { id: "+15550002000", name: "+15550002000" };
const US = { id: "+15550001000", name: "+15550001000" };
const WITH_THEM = { ids: [CHAT], name: "+15550002000", isGroup: false };
const says = (text: string) => [{ part: 0, text, attachments: [] }];
const NINE = 1_788_253_200_000_000;

describe("a message through Linq", () => {
  it("is read as it comes; people are called what they are reached by", () => {
    expect(heard("message")).toEqual({
      kind: "message",
      conversation: WITH_THEM,
      id: message(1),
      fromMe: false,
      author: THEM,
      parts: says("Is the crate still leaving today?"),
      quoted: null,
      atUs: NINE + 499_000,
    });
  });

  it("is read in the older version too", () => {
    expect(heard("message-2025")).toMatchObject({
      ...{ id: message(6), conversation: WITH_THEM, fromMe: false, author: THEM },
      ...{ parts: says("Hello from before"), atUs: NINE + 2_000_000 },
    });
    expect(heard("message-sent-2025")).toMatchObject({ id: message(7), fromMe: true, author: US, atUs: NINE + 3_000_000 });
  });

  it("has its parts one by one, each with its index, whatever they are", () => {
    const file = (type: string, name: string | null, url: string | null) => [{ type, name, url }];
    expect(heard("message-parts")).toMatchObject({
      parts: [
        { part: 0, text: "Look", attachments: [] },
        { part: 1, text: null, attachments: file("image", "crate.heic", "https://cdn.example/crate.heic?signature=1") },
        { part: 2, text: "https://northwind.example/crates/7", attachments: [] },
        { part: 3, text: null, attachments: file("imessage_app", null, "https://app.example/game") },
        { part: 4, text: null, attachments: file("hologram", null, null) },
      ],
    });
    expect(one(changed("message-parts", { parts: [7, { type: "text", value: "still the second" }] }))).toMatchObject({
      parts: [
        { part: 0, attachments: file("file", null, null) },
        { part: 1, text: "still the second" },
      ],
    });
  });

  it.each([[null], [undefined], [[]]])("without parts (%j) has an empty one", (parts) => {
    expect(one(changed("message", { parts }))).toMatchObject({ parts: [{ part: 0, text: null, attachments: [] }] });
  });

  it("in a group has nobody's name for it", () => {
    expect(heard("message-group")).toMatchObject({
      conversation: { name: null, isGroup: true },
      author: { id: "ben@example.org", name: "ben@example.org" },
    });
  });

  it("says which part of which message it answers", () => {
    expect(heard("message-reply")).toMatchObject({ quoted: { id: message(2), part: 1 } });
    expect(one(changed("message-reply", { reply_to: { message_id: message(2) } }))).toMatchObject({ quoted: { part: 0 } });
    expect(one(changed("message-reply", { reply_to: {} }))).toMatchObject({ quoted: null });
  });

  it("of our own is told as ours, by any sign of it", () => {
    expect(heard("message-sent")).toMatchObject({ fromMe: true, author: US, conversation: { ids: [CHAT], name: null, isGroup: false } });
    expect(one(changed("message", { direction: "outbound" }))).toMatchObject({ fromMe: true });
    expect(one(changed("message", { sender_handle: { handle: "+15550001000", is_me: true } }))).toMatchObject({ fromMe: true });
    expect(one(changed("message-sent", { sender_handle: undefined }))).toMatchObject({ fromMe: true, author: { id: "me", name: null } });
  });

  it("has its ids in small letters, as slots have", () => {
    expect(one(changed("message", { id: message(1).toUpperCase() }))).toMatchObject({ id: message(1) });
  });

  it("can be edited, one part at a time", () => {
    expect(heard("message-edited")).toEqual({
      ...{ kind: "edited", id: message(1), part: 0, text: "Is the crate still leaving this week?", event: event(8) },
    });
    expect(one(changed("message-edited", {}, { event_id: undefined }))).toMatchObject({ event: String(NINE + 300_000_000) });
  });

  it.each([
    ["no id", { id: undefined }],
    ["an id that is none", { id: "42" }],
    ["no chat", { chat: undefined }],
    ["no direction", { direction: "sideways" }],
    ["nobody who wrote it", { sender_handle: null }],
  ])("with %s is refused", (_, data) => {
    expect(deliver(changed("message", data))).toMatchObject(refusedAs(400, "malformed"));
  });
});

describe("a reaction through Linq", () => {
  const reaction = { kind: "reaction", id: message(5), part: 0, fromMe: false, person: THEM };

  it("is added and removed by the tapback's name", () => {
    const conversation = { ids: [CHAT], name: null, isGroup: false };
    expect(heard("reaction-added")).toEqual({
      ...{ ...reaction, op: "add", conversation, emoji: "❤️", atUs: NINE + 60_500_000, event: event(9) },
    });
    expect(heard("reaction-removed")).toMatchObject({ ...reaction, op: "remove", emoji: "❤️", event: event(10) });
  });

  it.each([
    ["love", "❤️"],
    ["like", "👍"],
    ["dislike", "👎"],
    ["laugh", "😂"],
    ["emphasize", "‼️"],
    ["question", "❓"],
    ["toString", null],
  ])("%s is %s", (reaction_type, emoji) => {
    expect(one(changed("reaction-added", { reaction_type }))).toMatchObject({ emoji });
  });

  it("may be any emoji, on any part, and is made canonical", () => {
    expect(heard("reaction-custom")).toMatchObject({ op: "add", emoji: "❤️‍🔥", part: 2 });
    expect(one(changed("reaction-custom", { custom_emoji: "👍️" }))).toMatchObject({ emoji: "👍" });
    expect(one(changed("reaction-added", { part_index: undefined }))).toMatchObject({ part: 0 });
  });

  it("may be a sticker, or what is no emoji: then there is none", () => {
    expect(heard("reaction-sticker")).toMatchObject({ op: "add", emoji: null });
    expect(one(changed("reaction-custom", { custom_emoji: "ok" }))).toMatchObject({ op: "add", emoji: null });
    expect(one(changed("reaction-custom", { custom_emoji: null }, { event_type: "reaction.removed" }))).toMatchObject({
      op: "remove",
      emoji: null,
    });
  });

  it("does not go with a sticker that was beside it", () => {
    expect(one(changed("reaction-sticker", {}, { event_type: "reaction.removed" }))).toEqual({ kind: "other" });
  });

  it("of our own is told as ours, by either sign of it", () => {
    expect(heard("reaction-own")).toMatchObject({ fromMe: true, emoji: "👍", person: US, id: message(1) });
    expect(one(changed("reaction-own", { is_from_me: false }))).toMatchObject({ fromMe: true });
    expect(one(changed("reaction-own", { from_handle: undefined, from: undefined }))).toMatchObject({ fromMe: true, person: { id: "me" } });
  });

  it("knows a person by the older field, and of nobody says nothing", () => {
    expect(one(changed("reaction-added", { from_handle: undefined }))).toMatchObject({ person: THEM });
    expect(one(changed("reaction-added", { from_handle: undefined, from: undefined }))).toEqual({ kind: "other" });
  });

  it("without a message is of no use, and without a chat still is", () => {
    expect(heard("reaction-unplaced")).toEqual({ kind: "other" });
    expect(one(changed("reaction-added", { chat_id: undefined }))).toMatchObject({ ...reaction, conversation: null });
  });

  it("is one event however often it is delivered, by any attempt's headers", () => {
    const body = fixture("linq", "reaction-added");
    const again = deliver(body, headersOf(body, { seconds: NOW / 1_000 + 90 }), NOW + 90_000);
    expect(again).toEqual(deliver(body));
  });

  it("with a field of another type is refused", () => {
    for (const data of [{ is_from_me: "no" }, { reaction_type: 1 }, { part_index: -1 }, { message_id: "42" }, { custom_emoji: {} }]) {
      expect(deliver(changed("reaction-added", data))).toMatchObject(refusedAs(400, "malformed"));
    }
  });
});

describe("of Linq's other events", () => {
  it.each(["message-delivered", "typing"])("%s is of no use", (name) => {
    expect(heard(name)).toEqual({ kind: "other" });
  });

  it("what is no event is refused, and one to come is of no use", () => {
    for (const body of ["null", "[]", "{}", '{"event_type":1}']) expect(deliver(body)).toMatchObject(refusedAs(400, "malformed"));
    for (const body of ["", "{", "hello"]) expect(deliver(body)).toMatchObject(refusedAs(400, "not_json"));
    expect(one({ event_type: "message.teleported" })).toEqual({ kind: "other" });
    expect(one({ event_type: "constructor" })).toEqual({ kind: "other" });
  });
});

describe("Linq's deliveries", () => {
  const body = textOf(fixture("linq", "message"));

  it("are taken when either secret signed them, also among signatures of other versions and secrets", () => {
    for (const secret of [NEW, OLD]) expect(deliver(body, headersOf(body, { secret }))).toHaveProperty("heard");
    const [ours, other] = [signature(body), signature(body, { secret: secretOf("somebody else's") })];
    const signatures = `v1a,bm90IG91cnM= ${other} ${ours}`;
    expect(deliver(body, { ...headersOf(body), "webhook-signature": signatures })).toHaveProperty("heard");
    expect(deliver(body, headersOf(body), NOW, createWebhook([NEW.replace("whsec_", "")]))).toHaveProperty("heard");
  });

  it("are not taken when anything that was signed is another", () => {
    const forged = refusedAs(401, "forged");
    const headers = headersOf(body);
    expect(deliver(body, headersOf(body, { secret: secretOf("somebody else's") }))).toMatchObject(forged);
    expect(deliver(body.replace("today", "never"), headers)).toMatchObject(forged);
    expect(deliver(`${body} `, headers)).toMatchObject(forged);
    expect(deliver(body, { ...headers, "webhook-id": `${ID}x` })).toMatchObject(forged);
    expect(deliver(body, { ...headers, "webhook-timestamp": String(NOW / 1_000 + 1) })).toMatchObject(forged);
    const right = headers["webhook-signature"];
    for (const wrong of [right.slice(0, -1), right.slice(3), `v2,${right.slice(3)}`, right.toUpperCase(), "v1,", "v1", ","]) {
      expect(deliver(body, { ...headers, "webhook-signature": wrong })).toMatchObject(forged);
    }
    for (const seconds of ["", "1.5", "-5", "1e9", "0x5", "NaN", String(NOW)]) {
      expect(deliver(body, headersOf(body, { seconds }))).toHaveProperty("refused.status", 401);
    }
  });

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("are not taken without %s", (name) => {
    const { [name]: _, ...headers } = headersOf(body) as Record<string, string>;
    expect(deliver(body, headers)).toMatchObject(refusedAs(401, "unsigned"));
  });

  it("are not taken by the older headers alone", () => {
    const hex = createHmac("sha256", Buffer.from(NEW.slice(6), "base64"))
      .update(`${NOW / 1_000}.${body}`)
      .digest("hex");
    const headers = { "x-webhook-signature": hex, "x-webhook-timestamp": String(NOW / 1_000), "x-webhook-event": "message.received" };
    expect(deliver(body, headers)).toMatchObject(refusedAs(401, "unsigned"));
  });

  it("are not taken from more than five minutes away, on either side", () => {
    const from = (seconds: number) => deliver(body, headersOf(body, { seconds: NOW / 1_000 + seconds }));
    for (const seconds of [-300, -299, 0, 299, 300]) expect(from(seconds)).toHaveProperty("heard");
    for (const seconds of [-86_400, -301, 301, 86_400]) expect(from(seconds)).toMatchObject(refusedAs(401, "stale"));
    expect(deliver(body, headersOf(body), NOW + 301_000)).toMatchObject(refusedAs(401, "stale"));
    expect(deliver(body, headersOf(body, { seconds: 1, secret: secretOf("somebody else's") }))).toMatchObject(refusedAs(401, "forged"));
  });

  it("are not taken where no secret is configured, or none that can sign", () => {
    for (const secrets of [[], ["not base64!"], ["whsec_"]]) {
      expect(deliver(body, headersOf(body), NOW, createWebhook(secrets))).toMatchObject(refusedAs(503, "not_configured"));
    }
    expect(deliver(body, headersOf(body), NOW, createWebhook(["not base64!", NEW]))).toHaveProperty("heard");
  });

  it("however they are mutilated, are heard alike each time or refused, and leak nothing", { timeout: MUTATIONS_MS }, () => {
    expectUnharmed((said) => deliver(said), Object.values(fixtures("linq")), /whsec_|signing secret/, /\+1555|crate/);
  });
});
