import { LogLevel, WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { openSlack, type SlackStandIn } from "../../src/sandbox/slack/index.ts";

let slack: SlackStandIn;
let bot: WebClient;
beforeEach(async () => {
  slack = await openSlack();
  bot = new WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
  slack.workspace.addChannel("C1");
});
afterEach(() => slack.close());

const section = (...elements: object[]) => [{ type: "rich_text", elements: [{ type: "rich_text_section", elements }] }] as never;

describe("the stand-in of Slack knows whom a message notifies", () => {
  test.each(["<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S0X|@sales>", "<@U0DANA>", "<@W0DANA|dana>"])(
    "by its text: %s",
    async (text) => {
      await bot.chat.postMessage({ channel: "C1", text: `hello ${text}`, mrkdwn: false });
      expect(slack.workspace.pings).toEqual([text]);
    },
  );

  test.each([
    [{ type: "user", user_id: "U0DANA" }, "user U0DANA"],
    [{ type: "usergroup", usergroup_id: "S0X" }, "usergroup S0X"],
    [{ type: "broadcast", range: "here" }, "broadcast here"],
  ])("by an element of its blocks: %j", async (element, ping) => {
    await bot.chat.postMessage({ channel: "C1", text: "x", blocks: section({ type: "text", text: "<!channel>" }, element) });
    expect(slack.workspace.pings).toEqual([ping]);
  });

  it("by markup in a block, by what an edit says, and by bare names where they are asked for", async () => {
    const blocks = [{ type: "section", text: { type: "mrkdwn", text: "<!here> & <@U0ELI>" } }] as never;
    const { ts = "" } = await bot.chat.postMessage({ channel: "C1", text: "x", blocks });
    await bot.chat.update({ channel: "C1", ts, text: "<!channel>", parse: "none" });
    await bot.chat.postMessage({ channel: "C1", text: "@here and @dana", link_names: true });
    await bot.chat.postMessage({ channel: "C1", text: "@channel", parse: "full" });
    expect(slack.workspace.pings).toEqual(["<!here>", "<@U0ELI>", "<!channel>", "@here", "@dana", "@channel"]);
  });

  it("and whom none does", async () => {
    const text = "&lt;!channel&gt; @here @everyone dana@example.com <https://x.example|@here> <#C1>";
    await bot.chat.postMessage({ channel: "C1", text, parse: "none", link_names: false });
    await bot.chat.postMessage({ channel: "C1", text: "x", blocks: section({ type: "text", text: "<!channel>" }) });
    expect(slack.workspace.pings).toEqual([]);
  });
});

describe("the stand-in of Slack refuses", () => {
  it("more in blocks than Slack takes, and what is no block", async () => {
    const long = section(...Array.from({ length: 5 }, () => ({ type: "text", text: "x".repeat(2_900) })));
    await expect(bot.chat.postMessage({ channel: "C1", text: "x", blocks: long })).rejects.toThrow("msg_blocks_too_long");
    expect(slack.violations).toEqual([]);
    for (const blocks of [section(), section({ type: "text", text: "" }), section({ type: "button" })]) {
      await expect(bot.chat.postMessage({ channel: "C1", text: "x", blocks })).rejects.toThrow("invalid_arguments");
    }
  });

  it("another name without the scope for it, and to change what others wrote", async () => {
    const dana = slack.workspace.addUser("Dana");
    slack.workspace.addChannel("C2");
    const ts = slack.workspace.post(dana, "C2", "mine");
    await expect(bot.chat.update({ channel: "C2", ts, text: "yours" })).rejects.toThrow("cant_update_message");
    await slack.close();
    slack = await openSlack({ missingScopes: ["chat:write.customize"] });
    slack.workspace.addChannel("C1");
    bot = new WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
    await expect(bot.chat.postMessage({ channel: "C1", text: "x", username: "Maria" })).rejects.toThrow("missing_scope");
  });

  it("to say that it has done what it did, where it is asked to", async () => {
    for (const after of ["cut", "hang"] as const) {
      slack.api.refuse("chat.postMessage", { after });
      const impatient = new WebClient(slack.botToken, {
        slackApiUrl: slack.url,
        retryConfig: { retries: 0 },
        timeout: 100,
        logLevel: LogLevel.ERROR,
      });
      await expect(impatient.chat.postMessage({ channel: "C1", text: after })).rejects.toThrow();
    }
    expect([...slack.workspace.conversation("C1").messages.values()].map(({ text }) => text)).toEqual(["cut", "hang"]);
  });
});

describe("the stand-in of Slack tells", () => {
  it("a thread from its beginning, page by page, and a channel without its threads", async () => {
    const dana = slack.workspace.addUser("Dana");
    slack.workspace.conversation("C1").members.add(dana);
    const head = slack.workspace.post(dana, "C1", "head");
    const replies = Array.from({ length: 5 }, (_, at) => slack.workspace.post(dana, "C1", `reply ${at}`, { threadTs: head }));
    const also = slack.workspace.post(dana, "C1", "for all", { threadTs: head, subtype: "thread_broadcast" });
    const told: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await bot.conversations.replies({ channel: "C1", ts: replies[2] ?? "", limit: 2, ...(cursor && { cursor }) });
      told.push(...(page.messages ?? []).flatMap(({ ts }) => (ts === undefined || ts === head ? [] : [ts])));
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    expect(told).toEqual([...replies, also]);
    expect((await bot.conversations.history({ channel: "C1" })).messages?.map(({ ts }) => ts)).toEqual([also, head]);
    expect((await bot.chat.getPermalink({ channel: "C1", message_ts: also })).permalink).toContain(`?thread_ts=${head}`);
  });
});
