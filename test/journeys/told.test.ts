import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type OperatorsFile, openTown, type Town, until } from "../support/town.ts";

const CHANNEL = "C0NORTHWIND";
const GROUP = "120363000000000000@g.us";

let town: Town;
let messages = 0;
beforeAll(async () => {
  town = await openTown({
    change: (file: OperatorsFile) => ({
      ...file,
      links: file.links.map((link) =>
        link.name === "northwind" ? { ...link, policy: { emoji: { deny: ["eyes"], custom: { shipit: "🚀" } } } } : link,
      ),
    }),
  });
  town.stage.slack.workspace.addEmoji("shipit", "https://emoji.test/shipit.png");
  town.stage.slack.workspace.addEmoji("partyparrot", "https://emoji.test/parrot.gif");
});
afterAll(() => town.close());
beforeEach(() => void town.stage.slack.workspace.ephemerals.splice(0));

const shown = (id: string) => town.stage.providers.ryzeapi.shown(id);
/** But for the receipts that everybody gets once. */
const told = () =>
  town.stage.slack.workspace.ephemerals.flatMap(({ user, text }) => (text.startsWith("The customer now sees your") ? [] : [[user, text]]));
const acked = () => until(() => town.stage.slack.deliveries.all.every((one) => one.acked));

function posted(): { id: string; ts: string; link: () => Promise<void> } {
  const { slack, providers } = town.stage;
  messages += 1;
  const id = `3EB0${messages}`;
  providers.ryzeapi.message({ id, conversation: GROUP, fromMe: true });
  const ts = slack.workspace.post(slack.workspace.bot.user, CHANNEL, "Hello");
  const body = { link: "northwind", message: ts, target: { id, fromMe: true } };
  return { id, ts, link: async () => void expect((await town.api("/api/v1/messages", { method: "POST", body })).status).toBe(201) };
}

async function linked() {
  const message = posted();
  await message.link();
  return message;
}

describe("whoever reacts", () => {
  it("is told when a custom emoji means nothing over there, and only they are", async () => {
    const { ts, id } = await linked();
    const { workspace } = town.stage.slack;
    workspace.react(town.stage.team.ana, CHANNEL, ts, "partyparrot");
    await until(() => told().length === 1, told);
    expect(told()).toEqual([[town.stage.team.ana, expect.stringContaining(":partyparrot: stayed inside")]]);
    expect(shown(id)).toEqual([]);
  });

  it("sees a custom emoji go out as what the policy says it stands for", async () => {
    const { ts, id } = await linked();
    town.stage.slack.workspace.react(town.stage.team.ana, CHANNEL, ts, "shipit");
    await until(
      () => shown(id)[0] === "🚀",
      () => shown(id),
    );
    expect(told()).toEqual([]);
  });

  it("is told when the network refuses their emoji, and a colleague's older one stays", async () => {
    const { ts, id } = await linked();
    const { workspace } = town.stage.slack;
    workspace.react(town.stage.team.ben, CHANNEL, ts, "thumbsup");
    await until(() => shown(id)[0] === "👍");
    town.stage.providers.ryzeapi.fail({ status: 400, body: { success: false, error: { message: "Invalid request body: reaction" } } });
    workspace.react(town.stage.team.ana, CHANNEL, ts, "tada");
    await until(() => told().length === 1, told);
    expect(told()).toEqual([[town.stage.team.ana, expect.stringContaining("🎉 could not be shown")]]);
    expect(shown(id)).toEqual(["👍"]);
  });

  it("is told when the press comes a day late, and nothing leaves", async () => {
    const { ts, id } = await linked();
    const { slack, team } = town.stage;
    const yesterday = `${Math.floor(Date.now() / 1_000) - 25 * 3_600}.000100`;
    const item = { type: "message", channel: CHANNEL, ts };
    const event = { type: "reaction_added", user: team.ana, reaction: "tada", item, item_user: team.ben, event_ts: yesterday };
    slack.deliver({ type: "event_callback", team_id: slack.workspace.team, api_app_id: "A0BRIDGE", event, event_time: 1 });
    await until(() => told().length === 1, told);
    expect(told()).toEqual([[team.ana, expect.stringContaining("too late")]]);
    expect(shown(id)).toEqual([]);
  });

  it("keeps the team's signals inside without a word", async () => {
    const { ts, id } = await linked();
    town.stage.slack.workspace.react(town.stage.team.ana, CHANNEL, ts, "eyes");
    await acked();
    expect([told(), shown(id)]).toEqual([[], []]);
  });

  it("does not speak to the customer as a guest or as a bot", async () => {
    const { ts, id } = await linked();
    const { workspace } = town.stage.slack;
    for (const [name, kind] of [
      ["Gus", "guest"],
      ["Bo", "bot"],
      ["Ext", "external"],
    ] as const) {
      const user = workspace.addUser(name, kind);
      workspace.conversation(CHANNEL).members.add(user);
      workspace.react(user, CHANNEL, ts, "tada");
    }
    await acked();
    expect([told(), shown(id)]).toEqual([[], []]);
  });
});

describe("a message", () => {
  it("that is linked only after somebody reacted still gets the reaction", async () => {
    const message = posted();
    town.stage.slack.workspace.react(town.stage.team.ana, CHANNEL, message.ts, "tada");
    await acked();
    expect(shown(message.id)).toEqual([]);
    await message.link();
    await until(() => shown(message.id)[0] === "🎉");
  });

  it("that is deleted in the channel withdraws nothing from the customer", async () => {
    const { ts, id } = await linked();
    const { workspace } = town.stage.slack;
    workspace.react(town.stage.team.ana, CHANNEL, ts, "tada");
    await until(() => shown(id)[0] === "🎉");
    workspace.deleteMessage(CHANNEL, ts);
    await acked();
    const { body } = await town.api("/api/v1/mirrors?link=northwind&state=settled");
    expect(
      (body as { mirrors: { target: { id: string }; observed: string[] }[] }).mirrors.find(({ target }) => target.id === id)?.observed,
    ).toEqual(["🎉"]);
    expect(shown(id)).toEqual(["🎉"]);
  });

  it("of a link that is switched off waits, and goes on when it is switched on", async () => {
    const { ts, id } = await linked();
    const { workspace } = town.stage.slack;
    const turn = (direction: string | null) => town.api("/api/v1/links/northwind", { method: "PATCH", body: { direction } });
    workspace.react(town.stage.team.ana, CHANNEL, ts, "tada");
    await until(() => shown(id)[0] === "🎉");
    await turn("off");
    workspace.unreact(town.stage.team.ana, CHANNEL, ts, "tada");
    workspace.react(town.stage.team.ben, CHANNEL, ts, "heart");
    await acked();
    expect(shown(id)).toEqual(["🎉"]);
    await turn(null);
    await until(
      () => shown(id).length === 0,
      () => shown(id),
    );
  });
});

it("broke no contract on the way", () => expect(town.stage.violations()).toEqual([]));
