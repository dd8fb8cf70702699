import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OperatorsFile, openTown, type Town, until } from "../support/town.ts";

const CHANNEL = "C0CONTOSO";

let town: Town;
let messages = 0;
beforeAll(async () => {
  town = await openTown({ env: { LOG_LEVEL: "trace" } });
});
afterAll(() => town.close());

async function linked() {
  const { slack, providers, team } = town.stage;
  messages += 1;
  const id = `3EB0${messages}`;
  providers.ryzeapi.message({ id, conversation: "120363000000000000@g.us", fromMe: true });
  const ts = slack.workspace.post(slack.workspace.bot.user, "C0NORTHWIND", "Hello");
  const body = { link: "northwind", message: ts, target: { id, fromMe: true } };
  expect((await town.api("/api/v1/messages", { method: "POST", body })).status).toBe(201);
  return {
    react: (name: string, user = team.ana) => slack.workspace.react(user, "C0NORTHWIND", ts, name),
    shows: (emoji: readonly string[]) =>
      until(
        () => providers.ryzeapi.shown(id).join() === emoji.join(),
        () => providers.ryzeapi.shown(id),
      ),
  };
}

const northwind = (policy: object) => (file: OperatorsFile) => ({
  ...file,
  links: file.links.map((link) => (link.name === "northwind" ? { ...link, policy } : link)),
});
const logged = (text: string) => town.bridge.printed.lines().filter(({ msg }) => String(msg).includes(text));

describe("a file that the operator has changed, once the bridge is told", () => {
  it("takes back what it does not allow any more, keeps that in from now on, and lets out what it allows", async () => {
    const message = await linked();
    message.react("eyes");
    await message.shows(["👀"]);
    expect(await town.edit(town.edited(northwind({ emoji: { deny: ["eyes"], custom: { shipit: "🚀" } } })))).toBe(true);
    await message.shows([]);
    message.react("eyes", town.stage.team.ben);
    town.stage.slack.workspace.addEmoji("shipit", "https://emoji.test/shipit.png");
    message.react("shipit");
    await message.shows(["🚀"]);
  });

  it("may name new links through accounts that are there; what wants another account stays as it was until a restart", async () => {
    const file = town.edited((given) => ({
      ...given,
      accounts: { ...given.accounts, another: { provider: "linq", apiKey: "key", baseUrl: "http://127.0.0.1:1" } },
      links: [
        ...given.links.map((link) => (link.name === "litware" ? { ...link, account: "another" } : link)),
        { name: "second", channel: `slack:${CHANNEL}`, account: "acme-whatsapp", conversation: "351910000009@s.whatsapp.net" },
        { name: "third", channel: `slack:${CHANNEL}`, account: "another", conversation: "4f8a0c1e-6c55-4b3f-9c0e-0a1b2c3d4e5f" },
      ],
    }));
    expect(await town.edit(file)).toBe(true);
    const { body } = await town.api("/api/v1/links");
    const names = (body as { links: { name: string; account: string }[] }).links.map(({ name, account }) => `${name} ${account}`);
    expect(names).toEqual(expect.arrayContaining(["second acme-whatsapp", "litware acme-imessage"]));
    expect(names.some((one) => one.startsWith("third"))).toBe(false);
    expect(logged("takes a restart")).toMatchObject([{ change: "the account another is new" }]);
    expect(logged("stays as it was until a restart")).toHaveLength(2);
  });

  it("changes nothing where it is not sound, and every complaint is in the log", async () => {
    const message = await linked();
    expect(await town.edit("links: [{ name: northwind, chanel: x }]\nalerts: 7\n")).toBe(false);
    const complaints = logged("the configuration is not sound: what was in force stays");
    expect(complaints.map(({ key }) => key)).toEqual(expect.arrayContaining(["links[0].chanel", "links[0].channel", "alerts"]));
    message.react("tada");
    await message.shows(["🎉"]);
  });
});

describe("a rehearsal of another file", () => {
  it("says what it would take back and what would have left, and changes nothing", async () => {
    expect(await town.edit(town.edited(northwind({ emoji: { deny: ["eyes"] } })))).toBe(true);
    const message = await linked();
    message.react("heart");
    await message.shows(["❤️"]);
    message.react("eyes", town.stage.team.ben);
    const configuration = town.edited(northwind({ emoji: { deny: ["heart"] } }));
    const rehearse = async () => (await town.api("/api/v1/rehearsals", { method: "POST", body: { configuration } })) as unknown;
    await until(async () => JSON.stringify(await rehearse()).includes("👀"), rehearse);
    expect(await rehearse()).toMatchObject({
      status: 200,
      body: {
        links: [
          {
            name: "northwind",
            withdrawn: [{ emoji: "❤️", count: 1 }],
            wouldHaveLeft: [{ emoji: "👀", because: "emoji" }],
          },
        ],
        restarts: [],
      },
    });
    await message.shows(["❤️"]);
  });

  it("of a file that is not sound names what is wrong, and repeats no value", async () => {
    const answer = await town.api("/api/v1/rehearsals", {
      method: "POST",
      body: { configuration: "links: [{ name: hush-hush!, x: hush }]" },
    });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "unsound", message: expect.stringContaining("links[0].x") } } });
    expect(JSON.stringify(answer)).not.toContain("hush");
  });
});

it("broke no contract on the way", () => expect(town.stage.violations()).toEqual([]));
