import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signed } from "../../src/sandbox/slack/posts.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import { openTown, type Town, until } from "../support/town.ts";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const SAM = { id: "+15550002000", name: "Sam" };

let town: Town;
beforeAll(async () => {
  town = await openTown({ env: { SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: SECRET } });
});
afterAll(() => town.close());

/** What Slack posts when somebody chooses it in a message's menu (docs.slack.dev, message shortcuts). */
async function sendToCustomer(user: string, channel: string, ts: string): Promise<number> {
  const { workspace } = town.stage.slack;
  const { user: author, text } = workspace.messageIn(workspace.conversation(channel), ts);
  const payload = {
    ...{ type: "message_action", callback_id: "send_to_customer", trigger_id: "1.2.3", action_ts: "1.2", token: "sandbox" },
    ...{ team: { id: workspace.team, domain: "acme" }, user: { id: user, name: "ana" }, channel: { id: channel, name: "c" } },
    ...{ message_ts: ts, message: { type: "message", user: author, text, ts }, response_url: "https://hooks.slack.test/x" },
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", ...signed(SECRET, body) };
  return (await fetch(`${town.bridge.url}/slack/events`, { method: "POST", headers, body })).status;
}

const told = (user: string) => town.stage.slack.workspace.ephemerals.filter((one) => one.user === user).map(({ text }) => text);

describe("Send to customer", () => {
  it("sends a message of the team's, once, and says so to whoever chose it", async () => {
    const { stage } = town;
    const { linq } = stage.providers;
    linq.writes({ conversation: IDS.linqChat, author: SAM, text: "When?" });
    const ts = stage.slack.workspace.post(stage.team.ben, "C0LITWARE", "We will be there at *nine*.");
    for (let time = 0; time < 3; time += 1) expect(await sendToCustomer(stage.team.ana, "C0LITWARE", ts)).toBe(200);
    await until(
      () => linq.sent.length > 0 && told(stage.team.ana).length > 0,
      () => told(stage.team.ana),
    );
    expect(linq.sent.map(({ conversation, text }) => ({ conversation, text }))).toEqual([
      { conversation: IDS.linqChat, text: "We will be there at *nine*." },
    ]);
    expect(told(stage.team.ana)).toEqual([expect.stringMatching(/^Sent /)]);
    linq.reacts(SAM, linq.sent[0]?.id ?? "", "👍");
    const { reactions } = stage.slack.workspace.messageIn(stage.slack.workspace.conversation("C0LITWARE"), ts);
    await until(() => reactions.get("+1")?.length === 1);
  });

  it("says why not where the channel sends nothing", async () => {
    const { stage } = town;
    const ts = stage.slack.workspace.post(stage.team.ben, "C0CONTOSO", "Hello");
    expect(await sendToCustomer(stage.team.ben, "C0CONTOSO", ts)).toBe(200);
    await until(() => told(stage.team.ben).length > 0);
    expect(told(stage.team.ben)).toEqual(["Your message was not sent: sending to the customer is switched off in this channel."]);
    expect(stage.providers.postpress.sent).toEqual([]);
    expect(stage.violations()).toEqual([]);
  });
});
