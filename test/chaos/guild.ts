import { setTimeout as sleep } from "node:timers/promises";
import { type DiscordStandIn, openDiscord } from "../../src/sandbox/discord/index.ts";
import type { Stage } from "../../src/sandbox/stage.ts";
import type { Remembered } from "../kills/api.ts";
import { PRESSED } from "../kills/crowd.ts";
import type { Place } from "../kills/scene.ts";
import type { Random } from "../simulation/random.ts";
import type { OperatorsFile } from "../support/town.ts";

/** Another team, in Discord, with two channels of the same accounts. */
export interface GuildScene {
  readonly discord: DiscordStandIn;
  /** What the bridge is started with. */
  readonly env: Readonly<Record<string, string>>;
  change(file: OperatorsFile): OperatorsFile;
  /** Posts messages in both channels, with their counterparts over there. */
  post(stage: Stage, count: number): readonly Place[];
  /** Somebody presses, or takes it back who holds it. */
  press(place: Place, emoji: string): void;
  /** People press and take back until they are told to stop; so many times a second. */
  start(places: readonly Place[], random: Random, perSecond: number): { stop(): Promise<number> };
  /** What is wrong with what a customer sees, or with what the bridge remembers, if anything. */
  wrongOn(place: Place, mirror: Remembered | undefined): readonly string[];
}

type Person = ReturnType<DiscordStandIn["guild"]["member"]>;

const PEOPLE = 8;
const CHAT = "7d0c2f3e-54cf-4b0d-8f0c-3a5d7c2b9e11";
const CONVERSATION = "urn:li:msg_conversation:(urn:li:fsd_profile:ACoAASandbox,2-Z3VpbGQ=)";

export async function openGuild(): Promise<GuildScene> {
  // Whoever is killed every few seconds begins more sessions than a day allows.
  const discord = await openDiscord({ sessionStarts: 1_000_000 });
  const { guild } = discord;
  const people = Array.from({ length: PEOPLE }, (_, index) => guild.member(`Member ${index}`));
  const [sales, support] = [guild.channel("sales"), guild.channel("support")];

  function toggle(person: Person, { ts }: Place, emoji: string): void {
    const message = guild.message(ts);
    if (guild.shown(message).get(emoji)?.includes(person.id)) guild.unreact(person, message, emoji);
    else guild.react(person, message, emoji);
  }

  const heldOn = (ts: string) =>
    [...guild.shown(guild.message(ts))].flatMap(([emoji, holders]) => holders.map((person) => ({ emoji, person })));

  return {
    discord,
    env: { DISCORD_BOT_TOKEN: discord.botToken, DISCORD_API_URL: discord.apiUrl },
    change: (file) => ({
      ...file,
      links: [
        ...file.links,
        ...[
          { name: "sales", channel: `discord:${sales.id}`, account: "dana-linkedin", conversation: CONVERSATION },
          { name: "support", channel: `discord:${support.id}`, account: "acme-imessage", conversation: CHAT },
        ],
      ],
    }),
    post: ({ providers: { connectsafely, linq } }, count) =>
      Array.from({ length: count }, (_, index) => index).flatMap((index) => {
        const urn = `urn:li:msg_message:(urn:li:fsd_profile:ACoAASandbox,2-guild${index})`;
        const uuid = `f230c922-3e96-4376-9332-67b644d1${1_000 + index}`;
        connectsafely.message({ id: urn, conversation: CONVERSATION });
        linq.message({ id: uuid, conversation: CHAT, parts: 1 });
        const place = (link: string, channel: typeof sales, more: Pick<Place, "target" | "shown" | "perMessage">): Place => ({
          ...{ link, channel: channel.id, ts: guild.post(people[0] ?? guild.bot, "Hello", { channel }).id, keeps: false },
          ...more,
        });
        return [
          place("sales", sales, { target: { id: urn }, shown: () => connectsafely.shown(urn), perMessage: 5 }),
          place("support", support, { target: { id: uuid, part: 0 }, shown: () => linq.shown(uuid, { part: 0 }), perMessage: 1 }),
        ];
      }),
    press: (place, emoji) => toggle(people[0] ?? guild.bot, place, emoji),
    start(places, random, perSecond) {
      let stopping = false;
      let pressed = 0;
      async function run(): Promise<void> {
        const startedMs = performance.now();
        for (; !stopping; pressed += 1) {
          await sleep(Math.max(0, startedMs + (pressed * 1_000) / perSecond - performance.now()));
          toggle(random.pick(people), random.pick(places), random.pick(Object.values(PRESSED)));
        }
      }
      const running = run();
      return {
        async stop() {
          stopping = true;
          await running;
          return pressed;
        },
      };
    },
    wrongOn({ link, ts, shown, perMessage }, mirror) {
      const held = heldOn(ts);
      const emoji = [...new Set(held.map((one) => one.emoji))];
      const seen = shown();
      const flaws: string[] = [];
      // Which of them is the latest nobody can say who did not hear them.
      if (seen.length !== Math.min(perMessage, emoji.length) || seen.some((one) => !emoji.includes(one)))
        flaws.push(`the customer sees ${seen.join(" ") || "nothing"} where people hold ${emoji.join(" ") || "nothing"}`);
      const truth = held.map(({ person, emoji: one }) => `${person} ${one}`).toSorted();
      const known = (mirror?.held ?? []).map(({ person, emoji: one }) => `${person.split(":").at(-1)} ${one}`).toSorted();
      if (truth.join() !== known.join()) flaws.push(`${known.length} reactions are remembered in place of ${truth.length}`);
      return flaws.map((flaw) => `${link} ${ts}: ${flaw}`);
    },
  };
}
