import { describe, expect, it, test } from "vitest";
import type { Link } from "../src/domain/link.ts";
import type { ReactionRules } from "../src/domain/network.ts";
import { explain } from "../src/explain.ts";
import { IMESSAGE_MESSAGES } from "../src/networks/imessage.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS } from "../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../src/networks/whatsapp.ts";
import type { Account } from "../src/ports/account.ts";
import { link } from "./domain/given.ts";
import { families } from "./names/sets.ts";

type Place = "messages" | "posts";

/** An account of which nothing but its rules is asked. */
function account(name: string, network: Account["network"], provider: string, rules: Partial<Record<Place, ReactionRules>>): Account {
  const target = (one: ReactionRules | undefined) => (one === undefined ? null : { rules: one });
  return { name, network, provider, messages: target(rules.messages), posts: target(rules.posts) } as unknown as Account;
}

const ACCOUNTS = new Map(
  [
    account("wa", "whatsapp", "ryzeapi", { messages: WHATSAPP_MESSAGES }),
    account("li", "linkedin", "postpress", {
      messages: { ...LINKEDIN_MESSAGES, allowed: "discover", floor: LINKEDIN_MESSAGE_FLOOR },
      posts: LINKEDIN_POSTS,
    }),
    account("im", "imessage", "linq", { messages: IMESSAGE_MESSAGES }),
  ].map((one) => [one.name, one]),
);

const linkOn = (name: string, of: string, change: Parameters<typeof link>[1] = {}, posts = false): Link => ({
  ...link(name, change),
  ...{ account: of, posts },
});

/** The title, and what becomes of the emoji on each link or account. */
function told(asked: string, links: readonly Link[] = []) {
  const [title, ...lines] = explain(asked, links, ACCOUNTS, families).split("\n");
  return { title, outcomes: lines.map((line) => line.trim().split(/ {2,}/).at(-1)) };
}

describe("as what an emoji goes out", () => {
  it("is said for every account without a link, by its rung", () => {
    expect(told("🎉")).toEqual({
      title: "🎉 :tada:",
      outcomes: [
        "🎉 as it is",
        "🎉 as it is, else 👏 as a stand-in that is known to work, else 👍 as a stand-in that is known to work",
        "👏 as a stand-in",
        "🎉 as a custom reaction",
      ],
    });
    expect(told("👍🏽").outcomes[2]).toBe("👍 without its skin tone");
  });

  it("is said with the reason where it stays inside: the family's, or the group's", () => {
    expect(told("✅").outcomes[2]).toBe("stays inside: done is another answer than good");
    expect(told("🍕").outcomes[2]).toBe("stays inside: food is no opinion");
    expect(told("🇩🇪").outcomes[2]).toBe("stays inside: a place is no opinion");
    expect(told("🦦").outcomes[2]).toBe("stays inside: an animal or a plant is no opinion");
  });

  test.each([
    ["the policy denies it", { emoji: { deny: ["🎉"] } }, "stays inside: the policy denies it"],
    ["the link is off", { direction: "off" }, "stays inside: the link is switched off in this direction"],
    ["stand-ins are off", { emoji: { standIns: false } }, "stays inside: not offered there, and policy.emoji.standIns is off"],
    ["the policy keeps it inside", { emoji: { custom: { "🎉": null } } }, "stays inside: policy.emoji.custom says none"],
    ["the policy makes another of it", { emoji: { custom: { "🎉": "🫶" } } }, "🫶 as policy.emoji.custom says"],
    ["what the policy makes of it is not offered", { emoji: { custom: { "🎉": "🍕" } } }, "stays inside: food is no opinion"],
  ] as const)("is said for a link: %s", (_, change, outcome) => {
    expect(told("tada", [linkOn("posts", "li", change as Parameters<typeof link>[1], true)]).outcomes[0]).toBe(outcome);
  });
});

describe("what is asked for", () => {
  test.each([
    [":thumbsup_tone3:", "👍🏽 :+1::skin-tone-4:"],
    ["insightful", "💡 :bulb:"],
    ["🪊", "🪊"],
  ])("%s is understood as people type it", (asked, title) => {
    expect(told(asked).title).toBe(title);
  });

  it("is said with what keeps it from going there and then: a link that only rehearses, or a question first", () => {
    const links = [
      linkOn("rehearsing", "wa", { dryRun: true }),
      linkOn("asking", "wa", { emoji: { confirm: ["🎉"] } }),
      linkOn("asking-for-what-it-becomes", "li", { emoji: { confirm: ["👏"] } }, true),
      linkOn("asking-for-another", "im", { emoji: { confirm: ["👎"] } }),
    ];
    expect(told("🎉", links).outcomes).toEqual([
      "stays inside: the link only rehearses (dryRun)",
      "🎉 as it is; whoever presses it is asked before",
      "👏 as a stand-in; whoever presses it is asked before",
      "🎉 as a custom reaction",
    ]);
  });

  it("is a custom emoji of the workspace where nothing else is known of it, or what was probably meant", () => {
    const shipit = [linkOn("northwind", "wa", { emoji: { custom: { shipit: "🚀" } } })];
    expect(told("shipit", shipit)).toMatchObject({
      title: "a workspace custom emoji :shipit:",
      outcomes: ["🚀 as it is", expect.anything(), expect.anything(), expect.anything()],
    });
    expect(told(":partyparot:")).toMatchObject({ title: "a workspace custom emoji :partyparot:" });
    expect(told("tadaa").title).toBe("a workspace custom emoji :tadaa:, unless you mean :tada:");
    expect(told("tadaa").outcomes[0]).toBe("stays inside: policy.emoji.custom does not say what it stands for");
  });
});
