import { afterEach, describe, expect, it } from "vitest";
import { checkSlack } from "../../../src/platforms/slack/check.ts";
import { openSlack, type SlackStandIn, type SlackStandInOptions } from "../../../src/sandbox/slack/index.ts";

let slack: SlackStandIn;
afterEach(() => slack.close());

async function open(options: SlackStandInOptions = {}): Promise<void> {
  slack = await openSlack(options);
  slack.workspace.addChannel("C0IN");
}
const check = (tokens: { botToken?: string; appToken?: string | null; readsEmoji?: boolean } = {}, channels = ["C0IN"]) =>
  checkSlack({ botToken: slack.botToken, appToken: slack.appToken, apiUrl: slack.url, channels, readsEmoji: false, ...tokens });

describe("checking Slack", () => {
  it("finds nothing wrong where nothing is, opens no socket and says nothing to anybody", async () => {
    await open();
    expect(await check()).toEqual({ wrong: [], lacks: [], customEmoji: null });
    expect(slack.api.calls).toEqual(["auth.test", "apps.connections.open", "conversations.info"]);
    expect([slack.sockets.open(), slack.violations]).toEqual([0, []]);
  });

  it("names each token that Slack refuses, with what to do", async () => {
    await open();
    expect(await check({ botToken: "xoxb-hush", appToken: "xapp-hush" })).toEqual({
      wrong: [
        "Slack refuses SLACK_BOT_TOKEN: invalid_auth (copy it again from the app's settings; it may belong to another app or have been reissued).",
        "Slack refuses SLACK_APP_TOKEN: invalid_auth (copy it again from the app's settings; it may belong to another app or have been reissued).",
      ],
      ...{ lacks: [], customEmoji: null },
    });
    slack.uninstall();
    expect((await check({ appToken: null })).wrong).toEqual([expect.stringContaining("account_inactive (the app was uninstalled")]);
  });

  it("tells scopes that must be there from those that it can do without", async () => {
    await open({ missingScopes: ["chat:write", "emoji:read", "channels:history", "commands"] });
    const { wrong, lacks } = await check();
    expect(wrong).toEqual(["SLACK_BOT_TOKEN lacks the scopes chat:write: add them and install the app again."]);
    expect(lacks).toContain("Without the scope emoji:read, workspace emoji that are aliases of standard ones are not mirrored.");
    expect(lacks.find((one) => one.includes("channels:history"))).toContain("deleted messages are not noticed");
    expect(lacks.find((one) => one.includes("commands"))).toContain("there is no /react and no /bridge");
  });

  it("says in which channels the bot is not, as far as it may know", async () => {
    await open();
    slack.workspace.addChannel("C0OUT");
    slack.workspace.conversation("C0OUT").members.delete(slack.workspace.bot.user);
    const { wrong } = await check({}, ["C0IN", "C0OUT", "C0NOWHERE"]);
    expect(wrong).toEqual(["C0OUT", "C0NOWHERE"].map((channel) => expect.stringContaining(`not in the channel ${channel},`)));
    await slack.close();
    await open({ missingScopes: ["channels:read"] });
    expect((await check({}, ["C0NOWHERE"])).wrong).toEqual([]);
  });

  it("reads which custom emoji there are where somebody wants to know, as far as it may", async () => {
    await open();
    slack.workspace.addEmoji("shipit", "https://emoji.slack-edge.com/T0ACME/shipit/0.png");
    expect((await check({ readsEmoji: true })).customEmoji).toEqual(["shipit"]);
    await slack.close();
    await open({ missingScopes: ["emoji:read"] });
    expect((await check({ readsEmoji: true })).customEmoji).toBeNull();
  });

  it("says that Slack cannot be reached", async () => {
    await open();
    const apiUrl = slack.url;
    await slack.close();
    const checked = await checkSlack({ botToken: "xoxb-1", appToken: null, apiUrl, channels: [], readsEmoji: false });
    expect(checked.wrong).toEqual([`Slack cannot be reached at ${apiUrl}.`]);
    await open();
  });
});
