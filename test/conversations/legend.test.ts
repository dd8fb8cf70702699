import { describe, expect, test } from "vitest";
import type { Command } from "../../src/domain/command.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS } from "../../src/networks/linkedin.ts";
import type { Answer } from "../../src/ports/commands.ts";
import type { Source } from "../../src/ports/source.ts";
import { failure, policy } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { families } from "../names/sets.ts";
import { linked } from "./given.ts";
import { type Around, createWorld, type WorldPlan } from "./world.ts";

const LEGEND: Command = { kind: "legend" };
const COMING = "On its way: the bridge says in this channel what the customer sees of our reactions, and pins it.";
const text = ({ text: said }: Answer) => said.filter((one) => typeof one === "string").join("");

const emoji = (change: object) => policy({ emoji: { allow: "any", deny: [], custom: {}, standIns: true, ...change } });
const posts = { network: "linkedin", kind: "posts", rules: LINKEDIN_POSTS } as const;
const open = (plan: WorldPlan = {}) => createWorld({ families, ...plan });

/** How pinning in the channel goes, time by time; well after that. `asked` takes the key and `again` of each time. */
const pinning = (fates: readonly (boolean | "lost")[], asked: unknown[] = []): Around => {
  const left = [...fates];
  return (part) => {
    if (!("pin" in part)) return part;
    const pin = part.pin as NonNullable<Source["pin"]>;
    const disturbed: typeof pin = async (channel, said, key, again) => {
      asked.push([key, again]);
      const fate = left.shift();
      const pinned = await pin(channel, said, key, again);
      if (fate === "lost") throw new Error("the answer was lost");
      return fate ?? pinned;
    };
    return { ...part, pin: disturbed };
  };
};

describe("the legend of a channel", () => {
  test("is pinned for all, and says what goes out, as what, and what stays inside", async () => {
    const brand = { ...linked("brand", { posts: true, conversation: null }), policy: emoji({ deny: ["👀"], custom: { shipit: "🚀" } }) };
    const world = await open({ links: [brand], accounts: { [ACCOUNT]: posts } });
    expect(text(await world.asks("dana", LEGEND))).toBe(COMING);
    await world.run(1_000);
    expect(world.pins.map((pinned) => pinned.split("\n"))).toEqual([
      [
        "What the customer sees of our reactions",
        "",
        "LinkedIn posts",
        "As they are: 👍 👏 🫶 ❤️ 💡 😄",
        "😂 🤣 → 😄",
        "🎉 🔥 🙌 🚀 🥳 🏆 🍾 :shipit: → 👏",
        "🙏 💪 → 🫶",
        "💯 👌 😊 🤝 → 👍",
        "😍 💙 → ❤️",
        "Kept for the team: 👀",
        expect.stringMatching(/^Stay inside: .*👎.*🍕$/),
        "   😮 · surprise may be a good one or a bad one",
        "   🤔 · doubt is neither a yes nor a no",
        "   😅 · it laughs or winces at something that is not said",
        "One at a time: the newest of ours.",
      ],
    ]);
    expect(world.told).toEqual([]);
  });

  test("says where everything goes that nothing else needs saying", async () => {
    const world = await open({ links: [{ ...linked(), policy: { ...emoji({ deny: ["👀"] }), conflict: "most" } }] });
    await world.asks("dana", LEGEND);
    await world.run(1_000);
    expect(world.pins[0]).toMatch(
      /WhatsApp\nAs they are: 👍 ❤️ .* 🍕 and all others\nKept for the team: 👀\nOne at a time: the one that most of us hold\.$/,
    );
  });

  test("of several links tells what is the same once, and why nothing goes out", async () => {
    const links = [
      linked("north"),
      linked("south", { conversation: "another@g.us" }),
      { ...linked("brand", { account: "brand", posts: true, conversation: null }), policy: policy({ direction: "inbound" as const }) },
    ];
    const world = await open({ links, accounts: { [ACCOUNT]: {}, brand: posts } });
    await world.asks("dana", LEGEND);
    await world.run(1_000);
    const sections = world.pins[0]?.split("\n\n").map((section) => section.split("\n")[0]);
    expect(sections).toEqual(["What the customer sees of our reactions", "WhatsApp (north, south)", "LinkedIn posts (brand)"]);
    expect(world.pins[0]).toMatch(/LinkedIn posts \(brand\)\nNothing goes out: switched off$/);
  });

  test("where nobody publishes the set says what comes for certain, and knows what the account turned out to refuse", async () => {
    const rules = { ...LINKEDIN_MESSAGES, allowed: "discover", floor: LINKEDIN_MESSAGE_FLOOR, perMessage: 1, canRemove: false } as const;
    const world = await open({ accounts: { [ACCOUNT]: { network: "linkedin", rules } } });
    const pinned = async () => {
      await world.asks("dana", LEGEND);
      await world.run(1_000);
      return world.pins[0];
    };
    expect(await pinned()).toContain("As they are where LinkedIn takes them, else so:\n😂 😍 🤣 → 😊\n🎉 🙌 🥳 🏆 🍾 → 👏\n");
    expect(await pinned()).toContain("One at a time: the newest of ours. What was sent cannot be taken off, only replaced.");
    await world.writes("When do you come?");
    await world.run(5_000);
    world.phone.next({ failure: failure("rejected") });
    await world.asks("dana", { kind: "react", emoji: { name: "👏", emoji: "👏" } });
    await world.run(5_000);
    expect(await pinned()).toMatch(/^👏 🎉 .* 🍾 .*→ 👍$/m);
    const asking = { person: "dana", channel: world.find("When do you come?"), place: { kind: "newest" } } as const;
    expect(await world.commands.choices(asking, ["👏"])).toEqual([{ emoji: "👏", goesAs: "👍" }]);
  });

  test("takes the place of the one before, and asked for twice under one id is one", async () => {
    const world = await open();
    for (const id of ["t1", "t1"]) await world.asks("dana", LEGEND, { id });
    await world.links.turn("northwind", "off");
    await world.asks("lee", LEGEND);
    await world.run(1_000);
    expect(world.pins).toEqual([expect.stringContaining("Nothing goes out: switched off")]);
  });

  test("is said again under its own key when an answer was lost", async () => {
    const asked: unknown[] = [];
    const world = await open({ around: pinning(["lost"], asked) });
    await world.asks("dana", LEGEND, { id: "t1" });
    await world.run(60_000);
    expect(asked).toEqual([
      ["legend slack:C0NORTH t1", false],
      ["legend slack:C0NORTH t1", true],
    ]);
  });
});

describe("who asked for a legend", () => {
  test("is told where it could not be pinned, and what the app needs for that", async () => {
    const world = await open({ around: pinning([false]) });
    await world.asks("dana", LEGEND);
    await world.run(1_000);
    expect(world.told).toEqual([
      expect.stringMatching(/^dana: It stands in the channel, but the bridge could not pin it: either it lacks the scope pins:write/),
    ]);
  });

  test("is told when it could not even be said", async () => {
    const world = await open({ around: pinning(Array.from({ length: 10 }, () => "lost" as const)) });
    await world.asks("dana", LEGEND);
    await world.run(3_600_000);
    expect(world.told).toEqual([expect.stringMatching(/^dana: What the customer sees of our reactions could not be said in this channel/)]);
    expect(world.counted["a legend could not be pinned in a channel"]).toBe(10);
  });

  test("must be somebody who may speak to the customer there, or an admin", async () => {
    const world = await open();
    expect(text(await world.asks("guest-lee", LEGEND))).toContain("you are not among those who may");
    await world.run(1_000);
    expect(world.pins).toEqual([]);
    expect(text(await world.asks("guest-lee", LEGEND, { isAdmin: true }))).toBe(COMING);
    expect(text(await world.asks("dana", LEGEND, { channel: "C0ELSEWHERE" }))).toContain("not linked with a conversation");
    await world.run(1_000);
    expect(world.pins).toHaveLength(1);
  });
});
