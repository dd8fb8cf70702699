import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  Events,
  type Interaction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from "discord.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DiscordStandIn, openDiscord } from "../../../src/sandbox/discord/index.ts";
import type { Channel, Person } from "../../../src/sandbox/discord/state.ts";
import { connect, until } from "./client.ts";

const COMMANDS = [
  {
    name: "react",
    description: "React for the customer",
    options: [
      { type: 3, name: "emoji", description: "Which", required: true, autocomplete: true },
      { type: 3, name: "message", description: "A link" },
    ],
  },
  {
    name: "reactions",
    description: "Reactions",
    options: [
      { type: 1, name: "remove", description: "Takes one back", options: [{ type: 3, name: "emoji", description: "Which" }] },
      { type: 1, name: "who", description: "Who reacted" },
    ],
  },
  { name: "bridge", description: "Links", defaultMemberPermissions: ["ManageGuild" as const] },
  { type: 3, name: "React for the customer" },
];

describe("interactions with the stand-in, through discord.js", () => {
  let discord: DiscordStandIn;
  let connected: Awaited<ReturnType<typeof connect>>;
  let ana: Person;
  let general: Channel;
  beforeEach(async () => {
    discord = await openDiscord({ answerWithinMs: 200 });
    ana = discord.guild.member("Ana");
    general = discord.guild.channel("general");
    connected = await connect(discord);
    await connected.client.application?.commands.set(COMMANDS);
  });
  afterEach(async () => {
    await connected.client.destroy();
    await discord.close();
  });
  const on = <I extends Interaction>(does: (interaction: I) => Promise<unknown>) =>
    connected.client.once(Events.InteractionCreate, (interaction) => void does(interaction as I));
  const at = () => ({ channel: general });
  const code = (asked: Promise<unknown>) =>
    asked.then(
      () => null,
      (error: unknown) => (error instanceof DiscordAPIError ? [error.status, error.code] : error),
    );

  it("offers the commands to those who may see them", () => {
    expect(discord.use.offers(ana, general)).toEqual(["/react", "/reactions", "React for the customer"]);
    const owner = discord.guild.people.get(discord.guild.ownerId) as Person;
    expect(discord.use.offers(owner, general)).toContain("/bridge");
    expect(discord.use.registered.map(({ name }) => name)).toEqual(["react", "reactions", "bridge", "React for the customer"]);
    expect(discord.violations).toEqual([]);
  });

  it("shows an ephemeral answer to the one who asked, and to nobody else", async () => {
    on<ChatInputCommandInteraction>(async (interaction) => {
      await interaction.reply({ content: `sent ${interaction.options.getString("emoji")}`, flags: MessageFlags.Ephemeral });
      await interaction.followUp({ content: "and more", flags: MessageFlags.Ephemeral });
    });
    const seen = await discord.use.slash(ana, "react", { emoji: "🎉" }, at());
    expect(seen).toMatchObject({ kind: "message", ephemeral: true, message: { content: "sent 🎉" } });
    await until(() => seen.followUps.length === 1);
    expect(discord.use.ephemerals(ana).map(({ content }) => content)).toEqual(["sent 🎉", "and more"]);
    expect(discord.guild.messages(general)).toEqual([]);
    expect(connected.of("MESSAGE_CREATE")).toEqual([]);
    expect(discord.violations).toEqual([]);
  });

  it("walks to a subcommand, and sends nothing that Discord would not", async () => {
    on<ChatInputCommandInteraction>((interaction) =>
      interaction.reply(`${interaction.options.getSubcommand()} ${interaction.options.getString("emoji")}`),
    );
    const seen = await discord.use.slash(ana, "reactions remove", { emoji: "👍" }, at());
    expect(seen).toMatchObject({ ephemeral: false, message: { content: "remove 👍", type: 20 } });
    expect(() => discord.use.slash(ana, "reactions", {}, at())).toThrow("needs a subcommand");
    expect(() => discord.use.slash(ana, "react", {}, at())).toThrow("emoji is needed");
    expect(() => discord.use.slash(ana, "bridge", {}, at())).toThrow("not offered");
    expect(() => discord.use.slash(ana, "shout", {}, at())).toThrow("no command");
  });

  it("completes what is typed, with at most 25 choices", async () => {
    on<AutocompleteInteraction>((interaction) => {
      const { name, value } = interaction.options.getFocused(true);
      return interaction.respond([{ name: `${name} ${value}`, value: "🎉" }]);
    });
    expect(await discord.use.complete(ana, "react", "emoji", { emoji: "ta" }, at())).toEqual([{ name: "emoji ta", value: "🎉" }]);
    on<AutocompleteInteraction>((interaction) =>
      interaction.respond(Array.from({ length: 26 }, (_, n) => ({ name: `${n}`, value: "x" }))).catch(() => {}),
    );
    expect(await discord.use.complete(ana, "react", "emoji", {}, at())).toBeNull();
    expect(discord.violations).toHaveLength(1);
  });

  it("opens a modal from the menu of a message, and takes what is filled in", async () => {
    const message = discord.guild.post(ana, "hello", at());
    on<MessageContextMenuCommandInteraction>((interaction) =>
      interaction.showModal({
        customId: `react:${interaction.targetMessage.id}:${interaction.targetMessage.content}`,
        title: "React",
        components: [{ type: 1, components: [{ type: 4, customId: "emoji", label: "Emoji", style: 1, maxLength: 20 }] }],
      }),
    );
    const seen = await discord.use.menu(ana, "React for the customer", message);
    expect(seen).toMatchObject({ kind: "modal", modal: { custom_id: `react:${message.id}:hello`, title: "React" } });
    on<ModalSubmitInteraction>((interaction) => interaction.reply(interaction.fields.getTextInputValue("emoji")));
    expect(await discord.use.submit(ana, seen, { emoji: "🎉" })).toMatchObject({ kind: "message", message: { content: "🎉" } });
    expect(() => discord.use.submit(ana, seen, {})).toThrow("does not fit");
    expect(discord.violations).toEqual([]);
  });

  it("presses buttons and selects from menus on what somebody sees", async () => {
    const rows = [
      { type: 1, components: [{ type: 2, style: 2, label: "Undo", customId: "undo" }] },
      { type: 1, components: [{ type: 3, customId: "tone", options: [{ label: "Light", value: "1" }] }] },
    ];
    on<ChatInputCommandInteraction>((interaction) =>
      interaction.reply({ content: "sent", components: rows, flags: MessageFlags.Ephemeral } as object),
    );
    const { message } = await discord.use.slash(ana, "react", { emoji: "🎉" }, at());
    if (message === null) throw new Error("nothing was seen");
    const ben = discord.guild.member("Ben");
    expect(() => discord.use.press(ben, message, "Undo")).toThrow("does not see it");
    on<ButtonInteraction>((interaction) => interaction.update({ content: `pressed ${interaction.customId}` }));
    expect(await discord.use.press(ana, message, "Undo")).toMatchObject({ kind: "update", message: { content: "pressed undo" } });
    on<StringSelectMenuInteraction>(async (interaction) => {
      await interaction.deferUpdate();
      await interaction.editReply({ content: `selected ${interaction.values}`, components: [] });
    });
    expect(await discord.use.select(ana, message, "tone", ["1"])).toMatchObject({ kind: "update" });
    await until(() => message.content === "selected 1");
    expect(() => discord.use.press(ana, message, "Undo")).toThrow("no such component");
    expect(discord.violations).toEqual([]);
  });

  it("waits for an answer that was put off", async () => {
    on<ChatInputCommandInteraction>(async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply("at last");
    });
    expect(await discord.use.slash(ana, "react", { emoji: "🎉" }, at())).toMatchObject({
      ephemeral: true,
      message: { content: "at last" },
    });
    on<ChatInputCommandInteraction>(async (interaction) => {
      await interaction.deferReply();
      await interaction.followUp("the answer all the same");
    });
    const { message } = await discord.use.slash(ana, "react", { emoji: "🎉" }, at());
    expect(message?.content).toBe("the answer all the same");
    expect(discord.guild.messages(general)).toEqual([message]);
  });

  it("tells somebody whom nobody answers in time, and takes no late or second answer", async () => {
    let late: ChatInputCommandInteraction | undefined;
    on<ChatInputCommandInteraction>(async (interaction) => {
      late = interaction;
    });
    expect(await discord.use.slash(ana, "react", { emoji: "🎉" }, at())).toMatchObject({ kind: "failed", message: null });
    expect(await code((late as ChatInputCommandInteraction).reply("late"))).toEqual([404, 10062]);
    const outcomes: unknown[] = [];
    on<ChatInputCommandInteraction>(async (interaction) => {
      outcomes.push(await code(interaction.followUp("before the answer")));
      await interaction.reply("once");
      interaction.replied = false;
      outcomes.push(await code(interaction.reply("twice")));
    });
    await discord.use.slash(ana, "react", { emoji: "🎉" }, at());
    await until(() => outcomes.length === 2);
    expect(outcomes[1]).toEqual([400, 40060]);
  });

  it("forgets the token of an interaction when its time is over", async () => {
    await connected.client.destroy();
    await discord.close();
    let nowMs = Date.now();
    discord = await openDiscord({ now: () => nowMs });
    connected = await connect(discord);
    await connected.client.application?.commands.set(COMMANDS);
    const channel = discord.guild.channel("general");
    let asked: ChatInputCommandInteraction | undefined;
    on<ChatInputCommandInteraction>(async (interaction) => {
      asked = interaction;
      await interaction.reply({ content: "sent", flags: MessageFlags.Ephemeral });
    });
    const { message } = await discord.use.slash(discord.guild.member("Ana"), "react", { emoji: "🎉" }, { channel });
    await until(() => asked?.replied === true);
    nowMs += 14 * 60_000;
    await asked?.editReply("still");
    expect(message?.content).toBe("still");
    nowMs += 61_000;
    expect(await code((asked as ChatInputCommandInteraction).editReply("too late"))).toEqual([401, 50027]);
    expect(discord.violations).toEqual([]);
  });

  it("takes an answer away again, and is of use in direct messages too", async () => {
    on<ChatInputCommandInteraction>(async (interaction) => {
      await interaction.reply("sent");
      await interaction.deleteReply();
    });
    const { message } = await discord.use.slash(ana, "react", { emoji: "🎉" }, { channel: discord.guild.dm(ana) });
    await until(() => message?.deleted === true);
    expect(discord.guild.dms(ana)).toEqual([]);
  });

  it("holds commands to what Discord lets them be", async () => {
    const { commands } = connected.client.application ?? {};
    const set = (all: object[]) => code((commands as NonNullable<typeof commands>).set(all as never));
    expect(await set([{ name: "React", description: "x" }])).toEqual([400, 50035]);
    expect(await set([{ name: "react", description: "x".repeat(101) }])).toEqual([400, 50035]);
    expect(await set([{ name: "react", description: "" }])).toEqual([400, 50035]);
    expect(await set([{ type: 3, name: "React", description: "with words" }])).toEqual([400, 50035]);
    const option = { type: 3, name: "a", description: "x" };
    expect(await set([{ name: "react", description: "x", options: [option, { ...option, name: "b", required: true }] }])).toEqual([
      400, 50035,
    ]);
    expect(await set([{ name: "react", description: "x", options: [option, option] }])).toEqual([400, 50035]);
    const twice = { name: "react", description: "x" };
    expect(await set([twice, twice])).toEqual([400, 50035]);
    expect(discord.violations).toHaveLength(7);
    expect(await set([{ name: "react", description: "x" }])).toBeNull();
  });
});
