import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";
import { checkAccount, checkLink, checkSlot, createConnectSafely, INFO } from "../../src/providers/connectsafely/index.ts";
import { connectSafelyErrors, openConnectSafely } from "../../src/sandbox/providers/connectsafely.ts";
import { targetContract } from "../contracts/target.ts";
import { slotOf, soon, underTest } from "./under-test.ts";

const ACCOUNT = "665000000000000000000001";
const CONVERSATION = "urn:li:msg_conversation:(urn:li:fsd_profile:ACoAAA1,2-YmFzZQ==)";
const MESSAGE = "urn:li:msg_message:(urn:li:fsd_profile:ACoAAA1,2-MTcxODA=)";
const SLOT = slotOf({ message: MESSAGE, conversation: CONVERSATION });

const open = () => openConnectSafely({ credential: "key", accounts: [ACCOUNT] });
const createOn = (pools: Pools, baseUrl: string, accountId = ACCOUNT) => createConnectSafely({ pools, baseUrl, accountId, apiKey: "key" });

targetContract("ConnectSafely", async () => {
  const standIn = await open();
  standIn.message({ id: MESSAGE, conversation: CONVERSATION });
  return underTest({
    standIn,
    slot: SLOT,
    emoji: ["❤️", "🎉"],
    create: createOn,
    error: (_, error) => ({ error }),
    kinds: { 400: "rejected", 404: "unauthorized" },
  });
});

describe("ConnectSafely's reaction", () => {
  let standIn: Awaited<ReturnType<typeof open>>;
  let pools: Pools;
  beforeEach(async () => {
    [standIn, pools] = [await open(), createPools()];
    standIn.message({ id: MESSAGE, conversation: CONVERSATION });
  });
  afterEach(async () => {
    expect(standIn.violations).toEqual([]);
    await standIn.close();
    await pools.close();
  });

  it("encodes both URNs, parentheses included, and names the account", async () => {
    await createOn(pools, standIn.url).add(SLOT, "👍", soon());
    expect(standIn.calls[0]).toMatchObject({
      method: "POST",
      path:
        "/linkedin/conversations/urn%3Ali%3Amsg_conversation%3A%28urn%3Ali%3Afsd_profile%3AACoAAA1%2C2-YmFzZQ%3D%3D%29" +
        "/messages/urn%3Ali%3Amsg_message%3A%28urn%3Ali%3Afsd_profile%3AACoAAA1%2C2-MTcxODA%3D%29" +
        `/react?accountId=${ACCOUNT}`,
      body: { emoji: "👍", react: true },
    });
  });

  it("shows several and takes back each by its name", async () => {
    const target = createOn(pools, standIn.url);
    for (const emoji of ["👍", "❤️", "🎉"]) await target.add(SLOT, emoji, soon());
    await target.remove(SLOT, "❤️", soon());
    expect(standIn.shown(MESSAGE)).toEqual(["👍", "🎉"]);
    expect(standIn.calls.at(-1)?.body).toEqual({ emoji: "❤️", react: false });
  });

  it.each([
    [{ success: true, emoji: "👎", react: true }],
    [{ success: true, emoji: "👍", react: false }],
    [{ success: false, error: "Reaction failed" }],
    [{ success: false, error: { name: "ZodError", issues: [] } }],
    [{ messageUrn: MESSAGE }],
  ])("does not take %j for what it asked", async (body) => {
    standIn.fail({ status: 200, body });
    const call = createOn(pools, standIn.url).add(SLOT, "👍", soon());
    await expect(call).rejects.toMatchObject({ failure: { kind: "transient", ambiguous: true, vendor: { status: 200 } } });
  });

  it("takes the same emoji in another form for what it asked", async () => {
    standIn.fail({ status: 200, body: { success: true, emoji: "❤" } });
    await createOn(pools, standIn.url).add(SLOT, "❤️", soon());
  });

  it.each([
    ["400", "rejected", false],
    ["401", "unauthorized", false],
    ["403", "unauthorized", false],
    ["404", "unauthorized", false],
    ["429", "rate-limited", false],
    ["500", "transient", true],
  ] as const)("takes status %s for %s", async (status, kind, ambiguous) => {
    standIn.fail(connectSafelyErrors[status]);
    const call = createOn(pools, standIn.url).add(SLOT, "👍", soon());
    await expect(call).rejects.toMatchObject({ failure: { kind, ambiguous } });
  });

  it("holds on as long as the body of a 429 says", async () => {
    const holdUntil = new Date(Date.now() + 90_000).toISOString();
    standIn.fail({ status: 429, body: { success: false, error: "Rate limit exceeded", holdUntil } });
    const error = await createOn(pools, standIn.url)
      .add(SLOT, "👍", soon())
      .catch((thrown: unknown) => thrown);
    const wait = (error as { failure: { retryAfterMs: number } }).failure.retryAfterMs;
    expect(wait).toBeGreaterThan(85_000);
    expect(wait).toBeLessThan(92_000);
  });

  it("knows both of its limits", () => {
    expect(INFO.limits.map(({ scope, requests }) => [scope, requests])).toEqual([
      ["credential", 60],
      ["account", 15],
    ]);
    expect(createOn(pools, standIn.url).rules).toMatchObject({ perMessage: 5, replaces: false, removesByName: true, canRemove: true });
  });
});

describe("ConnectSafely's checks", () => {
  const place = { account: "dana", conversation: CONVERSATION, organization: null, post: false };

  it("takes the message's URN and the link's conversation", () => {
    expect(checkSlot({ id: MESSAGE, fromMe: false }, place)).toEqual({ slot: { ...SLOT, account: "dana" } });
    expect(checkSlot({ id: MESSAGE }, { ...place, conversation: "2-YmFzZQ==" })).toHaveProperty("complaints");
    expect(checkSlot({ id: MESSAGE }, { ...place, conversation: "*" })).toHaveProperty("complaints");
    expect(checkSlot({ id: MESSAGE, conversation: CONVERSATION }, { ...place, conversation: "*" })).toHaveProperty("slot");
  });

  it.each(["2-MTcxODA=", CONVERSATION, `${MESSAGE}\u0000`, "urn:li:msg_message:", "urn:li:msg_message:a b"])(
    "refuses %j as a message",
    (id) => {
      expect(checkSlot({ id }, place)).toHaveProperty("complaints");
    },
  );

  it("knows which accounts and links it can serve", () => {
    const account = { network: "linkedin", baseUrl: INFO.baseUrl, secret: "key", accountId: ACCOUNT } as const;
    expect(checkAccount(account)).toEqual([]);
    expect(checkAccount({ ...account, accountId: "dana" })).toHaveLength(1);
    expect(checkAccount({ ...account, accountId: undefined, network: "imessage" })).toHaveLength(2);
    expect(checkLink({ conversation: CONVERSATION, posts: false, asOrganization: null })).toEqual([]);
    expect(checkLink({ conversation: "northwind", posts: false, asOrganization: "1234" })).toHaveLength(2);
  });
});
