import { afterEach, describe, expect, it } from "vitest";
import type { Choice, Offer } from "../../../src/domain/command.ts";
import type { Form } from "../../../src/sandbox/slack/forms.ts";
import { answer, type DeskWorld, openDesk, wordsIn } from "./desk.ts";
import { HOSTILE } from "./hostile.ts";
import { CHANNEL, type Mode } from "./world.ts";

const SOON = { timeout: 6_000, interval: 5 };
const CHOICES: readonly Choice[] = [
  { emoji: "👍", goesAs: "👍" },
  { emoji: "🎉", goesAs: "👏" },
  { emoji: "👀", goesAs: null },
];
const OFFERS: readonly Offer[] = [
  { account: "acme-wa-2", conversation: "chat_wa", title: "Maria · WhatsApp (acme-wa-2)" },
  { account: "dana-linkedin", conversation: `urn:li:msg_conversation:(urn:li:fsd_profile:${"A".repeat(200)},2-x==)`, title: "<!channel>" },
];

let world: DeskWorld;
afterEach(() => world.close());

const told = () => world.slack.workspace.ephemerals;
const forms = () => world.slack.workspace.forms;
const healthy = () => expect([world.slack.violations, world.malformed]).toEqual([[], []]);
/** The labels of a form's menu. */
const labels = (form: Form | undefined) =>
  form?.view.blocks.flatMap((block) =>
    block.type === "input" && block.element.type === "static_select" ? block.element.options.map(({ text }) => text.text) : [],
  );

async function opened(): Promise<Form> {
  await expect.poll(() => forms().length, SOON).toBe(1);
  const [form] = forms();
  if (form === undefined) throw new Error("no form is open");
  return form;
}
async function reactForm(ts: string): Promise<Form> {
  expect(await world.slack.shortcut(world.dana, CHANNEL, ts, "react_for_customer")).toBe(true);
  return opened();
}

for (const mode of ["Socket Mode", "HTTP mode"] satisfies Mode[]) {
  describe(`React for the customer in ${mode}`, () => {
    it("offers what could go out, and as what, and asks for what is chosen", async () => {
      world = await openDesk(mode);
      world.desk.choices = async () => CHOICES;
      const message = world.post();
      const form = await reactForm(message.message);
      expect(labels(form)).toEqual(["👍", "🎉 → 👏"]);
      expect(form.user).toBe(world.dana);
      expect(await world.slack.workspace.submit(form, { choice: "🎉 → 👏" })).toBeNull();
      await expect.poll(() => told().map(wordsIn), SOON).toEqual(["Done."]);
      expect(world.desk.asked).toEqual([
        {
          ...{
            id: expect.any(String),
            person: `slack:${world.slack.workspace.team}:${world.dana}`,
            channel: world.source.channel(CHANNEL),
          },
          ...{ command: { kind: "react", emoji: { name: "tada", emoji: "🎉" } }, place: { kind: "message", message } },
        },
      ]);
      healthy();
    });

    it("takes another emoji by its name, and says in the form what is wrong with it", async () => {
      world = await openDesk(mode);
      world.desk.choices = async () => CHOICES;
      const form = await reactForm(world.post().message);
      const { submit } = world.slack.workspace;
      expect(await submit(form, {})).toEqual({ other: "Choose an emoji, or write one." });
      expect(await submit(form, { other: "rokcet" })).toEqual({ other: expect.stringContaining("Did you mean :rocket: 🚀?") });
      expect(world.desk.asked).toEqual([]);
      world.desk.answers.push(async () => {
        throw new Error("the store is gone");
      });
      expect(await submit(form, { other: ":rocket:" })).toEqual({ other: expect.stringContaining("nothing was done") });
      expect(await submit(form, { choice: "👍", other: "rocket" })).toBeNull();
      expect(world.desk.asked.map(({ command }) => command)).toEqual(
        [1, 2].map(() => ({ kind: "react", emoji: { name: "rocket", emoji: "🚀" } })),
      );
      healthy();
    });

    it("shows the outcome in the thread that it was asked from, with its button", async () => {
      world = await openDesk(mode);
      world.desk.choices = async () => CHOICES;
      const head = world.post();
      const ts = world.slack.workspace.post(world.eli, CHANNEL, "in the thread", { threadTs: head.message });
      const message = { ...head, message: ts };
      const form = await reactForm(ts);
      world.desk.answers.push(async () => answer("Reacted.", { undo: { message, emoji: { name: "+1", emoji: "👍" } } }));
      expect(await world.slack.workspace.submit(form, { choice: "👍" })).toBeNull();
      await expect.poll(told, SOON).toMatchObject([{ user: world.dana, threadTs: head.message }]);
      const [seen] = told();
      if (seen !== undefined) expect(await world.slack.workspace.press(seen)).toBe(true);
      await expect.poll(() => told().map(wordsIn), SOON).toEqual(["Done."]);
      healthy();
    });

    it("says so where there is nothing to react to, and opens no form", async () => {
      world = await openDesk(mode);
      await world.slack.shortcut(world.dana, CHANNEL, world.post().message, "react_for_customer");
      await expect.poll(() => told().map(wordsIn), SOON).toEqual([expect.stringContaining("nothing to react to")]);
      expect(forms()).toEqual([]);
      healthy();
    });
  });

  describe(`What do they see? in ${mode}`, () => {
    it("asks who holds what on that message, and tells whoever asked", async () => {
      world = await openDesk(mode);
      const message = world.post();
      world.desk.answers.push(async () => answer(["Maria sees 👍, by ", { person: `slack:${world.slack.workspace.team}:${world.eli}` }]));
      expect(await world.slack.shortcut(world.dana, CHANNEL, message.message, "what_do_they_see")).toBe(true);
      await expect.poll(() => told().map(wordsIn), SOON).toEqual([`Maria sees 👍, by <@${world.eli}>`]);
      expect(world.desk.asked).toMatchObject([{ command: { kind: "who" }, place: { kind: "message", message } }]);
      healthy();
    });
  });

  describe(`/bridge in ${mode}`, () => {
    it("link offers an admin the conversations, and links the one that is chosen", async () => {
      world = await openDesk(mode);
      world.desk.offers = async () => OFFERS;
      world.desk.looksAtAdmins = true;
      expect(await world.slack.workspace.command(world.admin, CHANNEL, "/bridge", "link")).toBeNull();
      const form = await opened();
      expect(labels(form)).toEqual(["Maria · WhatsApp (acme-wa-2)", "<!channel> · dana-linkedin"]);
      expect(await world.slack.workspace.submit(form, { conversation: "<!channel> · dana-linkedin" })).toBeNull();
      await expect.poll(() => told().map(wordsIn), SOON).toEqual(["Done."]);
      const { account, conversation } = OFFERS[1] ?? {};
      expect(world.desk.asked).toMatchObject([
        { command: { kind: "link", account, conversation }, channel: world.source.channel(CHANNEL) },
      ]);
      expect(world.desk.admins).toEqual([true]);
      healthy();
    });

    it("says in the form that a conversation is not offered any more", async () => {
      world = await openDesk(mode);
      world.desk.offers = async () => OFFERS;
      await world.slack.workspace.command(world.admin, CHANNEL, "/bridge", "link");
      const form = await opened();
      world.desk.offers = async () => OFFERS.slice(1);
      const errors = await world.slack.workspace.submit(form, { conversation: "Maria · WhatsApp (acme-wa-2)" });
      expect(errors).toEqual({ conversation: expect.stringContaining("not offered any more") });
      expect(world.desk.asked).toEqual([]);
      healthy();
    });

    it("opens no form for anybody else, nor where there is nothing to choose", async () => {
      world = await openDesk(mode);
      const { workspace } = world.slack;
      world.desk.offers = async () => OFFERS;
      const outside = workspace.addUser("Otto", "external");
      const guest = workspace.addUser("Gil", "guest");
      for (const user of [world.dana, outside, guest])
        expect(wordsIn(await workspace.command(user, CHANNEL, "/bridge", "link"))).toContain("Only admins");
      world.desk.offers = async () => [];
      const owner = workspace.addUser("Olga", "owner");
      expect(wordsIn(await workspace.command(owner, CHANNEL, "/bridge", "link"))).toContain("no conversation to choose");
      expect([forms(), world.desk.asked]).toEqual([[], []]);
      healthy();
    });

    it("lists and unlinks, and says who is an admin when it is asked", async () => {
      world = await openDesk(mode);
      const { command } = world.slack.workspace;
      world.desk.looksAtAdmins = true;
      for (const user of [world.dana, world.admin]) {
        for (const text of ["list", "unlink", "unlink northwind"]) await command(user, CHANNEL, "/bridge", text);
      }
      const once = [{ kind: "list" }, { kind: "unlink", link: null }, { kind: "unlink", link: "northwind" }];
      expect(world.desk.asked.map((asking) => asking.command)).toEqual([...once, ...once]);
      expect(world.desk.admins).toEqual([false, false, false, true, true, true]);
      expect(world.slack.api.calls.filter((call) => call === "users.info")).toHaveLength(2);
      expect(wordsIn(await command(world.dana, CHANNEL, "/bridge", "lnik"))).toContain("Did you mean /bridge link?");
      expect(wordsIn(await command(world.dana, CHANNEL, "/bridge", "list all"))).toContain("Write /bridge list and nothing after it");
      healthy();
    });
  });
}

describe("a form", () => {
  it("is still opened, without a menu, when nobody says in time what could be chosen", async () => {
    world = await openDesk("Socket Mode");
    for (const choices of [() => new Promise<never>(() => {}), () => Promise.reject(new Error("the store is gone"))]) {
      world.desk.choices = choices;
      const form = await reactForm(world.post().message);
      expect(form.view.blocks).toHaveLength(1);
      expect(await world.slack.workspace.submit(form, { other: "tada" })).toBeNull();
    }
    healthy();
  });

  it("offers no more than a menu takes, and each once", async () => {
    world = await openDesk("HTTP mode");
    const many = Array.from({ length: 250 }, (_, at) => String.fromCodePoint(0x1f300 + at));
    world.desk.choices = async () => [...many, ...many].map((emoji) => ({ emoji, goesAs: emoji }));
    expect(labels(await reactForm(world.post().message))).toEqual(many.slice(0, 100));
    healthy();
  });

  it("offers every whole inbox, however many conversations there are", async () => {
    world = await openDesk("HTTP mode");
    const heard = Array.from({ length: 150 }, (_, at) => ({ account: "acme", conversation: `c${at}`, title: `c${at}` }));
    world.desk.offers = async () => [...heard, { account: "acme", conversation: "*", title: "The whole inbox · WhatsApp (acme)" }];
    await world.slack.workspace.command(world.admin, CHANNEL, "/bridge", "link");
    const shown = labels(await opened());
    expect([shown?.length, shown?.[0], shown?.at(-1)]).toEqual([100, "c0 · acme", "The whole inbox · WhatsApp (acme)"]);
    healthy();
  });

  it("shows foreign titles as they are, cut to what a menu takes", async () => {
    world = await openDesk("HTTP mode");
    world.desk.offers = async () => HOSTILE.map((title, at) => ({ account: "acme", conversation: `c${at}`, title }));
    expect(await world.slack.workspace.command(world.admin, CHANNEL, "/bridge", "link")).toBeNull();
    for (const label of labels(await opened()) ?? []) expect(label).toMatch(/^.{1,68} · acme$/su);
    healthy();
  });

  it("that Slack no longer opens is told to whoever waited for it; one that is open already is not", async () => {
    world = await openDesk("HTTP mode", { triggerLastsMs: 0 });
    world.desk.choices = async () => CHOICES;
    const { message } = world.post();
    await world.slack.shortcut(world.dana, CHANNEL, message, "react_for_customer");
    await expect.poll(() => told().map(wordsIn), SOON).toEqual([expect.stringContaining("took too long")]);
    world.slack.api.refuse("views.open", { error: "exchanged_trigger_id" });
    await world.slack.shortcut(world.dana, CHANNEL, message, "react_for_customer");
    world.slack.api.refuse("views.open", { error: "internal_error" });
    await world.slack.shortcut(world.dana, CHANNEL, message, "react_for_customer");
    await expect.poll(() => told().map(wordsIn), SOON).toEqual([expect.any(String), expect.stringContaining("could not be taken")]);
  });

  it("is refused to somebody of whom Slack does not say whether they are an admin, and can be asked for again", async () => {
    world = await openDesk("HTTP mode");
    world.desk.offers = async () => OFFERS;
    world.slack.api.refuse("users.info", { error: "internal_error" });
    const { command } = world.slack.workspace;
    expect(wordsIn(await command(world.admin, CHANNEL, "/bridge", "link"))).toContain("Please try again");
    expect(await command(world.admin, CHANNEL, "/bridge", "link")).toBeNull();
    await opened();
  });

  it("is left out where it is malformed, counted, and nothing is asked", async () => {
    world = await openDesk("HTTP mode");
    const { team } = world.slack.workspace;
    const by = { team: { id: team }, user: { id: world.dana }, trigger_id: "1.2.a" };
    const about = JSON.stringify({ channel: CHANNEL, message: "1718031112.000200", thread: null });
    const submit = (view: object) => world.slack.interact("interactive", { type: "view_submission", ...by, view });
    const choose = (extra: object) =>
      world.slack.interact("interactive", { type: "message_action", ...by, channel: { id: CHANNEL }, ...extra });
    const bad = [
      submit({ callback_id: "react_for_customer", private_metadata: "{", state: { values: {} } }),
      submit({ callback_id: "react_for_customer", private_metadata: "{}", state: { values: {} } }),
      submit({ callback_id: "react_for_customer", private_metadata: about, state: { values: { other: { other: { value: 7 } } } } }),
      submit({ callback_id: "react_for_customer", private_metadata: about }),
      submit({ callback_id: "link_channel", private_metadata: JSON.stringify({ channel: "<!here>" }), state: { values: {} } }),
      choose({ callback_id: "react_for_customer", message_ts: "x", message: {} }),
      choose({ callback_id: "what_do_they_see", message_ts: "1718031112.000200" }),
      choose({ callback_id: "what_do_they_see", message_ts: "1718031112.000200", message: { thread_ts: "../1" } }),
    ];
    for (const acked of await Promise.all(bad)) expect(acked).not.toBeNull();
    expect(world.malformed).toHaveLength(bad.length);
    expect([world.desk.asked, forms(), told()]).toEqual([[], [], []]);
  });
});
