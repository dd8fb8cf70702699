import { afterEach, describe, expect, it } from "vitest";
import type { SourceEvent, SpokenEvent } from "../../../src/domain/event.ts";
import { CHANNEL, type Mode, openWorld, type World, type WorldOptions } from "./world.ts";

const SOON = { timeout: 4_000, interval: 5 };
const QUIET = "C0QUIET";

let world: World;
afterEach(() => world.close());

async function open(mode: Mode, options: WorldOptions = {}, receive?: (event: SourceEvent) => Promise<void>): Promise<void> {
  world = await openWorld(mode, { wantsMessages: (channel) => channel === CHANNEL, ...options });
  world.slack.workspace.addChannel(QUIET);
  await world.start(receive);
}
const spoken = () => world.events.filter((event): event is SpokenEvent => event.kind === "spoken");
const person = (id: string) => `slack:${world.slack.workspace.team}:${id}`;
const heard = async (count: number) => {
  await expect.poll(() => spoken().length, SOON).toBe(count);
  return spoken();
};
const told = () => world.slack.workspace.ephemerals;

for (const mode of ["Socket Mode", "HTTP mode"] satisfies Mode[]) {
  describe(`what the team writes, in ${mode}`, () => {
    it("is told as people read it, with who wrote it and where", async () => {
      await open(mode);
      const { workspace } = world.slack;
      const head = workspace.post(world.eli, CHANNEL, "<@U0DANA> &amp; all: :tada: <https://example.com|here>");
      const reply = workspace.post(world.dana, CHANNEL, "yes", { threadTs: head });
      const also = workspace.post(world.dana, CHANNEL, "for all", { threadTs: head, subtype: "thread_broadcast" });
      workspace.post(world.dana, CHANNEL, "", { files: 2 });
      workspace.post(world.dana, CHANNEL, "waves", { subtype: "me_message" });
      workspace.post("B0DESK", CHANNEL, "from the desk", { bot: "B0DESK", username: "Desk" });
      const channel = world.source.channel(CHANNEL);
      const events = (await heard(6)).toSorted((a, b) => a.message.message.localeCompare(b.message.message));
      expect(events[0]).toEqual({
        ...{ kind: "spoken", message: { ...channel, message: head }, thread: null, person: person(world.eli) },
        ...{ text: "@Dana & all: 🎉 here (https://example.com)", files: 0, askedBy: null },
      });
      expect(events.slice(1)).toMatchObject([
        { message: { message: reply }, thread: head, person: person(world.dana), text: "yes" },
        { message: { message: also }, thread: head, text: "for all" },
        { text: "", files: 2 },
        { text: "waves" },
        { text: "from the desk", person: person("B0DESK") },
      ]);
      expect(await world.source.classes(person("B0DESK"))).toEqual(expect.arrayContaining(["bots", "B0DESK"]));
      expect(world.malformed).toEqual([]);
    });

    it("goes to the customer by the message's menu, acked at once", async () => {
      await open(mode);
      const { workspace } = world.slack;
      const head = workspace.post(world.eli, QUIET, "the head");
      const ts = workspace.post(world.eli, QUIET, "Sent *today* :+1:", { threadTs: head, files: 1 });
      expect(await world.slack.shortcut(world.dana, QUIET, ts, "send_to_customer")).toBe(true);
      expect(await heard(1)).toEqual([
        {
          ...{ kind: "spoken", message: { ...world.source.channel(QUIET), message: ts }, thread: head, person: person(world.eli) },
          ...{ text: "Sent *today* 👍", files: 1, askedBy: person(world.dana) },
        },
      ]);
      expect(told()).toEqual([]);
      expect(world.slack.violations).toEqual([]);
    });

    it("is told to whoever asked when it was not taken, and acked all the same", async () => {
      await open(mode, {}, async () => {
        throw new Error("not committed");
      });
      const ts = world.slack.workspace.post(world.eli, QUIET, "Sent");
      expect(await world.slack.shortcut(world.dana, QUIET, ts, "send_to_customer")).toBe(true);
      await expect.poll(told, SOON).toEqual([{ channel: QUIET, user: world.dana, text: expect.stringContaining("nothing was sent") }]);
    });
  });
}

describe("what is not told as written", () => {
  it("is what our own app says, under whatever name, and whom nobody listens to", async () => {
    await open("HTTP mode");
    const { workspace } = world.slack;
    const post = { author: "Maria · WhatsApp", text: "Hello", attachments: [], thread: null, quoted: null };
    await world.source.board.post(CHANNEL, post, "k1", false);
    await world.source.say(CHANNEL, "said", "k2", false);
    workspace.post(world.eli, QUIET, "among ourselves");
    const ts = workspace.post(world.eli, CHANNEL, "first");
    workspace.edit(world.eli, CHANNEL, ts, "second");
    await expect.poll(() => world.slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
    expect((await heard(1))[0]?.text).toBe("first");
    expect(world.malformed).toEqual([]);
  });

  it("is anything at all, where nobody wants it: not even names are looked up", async () => {
    world = await openWorld("HTTP mode");
    await world.start();
    world.slack.workspace.post(world.eli, CHANNEL, "<@U0DANA>");
    await expect.poll(() => world.slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
    expect(world.events).toEqual([]);
    expect(world.slack.api.calls).not.toContain("users.info");
  });

  it("is a customer's own message, which cannot be sent back to them", async () => {
    await open("Socket Mode");
    const post = { author: "Maria · WhatsApp", text: "Hello", attachments: [], thread: null, quoted: null };
    const { message } = await world.source.board.post(CHANNEL, post, "k1", false);
    expect(await world.slack.shortcut(world.dana, CHANNEL, message, "send_to_customer")).toBe(true);
    await expect.poll(told, SOON).toEqual([{ channel: CHANNEL, user: world.dana, text: expect.stringContaining("Nothing was sent") }]);
    expect(spoken()).toEqual([]);
  });

  it("is a message that stands for one of the other side already", async () => {
    await open("HTTP mode");
    const metadata = { event_type: "reacji_bridge", event_payload: { link: "northwind", target: { id: "3EB0" } } };
    world.slack.workspace.post(world.eli, CHANNEL, "as Maria wrote", { metadata });
    await expect.poll(() => world.events.some(({ kind }) => kind === "declared"), SOON).toBe(true);
    expect(spoken()).toEqual([]);
  });
});

describe("a name that Slack does not say at present", () => {
  it("holds the message back, which comes again", async () => {
    await open("HTTP mode");
    world.slack.api.refuse("users.info", { error: "internal_error" });
    world.slack.workspace.post(world.eli, CHANNEL, "ask <@U0DANA>");
    expect((await heard(1))[0]?.text).toBe("ask @Dana");
    expect(world.slack.deliveries.all[0]?.attempts).toBe(2);
  });

  it("is someone's when there is nobody of this id", async () => {
    await open("HTTP mode");
    world.slack.workspace.post(world.eli, CHANNEL, "ask <@U0GONE>");
    expect((await heard(1))[0]?.text).toBe("ask @someone");
  });
});
