import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";
import type { Account } from "../../src/ports/account.ts";
import { open } from "../../src/providers/postpress/index.ts";
import { openPostPress } from "../../src/sandbox/providers/postpress.ts";
import { type Answering, answering, failureOf, permits } from "./answering.ts";
import { slotOf, soon } from "./under-test.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const IDS = { whatsapp: "acc_wa", linkedin: "acc_li", instagram: "acc_ig" } as const;
const N = "7332661864792854528";
const CHAT = "chat_1";
const SPOKEN = "Dana +5511988887777 said";
const fail = (status: number, type: string) => ({ status, body: { title: SPOKEN, detail: SPOKEN, type: `errors/${type}`, status } });

let pools: Pools;
let server: Answering;
let answer: (path: string) => { readonly status?: number; readonly body?: unknown };
beforeEach(async () => {
  pools = createPools();
  server = await answering(({ path }) => answer(path));
});
afterEach(async () => {
  await pools.close();
  await server.close();
});

const accountAt = (
  url: string,
  network: keyof typeof IDS = "linkedin",
  webhookSecrets: readonly string[] = ["the-secret", "the-old-one"],
) =>
  open(
    {
      ...{ name: "acme", network, accountId: IDS[network], baseUrl: url, apiKey: "key" },
      ...{ webhookHeader: "Postpress-Auth", webhookSecrets, reactions: {} },
    },
    { pools, limits: [], log },
  );
const accountOn = (network?: keyof typeof IDS, secrets?: readonly string[]) => accountAt(`${server.url}/v1`, network, secrets);
const call = <K extends keyof Account>(account: Account, name: K): NonNullable<Account[K]> => {
  const found = account[name];
  if (found == null) throw new Error(`the account has no ${name}`);
  return found;
};
const written = (id: string, reactions: readonly unknown[]) => ({ object: "Message", id, text: "…", is_sender: 0, reactions });
const listing = (...items: readonly unknown[]) => ({ body: { object: "MessageList", items, cursor: null } });

describe("sending through PostPress", () => {
  const outgoing = { conversation: "chat/1", text: "Hello Maria,\nit left: 1 + 1 = 2 – 🎉\r\n--", key: "send north ✓" };

  it("is one form in parts, with the text as it is", async () => {
    answer = () => ({ status: 201, body: { object: "MessageSent", message_id: "msg_9" } });
    const permit = permits();
    expect(await call(accountOn("whatsapp"), "send")(outgoing, permit, soon())).toEqual({ id: "msg_9" });
    expect(permit.given()).toBe(1);
    const [{ method, path, headers, body } = { method: "", path: "", headers: {}, body: "" }] = server.asked;
    expect([method, path]).toEqual(["POST", "/v1/chats/chat%2F1/messages"]);
    expect(headers).toMatchObject({ "x-api-key": "key", "idempotency-key": "send%20north%20%E2%9C%93" });
    const form = await new Response(String(body), { headers: { "content-type": String(headers["content-type"]) } }).formData();
    expect(Object.fromEntries(form)).toEqual({ account_id: "acc_wa", text: outgoing.text });
  });

  it("does not say the id where the answer does not", async () => {
    for (const message_id of [null, undefined, 7]) {
      answer = () => ({ status: 201, body: { object: "MessageSent", message_id } });
      expect(await call(accountOn(), "send")(outgoing, permits(), soon())).toEqual({ id: null });
    }
    expect(accountOn().sendsOnce).toBe(false);
  });

  it("asks nothing without a permit, nor for a chat that no path can name", async () => {
    const send = call(accountOn(), "send");
    expect(await failureOf(send(outgoing, permits(0), soon()))).toMatchObject({ kind: "rate-limited" });
    expect(await failureOf(send({ ...outgoing, conversation: ".." }, permits(0), soon()))).toMatchObject({ kind: "gone" });
    expect(server.asked).toEqual([]);
  });

  it.each([
    [{ status: 201, body: { object: "MessageReactionAdded", success: true } }, "transient", true],
    [{ status: 200, body: "sent" }, "transient", true],
    [fail(500, "unexpected_error"), "transient", true],
    [fail(503, "no_handler"), "transient", false],
    [fail(401, "disconnected_account"), "unauthorized", false],
    [fail(401, "insufficient_privileges"), "rejected", false],
    [fail(403, "subscription_required"), "rejected", false],
    [fail(403, "brand_new"), "rejected", false],
    [fail(404, "resource_not_found"), "gone", false],
    [fail(400, "brand_new"), "rejected", false],
    [{ status: 429 }, "rate-limited", false],
  ])("that is answered %j is %s", async (said, kind, ambiguous) => {
    answer = () => said;
    const failure = await failureOf(call(accountOn(), "send")(outgoing, permits(), soon()));
    expect(failure).toMatchObject({ kind, ambiguous });
    expect(failure.message).not.toMatch(/react|Dana|9888/);
    expect(server.asked).toHaveLength(1);
  });
});

describe("what PostPress shows on a message", () => {
  const slot = slotOf({ message: "msg_2", conversation: CHAT });
  const target = () => call(accountOn(), "messages");
  const mine = (value: unknown, is_sender: unknown = true) => ({ value, sender_id: "ACoAA_us", is_sender });
  const theirs = (value: unknown, sender_id: unknown = "ACoAA_them") => ({ value, sender_id, is_sender: false });
  const shown = (said: ReturnType<typeof answer>, on = slot) => {
    answer = () => said;
    return target().shown?.(on, soon());
  };
  const held = (said: ReturnType<typeof answer>, conversation: string | null = CHAT) => {
    answer = () => said;
    return call(accountOn(), "held")({ id: "msg_2", part: 0, conversation }, permits(), soon());
  };

  it("is read from the one list of its chat, among what others show", async () => {
    const standIn = await openPostPress({ credential: "key", accounts: { acc_wa: "whatsapp" } });
    for (const id of ["msg_1", "msg_2"]) standIn.message({ id, network: "whatsapp", conversation: CHAT, theirs: ["👍"] });
    const account = accountAt(standIn.url, "whatsapp");
    expect(await account.messages?.shown?.(slot, soon())).toEqual([]);
    await account.messages?.add(slot, "❤️", soon());
    expect(await account.messages?.shown?.(slot, soon())).toEqual(["❤️"]);
    const permit = permits();
    const there = await account.held?.({ id: "msg_2", part: 0, conversation: CHAT }, permit, soon());
    expect(there).toMatchObject({ reactions: [{ emoji: "👍" }], complete: true });
    expect(permit.given()).toBe(1);
    expect(standIn.calls.at(-1)?.path).toBe(`/v1/chats/${CHAT}/messages?limit=250`);
    expect(standIn.violations).toEqual([]);
    await standIn.close();
  });

  it("is told by the sign on each reaction, a boolean or a number", async () => {
    expect(await shown(listing(written("msg_2", [theirs("👍"), mine("❤", 1), theirs("🎉")])))).toEqual(["❤️"]);
    expect(await shown(listing(written("msg_1", [mine("👍")]), written("msg_2", [])))).toEqual([]);
  });

  it("cannot be read where the message is not in the list, nor without a chat", async () => {
    expect(await shown(listing(written("msg_1", [mine("👍")])))).toBeNull();
    expect(await shown(listing({ id: "msg_2" }, 7, null))).toBeNull();
    expect(await shown(listing(written("msg_2", [mine("not an emoji")])))).toBeNull();
    const asked = server.asked.length;
    expect(await shown(listing(), slotOf({ message: "msg_2" }))).toBeNull();
    expect(await held(listing(), null)).toEqual({ reactions: [], complete: false, atUs: 0 });
    expect(server.asked).toHaveLength(asked);
  });

  it("cannot be read where the key may not read, which says nothing of whether it may react", async () => {
    expect(await shown(fail(401, "insufficient_privileges"))).toBeNull();
    expect(await shown(fail(404, "resource_not_found"))).toBeNull();
    answer = () => fail(500, "unexpected_error");
    expect(await failureOf(Promise.resolve(target().shown?.(slot, soon())))).toMatchObject({ kind: "transient", ambiguous: false });
    answer = () => ({ body: { object: "ChatList", items: [] } });
    expect(await failureOf(Promise.resolve(target().shown?.(slot, soon())))).toMatchObject({ kind: "transient", ambiguous: false });
  });

  it("is found in a list as long as the document lets it be", async () => {
    const long = Array.from({ length: 249 }, (_, index) => ({ ...written(`msg_x${index}`, []), text: "x".repeat(5_000) }));
    expect(await shown(listing(...long, written("msg_2", [mine("👍")])))).toEqual(["👍"]);
  });

  it("by others has each of them, and says when it cannot name them all", async () => {
    const reactions = [theirs("❤"), theirs("🎉", "ACoAA_other"), mine("👍")];
    const begunUs = Date.now() * 1_000;
    const there = await held(listing(written("msg_2", reactions)));
    expect(there).toMatchObject({
      reactions: [
        { person: "ACoAA_them", emoji: "❤️" },
        { person: "ACoAA_other", emoji: "🎉" },
      ],
      complete: true,
    });
    expect(there.atUs).toBeLessThan(begunUs);
    expect(there.atUs).toBeGreaterThan(begunUs - 5_000_000);
    for (const one of [theirs("❤", null), theirs("??"), theirs(7), 7]) {
      expect(await held(listing(written("msg_2", [...reactions, one])))).toMatchObject({ complete: false, reactions: [{}, {}] });
    }
    expect(await held(listing(written("msg_1", reactions)))).toMatchObject({ reactions: [], complete: false });
  });
});

describe("a post through PostPress", () => {
  const found = (more: object = {}) => ({
    body: { object: "Post", social_id: `urn:li:ugcPost:${N}`, provider_id: "ig_777", permissions: { can_react: true }, ...more },
  });
  const find = (said: ReturnType<typeof answer>, name = { post: N, comment: null as string | null }, network?: "instagram") => {
    answer = () => said;
    return call(accountOn(network), "findPost")(name, permits(), soon());
  };
  const POST = `urn:li:activity:${N}`;

  it("is named by a URL of the account's own network", () => {
    const [linkedin, instagram] = [accountOn("linkedin"), accountOn("instagram")];
    const text = `Look: https://www.linkedin.com/feed/update/${POST}`;
    expect(linkedin.postIn?.(text)).toEqual({ post: N, comment: null });
    expect(instagram.postIn?.(text)).toBeNull();
    expect(instagram.postIn?.("https://www.instagram.com/p/C9xAb_-12Qz/")).toEqual({ post: "C9xAb_-12Qz", comment: null });
    expect(accountOn("whatsapp").postIn).toBeUndefined();
  });

  it("is looked up for the id that reactions take", async () => {
    expect(await find(found())).toEqual({ id: `urn:li:ugcPost:${N}`, comment: null, canReact: true, shown: null });
    expect(server.asked).toMatchObject([{ method: "GET", path: `/v1/posts/${N}?account_id=acc_li` }]);
    expect(await find(found(), { post: "C9xAb_-12Qz", comment: null }, "instagram")).toMatchObject({ id: "ig_777" });
    await find(found(), { post: `urn:li:share:${N}`, comment: null });
    expect(server.asked.at(-1)?.path).toBe(`/v1/posts/urn%3Ali%3Ashare%3A${N}?account_id=acc_li`);
  });

  it("keeps the comment's id, of which nothing is known", async () => {
    expect(await find(found({ user_reacted: "LIKE" }), { post: N, comment: "42" })).toMatchObject({ comment: "42", shown: null });
  });

  it("says whether it can be reacted to", async () => {
    expect(await find(found({ permissions: { can_react: false } }))).toMatchObject({ canReact: false });
    for (const permissions of [undefined, {}, null, { can_react: "yes" }]) {
      expect(await find(found({ permissions }))).toMatchObject({ canReact: true });
    }
  });

  it.each([
    ["LIKE", "👍"],
    ["PRAISE", "👏"],
    ["APPRECIATION", "🫶"],
    ["EMPATHY", "❤️"],
    ["INTEREST", "💡"],
    ["ENTERTAINMENT", "😄"],
  ])("that our account has reacted to with %s shows %s", async (user_reacted, emoji) => {
    expect(await find(found({ user_reacted }))).toMatchObject({ shown: emoji });
    const target = call(accountOn(), "posts");
    expect(await target.shown?.(slotOf({ message: POST, post: true }), soon())).toEqual([emoji]);
    expect(server.asked.at(-1)?.path).toBe(`/v1/posts/${N}?account_id=acc_li`);
  });

  it("shows nothing on LinkedIn where nothing is said, and on Instagram then nobody knows", async () => {
    answer = () => found();
    const slot = slotOf({ message: POST, post: true });
    expect(await call(accountOn(), "posts").shown?.(slot, soon())).toEqual([]);
    expect(await call(accountOn("instagram"), "posts").shown?.(slot, soon())).toBeNull();
    answer = () => found({ user_reacted: "MAYBE" });
    expect(await call(accountOn(), "posts").shown?.(slot, soon())).toBeNull();
    answer = () => fail(404, "resource_not_found");
    expect(await call(accountOn(), "posts").shown?.(slot, soon())).toBeNull();
  });

  it("tells nothing of organizations and comments, and is not asked for them", async () => {
    const target = call(accountOn(), "posts");
    for (const more of [{ organization: "1234" }, { comment: "42" }, { message: ".." }]) {
      expect(await target.shown?.(slotOf({ message: POST, post: true, ...more }), soon())).toBeNull();
    }
    expect(server.asked).toEqual([]);
  });

  it.each([
    [fail(404, "resource_not_found"), "gone"],
    [fail(403, "insufficient_permissions"), "gone"],
    [{ body: { object: "Post" } }, "transient"],
    [{ body: { object: "Comment", social_id: N } }, "transient"],
  ])("that is answered %j is %s", async (said, kind) => {
    expect(await failureOf(find(said))).toMatchObject({ kind, ambiguous: false });
  });
});

describe("PostPress's webhooks", () => {
  const URL = "https://bridge.example/webhooks/acme";
  const EVENTS = ["message_received", "message_reaction", "message_edited", "message_deleted"];
  const webhook = {
    ...{ object: "Webhook", id: "wh_1", name: "x", enabled: true, request_url: URL, format: "json", events: EVENTS },
    ...{ account_ids: [{ id: "acc_li", name: "Acme", type: "LINKEDIN" }], headers: [{ key: "postpress-auth", value: "•••" }], data: [] },
  };
  const registration = (secrets?: readonly string[]) => call(accountOn("linkedin", secrets), "registration");
  const isRegistered = (...items: readonly unknown[]) => {
    answer = () => ({ body: { object: "WebhookList", items } });
    return registration().isRegistered(URL, soon());
  };

  it("are there when one has our address, is enabled, is about the account, and tells all there is to hear", async () => {
    expect(await isRegistered({ object: "Webhook" }, webhook)).toBe(true);
    expect(await isRegistered({ ...webhook, account_ids: [], events: undefined, headers: null })).toBe(true);
    const wrong = [
      { request_url: `${URL}2` },
      { enabled: false },
      { account_ids: [{ id: "acc_wa" }] },
      { events: ["message_received"] },
      { headers: [{ key: "Content-Type", value: "application/json" }] },
    ];
    for (const changes of wrong) expect(await isRegistered({ ...webhook, ...changes })).toBe(false);
    expect(await isRegistered()).toBe(false);
  });

  it("are made with the header that shows whose deliveries they are", async () => {
    answer = () => ({ status: 201, body: { object: "WebhookCreated", webhook_id: "wh_2" } });
    expect(await registration().register(URL, soon())).toEqual({ secret: null });
    expect(server.asked).toMatchObject([{ method: "POST", path: "/v1/webhooks" }]);
    expect(server.asked[0]?.body).toEqual({
      ...{ source: "messaging", request_url: URL, name: "Reacji Bridge", format: "json", enabled: true, account_ids: ["acc_li"] },
      events: EVENTS,
      headers: [
        { key: "Content-Type", value: "application/json" },
        { key: "Postpress-Auth", value: "the-secret" },
      ],
    });
  });

  it("are not made without a secret, which PostPress would not make either", async () => {
    expect(await failureOf(registration([]).register(URL, soon()))).toMatchObject({ kind: "rejected", ambiguous: false });
    expect(server.asked).toEqual([]);
  });

  it("say what is wrong without a word of the secret", async () => {
    answer = () => fail(401, "insufficient_privileges");
    const failure = await failureOf(registration().register(URL, soon()));
    expect(failure).toMatchObject({ kind: "rejected", message: "The API key's scopes do not cover this: widen them at PostPress." });
    expect(JSON.stringify(failure)).not.toContain("the-secret");
    answer = () => ({ body: "<html>" });
    expect(await failureOf(registration().isRegistered(URL, soon()))).toMatchObject({ kind: "transient" });
  });

  it("are of no use to an Instagram account, whose messages are not reacted to", () => {
    const account = accountOn("instagram");
    expect([account.inbox, account.registration, account.send, account.held]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
