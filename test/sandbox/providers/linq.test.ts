import { afterEach, beforeEach, expect, test } from "vitest";
import { linqErrors, openLinq } from "../../../src/sandbox/providers/linq.ts";
import { ask } from "./ask.ts";

const ID = "e230c922-3e96-4376-9332-67b644d11237";
let linq: Awaited<ReturnType<typeof openLinq>>;
const react = (body: unknown, id = ID, headers: Record<string, string> = { authorization: "Bearer key" }) =>
  ask("POST", `${linq.url}/v3/messages/${id}/reactions`, headers, body);

beforeEach(async () => {
  linq = await openLinq({ credential: "key" });
  linq.message({ id: ID, parts: 2 });
});
afterEach(() => linq.close());

test("accepts a tapback and shows its emoji", async () => {
  const reply = await react({ operation: "add", type: "love" });
  expect(reply.status).toBe(202);
  expect(reply.json).toEqual({ message: "Reaction processed", status: "accepted", trace_id: expect.stringMatching(/^[\da-f]{32}$/) });
  expect(linq.shown(ID)).toEqual(["❤️"]);
  expect(linq.calls).toMatchObject([{ method: "POST", status: 202, body: { operation: "add", type: "love" } }]);
  expect(linq.violations).toEqual([]);
});

test("keeps one reaction per part: a new one takes the place of the old", async () => {
  await react({ operation: "add", type: "like" });
  await react({ operation: "add", type: "custom", custom_emoji: "🎉" });
  await react({ operation: "add", type: "question", part_index: 1 });
  expect(linq.shown(ID)).toEqual(["🎉"]);
  expect(linq.shown(ID, { part: 1 })).toEqual(["❓"]);
  expect(linq.history.map(({ emoji }) => emoji)).toEqual([["👍"], ["🎉"], ["❓"]]);
});

test("removes only what the removal names", async () => {
  await react({ operation: "add", type: "custom", custom_emoji: "🎉" });
  expect((await react({ operation: "remove", type: "like" })).status).toBe(202);
  expect(linq.shown(ID)).toEqual(["🎉"]);
  await react({ operation: "remove", type: "custom", custom_emoji: "🎉" });
  expect(linq.shown(ID)).toEqual([]);
  await react({ operation: "remove", type: "custom", custom_emoji: "🎉" });
  expect(linq.violations).toEqual([]);
});

test.each([
  ["an unknown operation", { operation: "toggle", type: "like" }],
  ["an unknown type", { operation: "add", type: "heart" }],
  ["a sticker", { operation: "add", type: "sticker" }],
  ["no type", { operation: "add" }],
  ["a custom reaction without its emoji", { operation: "add", type: "custom" }],
  ["an emoji with a tapback", { operation: "add", type: "like", custom_emoji: "👍" }],
  ["a tapback's emoji as custom", { operation: "add", type: "custom", custom_emoji: "❤️" }],
  ["two emoji", { operation: "add", type: "custom", custom_emoji: "🎉🎉" }],
  ["a part that is no index", { operation: "add", type: "like", part_index: -1 }],
  ["a part as text", { operation: "add", type: "like", part_index: "1" }],
  ["an unknown field", { operation: "add", type: "like", account: "x" }],
  ["no JSON", "{"],
  ["no object", []],
])("refuses %s, and remembers it", async (_, body) => {
  expect(await react(body)).toMatchObject({ status: 400, json: { success: false, error: { status: 400, code: 1003 } } });
  expect(linq.violations).toHaveLength(1);
  expect(linq.history).toEqual([]);
});

test("refuses an id that is no UUID and an emoji in the wrong form", async () => {
  expect((await react({ operation: "add", type: "like" }, "msg_1")).status).toBe(400);
  expect((await react({ operation: "add", type: "custom", custom_emoji: "☀" })).status).toBe(202);
  expect(linq.violations).toEqual([expect.stringContaining("not a UUID"), expect.stringContaining("not fully qualified")]);
});

test("says 401 to a wrong key, and remembers a missing one", async () => {
  expect(await react({ operation: "add", type: "like" }, ID, { authorization: "Bearer other" })).toMatchObject({
    status: 401,
    json: { error: { code: 2004 } },
  });
  expect(linq.violations).toEqual([]);
  expect((await react({ operation: "add", type: "like" }, ID, { "x-api-key": "key" })).status).toBe(401);
  expect(linq.violations).toHaveLength(1);
});

test("knows no message and no part that it was not given, and no reactions on SMS, which is nobody's violation", async () => {
  const like = { operation: "add", type: "like" };
  const other = "00000000-0000-4000-8000-000000000001";
  expect(await react(like, other)).toMatchObject({ status: 404, json: { error: { code: 2002 } } });
  expect((await react({ ...like, part_index: 2 })).status).toBe(400);
  linq.message({ id: other, service: "SMS" });
  expect(await react(like, other)).toMatchObject({ status: 400, json: { error: { code: 2018 } } });
  expect(linq.violations).toEqual([]);
});

test("can be read: the chats, and a message with ours and theirs apart", async () => {
  linq.message({ id: ID, parts: 2, theirs: ["👍"] });
  await react({ operation: "add", type: "custom", custom_emoji: "🎉" });
  const headers = { authorization: "Bearer key" };
  expect((await ask("GET", `${linq.url}/v3/chats?limit=1`, headers)).json).toMatchObject({
    chats: [{ id: "3caaf1a0-ef9f-46e0-8c22-31e82c8514dc", is_group: false }],
    next_cursor: null,
  });
  expect((await ask("GET", `${linq.url}/v3/messages/${ID}`, headers)).json).toMatchObject({
    id: ID,
    parts: [
      {
        reactions: [
          { is_me: false, type: "like", custom_emoji: null },
          { is_me: true, type: "custom", custom_emoji: "🎉" },
        ],
      },
      { reactions: [] },
    ],
  });
});

test.each(Object.entries(linqErrors))("answers the documented error %s on demand", async (_, error) => {
  linq.fail(error);
  expect(await react({ operation: "add", type: "like" })).toMatchObject({ status: error.status, json: error.body });
  expect(linq.shown(ID)).toEqual([]);
  await react({ operation: "add", type: "like" });
  expect(linq.shown(ID)).toEqual(["👍"]);
});
