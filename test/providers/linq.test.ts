import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";
import { checkAccount, checkLink, checkSlot, createLinq, INFO } from "../../src/providers/linq/index.ts";
import { linqErrors, openLinq } from "../../src/sandbox/providers/linq.ts";
import { targetContract } from "../contracts/target.ts";
import { slotOf, soon, underTest } from "./under-test.ts";

const MESSAGE = "e230c922-3e96-4376-9332-67b644d11237";
const CODES: Readonly<Record<number, number>> = { 400: 1003, 401: 2004, 403: 2005, 404: 2002, 409: 1006, 429: 1007, 500: 3006 };

const open = (successStatus?: number) => openLinq({ credential: "key", ...(successStatus !== undefined && { successStatus }) });
const createOn = (pools: Pools, baseUrl: string) => createLinq({ pools, baseUrl, apiKey: "key" });

targetContract("Linq", async () => {
  const standIn = await open();
  standIn.message({ id: MESSAGE });
  return underTest({
    standIn,
    slot: slotOf({ message: MESSAGE }),
    emoji: ["❤️", "🎉"],
    create: createOn,
    error: (status, message) => ({ error: { status, code: CODES[status] ?? 9999, message }, success: false }),
    kinds: { 400: "rejected", 404: "gone" },
  });
});

describe("Linq's reaction", () => {
  let standIn: Awaited<ReturnType<typeof open>>;
  let pools: Pools;
  beforeEach(async () => {
    [standIn, pools] = [await open(), createPools()];
    standIn.message({ id: MESSAGE, parts: 3 });
  });
  afterEach(async () => {
    expect(standIn.violations).toEqual([]);
    await standIn.close();
    await pools.close();
  });

  it("sends a tapback where the emoji is one, else the emoji itself, and removes by the same words", async () => {
    const target = createOn(pools, standIn.url);
    const slot = slotOf({ message: MESSAGE, part: 2 });
    for (const emoji of ["❤️", "‼️", "👍🏽", "✌️"]) {
      await target.add(slot, emoji, soon());
      await target.remove(slot, emoji, soon());
      expect(standIn.shown(MESSAGE, { part: 2 })).toEqual([]);
    }
    const bodies = standIn.calls.map((call) => call.body);
    expect(bodies.filter((_, index) => index % 2 === 0)).toEqual([
      { operation: "add", type: "love", part_index: 2 },
      { operation: "add", type: "emphasize", part_index: 2 },
      { operation: "add", type: "custom", custom_emoji: "👍🏽", part_index: 2 },
      { operation: "add", type: "custom", custom_emoji: "✌️", part_index: 2 },
    ]);
    expect(bodies.filter((_, index) => index % 2 === 1)).toMatchObject([
      { type: "love" },
      { type: "emphasize" },
      { custom_emoji: "👍🏽" },
      {},
    ]);
  });

  it.each([200, 201, 202])("takes %i for success", async (status) => {
    const other = await open(status);
    other.message({ id: MESSAGE });
    await createOn(pools, other.url).add(slotOf({ message: MESSAGE }), "👍", soon());
    expect(other.shown(MESSAGE)).toEqual(["👍"]);
    await other.close();
  });

  it.each(["only an error", { code: 3006 }])("takes no 2xx with an error in it for success (%j)", async (error) => {
    standIn.fail({ status: 200, body: { error } });
    const call = createOn(pools, standIn.url).add(slotOf({ message: MESSAGE }), "👍", soon());
    await expect(call).rejects.toMatchObject({ failure: { kind: "transient", ambiguous: true } });
  });

  it.each([
    ["1002", "rejected", false],
    ["1005", "rejected", false],
    ["1006", "transient", false],
    ["1007", "rate-limited", false],
    ["2001", "gone", false],
    ["2002", "gone", false],
    ["2004", "unauthorized", false],
    ["2005", "unauthorized", false],
    ["2008", "gone", false],
    ["2015", "gone", false],
    ["2024", "gone", false],
    ["3006", "transient", true],
  ] as const)("takes code %s for %s", async (code, kind, ambiguous) => {
    standIn.fail(linqErrors[code]);
    const call = createOn(pools, standIn.url).add(slotOf({ message: MESSAGE }), "👍", soon());
    await expect(call).rejects.toMatchObject({ failure: { kind, ambiguous, vendor: { code, status: linqErrors[code].status } } });
  });

  it("parks a message that went by SMS, and reads how long to wait from the body", async () => {
    const target = createOn(pools, standIn.url);
    standIn.message({ id: MESSAGE, service: "SMS" });
    await expect(target.add(slotOf({ message: MESSAGE }), "👍", soon())).rejects.toMatchObject({
      failure: { kind: "gone", vendor: { code: "2018" } },
    });
    standIn.message({ id: MESSAGE });
    standIn.fail({ status: 429, body: { error: { code: 1007, retry_after: 11 }, success: false, trace_id: "t-1" } });
    await expect(target.add(slotOf({ message: MESSAGE }), "👍", soon())).rejects.toMatchObject({
      failure: { kind: "rate-limited", retryAfterMs: 11_000, vendor: { requestId: "t-1" } },
    });
  });

  it("lets an abandoned request land for a minute, since it answers before it acts", () => {
    expect(createOn(pools, standIn.url).rules).toMatchObject({ abandonedForMs: 60_000, perMessage: 1, removesByName: true, custom: true });
    expect(INFO.limits).toEqual([{ scope: "credential", requests: 60, perMs: 60_000, documented: false }]);
  });
});

describe("Linq's checks", () => {
  const place = { account: "acme", conversation: "*", organization: null, post: false };

  it("takes a UUID and a part, and writes the UUID in one way", () => {
    expect(checkSlot({ id: MESSAGE.toUpperCase(), part: 1 }, place)).toEqual({
      slot: slotOf({ message: MESSAGE, part: 1, fromMe: null }),
    });
  });

  it.each([
    [{ id: "42" }],
    [{ id: MESSAGE, part: -1 }],
    [{ id: MESSAGE, part: 0.5 }],
    [{ id: MESSAGE, part: "1" }],
    [{ part: 0 }],
    [{ id: `${MESSAGE}\n` }],
  ])("refuses %j", (target) => {
    expect(checkSlot(target, place)).toHaveProperty("complaints");
  });

  it("says what is missing", () => {
    expect(checkSlot({}, place)).toEqual({ complaints: ["target.id is required"] });
    expect(checkSlot({ id: MESSAGE, text: "hi" }, place)).toEqual({ complaints: ["target does not know text"] });
    expect(checkSlot({ id: MESSAGE }, { ...place, post: true })).toEqual({ complaints: ["Linq reaches messages, not posts"] });
  });

  it("knows which accounts and links it can serve", () => {
    const account = { network: "imessage", baseUrl: "https://api.linqapp.com/api/partner", secret: "key" } as const;
    expect(checkAccount(account)).toEqual([]);
    expect(checkAccount({ ...account, network: "whatsapp", secret: "kéy" })).toHaveLength(2);
    expect(checkLink({ conversation: MESSAGE, posts: false, asOrganization: null })).toEqual([]);
    expect(checkLink({ conversation: "northwind", posts: false, asOrganization: "1" })).toHaveLength(2);
  });
});
