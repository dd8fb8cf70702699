import { describe, expect, it } from "vitest";
import { conversationKey } from "../../src/providers/ryzeapi/jid.ts";
import { createWebhook } from "../../src/providers/ryzeapi/webhook.ts";
import { fixture, fixtures } from "./fixture.ts";
import { expectSound, expectUnharmed, MUTATIONS_MS } from "./mutations.ts";

const SECRETS = ["Bearer the-new-secret", "Bearer the-old-secret"];
const inbox = createWebhook("acme", SECRETS);

const bytes = (body: unknown) => new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
const delivered = (body: unknown, authorization: string | null = "Bearer the-new-secret") =>
  inbox.read({ headers: new Headers(authorization === null ? {} : { authorization }), body: bytes(body) }, 0);
const heard = (name: string) => {
  const read = delivered(fixture("ryzeapi", name));
  if ("refused" in read) throw new Error(read.refused.code);
  expectSound(read.heard);
  expect(read.heard).toHaveLength(1);
  return read.heard[0];
};

const MARIA = { id: "5511999990001@s.whatsapp.net", name: "Maria" };
const WITH_MARIA = {
  ids: ["5511999990001@s.whatsapp.net", "100000000000001@lid", "5511999990001", "+5511999990001"],
  name: "Maria",
  isGroup: false,
};
const GROUP = { ids: ["120363000000000001@g.us"], name: "Northwind & Acme", isGroup: true };
const says = (text: string | null) => [{ part: 0, text, attachments: [] }];
const NINE = 1_788_253_200_000_000;

describe("a message through RyzeAPI", () => {
  it("is read as it comes", () => {
    expect(heard("message")).toEqual({
      kind: "message",
      conversation: WITH_MARIA,
      id: "3EB0A000000000000001",
      fromMe: false,
      author: MARIA,
      parts: says("Is the crate still leaving today?"),
      quoted: null,
      atUs: NINE,
    });
  });

  it("is read as the catalog has it, where numbers have no domain", () => {
    expect(heard("message-nested")).toMatchObject({
      conversation: WITH_MARIA,
      id: "3EB0A000000000000002",
      parts: says("And the other one?"),
      author: MARIA,
    });
    expect(heard("message-nested-media")).toMatchObject({
      conversation: GROUP,
      author: { id: "5511999990002@s.whatsapp.net", name: "Rui" },
      parts: [
        { part: 0, text: "This one", attachments: [{ type: "image", name: "crate.jpg", url: "https://bucket.example/acme/crate.jpg" }] },
      ],
      atUs: NINE + 2_000_000,
    });
  });

  it("in a group has its author as the reaction call wants to hear it", () => {
    expect(heard("message-group")).toMatchObject({
      conversation: GROUP,
      author: { id: "100000000000002@lid", name: "Rui" },
      atUs: NINE + 3_456_000,
    });
  });

  it("can come from a number that is hidden", () => {
    const hidden = "100000000000003@lid";
    expect(heard("message-hidden")).toMatchObject({ conversation: { ids: [hidden], name: "Ana" }, author: { id: hidden } });
  });

  it("says which message it answers", () => {
    expect(heard("message-reply")).toMatchObject({ quoted: { id: "3EB0A000000000000001", part: 0 } });
  });

  it("points to its media, and tells the rest by its kind", () => {
    const attached = (name: string) => expect(heard(name)).toHaveProperty("parts");
    attached("message-media");
    expect(heard("message-media")).toMatchObject({
      parts: [{ text: "Signed", attachments: [{ type: "file", name: "packing list.pdf", url: null }] }],
    });
    expect(heard("message-voice")).toMatchObject({
      parts: [{ text: null, attachments: [{ type: "audio", name: null, url: "https://media-gru.example/o1/voice.enc" }] }],
    });
    expect(heard("message-location")).toMatchObject({
      parts: [{ text: null, attachments: [{ type: "location", name: "Gate 4", url: null }] }],
    });
  });

  it("of our own is told as ours, whether the bridge sent it or the phone", () => {
    expect(heard("message-echo")).toMatchObject({ fromMe: true, conversation: WITH_MARIA, author: { id: "5511988880000@s.whatsapp.net" } });
    expect(heard("message-phone")).toMatchObject({ fromMe: true, conversation: WITH_MARIA, author: { id: "acme" } });
  });

  it("can be edited and taken back", () => {
    const edit = { kind: "edited", id: "3EB0A000000000000001", part: 0, text: "Is the crate still leaving this week?" };
    expect(heard("message-edit")).toMatchObject(edit);
    expect(heard("message-edit-bare")).toMatchObject(edit);
    expect(heard("message-revoke")).toEqual({ kind: "deleted", id: "3EB0A000000000000001" });
  });

  it("that was edited twice is told as two edits", () => {
    const event = (content: string) => {
      const read = delivered(changed("message-edit-bare", { content }));
      return "heard" in read && read.heard[0]?.kind === "edited" ? read.heard[0].event : null;
    };
    expect(event("one")).not.toBeNull();
    expect(event("one")).toBe(event("one"));
    expect(event("one")).not.toBe(event("two"));
  });
});

describe("a reaction through RyzeAPI", () => {
  const reaction = { kind: "reaction", op: "add", part: 0, conversation: WITH_MARIA, fromMe: false, person: MARIA, atUs: NINE };

  it("is read where integrators found it", () => {
    expect(heard("reaction")).toEqual({ ...reaction, id: "3EB0A000000000000010", emoji: "❤️", event: "3EB0A000000000000013" });
    expect(heard("reaction-nested")).toEqual({
      ...reaction,
      conversation: { ...WITH_MARIA, ids: [WITH_MARIA.ids[0], "5511999990001", "+5511999990001"] },
      id: "3EB0A000000000000010",
      emoji: "🎉",
      atUs: NINE + 16_000_000,
      event: "3EB0A000000000000016",
    });
    expect(heard("reaction-key")).toMatchObject({
      ...{ op: "add", id: "3EB0A000000000000004", emoji: "👍🏽", conversation: GROUP },
      person: { id: "5511999990002@s.whatsapp.net", name: "Rui" },
    });
  });

  it("without an emoji takes back whatever the person showed", () => {
    expect(heard("reaction-removed")).toMatchObject({ op: "remove", emoji: null, id: "3EB0A000000000000010", person: MARIA });
    expect(delivered(changed("reaction", { reaction: { message_id: "3EB0A000000000000010" } }))).toMatchObject({
      heard: [{ op: "remove", emoji: null }],
    });
  });

  it("of our own is told as ours", () => {
    expect(heard("reaction-phone")).toMatchObject({ op: "add", emoji: "👍", fromMe: true, person: { id: "5511988880000@s.whatsapp.net" } });
  });

  it.each([
    ["names no message", { reaction: { text: "👍" } }],
    ["is no emoji", { reaction: { text: "nice", message_id: "3EB0A000000000000010" } }],
    ["is several", { reaction: { text: "👍👍", message_id: "3EB0A000000000000010" } }],
    ["is nothing at all", { reaction: null }],
  ])("that %s is none", (_, message) => {
    expect(delivered(changed("reaction", message))).toEqual({ heard: [{ kind: "other" }] });
  });
});

describe("of RyzeAPI's other events", () => {
  it("an empty reaction beside a text is none", () => {
    expect(delivered(changed("message", { reaction: { text: "", message_id: "3EB0A000000000000010" } }))).toMatchObject({
      heard: [{ kind: "message" }],
    });
  });

  it.each(["message-status", "instance-state", "newsletter", "status"])("%s is of no use", (name) => {
    expect(heard(name)).toEqual({ kind: "other" });
  });

  it("another instance's is of no use", () => {
    const body = fixture("ryzeapi", "message") as object;
    expect(delivered({ ...body, instanceData: { instance: "another" } })).toEqual({ heard: [{ kind: "other" }] });
    expect(delivered({ ...body, instanceData: undefined })).toMatchObject({ heard: [{ kind: "message" }] });
  });

  it("a message without a word, a file or a kind is of no use", () => {
    expect(delivered(changed("message", { content: "", type: "" }))).toEqual({ heard: [{ kind: "other" }] });
    expect(delivered(changed("message", { content: "", type: "protocol" }))).toEqual({ heard: [{ kind: "other" }] });
  });

  it("what says neither where nor by whom is refused", () => {
    for (const missing of ["chat", "id", "direction"])
      expect(delivered(without("message", missing))).toMatchObject({ refused: { status: 400, code: "malformed" } });
    expect(delivered(without("message-group", "sender"))).toMatchObject({ refused: { status: 400, code: "malformed" } });
    for (const body of [[], 1, "text", null, {}, { event: 1 }])
      expect(delivered(JSON.stringify(body))).toMatchObject({ refused: { code: "malformed" } });
  });
});

describe("RyzeAPI's deliveries", () => {
  it("are taken with the authorization of their webhook, old or new", () => {
    for (const secret of SECRETS) expect(delivered(fixture("ryzeapi", "message"), secret)).toHaveProperty("heard");
    expect(delivered(fixture("ryzeapi", "message"), "the-new-secret")).toMatchObject({ refused: { status: 401, code: "forged" } });
    expect(delivered(fixture("ryzeapi", "message"), null)).toMatchObject({ refused: { status: 401, code: "unsigned" } });
    expect(createWebhook("acme", []).read({ headers: new Headers(), body: bytes("{}") }, 0)).toMatchObject({ refused: { status: 503 } });
    expect(delivered("{")).toMatchObject({ refused: { status: 400, code: "not_json" } });
  });

  it("however they are mutilated, are heard alike each time or refused, and leak nothing", { timeout: MUTATIONS_MS }, () => {
    expectUnharmed(delivered, Object.values(fixtures("ryzeapi")), /the-instance-token|the-new-secret/, /\d{5}|Maria|crate/);
  });
});

describe("one chat under several ids", () => {
  it.each([
    ["5511999990001@s.whatsapp.net", "+5511999990001"],
    ["5511999990001@s.whatsapp.net", "5511999990001"],
    ["5511999990001:12@s.whatsapp.net", "5511999990001@c.us"],
    ["551199990001@s.whatsapp.net", "5511999990001"],
    ["5511999990001.0:3@s.whatsapp.net", "551199990001"],
  ])("%s and %s have one key", (one, other) => {
    expect(conversationKey(one)).toBe(conversationKey(other));
  });

  it.each([
    ["5511999990001", "5511999990002"],
    ["5511999990001@s.whatsapp.net", "5511999990001@lid"],
    ["5511999990001", "5511999990001@g.us"],
    ["5511931112222", "551131112222"],
    ["15119999900011", "1511999900011"],
  ])("%s and %s do not", (one, other) => {
    expect(conversationKey(one)).not.toBe(conversationKey(other));
  });

  it("what is no chat keeps its own", () => {
    for (const id of ["*", "", "120363@newsletter", "status@broadcast", "hello"]) expect(conversationKey(id)).toBe(id);
  });
});

interface Flat {
  readonly data: { readonly message: object };
}

/** A flat delivery with other things in its message. */
function changed(name: string, message: object): unknown {
  const body = fixture("ryzeapi", name) as Flat;
  return { ...body, data: { ...body.data, message: { ...body.data.message, ...message } } };
}

function without(name: string, field: string): unknown {
  const body = fixture("ryzeapi", name) as Flat;
  return { ...body, data: { ...body.data, [field]: undefined } };
}
