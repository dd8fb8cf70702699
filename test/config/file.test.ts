import { describe, expect, it, test } from "vitest";
import { errorOf, read, wrongs } from "./registry.ts";

const account = (keys: string) => `accounts: { a: { ${keys} } }`;
const policy = (keys: string) => `defaults: { policy: { ${keys} } }`;
const ids = (field: string) => `must be \`slack:\` or \`discord:\` with the id of a ${field}`;

type Case = readonly [name: string, yaml: string, ...wrongs: string[]];

const shapes: readonly Case[] = [
  ["a list in place of the file", "- a", "test.yaml: must be a group of keys. Begin with `accounts:` and `links:`."],
  [
    "groups of the wrong kind",
    "accounts: x\nlinks: {}\ndefaults: 7",
    "accounts: must be a group of keys. For example `accounts: { acme-whatsapp: { provider: … } }`.",
    "links: must be a list. For example `links: []`.",
    "defaults: must be a group of keys. Compare it with docs/configuration.md.",
  ],
  ["two documents", "links: []\n---\nlinks: []", "test.yaml: holds more than one document. Remove the line ---."],
  [
    "a bracket that stays open",
    "links: [",
    "test.yaml: is indented wrongly, or lacks a closing bracket. Line it up with its neighbours, or close what was opened.",
  ],
  ["a key that stands twice", "accounts:\n  x: 1\n  x: 2", "x: stands twice on one level. Remove or rename one of the two keys."],
  ["a channel's name", 'alerts: "slack:#ops"', `alerts: ${ids("channel")} (not its name). For example \`alerts: slack:C0OPS\`.`],
];

const accounts: readonly Case[] = [
  ["no provider", account("token: x"), "accounts.a.provider: is missing. Write one of `postpress`, `linq`, `connectsafely`, `ryzeapi`."],
  [
    "an unknown provider",
    account("provider: ryze-apy"),
    "accounts.a.provider: must be one of `postpress`, `linq`, `connectsafely`, `ryzeapi`. Did you mean `ryzeapi`?",
  ],
  ["an account that is no group", "accounts: { a: 5 }", "accounts.a: must be a group of keys. For example `a: { provider: … }`."],
  [
    "a name that fits no path",
    'accounts: { "a b": { provider: linq, apiKey: k } }',
    'accounts["a b"]: may hold letters, digits, `-`, `_` and `.` only, and begins with a letter or digit. Rename the account: its name is part of /webhooks/{account}.',
  ],
  [
    "missing, empty and unquoted keys",
    account("provider: postpress, network: linkedin, accountId: 665, apiKey: , webhookHeader: a b"),
    "accounts.a.accountId: must be text. Put it into quotes.",
    `accounts.a.apiKey: is empty. For example \`apiKey: "\${POSTPRESS_API_KEY}"\`.`,
    "accounts.a.webhookHeader: must be the name of an HTTP header. For example `webhookHeader: Postpress-Auth`.",
  ],
  [
    "a network that the provider does not reach",
    account("provider: postpress, network: imessage, accountId: a, apiKey: k"),
    "accounts.a.network: must be one of `whatsapp`, `linkedin`, `instagram`. For example `network: linkedin`.",
  ],
  [
    "what the provider itself would refuse",
    account('provider: connectsafely, accountId: "66", apiKey: "a b"'),
    `accounts.a.apiKey: must be printable ASCII without spaces: it travels in a header. For example \`apiKey: "\${CONNECTSAFELY_API_KEY}"\`.`,
    'accounts.a.accountId: must be ConnectSafely\'s: 24 hexadecimal digits. For example `accountId: "665000000000000000000001"`.',
  ],
  [
    "what every account has",
    account(
      'provider: linq, apiKey: k, baseUrl: "ftp://x", webhookSecret: [a, b, c], owner: dana, rateLimit: { requests: 0, perMs: 1.5 }, pace: { perDay: 0, spacingMs: 3600001 }',
    ),
    "accounts.a.baseUrl: must be an http(s) URL without user, query or fragment. For example `baseUrl: https://api.linqapp.com/api/partner`.",
    `accounts.a.webhookSecret: must hold at most 2. For example \`webhookSecret: "\${WEBHOOK_SECRET}"\`.`,
    `accounts.a.owner: ${ids("person")} (not their name). For example \`owner: slack:U0DANA\`.`,
    "accounts.a.rateLimit.requests: must be at least 1. For example `requests: 200`.",
    "accounts.a.rateLimit.perMs: must be a whole number. For example `perMs: 60000`.",
    "accounts.a.pace.perDay: must be at least 1. For example `perDay: 200`.",
    "accounts.a.pace.spacingMs: must be at most 3600000. For example `spacingMs: 20000`.",
  ],
  [
    "a limit without its window",
    account("provider: linq, apiKey: k, rateLimit: { requests: 5 }, webhookSecret: [], reactions: { allowed: [] }"),
    `accounts.a.webhookSecret: is empty. For example \`webhookSecret: "\${WEBHOOK_SECRET}"\`.`,
    "accounts.a.reactions.allowed: is empty. For example `allowed: [ 👍, ❤️ ]`.",
    "accounts.a.rateLimit.perMs: is missing. For example `perMs: 60000`.",
  ],
  [
    "rules that are wider than the provider's",
    account("provider: postpress, network: whatsapp, accountId: a, apiKey: k, reactions: { perMessage: 2, canRemove: true }"),
    "accounts.a.reactions.perMessage: is more than the 1 that this account may show on one message. Write 1 or less, or leave it out.",
    "accounts.a.reactions.canRemove: cannot be true: the provider documents no way to remove a reaction. Leave it out.",
  ],
  [
    "an emoji that the network does not know",
    account("provider: postpress, network: instagram, accountId: a, apiKey: k, reactions: { allowed: [👍, 🎉] }"),
    "accounts.a.reactions.allowed[1]: cannot be shown by this account at all. Remove it: `allowed` can only take away.",
  ],
];

const policies: readonly Case[] = [
  [
    "choices",
    policy("direction: out, conflict: lastest, notify: reacter, relay: { outbound: al, inbound: yes }"),
    "defaults.policy.direction: must be one of `outbound`, `inbound`, `both`, `off`. For example `direction: both`.",
    "defaults.policy.conflict: must be one of `latest`, `first`, `most`. Did you mean `latest`?",
    "defaults.policy.notify: must be one of `reactor`, `off`. Did you mean `reactor`?",
    "defaults.policy.relay.inbound: must be true or false. Write it without quotes.",
    "defaults.policy.relay.outbound: must be one of `off`, `shortcut`, `threads`, `all`. Did you mean `all`?",
  ],
  ["a span that is too long", policy("graceMs: 60001"), "defaults.policy.graceMs: must be at most 60000. For example `graceMs: 1000`."],
  ["a span in pieces", policy("graceMs: 0.5"), "defaults.policy.graceMs: must be a whole number. For example `graceMs: 1000`."],
  ["a span below nothing", policy("graceMs: -1"), "defaults.policy.graceMs: must be at least 0. For example `graceMs: 1000`."],
  ["an age without its unit", policy("staleAfter: 24"), "defaults.policy.staleAfter: must be text. For example `staleAfter: 24h`."],
  [
    "an age in words",
    policy("staleAfter: 1 day"),
    "defaults.policy.staleAfter: must be a whole number with its unit (ms, s, m, h or d). For example `staleAfter: 24h`.",
  ],
  [
    "no age",
    policy("staleAfter: 0h"),
    "defaults.policy.staleAfter: must be more than nothing and at most a year. For example `staleAfter: 24h`.",
  ],
  [
    "emoji",
    policy('emoji: { allow: some, deny: [eyes, "no way", 5], custom: { shipit: shipit, "a b": 🚀 } }'),
    "defaults.policy.emoji.allow: must be `any` or a list. For example `allow: [ 👍, tada ]`.",
    "defaults.policy.emoji.deny[1]: is no emoji and no name of one. Write one emoji, as 👀, or its name, as `eyes` or `:eyes:`.",
    "defaults.policy.emoji.deny[2]: must be text. Put it into quotes.",
    "defaults.policy.emoji.custom.shipit: is no emoji. Write one emoji, as 🎉 or by its name in Slack, as `tada`; or `none` for what stays inside.",
    'defaults.policy.emoji.custom["a b"]: must be an emoji or the name of one, as 🎉 or `shipit`. Rename it.',
  ],
  [
    "people",
    policy("who: { allow: [member, dana], deny: bots }"),
    "defaults.policy.who.allow[0]: is no class of people. Did you mean `members`?",
    "defaults.policy.who.allow[1]: is no class of people. Write members, guests, external, bots, a user's id, `role:…` (Discord) or `group:…` (Slack).",
    "defaults.policy.who.deny: must be a list. For example `deny: [ guests, external, bots ]`.",
  ],
];

describe("a wrong file", () => {
  for (const [about, cases] of Object.entries({ shapes, accounts, policies })) {
    test.each(cases)(`is refused for its ${about}: %s`, (_name, yaml, ...expected) => {
      expect(wrongs(yaml)).toEqual(expected);
    });
  }

  it("is told all at once, in the order of its lines, with what the environment lacks", () => {
    const yaml = `
accouts: {}
accounts:
  a: { provider: linq, apiKey: "\${KEY}" }
links:
  - name: a
    channel: "discord:1187001002003004005"
    account: a
    conversation: "*"
    policy:
      who: { alow: [members] }
      conflict: lst
`;
    expect(errorOf(yaml, { SLACK_BOT_TOKEN: "xoxb-1" }).message).toBe(
      [
        "The configuration has 6 problems:",
        "- SLACK_APP_TOKEN: is not set, and neither is SLACK_SIGNING_SECRET. Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode.",
        "- accouts (test.yaml:2): is an unknown key. Did you mean `accounts`?",
        `- accounts.a.apiKey (test.yaml:4): refers to \${KEY}, which is not set. Set KEY or KEY_FILE in the environment.`,
        "- links[0].channel (test.yaml:7): is on Discord, but DISCORD_BOT_TOKEN is not set. Set it, or name something on Slack.",
        "- links[0].policy.who.alow (test.yaml:11): is an unknown key. Did you mean `allow`?",
        "- links[0].policy.conflict (test.yaml:12): must be one of `latest`, `first`, `most`. For example `conflict: latest`.",
      ].join("\n"),
    );
  });

  it("is told of a link's mistakes though its account has some as well", () => {
    const yaml = `
accounts: { a: { provider: connectsafely, accountId: "66", aipKey: k } }
links: [{ name: a, channel: "slack:C0A", account: a, posts: true, asOrganization: "1" }]
`;
    expect(errorOf(yaml).complaints.map(({ key }) => key)).toEqual([
      "accounts.a.apiKey",
      "accounts.a.aipKey",
      "accounts.a.accountId",
      "links[0].posts",
      "links[0].asOrganization",
    ]);
  });

  it("is refused for what is on a platform that is not connected", () => {
    const yaml = `
accounts: { a: { provider: linq, apiKey: k, owner: "slack:U0DANA" } }
alerts: "slack:C0OPS"
links: [{ name: a, channel: "discord:1187001002003004005", mirrorTo: "slack:C0A" }]
`;
    const fix = "is on Slack, but SLACK_BOT_TOKEN is not set. Set it, or name something on Discord.";
    expect(wrongs(yaml, { DISCORD_BOT_TOKEN: "d" })).toEqual([`accounts.a.owner: ${fix}`, `alerts: ${fix}`, `links[0].mirrorTo: ${fix}`]);
  });
});

describe("a sound file", () => {
  it("may be empty, or have groups whose every line is a comment", () => {
    expect(read("")).toMatchObject({ accounts: [], links: [], alerts: null });
    expect(read("accounts:\n# a: {}\nlinks:\ndefaults:\nalerts:\n")).toMatchObject({ accounts: [], links: [], alerts: null });
  });

  it("may repeat itself with anchors and merge keys", () => {
    const yaml = `
accounts:
  a: &postpress { provider: postpress, network: linkedin, accountId: one, apiKey: k }
  b: { <<: *postpress, accountId: two }
`;
    expect(read(yaml).accounts).toMatchObject([{ accountId: "one" }, { accountId: "two", network: "linkedin" }]);
  });
});
