import { describe, expect, it, test } from "vitest";
import { ACCOUNTS, read, wrongs } from "./registry.ts";

const link = (keys: string) => `${ACCOUNTS}links:\n  - { name: a, channel: "slack:C0A", ${keys} }\n`;

type Case = readonly [name: string, yaml: string, ...wrongs: string[]];

const cases: readonly Case[] = [
  ["an unknown account", link("account: danna, conversation: x"), "links[0].account: names an unknown account. Did you mean `dana`?"],
  [
    "an unknown account like none",
    link("account: zzzzzz, conversation: x"),
    "links[0].account: names an unknown account. The accounts are `wa`, `wa-pp`, `li`, `ig`, `dana`, `im`.",
  ],
  [
    "no account at all",
    'links: [{ name: a, channel: "slack:C0A", conversation: x }]',
    "links[0].account: is missing. Describe one under `accounts`.",
  ],
  [
    "a link that is no group",
    "links: [nonsense]",
    "links[0]: must be a group of keys. For example `- { name: …, channel: …, account: …, conversation: … }`.",
  ],
  [
    "a link without a name",
    `${ACCOUNTS}links: [{ channel: "slack:C0A", account: li, posts: true }]`,
    "links[0].name: is missing. For example `name: northwind`.",
  ],
  [
    "nothing to link with",
    link("account: wa, posts: false"),
    "links[0]: does not say what the channel is linked with. Add an `account` with `conversation: …` (`*` for the whole account), `posts: true`, or `mirrorTo: …`.",
  ],
  [
    "a conversation and posts",
    link("account: li, conversation: x, posts: true"),
    "links[0].conversation: does not go with `posts: true`. Make two links of it; one channel may carry both.",
  ],
  [
    "posts where there are none",
    link("account: im, posts: true"),
    "links[0].posts: cannot be reached by Linq accounts on imessage. Use `li`, `ig`, or name a `conversation`.",
  ],
  [
    "posts on LinkedIn through a provider of messages",
    link("account: dana, posts: true"),
    "links[0].posts: cannot be reached by ConnectSafely accounts on linkedin. Use `li`, `ig`, or name a `conversation`.",
  ],
  [
    "posts on WhatsApp",
    link("account: wa-pp, posts: true"),
    "links[0].posts: cannot be reached by PostPress accounts on whatsapp. Use `li`, `ig`, or name a `conversation`.",
  ],
  [
    "an Instagram conversation",
    link("account: ig, conversation: x"),
    "links[0].conversation: cannot be reached by PostPress accounts on instagram. Write `posts: true` instead, or use an account of another network.",
  ],
  [
    "an organization on Instagram",
    link('account: ig, posts: true, asOrganization: "1"'),
    "links[0].asOrganization: applies to LinkedIn posts alone. Remove it, or give the organization's id and an account that reaches LinkedIn's posts.",
  ],
  [
    "an organization in a conversation",
    link('account: li, conversation: x, asOrganization: "1"'),
    "links[0].asOrganization: needs `posts: true`. Remove it: messages are answered as the account itself.",
  ],
  [
    "a conversation that the provider cannot have",
    link("account: im, conversation: x"),
    "links[0].conversation: must be a UUID. Copy the conversation's id from the provider, or write `*` for the whole account.",
  ],
  [
    "a mirror with an account",
    link('mirrorTo: "discord:1187001002003004006", account: wa, conversation: x'),
    "links[0].account: does not go with `mirrorTo`. Remove `account`, or `mirrorTo`.",
    "links[0].conversation: does not go with `mirrorTo`. Remove `conversation`, or `mirrorTo`.",
  ],
  ["a mirror of itself", link('mirrorTo: "slack:C0A"'), "links[0].mirrorTo: is the channel itself. Name another channel."],
  [
    "everything twice",
    `${ACCOUNTS}
links:
  - { name: a, channel: "slack:C0A", account: wa, conversation: "120363043968066561@g.us" }
  - { name: a, channel: "slack:C0A", account: wa-pp, conversation: "120363043968066561@g.us" }
  - { name: c, channel: "slack:C0A", account: im, conversation: "*" }
  - { name: d, channel: "slack:C0A", account: im, conversation: "*" }
  - { name: e, channel: "slack:C0A", account: li, posts: true }
  - { name: f, channel: "slack:C0A", account: li, posts: true }
  - { name: g, channel: "slack:C0A", mirrorTo: "slack:C0B" }
  - { name: h, channel: "slack:C0B", mirrorTo: "slack:C0A" }
`,
    "links[1].name: is the name of links[0] as well. Give every link a name of its own.",
    "links[1].conversation: is linked with this channel by links[0] already. Remove one of the two links.",
    "links[3].conversation: is linked with this channel by links[2] already. Remove one of the two links.",
    "links[5].posts: of this network are linked with this channel by links[4] already. Remove one of the two links.",
    "links[7].mirrorTo: is mirrored with this channel by links[6] already. Remove one of the two links. A mirror goes both ways.",
  ],
];

describe("links", () => {
  test.each(cases)("are refused for %s", (_name, yaml, ...expected) => {
    expect(wrongs(yaml)).toEqual(expected);
  });

  it("let one channel carry a conversation, several inboxes and the posts of every network", () => {
    const yaml = `${ACCOUNTS}
links:
  - { name: a, channel: "slack:C0A", account: wa, conversation: "120363043968066561@g.us" }
  - { name: b, channel: "slack:C0A", account: wa, conversation: "*" }
  - { name: c, channel: "slack:C0A", account: im, conversation: "*" }
  - { name: d, channel: "slack:C0A", account: li, posts: true, asOrganization: "1234" }
  - { name: e, channel: "slack:C0A", account: ig, posts: true }
  - { name: f, channel: "slack:C0A", mirrorTo: "slack:C0B" }
  - { name: g, channel: "slack:C0A", mirrorTo: "slack:C0C" }
`;
    expect(
      read(yaml)
        .links.map(({ name }) => name)
        .join(""),
    ).toBe("abcdefg");
  });
});
