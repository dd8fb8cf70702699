import { afterEach, beforeEach, expect, test } from "vitest";
import { openRyzeApi, ryzeApiErrors, ryzeApiLimits } from "../../../src/sandbox/providers/ryzeapi.ts";
import { ask } from "./ask.ts";

const GROUP = "120363043968066561@g.us";
const AUTHOR = "5511888888888@s.whatsapp.net";
const one = { number: "5511999999999", messageId: "3EB01", reaction: "👍", fromMe: false, source: "reacji-bridge" };
const inGroup = { ...one, number: GROUP, messageId: "3EB02", participant: AUTHOR };
let ryze: Awaited<ReturnType<typeof openRyzeApi>>;
let at = 1_700_000_000_000;
const react = (body: unknown, instance = "acme", headers: Record<string, string> = { token: "secret" }) =>
  ask("POST", `${ryze.url}/api/message/reaction/${instance}`, headers, body);

beforeEach(async () => {
  ryze = await openRyzeApi({ credential: "secret", instances: ["acme", "acme brasil/2"], limits: ryzeApiLimits, now: () => at });
  ryze.message({ id: "3EB01", conversation: "5511999999999@s.whatsapp.net" });
  ryze.message({ id: "3EB02", conversation: GROUP, author: AUTHOR });
  ryze.message({ id: "3EB03", conversation: GROUP, fromMe: true });
  ryze.message({ id: "3EB04", conversation: GROUP });
});
afterEach(() => ryze.close());

test("sends, replaces and removes a reaction, and answers with the id of the reaction itself", async () => {
  const reply = await react(one);
  expect(reply).toMatchObject({ status: 200, headers: { "x-ratelimit-limit": "100", "x-ratelimit-remaining": "99" } });
  expect(reply.json).toMatchObject({ success: true, status: "sent", data: { content: "👍", replyTo: { messageId: "3EB01" } } });
  await react({ ...one, reaction: "❤" });
  expect(ryze.shown("3EB01")).toEqual(["❤️"]);
  expect((await react({ ...one, reaction: "remove" })).json).toMatchObject({
    message: "Reaction removed successfully",
    data: { content: "" },
  });
  expect(ryze.shown("3EB01")).toEqual([]);
  expect(ryze.violations).toEqual([]);
});

test("reacts in groups, to others' messages and to ours, and on instances with odd names", async () => {
  expect((await react(inGroup)).status).toBe(200);
  expect((await react({ ...one, number: GROUP, messageId: "3EB03", fromMe: true }, "acme%20brasil%2F2")).status).toBe(200);
  expect([ryze.shown("3EB02"), ryze.shown("3EB03")]).toEqual([["👍"], ["👍"]]);
  expect(ryze.violations).toEqual([]);
});

test.each([
  ["no number", "Number is required", { ...one, number: undefined }],
  ["no message", "MessageID is required", { ...one, messageId: "" }],
  ["no reaction", "Reaction is required", { ...one, reaction: undefined }],
  ["a number in another form", "Invalid phone number format: neither a phone number nor a JID", { ...one, number: "+55 11 99999-9999" }],
  [
    "a group without the author",
    "Participant is required for group reactions when fromMe=false",
    { ...inGroup, messageId: "3EB04", participant: undefined },
  ],
  [
    "a group with another author",
    "Participant is required for group reactions when fromMe=false",
    { ...inGroup, participant: "551@s.whatsapp.net" },
  ],
  [
    "an author that is no JID",
    "Invalid request body: participant: participant is not a person's JID",
    { ...inGroup, participant: "551188" },
  ],
  ["no fromMe", "Invalid request body: fromMe: Invalid input: expected boolean, received undefined", { ...one, fromMe: undefined }],
  ["two emoji", "Invalid request body: reaction: not exactly one emoji, nor remove", { ...one, reaction: "👍👍" }],
  ["what reactions do not support", 'Invalid request body: Unrecognized key: "delay"', { ...one, delay: 1 }],
])("refuses %s, and remembers it", async (_, message, body) => {
  expect(await react(body)).toMatchObject({ status: 400, json: { success: false, error: { message } } });
  expect(ryze.violations).toHaveLength(1);
  expect(ryze.history).toEqual([]);
});

test("carries out what is only wrong in form, and remembers it", async () => {
  for (const body of [
    { ...one, reaction: "❤️" },
    { ...one, participant: AUTHOR },
    { ...one, source: "crm" },
  ]) {
    expect((await react(body)).status).toBe(200);
  }
  expect(ryze.violations).toEqual([
    expect.stringContaining("U+FE0F"),
    expect.stringContaining("participant has no meaning"),
    expect.stringContaining("source is not reacji-bridge"),
  ]);
});

test("loses a reaction with the wrong fromMe behind a success, and remembers it", async () => {
  expect((await react({ ...one, fromMe: true })).status).toBe(200);
  expect(ryze.shown("3EB01")).toEqual([]);
  expect(ryze.violations).toEqual([expect.stringContaining("fromMe is inverted")]);
});

test("knows no instance, message or token that it was not given, which is nobody's violation", async () => {
  expect(await react(one, "other")).toMatchObject({ status: 404, json: { error: { message: "Instance not found" } } });
  expect((await react({ ...one, messageId: "3EB09" })).status).toBe(400);
  expect((await react({ ...one, number: "5511777777777" })).status).toBe(400);
  expect(await react(one, "acme", { token: "x" })).toMatchObject({ status: 401, json: { error: { message: "Invalid token" } } });
  expect(ryze.violations).toEqual([]);
  expect(await react(one, "acme", {})).toMatchObject({ status: 401, json: { error: { message: "Missing token in header" } } });
  expect(ryze.violations).toHaveLength(1);
});

test("lists its instances", async () => {
  const list = (query: string) => ask("GET", `${ryze.url}/api/instance/list${query}`, { token: "secret" });
  expect((await list("")).json).toMatchObject({ instances: [{ name: "acme" }, { name: "acme brasil/2" }] });
  expect((await list("?instanceName=acme")).json).toMatchObject({ instances: [{ name: "acme", connection: { state: "open" } }] });
});

test("holds a token to 100 requests a minute, by a window that slides, and says when it is open again", async () => {
  for (let request = 0; request < 100; request += 1) {
    if (request === 60) at += 30_000;
    await react(one);
  }
  const refused = await react(one);
  expect(refused).toMatchObject({ status: 429, json: ryzeApiErrors.limited.body, headers: { "x-ratelimit-remaining": "0" } });
  expect(refused.headers).not.toHaveProperty("retry-after");
  expect(Number(refused.headers["x-ratelimit-reset"])).toBe((at + 60_000) / 1000);
  expect(ryze.limitBreaches).toHaveLength(1);
  at += 30_000;
  expect((await react(one)).headers["x-ratelimit-remaining"]).toBe("59");
});

test.each(Object.entries(ryzeApiErrors))("answers the documented error %s on demand", async (_, error) => {
  ryze.fail(error);
  expect(await react(one)).toMatchObject({ status: error.status, json: error.body });
  expect(ryze.shown("3EB01")).toEqual([]);
});
