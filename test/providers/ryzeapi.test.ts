import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";
import { checkAccount, checkLink, checkSlot, createRyzeApi } from "../../src/providers/ryzeapi/index.ts";
import { openRyzeApi, ryzeApiErrors } from "../../src/sandbox/providers/ryzeapi.ts";
import { targetContract } from "../contracts/target.ts";
import { slotOf, soon, underTest } from "./under-test.ts";

const PERSON = "5511988887777@s.whatsapp.net";
const GROUP = "120363043968066561@g.us";

const open = () => openRyzeApi({ credential: "tok", instances: ["acme", "acme / two"] });
const createOn = (pools: Pools, baseUrl: string, instance = "acme") => createRyzeApi({ pools, baseUrl, instance, token: "tok" });

targetContract("RyzeAPI", async () => {
  const standIn = await open();
  standIn.message({ id: "3EB0AA", conversation: PERSON });
  return underTest({
    standIn,
    slot: slotOf({ message: "3EB0AA", conversation: PERSON }),
    emoji: ["❤️", "🔥"],
    create: createOn,
    error: (status, text) => ({ success: false, error: { message: status === 404 ? "Instance not found" : text } }),
    kinds: { 400: "rejected", 404: "unauthorized" },
  });
});

describe("RyzeAPI's reaction", () => {
  let standIn: Awaited<ReturnType<typeof open>>;
  let pools: Pools;
  beforeEach(async () => {
    [standIn, pools] = [await open(), createPools()];
  });
  afterEach(async () => {
    expect(standIn.violations).toEqual([]);
    await standIn.close();
    await pools.close();
  });

  it("names the author of a group message that somebody else sent, and of no other", async () => {
    const target = createOn(pools, standIn.url);
    standIn.message({ id: "theirs", conversation: GROUP, author: PERSON });
    standIn.message({ id: "ours", conversation: GROUP, fromMe: true });
    standIn.message({ id: "direct", conversation: PERSON });
    await target.add(slotOf({ message: "theirs", conversation: GROUP, author: PERSON }), "👍", soon());
    await target.add(slotOf({ message: "ours", conversation: GROUP, author: PERSON, fromMe: true }), "👍", soon());
    await target.add(slotOf({ message: "direct", conversation: PERSON, author: PERSON }), "👍", soon());
    expect(standIn.calls.map((call) => call.body)).toEqual([
      { number: GROUP, messageId: "theirs", reaction: "👍", fromMe: false, participant: PERSON, source: "reacji-bridge" },
      { number: GROUP, messageId: "ours", reaction: "👍", fromMe: true, source: "reacji-bridge" },
      { number: PERSON, messageId: "direct", reaction: "👍", fromMe: false, source: "reacji-bridge" },
    ]);
  });

  it("strips U+FE0F and keeps tones and joined sequences", async () => {
    const target = createOn(pools, standIn.url);
    standIn.message({ id: "m", conversation: PERSON });
    for (const emoji of ["❤️", "👍🏽", "👩‍💻"]) await target.add(slotOf({ message: "m", conversation: PERSON }), emoji, soon());
    expect(standIn.calls.map((call) => call.body)).toMatchObject([{ reaction: "❤" }, { reaction: "👍🏽" }, { reaction: "👩‍💻" }]);
  });

  it("keeps an instance with a slash in its name in one segment", async () => {
    standIn.message({ id: "m", conversation: PERSON });
    await createOn(pools, `${standIn.url}/`, "acme / two").add(slotOf({ message: "m", conversation: PERSON }), "👍", soon());
    expect(standIn.calls[0]?.path).toBe("/api/message/reaction/acme%20%2F%20two");
  });

  it("sends nothing when WhatsApp could not find the message by what is known", async () => {
    const target = createOn(pools, standIn.url);
    const unknown = [{ conversation: null }, { conversation: PERSON, fromMe: null }, { conversation: GROUP, fromMe: false, author: null }];
    for (const slot of unknown) {
      const call = target.add(slotOf({ message: "m", ...slot }), "👍", soon());
      await expect(call).rejects.toMatchObject({ failure: { kind: "gone", ambiguous: false, vendor: { status: 0 } } });
    }
    expect(standIn.calls).toEqual([]);
  });

  it.each([
    ["invalid_number", "gone", false],
    ["invalid_message_id", "gone", false],
    ["missing_participant", "gone", false],
    ["unauthorized", "unauthorized", false],
    ["mismatch", "unauthorized", false],
    ["instance_not_found", "unauthorized", false],
    ["send_failed", "transient", true],
    ["disconnected", "transient", false],
  ] as const)("takes %s for %s", async (error, kind, ambiguous) => {
    standIn.message({ id: "m", conversation: PERSON });
    standIn.fail(ryzeApiErrors[error]);
    const call = createOn(pools, standIn.url).add(slotOf({ message: "m", conversation: PERSON }), "👍", soon());
    await expect(call).rejects.toMatchObject({ failure: { kind, ambiguous, vendor: { status: ryzeApiErrors[error].status } } });
  });
});

describe("RyzeAPI's checks", () => {
  const place = { account: "acme", conversation: PERSON, organization: null, post: false };

  it("asks for fromMe always, and for the author in groups when fromMe is false", () => {
    expect(checkSlot({ id: "m" }, place)).toEqual({ complaints: [expect.stringContaining("target.fromMe")] });
    expect(checkSlot({ id: "m", fromMe: false }, { ...place, conversation: GROUP })).toEqual({
      complaints: [expect.stringContaining("target.author")],
    });
    expect(checkSlot({ id: "m", fromMe: true }, { ...place, conversation: GROUP })).toHaveProperty("slot");
    expect(checkSlot({ id: "m", fromMe: false, author: PERSON }, { ...place, conversation: GROUP })).toEqual({
      slot: slotOf({ message: "m", conversation: GROUP, author: PERSON }),
    });
  });

  it("hears a conversation where the link leaves it open, and only there", () => {
    const target = { id: "m", fromMe: false, conversation: PERSON };
    expect(checkSlot(target, { ...place, conversation: "*" })).toMatchObject({ slot: { conversation: PERSON } });
    expect(checkSlot({ ...target, conversation: GROUP }, place)).toHaveProperty("complaints");
    expect(checkSlot({ id: "m", fromMe: false }, { ...place, conversation: "*" })).toHaveProperty("complaints");
  });

  it.each([
    [null],
    ["3EB0"],
    [{}],
    [{ id: "", fromMe: false }],
    [{ id: "x".repeat(513), fromMe: false }],
    [{ id: "a\nb", fromMe: false }],
    [{ id: "..", fromMe: false }],
    [{ id: "\ud800", fromMe: false }],
    [{ id: "m", fromMe: "false" }],
    [{ id: "m", fromMe: false, author: "Dana" }],
    [{ id: "m", fromMe: false, part: 1 }],
    [{ id: "m", fromMe: false, comment: "c" }],
    [{ id: "m", from_me: false }],
  ])("refuses %j and repeats no value", (target) => {
    const checked = checkSlot(target, place);
    expect(checked).toHaveProperty("complaints");
    if ("complaints" in checked) {
      expect(checked.complaints).not.toHaveLength(0);
      for (const complaint of checked.complaints) expect(complaint).not.toMatch(/Dana|[\n\ud800]/);
    }
  });

  it("knows which accounts and links it can serve", () => {
    const account = { network: "whatsapp", baseUrl: "https://ryzeapi.cloud", secret: "tok", instance: "acme" } as const;
    expect(checkAccount(account)).toEqual([]);
    expect(checkAccount({ ...account, network: "linkedin", baseUrl: "ftp://x?y", secret: "a b", instance: "" })).toHaveLength(4);
    expect(checkLink({ conversation: GROUP, posts: false, asOrganization: null })).toEqual([]);
    expect(checkLink({ conversation: "*", posts: false, asOrganization: null })).toEqual([]);
    expect(checkLink({ conversation: "120363@newsletter", posts: false, asOrganization: "1" })).toHaveLength(2);
  });
});
