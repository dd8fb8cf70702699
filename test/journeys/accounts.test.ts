import { afterEach, describe, expect, it } from "vitest";
import { openPostPress, type PostPress } from "../../src/sandbox/providers/postpress.ts";
import { postPressError } from "../../src/sandbox/providers/postpress-errors.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import { type OperatorsFile, openTown, type Town, type TownOptions, until } from "../support/town.ts";

const OPS = "C0OPS";
const CHANNEL = "C0CONTOSO";
const PACE = { probeMs: 40, lookMs: 10, lastingMs: 30 };

let town: Town;
const open = async (options: TownOptions = {}) => {
  const { change = (file: OperatorsFile) => file } = options;
  town = await openTown({ pace: PACE, ...options, change: (file) => ({ ...(change(file) as object), alerts: `slack:${OPS}` }) });
  town.stage.slack.workspace.addChannel(OPS);
};
afterEach(() => town.close());

const alerts = () => [...town.stage.slack.workspace.conversation(OPS).messages.values()].map(({ text }) => text);
const told = () => town.stage.slack.workspace.ephemerals.map(({ user, text }) => [user, text]);

interface Shown {
  readonly name: string;
  readonly state: string;
  readonly reason: string | null;
}
const account = async (name: string) => {
  const { body } = await town.api("/api/v1/accounts");
  return (body as { accounts: Shown[] }).accounts.find((one) => one.name === name);
};
const stateOf = async (name: string) => (await account(name))?.state;
const gauge = async (state: string) => {
  const metrics = await (await fetch(`${town.bridge.metricsUrl}/metrics`)).text();
  return Number(new RegExp(`reacji_accounts\\{state="${state}"\\} (\\d+)`).exec(metrics)?.[1]);
};

/** A linked message of the channel, known to the stand-in. */
async function linked(id: string, channel = CHANNEL, link = "contoso", standIn: PostPress = town.stage.providers.postpress) {
  standIn.message({ id, network: link === "contoso" ? "whatsapp" : "linkedin" });
  const ts = town.stage.slack.workspace.post(town.stage.team.desk, channel, "Hello");
  const answer = await town.api("/api/v1/messages", { method: "POST", body: { link, message: ts, target: { id } } });
  expect(answer.status).toBe(201);
  return { ts, react: (name: string, user = town.stage.team.ana) => town.stage.slack.workspace.react(user, channel, ts, name) };
}

describe("an account that is not let in", () => {
  it("is paused with its reason, operators are told once, and it goes on by itself when a harmless read passes", async () => {
    await open({ pace: { ...PACE, probeMs: 300 } });
    const { postpress } = town.stage.providers;
    postpress.fail({ ...postPressError(401, "disconnected_account"), on: "any", times: 3 });
    const [first, second] = [await linked("msg_1"), await linked("msg_2")];
    first.react("tada");
    await until(async () => (await stateOf("acme-wa-2")) === "paused");
    second.react("+1");
    await until(() => alerts().length === 1, alerts);
    expect(alerts()[0]).toMatch(/^acme-wa-2 is paused: The account is disconnected from its network: connect it to PostPress again\. /);
    expect(await account("acme-wa-2")).toMatchObject({ reason: expect.stringContaining("disconnected from its network") });
    expect([await gauge("paused"), await stateOf("acme-whatsapp")]).toEqual([1, "healthy"]);
    expect([postpress.shown("msg_1"), postpress.shown("msg_2")]).toEqual([[], []]);

    await until(() => postpress.shown("msg_1")[0] === "🎉" && postpress.shown("msg_2")[0] === "👍");
    await until(() => alerts().length === 2, alerts);
    expect(alerts()[1]).toContain("acme-wa-2 works again");
    expect(postpress.calls.filter(({ path }) => path === "/v1/webhooks").map(({ status }) => status)).toEqual([401, 401, 200]);
    const waits = told().filter(([, text]) => text?.startsWith("Your 🎉 waits: WhatsApp cannot be reached"));
    expect([waits, town.stage.violations()]).toEqual([[[town.stage.team.ana, expect.any(String)]], []]);
  });

  it("goes on when a person says so", async () => {
    await open({ pace: { ...PACE, probeMs: 60_000 } });
    const { postpress } = town.stage.providers;
    postpress.fail(postPressError(401, "invalid_credentials"));
    const message = await linked("msg_1");
    message.react("tada");
    await until(async () => (await stateOf("acme-wa-2")) === "paused");
    expect((await town.api("/api/v1/accounts/acme-wa-2/resume", { method: "POST" })).status).toBe(202);
    await until(() => postpress.shown("msg_1")[0] === "🎉");
    expect(await stateOf("acme-wa-2")).toBe("healthy");
  });
});

describe("an account whose set of emoji nobody publishes", () => {
  it("shows what it turned out to refuse, and until when that is not tried again", async () => {
    await open();
    const message = await linked("msg_li", "C0FABRIKAM", "fabrikam");
    const { postpress } = town.stage.providers;
    expect(await account("acme-linkedin")).not.toHaveProperty("refused");
    message.react("tada");
    await until(() => postpress.shown("msg_li")[0] === "👏");
    const refused = async () => (await account("acme-linkedin")) as unknown as { refused: { emoji: string; until: string }[] };
    await until(async () => (await refused()).refused?.[0]?.emoji === "🎉");
    const days = (Date.parse((await refused()).refused[0]?.until ?? "") - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
  });
});

describe("a provider that does not answer", () => {
  it("is told of when that lasts, and the account shows as failing", async () => {
    await open();
    const { postpress } = town.stage.providers;
    postpress.fail({ cut: true, times: Number.POSITIVE_INFINITY });
    for (let index = 0; index < 5; index += 1) (await linked(`msg_${index}`)).react("tada");
    await until(async () => (await stateOf("acme-wa-2")) === "failing", stateOf.bind(null, "acme-wa-2"), 10_000);
    await until(() => alerts().length === 1, alerts);
    expect(alerts()[0]).toMatch(/^acme-wa-2 has been failing for a minute: PostPress cut the connection before it answered\. /);
    expect(await gauge("failing")).toBe(1);
  });
});

describe("a lost connection to Slack", () => {
  it("is told of once it is back", async () => {
    await open();
    const { slack } = town.stage;
    slack.api.refuse("apps.connections.open", { error: "internal_error" }, 6);
    slack.sockets.drop("cut");
    await until(async () => (await fetch(`${town.bridge.url}/readyz`)).status === 503);
    await until(() => alerts().length === 1, alerts, 15_000);
    expect(alerts()[0]).toMatch(/^The connection to Slack is back; it was lost for a minute\. /);
  });
});

describe("two accounts with one API key", () => {
  it("share its limit, and no window is breached", async () => {
    const limit = { requests: 3, perMs: 500 };
    const credential = "pp_shared";
    const standIn = await openPostPress({
      ...{ credential, limits: [{ of: "credential", ...limit }] },
      accounts: { [IDS.whatsapp]: "whatsapp", [IDS.linkedin]: "linkedin" },
    });
    await open({
      change: (file) => {
        const shared = { apiKey: credential, baseUrl: standIn.url, rateLimit: limit };
        const { "acme-wa-2": first, "acme-linkedin": second, ...others } = file.accounts;
        return { ...file, accounts: { ...others, "acme-wa-2": { ...first, ...shared }, "acme-linkedin": { ...second, ...shared } } };
      },
    });
    const messages = [];
    for (let index = 0; index < 6; index += 1) {
      messages.push(
        await linked(`wa_${index}`, CHANNEL, "contoso", standIn),
        await linked(`li_${index}`, "C0FABRIKAM", "fabrikam", standIn),
      );
    }
    for (const { react } of messages) react("+1");
    await until(async () => (await stateOf("acme-wa-2")) === "limited" && (await stateOf("acme-linkedin")) === "limited");
    expect(await gauge("limited")).toBeGreaterThanOrEqual(2);
    const shown = () => [..."012345"].flatMap((index) => [...standIn.shown(`wa_${index}`), ...standIn.shown(`li_${index}`)]);
    await until(() => shown().length === 12, shown, 10_000);
    expect(standIn.calls).toHaveLength(12);
    expect([standIn.limitBreaches, standIn.violations]).toEqual([[], []]);
    await standIn.close();
  });
});
