import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../src/providers/connectsafely/urn.ts";
import { createWebhook } from "../../src/providers/connectsafely/webhook.ts";
import { fixture, fixtures } from "./fixture.ts";
import { expectSound, expectUnharmed, MUTATIONS_MS } from "./mutations.ts";

const SECRETS = ["whsec-new", "whsec-old"] as const;
const ACCOUNT = "665000000000000000000001";
const inbox = createWebhook(ACCOUNT, SECRETS);

const sign = (body: Uint8Array, secret: string) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
const bytes = (body: unknown) => new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
function delivered(body: unknown, secret: string = SECRETS[0]) {
  const raw = bytes(body);
  return inbox.read({ headers: new Headers({ "X-Webhook-Signature": sign(raw, secret) }), body: raw }, 0);
}
const heard = (name: string) => {
  const read = delivered(fixture("connectsafely", name));
  if ("refused" in read) throw new Error(read.refused.code);
  expectSound(read.heard);
  expect(read.heard).toHaveLength(1);
  return read.heard[0];
};

const MESSAGE = fixture("connectsafely", "message") as { readonly data: object };
const changed = (data: object) => ({ ...MESSAGE, data: { ...MESSAGE.data, ...data } });

describe("a message through ConnectSafely", () => {
  it("is read with the ids that its deliveries use, and the key that its calls know too", () => {
    expect(heard("message")).toEqual({
      kind: "message",
      conversation: { ids: ["urn:li:messagingThread:2-dGhyZWFkLTAwMDE=", "2-dGhyZWFkLTAwMDE="], name: "Maria Duarte", isGroup: false },
      id: "urn:li:messagingMessage:2-MDAwMDAwMDAwMWItMDAx",
      fromMe: false,
      author: { id: "urn:li:fsd_profile:ACoAAA000000001", name: "Maria Duarte" },
      parts: [{ part: 0, text: "Could you send the packing list again?", attachments: [] }],
      quoted: null,
      atUs: 1_788_253_200_250_000,
    });
  });

  it("points to its attachments, whatever they look like", () => {
    expect(heard("message-attachments")).toMatchObject({
      parts: [
        {
          text: null,
          attachments: [
            { type: "file", name: "packing list.pdf", url: "https://media.example/packing.pdf" },
            { type: "img", name: "crate.jpg", url: null },
          ],
        },
      ],
    });
  });

  it("may lack what is not needed", () => {
    expect(heard("message-unsent")).toMatchObject({
      id: "urn:li:messagingMessage:2-MDAwMDAwMDAwMWItMDAx",
      author: { id: "urn:li:messagingThread:2-dGhyZWFkLTAwMDE=", name: null },
      atUs: 1_788_253_200_250_000,
    });
  });

  it("of our own is told as ours, should one ever come", () => {
    expect(delivered(changed({ is_sender: true }))).toMatchObject({ heard: [{ fromMe: true, conversation: { name: null } }] });
  });

  it("of another account, and another event, is of no use", () => {
    expect(delivered(changed({ account_id: "665000000000000000000002" }))).toEqual({ heard: [{ kind: "other" }] });
    expect(heard("account")).toEqual({ kind: "other" });
  });

  it("that says neither where nor which is refused", () => {
    const flaws = [
      changed({ conversation_id: undefined }),
      changed({ conversation_id: "a\nb" }),
      changed({ id: 1, message_urn: null }),
      changed({ account_id: 7 }),
    ];
    for (const body of [...flaws, [], 1, null, {}, { event: 1 }]) {
      expect(delivered(JSON.stringify(body))).toMatchObject({ refused: { status: 400, code: "malformed" } });
    }
  });
});

describe("ConnectSafely's deliveries", () => {
  it("are taken when they are signed with an active secret", () => {
    for (const secret of SECRETS) expect(delivered(MESSAGE, secret)).toHaveProperty("heard");
    expect(delivered(MESSAGE, "whsec-other")).toMatchObject({ refused: { status: 401, code: "forged" } });
    const body = bytes(MESSAGE);
    expect(inbox.read({ headers: new Headers(), body }, 0)).toMatchObject({ refused: { status: 401, code: "unsigned" } });
    const signature = sign(body, SECRETS[0]);
    const read = (headers: Record<string, string>, raw = body) => inbox.read({ headers: new Headers(headers), body: raw }, 0);
    expect(read({ "x-webhook-signature": signature.slice(7) })).toMatchObject({ refused: { code: "forged" } });
    expect(read({ "x-webhook-signature": signature }, bytes(changed({ body: "Another" })))).toMatchObject({ refused: { code: "forged" } });
    expect(createWebhook(ACCOUNT, []).read({ headers: new Headers(), body }, 0)).toMatchObject({ refused: { status: 503 } });
    expect(delivered("{")).toMatchObject({ refused: { status: 400, code: "not_json" } });
  });

  it("however they are mutilated, are heard alike each time or refused, and leak nothing", { timeout: MUTATIONS_MS }, () => {
    expectUnharmed(delivered, Object.values(fixtures("connectsafely")), /whsec/, /ACoAAA|Maria|packing/);
  });
});

describe("the key of a URN", () => {
  it("is the same for the two URNs of one thing", () => {
    expect(keyOf("urn:li:msg_conversation:(urn:li:fsd_profile:ACoAAA1,2-dGhyZWFk==)")).toBe(keyOf("urn:li:messagingThread:2-dGhyZWFk=="));
    expect(keyOf("urn:li:msg_message:(urn:li:fsd_profile:ACoAAA1,2-MDAx_-=)")).toBe(keyOf("urn:li:messagingMessage:2-MDAx_-="));
    expect(keyOf("2-dGhyZWFk==")).toBe("2-dGhyZWFk==");
  });

  it("is the URN itself where it has none", () => {
    for (const urn of ["", "*", "urn:li:salesNav_thread:abc", "urn:li:messagingThread:3-x", "x2-abc"]) expect(keyOf(urn)).toBe(urn);
  });
});
