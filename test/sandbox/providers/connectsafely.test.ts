import { afterEach, beforeEach, expect, test } from "vitest";
import { connectSafelyErrors, connectSafelyLimits, openConnectSafely } from "../../../src/sandbox/providers/connectsafely.ts";
import { ask } from "./ask.ts";

const ACCOUNT = "665000000000000000000001";
const CONVERSATION = "urn:li:msg_conversation:(urn:li:fsd_profile:ACoAA1,2-abc==)";
const MESSAGE = "urn:li:msg_message:(urn:li:fsd_profile:ACoAA1,2-def)";
const place = (conversation: string, message: string) =>
  `/conversations/${encodeURIComponent(conversation)}/messages/${encodeURIComponent(message)}/react?accountId=${ACCOUNT}`;
let connectSafely: Awaited<ReturnType<typeof openConnectSafely>>;
let at = 1_700_000_000_000;
const react = (body: unknown, path = place(CONVERSATION, MESSAGE), headers: Record<string, string> = { authorization: "Bearer key" }) =>
  ask("POST", connectSafely.url + path, headers, body);

beforeEach(async () => {
  connectSafely = await openConnectSafely({ credential: "key", accounts: [ACCOUNT], limits: connectSafelyLimits, now: () => at });
  connectSafely.message({ id: MESSAGE, conversation: CONVERSATION });
});
afterEach(() => connectSafely.close());

test("adds an emoji beside those that are there, and takes one away by its name", async () => {
  const reply = await react({ emoji: "👍", react: true });
  expect(reply).toMatchObject({ status: 200, json: { success: true, messageUrn: MESSAGE, emoji: "👍", react: true } });
  await react({ emoji: "❤️", react: true });
  await react({ emoji: "👍", react: true });
  expect(connectSafely.shown(MESSAGE)).toEqual(["👍", "❤️"]);
  await react({ emoji: "👍", react: false });
  await react({ emoji: "🎉", react: false });
  expect(connectSafely.shown(MESSAGE)).toEqual(["❤️"]);
  expect(connectSafely.history).toHaveLength(3);
  expect(connectSafely.violations).toEqual([]);
});

test("takes parentheses escaped too, the URNs of its webhooks, and no accountId for the first account", async () => {
  const escaped = place(CONVERSATION, MESSAGE).replaceAll("(", "%28").replaceAll(")", "%29");
  expect((await react({ emoji: "👍", react: true }, escaped)).status).toBe(200);
  connectSafely.message({ id: "urn:li:messagingMessage:2-x", conversation: "urn:li:messagingThread:2-y" });
  const webhooks = place("urn:li:messagingThread:2-y", "urn:li:messagingMessage:2-x");
  expect((await react({ emoji: "👍", react: true }, webhooks.split("?")[0])).status).toBe(200);
  expect(connectSafely.violations).toEqual([]);
});

test.each([
  ["an empty emoji", { emoji: "", react: true }],
  ["two emoji", { emoji: "👍👍", react: true }],
  ["a name", { emoji: ":thumbsup:", react: true }],
  ["no emoji", { react: false }],
  ["react as text", { emoji: "👍", react: "true" }],
  ["no react", { emoji: "👍" }],
  ["an unknown field", { emoji: "👍", react: true, accountId: ACCOUNT }],
])("refuses %s, and remembers it", async (_, body) => {
  expect(await react(body)).toMatchObject({ status: 400, json: { error: expect.any(String) } });
  expect(connectSafely.violations).toHaveLength(1);
});

test.each([
  ["a raw URN", 404, `/conversations/${CONVERSATION}/messages/${MESSAGE}/react`],
  ["a slash in an id", 404, "/conversations/urn%3Ali%3AmessagingThread%3A1/messages/urn%3Ali%3AmessagingMessage%3A1/2/react"],
  ["a broken escape", 404, "/conversations/%FF/messages/%E0%A4%A/react"],
  ["a conversation that is no URN", 400, place("2-abc==", MESSAGE)],
  ["a message that is no URN", 400, place(CONVERSATION, "2-def")],
  ["an unknown query parameter", 400, `${place(CONVERSATION, MESSAGE)}&part=1`],
])("refuses %s in the path, and remembers it", async (_, status, path) => {
  expect((await react({ emoji: "👍", react: true }, path)).status).toBe(status);
  expect(connectSafely.violations).toHaveLength(1);
  expect(connectSafely.history).toEqual([]);
});

test("refuses unknown accounts, messages and keys as documented, which is nobody's violation", async () => {
  const like = { emoji: "👍", react: true };
  const stranger = place(CONVERSATION, MESSAGE).replace(ACCOUNT, "665000000000000000000009");
  expect(await react(like, stranger)).toMatchObject({ status: 404, json: { error: "Account not found" } });
  expect(await react(like, place(CONVERSATION, MESSAGE.replace("def", "xyz")))).toMatchObject({
    status: 400,
    json: { error: "Reaction failed" },
  });
  expect((await react(like, undefined, { authorization: "Bearer other" })).status).toBe(401);
  expect(connectSafely.violations).toEqual([]);
});

test("remembers an emoji that is not fully qualified, and shows it all the same", async () => {
  expect((await react({ emoji: "❤", react: true })).status).toBe(200);
  expect(connectSafely.shown(MESSAGE)).toEqual(["❤️"]);
  expect(connectSafely.violations).toEqual([expect.stringContaining("not fully qualified")]);
});

test("holds the writes of an account to 15 a minute, and says how long to wait", async () => {
  for (let write = 0; write < 15; write += 1) await react({ emoji: "👍", react: write % 2 === 0 });
  at += 20_000;
  const reply = await react({ emoji: "🎉", react: true });
  expect(reply).toMatchObject({ status: 429, json: { success: false }, headers: { "retry-after": "40", "x-ratelimit-remaining": "0" } });
  expect(reply.headers["x-ratelimit-reset"]).toBe(new Date(at + 40_000).toISOString());
  expect(connectSafely.limitBreaches).toHaveLength(1);
  expect((await ask("GET", `${connectSafely.url}/conversations?count=1`, { authorization: "Bearer key" })).status).toBe(200);
  at += 40_000;
  expect((await react({ emoji: "🎉", react: true })).status).toBe(200);
});

test.each(Object.entries(connectSafelyErrors))("answers the documented error %s on demand", async (_, error) => {
  connectSafely.fail(error);
  expect(await react({ emoji: "👍", react: true })).toMatchObject({ status: error.status, json: error.body });
  expect(connectSafely.shown(MESSAGE)).toEqual([]);
});
