import { describe, expect, it, test } from "vitest";
import type { Environment } from "../../src/config.ts";
import { ACCOUNTS, both, errorOf, read, wrongs } from "./registry.ts";

const slack = { SLACK_BOT_TOKEN: "xoxb-bot", SLACK_APP_TOKEN: "xapp-app" };

describe("the environment", () => {
  it("has a default for everything but the tokens", () => {
    const { slack, discord, database, host, port, metricsHost, metricsPort, adminToken, logLevel } = read(ACCOUNTS, both);
    expect({ slack, discord, database, host, port, metricsHost, metricsPort, adminToken, logLevel }).toEqual({
      slack: { botToken: "xoxb-bot", mode: { kind: "socket", appToken: "xapp-app" }, apiUrl: "https://slack.com/api/" },
      discord: { botToken: "discord-bot", apiUrl: "https://discord.com/api" },
      database: { kind: "sqlite", path: "data/bridge.db" },
      host: "127.0.0.1",
      port: 3000,
      metricsHost: "127.0.0.1",
      metricsPort: 9464,
      adminToken: null,
      logLevel: "info",
    });
  });

  it("takes an empty variable for one that is not set, and the space around a value for none", () => {
    const config = read(ACCOUNTS, { ...slack, DISCORD_BOT_TOKEN: "", PORT: " 8080\n", ADMIN_TOKEN: "  " });
    expect(config).toMatchObject({ discord: null, port: 8080, adminToken: null });
  });

  it("is in HTTP mode with a signing secret alone, and in Socket Mode as soon as there is an app-level token", () => {
    const http = read(ACCOUNTS, { SLACK_BOT_TOKEN: "xoxb-bot", SLACK_SIGNING_SECRET: "s" });
    expect(http.slack?.mode).toEqual({ kind: "http", signingSecret: "s" });
    expect(read(ACCOUNTS, { ...slack, SLACK_SIGNING_SECRET: "s" }).slack?.mode.kind).toBe("socket");
  });

  it("puts the metrics where everything else is, unless they have a host of their own", () => {
    expect(read(ACCOUNTS, { ...both, HOST: "0.0.0.0" }).metricsHost).toBe("0.0.0.0");
    expect(read(ACCOUNTS, { ...both, HOST: "0.0.0.0", METRICS_HOST: "::1" }).metricsHost).toBe("::1");
  });

  it("brings URLs into one form", () => {
    const config = read(ACCOUNTS, { ...both, SLACK_API_URL: "http://127.0.0.1:9/api", DISCORD_API_URL: "http://127.0.0.1:9/api//" });
    expect([config.slack?.apiUrl, config.discord?.apiUrl]).toEqual(["http://127.0.0.1:9/api/", "http://127.0.0.1:9/api"]);
  });

  test.each([
    ["sqlite:data/bridge.db", { kind: "sqlite", path: "data/bridge.db" }],
    ["sqlite:/var/lib/bridge.db", { kind: "sqlite", path: "/var/lib/bridge.db" }],
    ["sqlite:///var/lib/bridge.db", { kind: "sqlite", path: "/var/lib/bridge.db" }],
    ["sqlite::memory:", { kind: "sqlite", path: ":memory:" }],
    ["postgres://u:p@db/bridge", { kind: "postgres", url: "postgres://u:p@db/bridge" }],
    ["postgresql://db/bridge", { kind: "postgres", url: "postgresql://db/bridge" }],
  ])("reads DATABASE_URL=%s", (url, database) => {
    expect(read(ACCOUNTS, { ...both, DATABASE_URL: url }).database).toEqual(database);
  });

  const bad: readonly (readonly [name: string, env: Environment, wrongs: readonly string[]])[] = [
    [
      "no platform",
      {},
      [
        "SLACK_BOT_TOKEN: is not set, and neither is DISCORD_BOT_TOKEN. Set one of them, or both: the bridge needs a place where the team works.",
      ],
    ],
    [
      "a bot token without a mode",
      { SLACK_BOT_TOKEN: "xoxb-1" },
      [
        "SLACK_APP_TOKEN: is not set, and neither is SLACK_SIGNING_SECRET. Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode.",
      ],
    ],
    [
      "a mode without a bot token",
      { SLACK_APP_TOKEN: "xapp-1", DISCORD_BOT_TOKEN: "d" },
      [
        "SLACK_BOT_TOKEN: is not set although SLACK_APP_TOKEN is. Set it to the Bot User OAuth Token (xoxb-…) of the app's OAuth & Permissions page.",
      ],
    ],
    [
      "tokens in each other's place",
      { SLACK_BOT_TOKEN: "xapp-1", SLACK_APP_TOKEN: "xoxb-1" },
      [
        "SLACK_BOT_TOKEN: is an app-level token (xapp-…). This one belongs in SLACK_APP_TOKEN. Copy the Bot User OAuth Token of the app's OAuth & Permissions page.",
        "SLACK_APP_TOKEN: is no app-level token (xapp-…). This one belongs in SLACK_BOT_TOKEN. Make one under Basic Information → App-Level Tokens, with the scope connections:write.",
      ],
    ],
    [
      "a user's token",
      { ...slack, SLACK_BOT_TOKEN: "xoxp-1" },
      ["SLACK_BOT_TOKEN: is a user's token (xoxp-…). Copy the Bot User OAuth Token of the app's OAuth & Permissions page."],
    ],
    [
      "a token that expires",
      { ...slack, SLACK_BOT_TOKEN: "xoxe.xoxb-1" },
      ["SLACK_BOT_TOKEN: is a token that expires (xoxe…). Use an app without token rotation: a bot token that begins with xoxb-."],
    ],
    [
      "Discord's word Bot, and a version",
      { DISCORD_BOT_TOKEN: "Bot abc", DISCORD_API_URL: "https://discord.com/api/v10/" },
      [
        "DISCORD_API_URL: ends with a version. Leave the version out, as in https://discord.com/api.",
        "DISCORD_BOT_TOKEN: has a space in it. Give the token alone, without the word Bot before it.",
      ],
    ],
    [
      "everything else",
      {
        ...slack,
        SLACK_API_URL: "slack.com",
        DATABASE_URL: "mysql://db",
        HOST: "http://localhost",
        PORT: "80800",
        METRICS_PORT: "-1",
        METRICS_HOST: "a b",
        ADMIN_TOKEN: "two words",
        LOG_LEVEL: "wran",
      },
      [
        "SLACK_API_URL: is no http(s) URL. Write it as https://slack.com/api/, or unset it.",
        "DATABASE_URL: is neither sqlite:path nor a postgres:// URL. Write it as sqlite:data/bridge.db or postgres://user:password@host/database.",
        "HOST: is no address to listen on. Write an IP address or a host name, without scheme and port: 127.0.0.1, or 0.0.0.0 for every interface.",
        "PORT: is no port. Write a whole number from 1 to 65535 (0 takes any free one), for example 3000.",
        "METRICS_PORT: is no port. Write a whole number from 1 to 65535 (0 takes any free one), for example 9464.",
        "METRICS_HOST: is no address to listen on. Write an IP address or a host name, without scheme and port: 127.0.0.1, or 0.0.0.0 for every interface.",
        "ADMIN_TOKEN: cannot go into a header. Use printable ASCII without spaces, for example the output of: openssl rand -hex 32.",
        "LOG_LEVEL: is no level of the log. Did you mean `warn`?",
      ],
    ],
    [
      "one port for two",
      { ...slack, PORT: "9464" },
      ["METRICS_PORT: is the same as PORT. Give the metrics a port of their own, for example 9464."],
    ],
  ];
  test.each(bad)("says what is wrong with %s", (_name, env, expected) => {
    expect([...wrongs(ACCOUNTS, env)].toSorted()).toEqual([...expected].toSorted());
  });

  it("says how to begin when there is no file", () => {
    expect(wrongs("", { ...both, BRIDGE_CONFIG: "nowhere/bridge.yaml" })).toEqual([
      "BRIDGE_CONFIG: names nowhere/bridge.yaml, which does not exist. Begin with the example: cp config/bridge.example.yaml nowhere/bridge.yaml",
    ]);
    expect(wrongs("", { ...both, BRIDGE_CONFIG: "test" })).toEqual([
      "BRIDGE_CONFIG: names test, which cannot be read. Give the path of a YAML file that this user may read.",
    ]);
  });
});

describe("secrets", () => {
  const yaml = `accounts: { im: { provider: linq, apiKey: "\${LINQ}", webhookSecret: ["\${A}", "\${B_FILE}"] } }`;

  it("are also read from the file that NAME_FILE names", () => {
    const env = { SLACK_BOT_TOKEN_FILE: "/bot", SLACK_SIGNING_SECRET_FILE: "/sign", DATABASE_URL_FILE: "/db" };
    const config = read(ACCOUNTS, env, { "/bot": "xoxb-file\n", "/sign": " s \n", "/db": "postgres://u:p@db/x\n" });
    expect(config.slack).toMatchObject({ botToken: "xoxb-file", mode: { kind: "http", signingSecret: "s" } });
    expect(config.database).toEqual({ kind: "postgres", url: "postgres://u:p@db/x" });
  });

  it("stand in the file by their variable, from the environment or from NAME_FILE", () => {
    const config = read(yaml, { ...both, LINQ: "key", A_FILE: "/a", B_FILE: "/b" }, { "/a": "one\n", "/b": "two\n" });
    expect(config.accounts[0]).toMatchObject({ apiKey: "key", webhookSecrets: ["one", "two"] });
  });

  it("can be part of a text, and a doubled dollar keeps what looks like one", () => {
    const config = read(`accounts: { im: { provider: linq, apiKey: "a\${X}b$\${X}$c" } }`, { ...both, X: `\${Y}` });
    expect(config.accounts[0]).toMatchObject({ apiKey: `a\${Y}b\${X}$c` });
  });

  it("are asked for by key and variable when they are not set", () => {
    expect(wrongs(yaml, { ...both, LINQ: "" })).toEqual([
      `accounts.im.apiKey: refers to \${LINQ}, which is not set. Set LINQ or LINQ_FILE in the environment.`,
      `accounts.im.webhookSecret[0]: refers to \${A}, which is not set. Set A or A_FILE in the environment.`,
      `accounts.im.webhookSecret[1]: refers to \${B_FILE}, which is not set. Set B or B_FILE in the environment.`,
    ]);
  });

  it("are complained about once, by their variable, when they are given twice or cannot be read", () => {
    const env = { ...both, SLACK_BOT_TOKEN_FILE: "/bot", LINQ_FILE: "/nowhere", A_FILE: "/empty", B: "b" };
    expect(wrongs(yaml, env, { "/bot": "xoxb-2", "/empty": "\n" })).toEqual([
      "SLACK_BOT_TOKEN: is given twice, as SLACK_BOT_TOKEN and as SLACK_BOT_TOKEN_FILE. Unset one of the two.",
      "LINQ_FILE: names a file that cannot be read. Give the path of a file that holds the secret and that this user may read.",
      "A_FILE: names an empty file. Write the secret into it, or unset the variable.",
    ]);
  });

  it("never come back in a complaint, wherever they stand", () => {
    const secret = "hunter2hunter2";
    const env = Object.fromEntries(
      ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL", "HOST", "PORT", "LOG_LEVEL", "DISCORD_API_URL", "S"].map((name) => [
        name,
        secret,
      ]),
    );
    const everywhere = `
accounts:
  a: { provider: "\${S}" }
  b: { provider: postpress, network: "\${S}", accountId: "\${S} x", apiKey: "\${S} \${S}", webhookHeader: "\${S} ", baseUrl: "\${S}", owner: "\${S}", reactions: { allowed: ["\${S} x"] } }
  c: { provider: connectsafely, accountId: "\${S}", apiKey: "\${S}" }
  d: { provider: linq, apiKey: "\${S}" }
alerts: "\${S}"
defaults: { policy: { direction: "\${S}", staleAfter: "\${S}", emoji: { custom: { x: "\${S}" }, deny: ["\${S} x"] }, who: { allow: ["\${S}"] }, graceMs: "\${S}", dryRun: "\${S}" } }
links:
  - { name: "\${S} x", channel: "\${S}", account: "\${S}", conversation: "\${S}" }
  - { name: "\${S}", channel: "slack:C0A", account: d, conversation: "\${S}" }
  - { name: "\${S}", channel: "slack:C0A", account: d, conversation: "\${S}" }
`;
    const error = errorOf(everywhere, env);
    expect(error.complaints.length).toBeGreaterThan(25);
    expect(JSON.stringify(error.complaints) + error.message).not.toContain(secret);
    expect(errorOf(`accounts: { a: { token: "${secret}`).message).not.toContain(secret);
    expect(errorOf(`accounts: { a: *${secret} }`).message).not.toContain(secret);
    expect(errorOf(ACCOUNTS, { ...both, SLACK_SIGNING_SECRET_FILE: secret }).message).not.toContain(secret);
  });
});
