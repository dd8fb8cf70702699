import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";
import { checkAccount, checkLink, checkSlot, createPostPressMessages, createPostPressPosts } from "../../src/providers/postpress/index.ts";
import { openPostPress } from "../../src/sandbox/providers/postpress.ts";
import { postPressErrors } from "../../src/sandbox/providers/postpress-errors.ts";
import { type TargetUnderTest, targetContract } from "../contracts/target.ts";
import { slotOf, soon, underTest } from "./under-test.ts";

const POST = "urn:li:activity:7332661864792854528";
const TYPES: Readonly<Record<number, string>> = { 401: "invalid_credentials", 404: "resource_not_found", 500: "unexpected_error" };

const open = () =>
  openPostPress({
    credential: "key",
    accounts: { acc_wa: "whatsapp", acc_li: "linkedin", acc_ig: "instagram" },
    organizations: ["1234"],
    fixedSet: ["👏", "👍", "👎", "😊", "😞"],
  });
const messagesOn = (pools: Pools, baseUrl: string, network: "whatsapp" | "linkedin" = "whatsapp") =>
  createPostPressMessages({ pools, baseUrl, network, apiKey: "key" });
const postsOn = (pools: Pools, baseUrl: string, network: "linkedin" | "instagram" = "linkedin") =>
  createPostPressPosts({ pools, baseUrl, network, apiKey: "key", accountId: network === "linkedin" ? "acc_li" : "acc_ig" });

const common: Pick<TargetUnderTest, "error" | "kinds"> = {
  error: (status, detail) => ({
    title: "Error",
    detail,
    instance: "req_1",
    type: `errors/${TYPES[status] ?? "invalid_parameters"}`,
    status,
  }),
  kinds: { 400: "rejected", 404: "gone" },
};

targetContract("PostPress (messages)", async () => {
  const standIn = await open();
  standIn.message({ id: "msg_1", network: "whatsapp" });
  return underTest({ ...common, standIn, slot: slotOf({ message: "msg_1" }), emoji: ["❤️", "🎉"], create: messagesOn });
});

targetContract("PostPress (posts)", async () => {
  const standIn = await open();
  standIn.post({ id: POST, network: "linkedin" });
  return underTest({ ...common, standIn, slot: slotOf({ message: POST, post: true }), emoji: ["❤️", "👏"], create: postsOn });
});

describe("PostPress's reactions", () => {
  let standIn: Awaited<ReturnType<typeof open>>;
  let pools: Pools;
  beforeEach(async () => {
    [standIn, pools] = [await open(), createPools()];
    standIn.message({ id: "msg_wa", network: "whatsapp" });
    standIn.message({ id: "msg_li", network: "linkedin" });
    standIn.post({ id: POST, network: "linkedin", comments: ["comment_9"] });
    standIn.post({ id: "ig_1", network: "instagram" });
  });
  afterEach(async () => {
    expect(standIn.violations).toEqual([]);
    await standIn.close();
    await pools.close();
  });

  it("strips U+FE0F for WhatsApp", async () => {
    await messagesOn(pools, standIn.url).add(slotOf({ message: "msg_wa" }), "❤️", soon());
    expect(standIn.calls[0]).toMatchObject({ path: "/v1/messages/msg_wa/reaction", body: { reaction: "❤" } });
  });

  it("takes the other documented prefix as well", async () => {
    const other = await openPostPress({ credential: "key", accounts: {}, prefix: "/api/v1" });
    other.message({ id: "msg_wa", network: "whatsapp" });
    await messagesOn(pools, other.url).add(slotOf({ message: "msg_wa" }), "👍", soon());
    expect(other.calls[0]?.path).toBe("/api/v1/messages/msg_wa/reaction");
    await other.close();
  });

  it("discovers LinkedIn's unpublished set by rejections, over a floor that is known", async () => {
    const target = messagesOn(pools, standIn.url, "linkedin");
    expect(target.rules).toMatchObject({ allowed: "discover", floor: ["👏", "👍", "👎", "😊", "😞"], canRemove: false, perMessage: 1 });
    const refused = target.add(slotOf({ message: "msg_li" }), "🎉", soon());
    await expect(refused).rejects.toMatchObject({ failure: { kind: "rejected", ambiguous: false, vendor: { status: 422 } } });
    await target.add(slotOf({ message: "msg_li" }), "👏", soon());
    expect(standIn.shown("msg_li")).toEqual(["👏"]);
  });

  it("names the six reactions of LinkedIn's posts", async () => {
    const target = postsOn(pools, standIn.url);
    for (const emoji of ["👍", "👏", "🫶", "❤️", "💡", "😄"]) await target.add(slotOf({ message: POST, post: true }), emoji, soon());
    expect(standIn.calls.map((call) => call.body)).toEqual(
      ["like", "celebrate", "support", "love", "insightful", "funny"].map((reaction_type) => ({
        account_id: "acc_li",
        post_id: POST,
        reaction_type,
      })),
    );
  });

  it("reacts to a comment, and in an organization's name", async () => {
    const slot = slotOf({ message: POST, post: true, comment: "comment_9", organization: "1234" });
    await postsOn(pools, standIn.url).add(slot, "💡", soon());
    expect(standIn.calls[0]).toMatchObject({ path: "/v1/posts/reaction", body: { comment_id: "comment_9", as_organization: "1234" } });
    expect(standIn.shown(POST, { comment: "comment_9", organization: "1234" })).toEqual(["💡"]);
  });

  it("knows nothing but the like on Instagram, and never likes in place of another emoji", async () => {
    const instagram = postsOn(pools, standIn.url, "instagram");
    const like = { account_id: "acc_ig", post_id: "ig_1", reaction_type: "like" };
    for (const emoji of ["👍", "❤️"]) await instagram.add(slotOf({ message: "ig_1", post: true }), emoji, soon());
    expect(standIn.calls.map((call) => call.body)).toEqual([like, like]);
    const refused = { failure: { kind: "rejected", ambiguous: false, vendor: { status: 0 } } };
    await expect(instagram.add(slotOf({ message: "ig_1", post: true }), "😂", soon())).rejects.toMatchObject(refused);
    await expect(postsOn(pools, standIn.url).add(slotOf({ message: POST, post: true }), "😡", soon())).rejects.toMatchObject(refused);
    expect(standIn.calls).toHaveLength(2);
  });

  it("does not take one object's success for the other's", async () => {
    standIn.fail({ status: 200, body: { object: "ReactionAdded" } });
    const ambiguous = { failure: { kind: "transient", ambiguous: true } };
    await expect(messagesOn(pools, standIn.url).add(slotOf({ message: "msg_wa" }), "👍", soon())).rejects.toMatchObject(ambiguous);
    standIn.fail({ status: 200, body: { object: "MessageReactionAdded", success: false } });
    await expect(messagesOn(pools, standIn.url).add(slotOf({ message: "msg_wa" }), "👍", soon())).rejects.toMatchObject(ambiguous);
  });

  it("has a row for every documented error, and reads the id for support", async () => {
    const target = messagesOn(pools, standIn.url);
    const kinds = new Map<string, Set<string>>();
    for (const [type, answer] of Object.entries(postPressErrors)) {
      standIn.fail(answer);
      const error = await target.add(slotOf({ message: "msg_wa" }), "👍", soon()).catch((thrown: unknown) => thrown);
      const { failure } = error as { failure: { kind: string; ambiguous: boolean; message: string } };
      expect(error).toMatchObject({ failure: { vendor: { status: answer.status, code: type, requestId: "req_01HXYZ" } } });
      expect(failure.message).not.toMatch(/status/);
      if (answer.status === 504 || answer.status === 500) expect(failure).toMatchObject({ kind: "transient", ambiguous: true });
      kinds.set(String(answer.status), (kinds.get(String(answer.status)) ?? new Set()).add(failure.kind));
    }
    const found = Object.fromEntries([...kinds].map(([status, set]) => [status, [...set].sort()]));
    expect(found).toEqual({
      401: ["unauthorized"],
      403: ["gone", "unauthorized"],
      404: ["gone"],
      500: ["transient"],
      503: ["transient"],
      504: ["transient"],
    });
  });

  it("understands the other envelope of the quickstart", async () => {
    standIn.fail({ status: 401, body: { error: { code: "key_missing", message: "no", request_id: "req_2" } } });
    const call = messagesOn(pools, standIn.url).add(slotOf({ message: "msg_wa" }), "👍", soon());
    await expect(call).rejects.toMatchObject({ failure: { kind: "unauthorized", vendor: { code: "key_missing", requestId: "req_2" } } });
  });
});

describe("PostPress's checks", () => {
  const message = { account: "acme", conversation: "chat_1", organization: null, post: false };
  const post = { account: "acme", conversation: null, organization: "1234", post: true };

  it("takes messages, posts and comments", () => {
    expect(checkSlot({ id: "msg_1" }, message)).toEqual({ slot: slotOf({ message: "msg_1", conversation: "chat_1", fromMe: null }) });
    expect(checkSlot({ id: POST, comment: "comment_9" }, post)).toEqual({
      slot: slotOf({ message: POST, comment: "comment_9", post: true, organization: "1234", fromMe: null }),
    });
    expect(checkSlot({ id: "msg_1", comment: "c" }, message)).toHaveProperty("complaints");
    expect(checkSlot({ comment: "c" }, post)).toEqual({ complaints: ["target.id is required"] });
  });

  it("knows which accounts it can serve", () => {
    const account = { network: "linkedin", baseUrl: "https://api.postpress.ai/v1", secret: "key", accountId: "acc_li" } as const;
    expect(checkAccount(account)).toEqual([]);
    expect(checkAccount({ ...account, network: "imessage", accountId: undefined })).toHaveLength(2);
  });

  it("refuses an organization on Instagram and for messages", () => {
    const link = { conversation: null, posts: true, asOrganization: null };
    expect(checkLink({ ...link, asOrganization: "1234" }, { network: "linkedin" })).toEqual([]);
    expect(checkLink({ ...link, asOrganization: "1234" }, { network: "instagram" })).toHaveLength(1);
    expect(checkLink({ ...link, asOrganization: "12\n34" }, { network: "linkedin" })).toHaveLength(1);
    expect(checkLink({ conversation: "chat_1", posts: false, asOrganization: "1234" }, { network: "linkedin" })).toHaveLength(1);
    expect(checkLink({ conversation: "chat_1", posts: false, asOrganization: null }, { network: "whatsapp" })).toEqual([]);
  });
});
