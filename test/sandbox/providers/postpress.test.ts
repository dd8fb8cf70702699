import { afterEach, beforeEach, expect, test } from "vitest";
import { openPostPress, type PostPress } from "../../../src/sandbox/providers/postpress.ts";
import { postPressErrors } from "../../../src/sandbox/providers/postpress-errors.ts";
import { ask } from "./ask.ts";

const POST = "urn:li:activity:7332661864792854528";
const KEY = { "x-api-key": "pp_test_1" };
let postPress: PostPress;
const react = (id: string, reaction: unknown) => ask("POST", `${postPress.url}/messages/${id}/reaction`, KEY, { reaction });
const reactToPost = (body: object) => ask("POST", `${postPress.url}/posts/reaction`, KEY, { account_id: "acc_li", post_id: POST, ...body });

beforeEach(async () => {
  postPress = await openPostPress({
    credential: "pp_test_1",
    accounts: { acc_li: "linkedin", acc_li_2: "linkedin", acc_ig: "instagram", acc_wa: "whatsapp" },
    organizations: ["1234"],
    fixedSet: ["👏", "👍", "👎", "😊", "😞", "❤️"],
  });
  postPress.message({ id: "msg_wa", network: "whatsapp", conversation: "chat_1", theirs: ["😢"] });
  postPress.message({ id: "msg_li", network: "linkedin" });
  postPress.message({ id: "msg_ig", network: "instagram" });
  postPress.post({ id: POST, network: "linkedin", comments: ["urn:li:comment:1"] });
  postPress.post({ id: "ig_1", network: "instagram" });
});
afterEach(() => postPress.close());

test("reacts to a message, and a new reaction takes the place of the old", async () => {
  expect(await react("msg_wa", "🎉")).toMatchObject({ status: 200, json: { object: "MessageReactionAdded", success: true } });
  await react("msg_wa", "❤");
  await react("msg_li", "❤️");
  expect([postPress.shown("msg_wa"), postPress.shown("msg_li")]).toEqual([["❤️"], ["❤️"]]);
  expect(postPress.history).toHaveLength(3);
  expect(postPress.violations).toEqual([]);
});

test("wants WhatsApp's emoji bare and LinkedIn's qualified", async () => {
  await react("msg_wa", "❤️");
  await react("msg_li", "❤");
  expect(postPress.violations).toEqual([expect.stringContaining("U+FE0F"), expect.stringContaining("not fully qualified")]);
});

test.each([[""], ["👍👍"], [":+1:"], [null], [undefined]])(
  "refuses the reaction %j, which no document allows for a removal either",
  async (reaction) => {
    expect((await react("msg_wa", reaction)).status).toBe(400);
    expect(postPress.violations).toHaveLength(1);
  },
);

test("refuses what is outside LinkedIn's set, other networks' messages and unknown ones, which is nobody's violation", async () => {
  expect((await react("msg_li", "🎉")).status).toBe(422);
  expect((await react("msg_ig", "👍")).status).toBe(403);
  expect(await react("msg_none", "👍")).toMatchObject({
    status: 404,
    json: { type: "errors/resource_not_found", status: 404, title: expect.any(String) },
  });
  expect(postPress.violations).toEqual([]);
});

test("reacts to posts and to comments, for the account and for an organization, each in a place of its own", async () => {
  expect(await reactToPost({ reaction_type: "celebrate" })).toMatchObject({ status: 201, json: { object: "ReactionAdded" } });
  await reactToPost({ reaction_type: "love" });
  await reactToPost({ comment_id: "urn:li:comment:1", reaction_type: "funny" });
  await reactToPost({ as_organization: "1234", reaction_type: "support" });
  await reactToPost({ account_id: "acc_li_2" });
  await reactToPost({ account_id: "acc_ig", post_id: "ig_1", reaction_type: "like" });
  expect(postPress.shown(POST, { account: "acc_li" })).toEqual(["❤️"]);
  expect(postPress.shown(POST)).toEqual(["❤️", "👍"]);
  expect(postPress.shown(POST, { comment: "urn:li:comment:1" })).toEqual(["😄"]);
  expect(postPress.shown(POST, { organization: "1234" })).toEqual(["🫶"]);
  expect(postPress.shown("ig_1")).toEqual(["👍"]);
  expect(postPress.violations).toEqual([]);
});

test.each([
  ["an unknown type", { reaction_type: "curious" }],
  ["an emoji for a type", { reaction_type: "👍" }],
  ["anything but like on Instagram", { account_id: "acc_ig", post_id: "ig_1", reaction_type: "love" }],
  ["an organization on Instagram", { account_id: "acc_ig", post_id: "ig_1", as_organization: "1234" }],
  ["an account without posts", { account_id: "acc_wa" }],
  ["no account", { account_id: undefined }],
  ["an organization that is no text", { as_organization: 1234 }],
  ["an unknown field", { reaction: "👍" }],
])("refuses %s, and remembers it", async (_, body) => {
  expect(await reactToPost(body)).toMatchObject({ status: 400, json: { status: 400, type: "errors/invalid_parameters" } });
  expect(postPress.violations).toHaveLength(1);
  expect(postPress.history).toEqual([]);
});

test("knows no post, comment, account or organization that it was not given, which is nobody's violation", async () => {
  const statuses = [
    { post_id: "urn:li:activity:1" },
    { comment_id: "c" },
    { account_id: "acc_x" },
    { as_organization: "9" },
    { post_id: "ig_1" },
  ];
  const replies = await Promise.all(statuses.map(reactToPost));
  expect(replies.map(({ status }) => status)).toEqual([404, 404, 403, 403, 404]);
  expect(postPress.violations).toEqual([]);
});

test("can be read: chats, webhooks, a chat's messages and a post by the number in its URL", async () => {
  await react("msg_wa", "👍");
  await reactToPost({ reaction_type: "insightful" });
  const read = async (path: string) => (await ask("GET", postPress.url + path, KEY)).json;
  expect(await read("/chats?limit=1")).toMatchObject({ object: "ChatList" });
  expect(await read("/webhooks")).toMatchObject({ object: "WebhookList" });
  expect(await read("/chats/chat_1/messages?limit=250")).toMatchObject({
    items: [
      {
        id: "msg_wa",
        reactions: [
          { value: "😢", is_sender: false },
          { value: "👍", is_sender: true },
        ],
      },
    ],
  });
  expect(await read("/posts/7332661864792854528?account_id=acc_li")).toMatchObject({ social_id: POST, user_reacted: "INTEREST" });
  expect(await read("/posts/7332661864792854528?account_id=acc_li_2")).not.toHaveProperty("user_reacted");
  expect(postPress.violations).toEqual([]);
});

test("answers under one of the two documented prefixes, and lets the other be tried by a read alone", async () => {
  const origin = new URL(postPress.url).origin;
  expect((await ask("GET", `${origin}/api/v1/chats`, KEY)).status).toBe(404);
  expect(postPress.violations).toEqual([]);
  expect((await ask("POST", `${origin}/api/v1/messages/msg_wa/reaction`, KEY, { reaction: "👍" })).status).toBe(404);
  expect(postPress.violations).toHaveLength(1);
});

test("lists every error type that the documents list, and answers each on demand", async () => {
  expect(Object.keys(postPressErrors)).toHaveLength(33);
  for (const [type, error] of Object.entries(postPressErrors)) {
    postPress.fail(error);
    expect(await react("msg_wa", "👍"), type).toMatchObject({ status: error.status, json: { type, status: error.status } });
  }
  expect(postPress.history).toEqual([]);
});
