import { describe, expect, it } from "vitest";
import { createWebhook } from "../../src/providers/postpress/webhook.ts";
import { fixture, fixtures } from "./fixture.ts";
import { expectSound, expectUnharmed, MUTATIONS_MS } from "./mutations.ts";

const SECRETS = ["the-new-secret", "the-old-secret"];
const HEADER = "Postpress-Auth";
const inboxOf = (accountId: string, webhookSecrets: readonly string[] = SECRETS) =>
  createWebhook({ accountId, webhookHeader: HEADER, webhookSecrets });

const bytes = (body: unknown) => new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
const deliver = (body: unknown, headers: Readonly<Record<string, string>> = { [HEADER]: "the-new-secret" }, account = "acc_wa_01") =>
  inboxOf(account).read({ headers: new Headers(headers), body: bytes(body) }, 0);
const one = (body: unknown, account?: string) => {
  const read = deliver(body, undefined, account);
  if ("refused" in read) throw new Error(read.refused.code);
  expectSound(read.heard);
  expect(read.heard).toHaveLength(1);
  return read.heard[0];
};
const heard = (name: string, changes: object = {}) => one({ ...(fixture("postpress", name) as object), ...changes });
const MALFORMED = { refused: { status: 400, code: "malformed" } };

const MARIA = { id: "5511999990001@s.whatsapp.net", name: "Maria" };
const RUI = { id: "5511999990002@s.whatsapp.net", name: "Rui" };
const ACME = { id: "5511988880000@s.whatsapp.net", name: "Acme" };
const WITH_MARIA = { ids: ["chat_maria_01", "5511999990001@s.whatsapp.net"], name: "Maria", isGroup: false };
const GROUP = { ids: ["chat_group_01", "120363000000000001@g.us"], name: "Northwind & Acme", isGroup: true };
const NINE = 1_788_253_200_000_000;

describe("a message through PostPress", () => {
  it("is read as it comes, under the id by which calls name its chat", () => {
    expect(heard("message")).toEqual({
      kind: "message",
      conversation: WITH_MARIA,
      id: "msg_wa_0001",
      fromMe: false,
      author: MARIA,
      parts: [{ part: 0, text: "Is the crate still leaving today?", attachments: [] }],
      quoted: null,
      atUs: NINE + 250_000,
    });
  });

  it("of our own is told as ours, and names the chat after the other one", () => {
    expect(heard("message-own")).toMatchObject({ fromMe: true, author: ACME, conversation: WITH_MARIA });
    expect(heard("message-own", { attendees: undefined })).toMatchObject({ fromMe: true, conversation: { name: null, isGroup: false } });
    expect(heard("message-own", { account_info: null })).toMatchObject({ fromMe: true, conversation: WITH_MARIA });
  });

  it("in a group has the group's name, and a group is where there is more than one other", () => {
    expect(heard("message-group")).toMatchObject({ conversation: GROUP, author: RUI });
    expect(heard("message-group-counted")).toMatchObject({ conversation: { name: null, isGroup: true }, author: RUI });
    expect(heard("message-group-counted", { attendees: [] })).toMatchObject({ conversation: { name: "Rui", isGroup: false } });
  });

  it("on LinkedIn may have a subject, which is nobody's name, and one picture that only PostPress can open", () => {
    expect(one(fixture("postpress", "message-linkedin"), "acc_li_01")).toMatchObject({
      conversation: { ids: ["chat_ana_01", "2-YW5hLWFuZC1hY21l"], name: "Ana Prado", isGroup: false },
      parts: [{ text: "Here it is", attachments: [{ name: null, type: "image", url: null }] }],
    });
  });

  it.each([
    ["a list", (list: readonly unknown[]) => list],
    ["by their ids", (list: readonly unknown[]) => Object.fromEntries(list.map((file, index) => [`a${index}`, file]))],
  ])("points to what is attached as %s", (_, as) => {
    const { attachments } = fixture("postpress", "message-attachments") as { attachments: readonly unknown[] };
    expect(heard("message-attachments", { attachments: as(attachments) })).toMatchObject({
      parts: [
        {
          text: null,
          attachments: [
            { name: "packing list.pdf", type: "file", url: "https://files.example/packing-list.pdf" },
            { name: null, type: "audio", url: null },
            { name: null, type: "video", url: "https://files.example/gate.mp4" },
          ],
        },
      ],
    });
  });

  it.each([[null], [undefined], [{}], [[]], ["file"]])("has nothing attached where it says %j", (attachments) => {
    expect(heard("message", { attachments })).toMatchObject({ parts: [{ attachments: [] }] });
  });

  it("says which message it answers", () => {
    expect(heard("message-quoted")).toMatchObject({ quoted: { id: "msg_wa_0002", part: 0 } });
    expect(heard("message-quoted", { quoted: { text: "It left at noon." } })).toMatchObject({ quoted: null });
  });

  it("may leave out whatever is not needed", () => {
    expect(heard("message-trimmed")).toEqual({
      kind: "message",
      conversation: { ids: ["chat_maria_01"], name: null, isGroup: false },
      id: "msg_wa_0008",
      fromMe: false,
      author: { id: "att_maria01", name: null },
      parts: [{ part: 0, text: "Short", attachments: [] }],
      quoted: null,
      atUs: null,
    });
  });

  it.each([
    ["message_id", {}],
    ["chat_id", { provider_chat_id: undefined }],
    ["sender", {}],
    ["account_info", { is_sender: undefined }],
  ])("that leaves out %s is refused: nobody could say whose it is, or where", (field, more) => {
    expect(deliver({ ...(fixture("postpress", "message") as object), [field]: undefined, ...more })).toMatchObject(MALFORMED);
  });

  it("can be edited and taken back", () => {
    expect(heard("message-edited")).toMatchObject({
      kind: "edited",
      id: "msg_wa_0001",
      part: 0,
      text: "Is the crate still leaving this week?",
    });
    expect(heard("message-deleted")).toEqual({ kind: "deleted", id: "msg_wa_0001" });
  });

  it("that was edited twice is told as two edits, and a redelivery as one", () => {
    const events = [{}, {}, { message: "No" }, { timestamp: "2026-09-01T09:07:00.000Z" }].map((changes) => {
      const edit = heard("message-edited", changes);
      return edit?.kind === "edited" ? edit.event : null;
    });
    expect(events[0]).toBe(events[1]);
    expect(new Set(events).size).toBe(3);
  });
});

describe("a reaction through PostPress", () => {
  const reaction = { kind: "reaction", op: "add", id: "msg_wa_0002", part: 0, conversation: WITH_MARIA, fromMe: false, person: MARIA };

  it("is whose the reaction_sender is, whoever wrote the message", () => {
    expect(heard("reaction")).toEqual({ ...reaction, emoji: "❤️", atUs: NINE + 60_500_000, event: expect.stringMatching(/^[\w-]{22}$/) });
    expect(heard("reaction-group")).toMatchObject({ id: "msg_wa_0003", emoji: "🎉", conversation: GROUP, person: MARIA, fromMe: false });
  });

  it("is the sender's where nobody else is named", () => {
    const changes = { reaction_sender: undefined, sender: (fixture("postpress", "message") as { sender: unknown }).sender };
    expect(heard("reaction", changes)).toMatchObject({ person: MARIA, fromMe: false });
  });

  it.each([[""], [" "], [null], [undefined]])("that is %j takes back whatever the person showed", (said) => {
    expect(heard("reaction-removed", { reaction: said })).toMatchObject({
      ...reaction,
      op: "remove",
      emoji: null,
      atUs: NINE + 120_500_000,
    });
  });

  it("of our own is told as ours", () => {
    expect(heard("reaction-own")).toMatchObject({ op: "add", emoji: "👍🏽", fromMe: true, person: ACME });
  });

  it("is one event however often it is delivered, and another where anything of it differs", () => {
    const event = (changes: object) => {
      const told = heard("reaction", changes);
      return told?.kind === "reaction" ? told.event : null;
    };
    const others = [{ reaction: "👍" }, { reaction: "" }, { timestamp: null }, { message_id: "msg_wa_0001" }, { reaction_sender: null }];
    expect(event({})).toBe(event({ webhook_name: "another" }));
    expect(new Set([{}, ...others].map(event)).size).toBe(6);
  });

  it("whose person cannot be told from our own account is refused", () => {
    const said = fixture("postpress", "reaction") as object;
    expect(deliver({ ...said, account_info: undefined })).toMatchObject(MALFORMED);
    expect(deliver({ ...said, reaction_sender: undefined, sender: undefined })).toMatchObject(MALFORMED);
    expect(deliver({ ...said, reaction: 5 })).toMatchObject(MALFORMED);
  });
});

describe("of PostPress's other deliveries", () => {
  it.each(["message-event", "message-read"])("%s is of no use", (name) => {
    expect(heard(name)).toEqual({ kind: "other" });
  });

  it("one of an event that is not known, of another account, or of an edit without a text is of no use", () => {
    for (const changes of [{ event: "message_delivered" }, { event: "constructor" }, { account_id: "acc_wa_02" }]) {
      expect(heard("message", changes)).toEqual({ kind: "other" });
    }
    expect(heard("message-edited", { message: null })).toEqual({ kind: "other" });
  });

  it("what is no delivery at all is refused", () => {
    for (const body of ["null", "[]", "1", '"x"', "{}", '{"event":1}', '{"event":"message_received","account_id":7}']) {
      expect(deliver(body)).toMatchObject(MALFORMED);
    }
  });
});

describe("PostPress's deliveries", () => {
  const message = fixture("postpress", "message");

  it("are taken with either secret in their header, and with nothing else", () => {
    for (const secret of SECRETS) expect(deliver(message, { [HEADER.toUpperCase()]: secret })).toHaveProperty("heard");
    for (const wrong of ["the-new-secre", "the-new-secret2", "THE-NEW-SECRET", "the-new-secret, the-old-secret"]) {
      expect(deliver(message, { [HEADER]: wrong })).toMatchObject({ refused: { status: 401, code: "forged" } });
    }
    expect(deliver(message, {})).toMatchObject({ refused: { status: 401, code: "unsigned", fix: expect.stringContaining(HEADER) } });
    expect(deliver(message, { "Unipile-Auth": "the-new-secret" })).toMatchObject({ refused: { status: 401, code: "unsigned" } });
  });

  it("are not taken where no secret is configured", () => {
    const delivery = { headers: new Headers({ [HEADER]: "" }), body: bytes(message) };
    expect(inboxOf("acc_wa_01", []).read(delivery, 0)).toMatchObject({ refused: { status: 503, code: "not_configured" } });
  });

  it.each([
    ["no content type", undefined, String],
    ["that of a text", "text/plain;charset=UTF-8", String],
    ["that of a form, though they are none", "application/x-www-form-urlencoded", String],
    ["a form whose only name they are", "application/x-www-form-urlencoded", encodeURIComponent],
    [
      "a form whose only value they are",
      "application/x-www-form-urlencoded",
      (json: string) => new URLSearchParams({ payload: json }).toString(),
    ],
  ])("are read with %s", (_, type, as) => {
    const body = as(JSON.stringify({ ...(message as object), message: "1 + 1 = 2 & more; 50%" }));
    const read = deliver(body, { [HEADER]: "the-new-secret", ...(type !== undefined && { "content-type": type }) });
    expect(read).toMatchObject({ heard: [{ parts: [{ text: "1 + 1 = 2 & more; 50%" }] }] });
  });

  it("that are no JSON are refused", () => {
    for (const body of ["", "{", "hello", "a=1&b=2", '{"event":"message_received"']) {
      expect(deliver(body)).toMatchObject({ refused: { status: 400, code: "not_json" } });
    }
    const body = Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]);
    expect(inboxOf("a").read({ headers: new Headers({ [HEADER]: "the-new-secret" }), body }, 0)).toMatchObject({
      refused: { code: "not_json" },
    });
  });

  it("however they are mutilated, are heard alike each time or refused, and leak nothing", { timeout: MUTATIONS_MS }, () => {
    const deliveries = Object.values(fixtures("postpress"));
    expectUnharmed((body) => deliver(body), deliveries, /the-(new|old)-secret/, /\d{5}|Maria|crate/);
  });
});
