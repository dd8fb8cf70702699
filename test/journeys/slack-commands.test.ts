import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Told } from "../../src/sandbox/slack/state.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import { openTown, type Town, until } from "../support/town.ts";

const CHANNEL = "C0LITWARE";
const SAM = { id: "+15550002000", name: "Sam" };

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());
beforeEach(() => void town.stage.slack.workspace.ephemerals.splice(0));

const told = () => town.stage.slack.workspace.ephemerals.map(({ user, text }) => [user, text]);
const shown = (id: string) => town.stage.providers.linq.shown(id);
const react = (text: string, user = town.stage.team.ana) => town.stage.slack.workspace.command(user, CHANNEL, "/react", text);

/** Sam writes, and it appears in the channel, where it can be reacted to. */
async function writes(text: string): Promise<{ readonly id: string; readonly ts: string }> {
  const { messages } = town.stage.slack.workspace.conversation(CHANNEL);
  const id = town.stage.providers.linq.writes({ conversation: IDS.linqChat, author: SAM, text });
  const found = () => [...messages.values()].find((one) => one.text === text)?.ts ?? "";
  await until(async () => JSON.stringify((await town.api("/api/v1/mirrors?link=litware")).body).includes(`"${found()}"`));
  return { id, ts: found() };
}

/** The last word on what somebody was told: a command's answer is followed by another where it was not final. */
async function lastly(first: Told | null, word: string): Promise<Told> {
  const found = () => town.stage.slack.workspace.ephemerals.findLast(({ text }) => text.includes(word));
  await until(
    () => found() !== undefined,
    () => [first?.text, told()],
  );
  return found() as Told;
}

describe("/react", () => {
  it("reaches the customer's newest message, and Undo takes it off again", async () => {
    const { id } = await writes("The first pallets are here");
    const answer = await lastly(await react("tada"), "is on the message from");
    expect(shown(id)).toEqual(["🎉"]);
    expect(await town.stage.slack.workspace.press(answer)).toBe(true);
    await until(() => shown(id).length === 0);
    await lastly(answer, "taken back");
    expect(told().every(([user]) => user === town.stage.team.ana)).toBe(true);
  });

  it("reaches the message whose link is added, says what is seen there, and clears it", async () => {
    const { id, ts } = await writes("Second");
    await writes("Third");
    const link = `https://acme.slack.com/archives/${CHANNEL}/p${ts.replace(".", "")}`;
    await react(`love <${link}>`);
    await until(() => shown(id)[0] === "❤️");
    expect((await react(`who ${link}`))?.text).toContain(`<@${town.stage.team.ana}>`);
    await react(`clear ${link}`);
    await until(() => shown(id).length === 0);
  });

  it("says what can go out, how the channel stands, and switches it off and on", async () => {
    expect((await react("allowed"))?.text).toContain("every other emoji as itself");
    expect((await react("status"))?.text).toContain("litware: iMessage through acme-imessage; reactions go both ways");
    expect((await react("off"))?.text).toContain("switched off");
    expect((await react("🎉"))?.text).toContain("/react on switches them on");
    expect((await react("on"))?.text).toContain("reactions go both ways");
  });
});

describe("/react legend", () => {
  it("says in the channel what goes out as what, and pins it in the place of the one before", async () => {
    const channel = () => town.stage.slack.workspace.conversation(CHANNEL);
    const pinned = () => [...channel().pins.keys()].map((ts) => channel().messages.get(ts)?.text ?? "");
    expect((await react("legend"))?.text).toContain("On its way");
    await until(() => pinned().length === 1, pinned);
    expect(pinned()[0]).toMatch(
      /^What the customer sees of our reactions\n\niMessage\nAs they are: ❤️ 👍 👎 😂 .*and all others\n🤣 → 😂\n/,
    );
    const [first] = channel().pins.keys();
    await react("legend");
    await until(() => pinned().length === 1 && !channel().pins.has(first ?? ""), pinned);
    expect(town.stage.violations()).toEqual([]);
  });
});

describe("React for the customer", () => {
  it("offers what goes out, and it does", async () => {
    const { workspace } = town.stage.slack;
    const { id, ts } = await writes("Fourth");
    expect(await town.stage.slack.shortcut(town.stage.team.ben, CHANNEL, ts, "react_for_customer")).toBe(true);
    await until(() => workspace.forms.length === 1);
    const [form] = workspace.forms;
    if (form === undefined) return;
    expect(await workspace.submit(form, { choice: "👍" })).toBeNull();
    await until(() => shown(id)[0] === "👍");
  });
});

describe("/bridge", () => {
  it("links a channel with a conversation that was heard of, for an admin alone, and undoes it", async () => {
    const { workspace } = town.stage.slack;
    const ada = workspace.addUser("Ada", "admin");
    workspace.addChannel("C0NEW");
    const bridge = (user: string, text: string) => workspace.command(user, "C0NEW", "/bridge", text);
    expect((await bridge(town.stage.team.ben, "link"))?.text).toContain("Only admins");
    expect(await bridge(ada, "link")).toBeNull();
    const form = workspace.forms.find(({ user }) => user === ada);
    if (form === undefined) throw new Error("no form is open");
    expect(await workspace.submit(form, { conversation: `${SAM.id} · iMessage (acme-imessage)` })).toBeNull();
    await lastly(null, `This channel is linked with ${SAM.id} · iMessage`);
    expect((await bridge(town.stage.team.ben, "list"))?.text).toContain("made in chat");
    expect((await bridge(town.stage.team.ben, "unlink"))?.text).toContain("Only admins");
    expect((await bridge(ada, "unlink"))?.text).toContain("is undone");
    expect(town.stage.violations()).toEqual([]);
  });
});
