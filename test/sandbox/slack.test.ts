import { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSlack, type SlackStandIn } from "../../src/sandbox/slack/index.ts";

describe("the stand-in of Slack, to Slack's own client", () => {
  let slack: SlackStandIn;
  let bot: WebClient;
  let dana: string;
  beforeEach(async () => {
    slack = await openSlack();
    bot = new WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
    dana = slack.workspace.addUser("Dana");
    slack.workspace.addChannel("C1");
  });
  afterEach(() => slack.close());

  const web = (token?: string) =>
    new WebClient(token, { slackApiUrl: slack.url, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });

  it("knows who may call what", async () => {
    await expect(web().auth.test()).rejects.toThrow("not_authed");
    await expect(web("xoxb-wrong").auth.test()).rejects.toThrow("invalid_auth");
    await expect(web(slack.appToken).auth.test()).rejects.toThrow("not_allowed_token_type");
    await expect(bot.apps.connections.open({})).rejects.toThrow("not_allowed_token_type");
    expect((await web(slack.appToken).apps.connections.open({})).url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\//);
    expect(await bot.auth.test()).toMatchObject({ team_id: "T0ACME", user_id: "U0BRIDGE", bot_id: "B0BRIDGE" });
    await expect(bot.apiCall("chat.shout", {})).rejects.toThrow("unknown_method");
  });

  it("keeps what is pinned, and refuses as Slack does", async () => {
    const { ts = "" } = await bot.chat.postMessage({ channel: "C1", text: "hello" });
    const at = { channel: "C1", timestamp: ts };
    await expect(bot.pins.remove(at)).rejects.toThrow("no_pin");
    await bot.pins.add(at);
    await expect(bot.pins.add(at)).rejects.toThrow("already_pinned");
    await expect(bot.pins.add({ ...at, timestamp: "1700000000.000000" })).rejects.toThrow("message_not_found");
    await expect(bot.pins.add({ ...at, channel: "C9" })).rejects.toThrow("channel_not_found");
    const { items } = await bot.pins.list({ channel: "C1" });
    expect(items).toMatchObject([{ type: "message", channel: "C1", created_by: "U0BRIDGE", message: { ts, text: "hello" } }]);
    await bot.pins.remove(at);
    expect((await bot.pins.list({ channel: "C1" })).items).toEqual([]);
    expect(slack.violations).toEqual([]);
  });

  it("keeps who holds which reaction, and refuses as Slack does", async () => {
    const { ts = "" } = await bot.chat.postMessage({ channel: "C1", text: "hello" });
    const at = { channel: "C1", timestamp: ts };
    await bot.reactions.add({ ...at, name: "tada" });
    slack.workspace.react(dana, "C1", ts, "tada");
    slack.workspace.react(dana, "C1", ts, "+1::skin-tone-2");
    const { message } = (await bot.reactions.get({ ...at, full: true })) as { message?: { reactions?: unknown } };
    expect(message?.reactions).toEqual([
      { name: "tada", users: ["U0BRIDGE", dana], count: 2 },
      { name: "+1::skin-tone-2", users: [dana], count: 1 },
    ]);
    await expect(bot.reactions.add({ ...at, name: "tada" })).rejects.toThrow("already_reacted");
    await expect(bot.reactions.add({ ...at, name: "mage2" })).rejects.toThrow("invalid_name");
    await bot.reactions.remove({ ...at, name: "tada" });
    await expect(bot.reactions.remove({ ...at, name: "tada" })).rejects.toThrow("no_reaction");
    await bot.chat.delete({ channel: "C1", ts });
    await expect(bot.reactions.get(at)).rejects.toThrow("message_not_found");
    slack.workspace.addChannel("C2", [dana]);
    slack.workspace.kick(dana, "U0BRIDGE", "C2");
    await expect(bot.chat.postMessage({ channel: "C2", text: "hello" })).rejects.toThrow("not_in_channel");
    slack.workspace.archive(dana, "C1");
    await expect(bot.chat.postMessage({ channel: "C1", text: "hello" })).rejects.toThrow("is_archived");
    expect(slack.violations).toEqual([]);
  });

  it("shows history with reactions and metadata, newest first", async () => {
    const first = slack.workspace.post(dana, "C1", "one", { metadata: { event_type: "x", event_payload: { id: 1 } } });
    const second = slack.workspace.post(dana, "C1", "two");
    slack.workspace.react(dana, "C1", first, "eyes");
    const { messages } = await bot.conversations.history({ channel: "C1", include_all_metadata: true });
    expect(messages).toMatchObject([{ ts: second }, { ts: first, metadata: { event_type: "x" }, reactions: [{ name: "eyes", count: 1 }] }]);
    expect((await bot.conversations.history({ channel: "C1", latest: second })).messages).toMatchObject([{ ts: first }]);
    expect((await bot.conversations.history({ channel: "C1", oldest: second, inclusive: true, limit: 1 })).messages).toMatchObject([
      { ts: second },
    ]);
  });

  it("notes a call that breaks the documented contract", async () => {
    await expect(bot.apiCall("reactions.add", { channel: "C1", timestamp: "yesterday", name: "tada" })).rejects.toThrow(
      "invalid_arguments",
    );
    await expect(bot.apiCall("users.info", { user: dana, shout: true })).rejects.toThrow("invalid_arguments");
    expect(slack.violations).toHaveLength(2);
  });

  it("refuses a method as it is asked to, so many times", async () => {
    slack.api.refuse("users.info", { error: "internal_error" }, 2);
    for (let time = 0; time < 2; time += 1) await expect(bot.users.info({ user: dana })).rejects.toThrow("internal_error");
    expect((await bot.users.info({ user: dana })).user?.name).toBe("dana");
    slack.api.refuse("users.info", { status: 429, retryAfterS: 30 });
    await expect(web(slack.botToken).users.info({ user: dana })).rejects.toMatchObject({ retryAfter: 30 });
  });

  it("lets nobody connect twice with one address", async () => {
    const { url = "" } = await web(slack.appToken).apps.connections.open({});
    const outcome = (address: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(address);
        socket.onmessage = ({ data }) => resolve(String(JSON.parse(String(data)).type));
        socket.onerror = () => resolve("refused");
      });
    expect(await outcome(url)).toBe("hello");
    expect(await outcome(url)).toBe("refused");
  });
});
