import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromSlackName } from "../../src/names/index.ts";
import type { PostedMessage } from "../../src/sandbox/slack/state.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import { openTown, type Town, until } from "../support/town.ts";

const SAM = { id: "+15550002000", name: "Sam" };
const HELENA = { id: "351910000001@s.whatsapp.net", name: "Helena" };
const INES = { id: "351910000002@s.whatsapp.net", name: "Inês" };

let town: Town;
beforeAll(async () => {
  town = await openTown({
    change: ({ accounts, links, ...file }) => ({
      ...file,
      accounts,
      links: [...links, { name: "inbox", channel: "slack:C0INBOX", account: "acme-imessage", conversation: "*" }],
    }),
  });
  town.stage.slack.workspace.addChannel("C0INBOX");
});
afterAll(() => town.close());

const messages = (channel: string) => [...town.stage.slack.workspace.conversation(channel).messages.values()];
const find = (channel: string, text: string) => messages(channel).find((message) => message.text === text);

async function appears(channel: string, text: string): Promise<PostedMessage> {
  await until(
    () => find(channel, text) !== undefined,
    () => messages(channel).map((message) => message.text),
  );
  return find(channel, text) as PostedMessage;
}

function ofOurBot({ reactions }: PostedMessage): readonly (string | null)[] {
  const { bot } = town.stage.slack.workspace;
  return [...reactions].filter(([, people]) => people.includes(bot.user)).map(([name]) => fromSlackName(name));
}

const whatsapp = (text: string, id?: string) =>
  town.stage.providers.postpress.writes({
    ...{ account: IDS.whatsapp, conversation: "chat_wa", group: "Contoso orders", author: HELENA, text },
    ...(id === undefined ? {} : { id }),
  });

describe("what a customer writes", () => {
  it("appears in the channel, in order, under the customer's name and the network's", async () => {
    for (let index = 0; index < 10; index += 1) whatsapp(`Question ${index}`);
    await appears("C0CONTOSO", "Question 9");
    const texts = messages("C0CONTOSO").map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith("Question "))).toEqual(Array.from({ length: 10 }, (_, index) => `Question ${index}`));
  });

  it("follows when it is edited or deleted", async () => {
    const { postpress } = town.stage.providers;
    const edited = whatsapp("It is broken");
    const deleted = whatsapp("My number is 123");
    const [first, second] = [await appears("C0CONTOSO", "It is broken"), await appears("C0CONTOSO", "My number is 123")];
    postpress.edits(edited, "It works again");
    postpress.deletes(deleted);
    await until(() => first.text === "It works again" && second.text === "This message was deleted.");
  });

  it("is known when it comes again, and changes nothing", async () => {
    const { postpress } = town.stage.providers;
    postpress.deliveries.duplicate(3);
    whatsapp("Only once");
    await appears("C0CONTOSO", "Only once");
    postpress.deliveries.duplicate(1);
    whatsapp("After it");
    await appears("C0CONTOSO", "After it");
    await until(() => postpress.deliveries.all.every(({ acked }) => acked));
    expect(messages("C0CONTOSO").filter(({ text }) => text === "Only once")).toHaveLength(1);
  });
});

it("is not shown in a channel that another organization reads, though no event has told of that", async () => {
  const { stage, api } = town;
  stage.slack.workspace.conversation("C0FABRIKAM").shared = true;
  const author = { id: "ACoAAJonas", name: "Jonas" };
  stage.providers.postpress.writes({ account: IDS.linkedin, conversation: "chat_li", author, text: "Confidential" });
  const paused = async () =>
    ((await api("/api/v1/links")).body as { links: { name: string; paused?: string }[] }).links.find(({ name }) => name === "fabrikam")
      ?.paused;
  await until(async () => (await paused()) !== undefined, paused, 10_000);
  expect(messages("C0FABRIKAM")).toEqual([]);
});

describe("what a customer reacts", () => {
  it("is the bot's reaction as long as anybody holds it", async () => {
    const { postpress } = town.stage.providers;
    const id = whatsapp("Shall we say Friday?");
    const message = await appears("C0CONTOSO", "Shall we say Friday?");
    postpress.reacts(HELENA, id, "👍");
    postpress.reacts(INES, id, "👍");
    await until(() => ofOurBot(message).length === 1);
    postpress.reacts(HELENA, id, "❤️");
    await until(() => ofOurBot(message).length === 2);
    postpress.reacts(INES, id, null);
    await until(
      () => ofOurBot(message).join() === "❤️",
      () => ofOurBot(message),
    );
    postpress.reacts(HELENA, id, null);
    await until(() => ofOurBot(message).length === 0);
  });

  it("is there too when it comes before the message", async () => {
    const { postpress } = town.stage.providers;
    town.stage.slack.api.refuse("chat.postMessage", { status: 503 });
    const id = whatsapp("Quick question");
    postpress.reacts(INES, id, "🙏");
    const message = await appears("C0CONTOSO", "Quick question");
    await until(
      () => ofOurBot(message).join() === "🙏",
      () => ofOurBot(message),
    );
  });
});

describe("an inbox", () => {
  it("has a thread for each conversation, and shows it beside the channel of its own", async () => {
    const { linq } = town.stage.providers;
    const other = "7d0c2f3e-54cf-4b0d-8f0c-3a5d7c2b9e11";
    linq.writes({ conversation: IDS.linqChat, author: SAM, text: "First of Sam" });
    linq.writes({ conversation: other, author: { id: "+15550003000", name: "Kim" }, text: "First of Kim" });
    linq.writes({ conversation: IDS.linqChat, author: SAM, text: "Second of Sam" });
    const [first, second] = [await appears("C0INBOX", "First of Sam"), await appears("C0INBOX", "Second of Sam")];
    const kim = await appears("C0INBOX", "First of Kim");
    expect([first.threadTs, second.threadTs, kim.threadTs]).toEqual([null, first.ts, null]);
    await appears("C0LITWARE", "Second of Sam");
    const { body } = await town.api("/api/v1/conversations?account=acme-imessage");
    expect((body as { conversations: { id: string }[] }).conversations.map(({ id }) => id).toSorted()).toEqual(
      [IDS.linqChat, other].toSorted(),
    );
  });
});

describe("what the team writes", () => {
  it("goes to the customer from the thread, once, and what the customer reacts to it comes back and is told", async () => {
    const { stage } = town;
    const { linq } = stage.providers;
    const { workspace } = stage.slack;
    linq.writes({ conversation: IDS.linqChat, author: SAM, text: "When do you come?" });
    const { ts } = await appears("C0LITWARE", "When do you come?");
    const before = linq.sent.length;
    workspace.post(stage.team.ana, "C0LITWARE", "Only for us");
    const answer = workspace.post(stage.team.ana, "C0LITWARE", "At &lt;three&gt; :tada:", { threadTs: ts });
    await until(() => linq.sent.length > before);
    expect(linq.sent.slice(before).map(({ text }) => text)).toEqual(["At <three> 🎉"]);
    await until(() => workspace.ephemerals.some(({ user, text }) => user === stage.team.ana && text.startsWith("Sent ")));
    linq.reacts(SAM, linq.sent.at(-1)?.id ?? "", "❤️");
    const sent = workspace.conversation("C0LITWARE").messages.get(answer) as PostedMessage;
    await until(
      () => ofOurBot(sent).join() === "❤️",
      () => ofOurBot(sent),
    );
    await until(
      () => messages("C0LITWARE").some(({ text, threadTs }) => text === `${SAM.id} reacted ❤️` && threadTs === ts),
      () => messages("C0LITWARE").map(({ text }) => text),
      10_000,
    );
    expect(messages("C0LITWARE").filter(({ text }) => text === "At &lt;three&gt; :tada:")).toHaveLength(1);
  });
});

describe("a post's address", () => {
  it("makes the message stand for the post, and tells whoever posted one that is not there", async () => {
    const { stage } = town;
    const { workspace } = stage.slack;
    const { postpress } = stage.providers;
    postpress.post({ id: "urn:li:activity:7000000000000000001", network: "linkedin" });
    const ts = workspace.post(
      stage.team.ben,
      "C0BRAND",
      "Look: <https://www.linkedin.com/posts/acme_hiring-activity-7000000000000000001-Ab1C?utm=x|post>",
    );
    workspace.react(stage.team.ana, "C0BRAND", ts, "clap");
    await until(() => postpress.shown("urn:li:activity:7000000000000000001", { organization: IDS.organization }).join() === "👏");
    workspace.post(stage.team.ben, "C0BRAND", "https://www.linkedin.com/feed/update/urn:li:activity:7000000000000000999");
    await until(() =>
      workspace.ephemerals.some(({ user, text }) => user === stage.team.ben && text.startsWith("This post could not be found")),
    );
  });
});

it("breaks no contract, and answers forged deliveries with 401 and unknown accounts with 404", async () => {
  const { bridge, stage } = town;
  const post = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${bridge.url}/webhooks/${path}`, { method: "POST", headers, body: JSON.stringify({ event: "message_received" }) });
  const statuses = await Promise.all([
    post("acme-wa-2"),
    post("acme-wa-2", { "Postpress-Auth": "forged" }),
    post("acme-imessage"),
    post("dana-linkedin", { "X-Webhook-Signature": "sha256=00" }),
    post("acme-whatsapp", { authorization: "forged" }),
    post("nobody"),
    post("constructor"),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 404, 404]);
  expect([...stage.slack.violations, ...stage.violations()]).toEqual([]);
});
