import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ConfigError } from "../../src/config.ts";
import { read } from "../../src/main.ts";
import { signed } from "../../src/sandbox/slack/posts.ts";
import { openTown, type Town, until } from "../support/town.ts";
import { HOSTILE, mutated } from "./hostile.ts";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const CHANNEL = "C0CONTOSO";
const NUMBER = "5511966665555";

let town: Town;
let messages = 0;
beforeAll(async () => {
  const port = await freePort();
  town = await openTown({
    // So many good events in a minute are more than the bridge would send through this key by itself.
    change: ({ accounts, links, ...file }) => ({
      ...file,
      // A name that every object has.
      links: links.map((link) => (link.name === "gram" ? { ...link, name: "isPrototypeOf" } : link)),
      accounts: { ...accounts, "acme-wa-2": { ...accounts["acme-wa-2"], rateLimit: { requests: 10_000, perMs: 60_000 } } },
    }),
    slack: { http: { to: `http://127.0.0.1:${port}/slack/events`, signingSecret: SECRET } },
    env: { SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: SECRET, PORT: String(port) },
  });
  town.bridge.printed.guard(NUMBER);
});
afterAll(async () => {
  await town.close();
  expect(town.stage.violations()).toEqual([]);
});

const { deliver, counted, post } = {
  /** A body as Slack would send it. */
  deliver: (body: string, headers: Record<string, string> = signed(SECRET, body)) =>
    fetch(`${town.bridge.url}/slack/events`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    }),
  /** What a counter shows, over all labels that hold `labels`. */
  counted: async (labels: string) => {
    const text = await (await fetch(`${town.bridge.metricsUrl}/metrics`)).text();
    const lines = text.split("\n").filter((line) => /^reacji_(events|unsendable_emoji)_total/.test(line) && line.includes(labels));
    return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  },
  post: (body: unknown) => town.api("/api/v1/messages", { method: "POST", body }),
};

/** A message that stands for one on the customer's phone. */
async function linked(): Promise<{ ts: string; shown: () => readonly string[] }> {
  const { slack, providers, team } = town.stage;
  messages += 1;
  const id = `msg_${messages}`;
  providers.postpress.message({ id, network: "whatsapp" });
  const ts = slack.workspace.post(team.desk, CHANNEL, "Is anybody there?");
  expect((await post({ link: "contoso", message: ts, target: { id } })).status).toBe(201);
  return { ts, shown: () => providers.postpress.shown(id) };
}

function event(event: object): object {
  const { workspace } = town.stage.slack;
  const envelope = { token: "t", team_id: workspace.team, api_app_id: "A0BRIDGE", type: "event_callback", event_id: "Ev1", event_time: 1 };
  return { ...envelope, event: { event_ts: `${Date.now() / 1_000}`.slice(0, 17), ...event } };
}

function reaction(item: object, name = "tada"): object {
  return event({ type: "reaction_added", user: town.stage.team.ana, reaction: name, item, item_user: town.stage.team.ben });
}

// Whatever came: the process lives, and the next good event does what it should.
afterEach(async () => {
  const { ts, shown } = await linked();
  town.stage.slack.workspace.react(town.stage.team.ana, CHANNEL, ts, "tada");
  await until(() => shown()[0] === "🎉", shown);
});

describe("a reaction that cannot go anywhere", () => {
  it.each([
    [
      "is on a message of a channel that nobody linked",
      () => reaction({ type: "message", channel: "C0GENERAL", ts: "1718031112.000200" }),
      'result="unlinked"',
    ],
    [
      "is on a message that nobody linked, and waits",
      () => reaction({ type: "message", channel: CHANNEL, ts: "1718031112.000200" }),
      'result="waiting"',
    ],
    ["is on a file", () => reaction({ type: "file", file: "F0123" }), 'type="reaction",result="not-on-a-message"'],
    [
      "is on a comment of a file",
      () => reaction({ type: "file_comment", file: "F0123", file_comment: "Fc01" }),
      'type="reaction",result="not-on-a-message"',
    ],
    ["is on nothing", () => reaction({ type: "message" }), 'type="payload",result="malformed"'],
    [
      "has a name that no emoji has",
      () => reaction({ type: "message", channel: CHANNEL, ts: "1718031112.000200" }, "a\nb"),
      'type="payload",result="malformed"',
    ],
  ])("and %s is acked and counted", async (_, body, labels) => {
    const before = await counted(labels);
    expect((await deliver(JSON.stringify(body()))).status).toBe(200);
    expect(await counted(labels)).toBe(before + 1);
  });

  it.each(["guest", "bot", "external", "deleted"] as const)(
    "since a %s pressed it is counted, and the customer sees nothing",
    async (kind) => {
      const { ts, shown } = await linked();
      const before = await counted('reason="who"');
      const user = town.stage.slack.workspace.addUser(`Some ${kind}`, kind);
      town.stage.slack.workspace.conversation(CHANNEL).members.add(user);
      town.stage.slack.workspace.react(user, CHANNEL, ts, "tada");
      await until(async () => (await counted('reason="who"')) === before + 1);
      expect(shown()).toEqual([]);
    },
  );

  it.each(["partyparrot", "constructor", "__proto__", "tostring", "has-own-property", "パーティー", "c++"])(
    "for the custom emoji :%s: means nothing is told to whoever pressed it",
    async (name) => {
      const { ts, shown } = await linked();
      const { workspace } = town.stage.slack;
      workspace.ephemerals.splice(0);
      workspace.addEmoji(name, "https://emoji.test/x.png");
      workspace.react(town.stage.team.ana, CHANNEL, ts, name);
      await until(() => workspace.ephemerals.length === 1);
      expect(workspace.ephemerals[0]).toMatchObject({
        user: town.stage.team.ana,
        text: expect.stringContaining(`:${name}: stayed inside`),
      });
      expect(shown()).toEqual([]);
    },
  );
});

describe("a delivery that Slack would not send", () => {
  const now = () => Math.floor(Date.now() / 1_000);
  const body = "{}";

  it.each([
    ["without a signature", () => deliver(body, {}), 401, "unsigned"],
    ["with an empty signature", () => deliver(body, { ...signed(SECRET, body), "x-slack-signature": "" }), 401, "unsigned"],
    ["signed with another secret", () => deliver(body, signed("another", body)), 401, "wrong_signature"],
    ["signed for another body", () => deliver(body, signed(SECRET, `${body} `)), 401, "wrong_signature"],
    [
      "with a signature that is no text",
      () => deliver(body, { ...signed(SECRET, body), "x-slack-signature": "v0=\u00ff" }),
      401,
      "wrong_signature",
    ],
    ["of six minutes ago", () => deliver(body, signed(SECRET, body, now() - 360)), 401, "stale"],
    ["of in six minutes", () => deliver(body, signed(SECRET, body, now() + 360)), 401, "stale"],
    ["of the year 5138", () => deliver(body, signed(SECRET, body, 99_999_999_999)), 401, "stale"],
    ["of no time", () => deliver(body, { ...signed(SECRET, body), "x-slack-request-timestamp": "now" }), 401, "unsigned"],
    ["of a megabyte", () => deliver(`"${"x".repeat(1_048_576)}"`), 413, "too_large"],
    ["that is not JSON", () => deliver("{"), 400, "not_json"],
    ["that is null", () => deliver("null"), 400, "not_json"],
    ["that is empty", () => deliver(""), 400, "not_json"],
    ["that is a text", () => deliver(`"${NUMBER}"`), 400, "not_json"],
    ["of another type", () => deliver(body, { ...signed(SECRET, body), "content-type": "text/xml" }), 415, "unsupported_media_type"],
    ["that asks for nothing", () => deliver('{"type":"url_verification"}'), 400, "no_challenge"],
  ])("%s is refused, with what to do about it, and counted", async (_, send, status, code) => {
    const labels = `type="delivery",result="${code}"`;
    const before = await counted(labels);
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: { code, message: expect.any(String), fix: expect.any(String) } });
    expect(await counted(labels)).toBe(before + 1);
  });

  it.each(["[".repeat(100_000), `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`])(
    "as deep as a well takes nobody down",
    async (deep) => {
      expect((await deliver(deep)).status).toBeLessThan(500);
    },
  );
});

describe("message metadata that names no target", () => {
  const declared = (payload: unknown) =>
    JSON.stringify(
      event({
        type: "message",
        channel: CHANNEL,
        user: town.stage.team.desk,
        ts: "1718031112.000300",
        text: "Hello",
        metadata: { event_type: "reacji_bridge", event_payload: payload },
      }),
    );

  it.each([
    ["a link that is not there", { link: "constructor", target: { id: "msg_1" } }, 'result="unknown-link"'],
    ["a link with a number for a name", { link: NUMBER, target: { id: "msg_1" } }, 'result="unknown-link"'],
    ["a link of another channel", { link: "northwind", target: { id: "3EB0", fromMe: true } }, 'result="malformed"'],
    ["a path for an id", { link: "contoso", target: { id: "../../x\0" } }, 'result="malformed"'],
    ["a number for a field", { link: "contoso", target: { id: "msg_1", [NUMBER]: NUMBER } }, 'result="malformed"'],
    [
      "a thousand fields",
      { link: "contoso", target: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`${NUMBER}${n}`, n])) },
      'result="malformed"',
    ],
    ["no target", { link: "contoso" }, 'result="malformed"'],
    ["no link", { target: { id: "msg_1" } }, 'type="payload",result="malformed"'],
    ["nothing", null, 'type="payload",result="malformed"'],
  ])("but %s is acked and counted", async (_, payload, labels) => {
    const before = await counted(labels);
    expect((await deliver(declared(payload))).status).toBe(200);
    expect(await counted(labels)).toBe(before + 1);
  });
});

describe("what the JSON API is asked", () => {
  const paths = (hostile: string) => {
    const id = encodeURIComponent(hostile.toWellFormed());
    return [
      ["POST", `/api/v1/mirrors/${id}/retry`],
      ["POST", `/api/v1/accounts/${id}/resume`],
      ["PATCH", `/api/v1/links/${id}`],
      ["GET", `/api/v1/mirrors?link=x${id}`],
      ["GET", `/api/v1/mirrors?state=${id}x`],
      ["GET", `/api/v1/mirrors?after=x${id}`],
      ["GET", `/api/v1/${id}x`],
    ] as const;
  };

  it.each(HOSTILE.map((hostile) => [JSON.stringify(hostile).slice(0, 40), hostile]))(
    "with %s in its path is refused",
    async (_, hostile) => {
      for (const [method, path] of paths(hostile)) {
        const answer = await town.api(path, { method, ...(method === "PATCH" && { body: { direction: "off" } }) });
        expect([400, 404, 414, 422, 431], `${method} ${path}`).toContain(answer.status);
        expect(answer.body, path).toEqual({ error: { code: expect.any(String), message: expect.any(String), fix: expect.any(String) } });
      }
    },
  );

  it.each(HOSTILE.map((hostile) => [JSON.stringify(hostile).slice(0, 40), hostile]))(
    "with %s in its body is refused, or does as told",
    async (_, hostile) => {
      const ts = `17180${String(messages).padStart(5, "0")}.000400`;
      const bodies = [
        { link: hostile, message: ts, target: { id: "msg_1" } },
        { link: "contoso", message: hostile, target: { id: "msg_1" } },
        { link: "contoso", message: ts, target: hostile },
        { link: "northwind", message: ts, target: { id: "3EB0", fromMe: false, author: hostile } },
        { link: "litware", message: ts, target: { id: hostile } },
        { link: "tailspin", message: ts, target: { id: `urn:li:msg_message:${hostile}`, conversation: hostile } },
        JSON.parse(`{"link":"contoso","message":"${ts}","target":{"id":"msg_1",${JSON.stringify(hostile)}:1}}`),
      ];
      for (const body of bodies) {
        const { status, body: said } = await post(body);
        expect([201, 404, 409, 422], JSON.stringify(body).slice(0, 200)).toContain(status);
        if (status !== 201)
          expect(said).toEqual({ error: { code: expect.any(String), message: expect.any(String), fix: expect.any(String) } });
      }
    },
  );

  it.each([
    ["after all there can be", "/api/v1/mirrors?after=999999999999999", 200],
    ["after more than there can be", "/api/v1/mirrors?after=9999999999999999", 422],
    ["with a key that nobody knows", "/api/v1/mirrors?__proto__=1", 422],
    ["with an escape that is none", "/api/v1/mirrors/%ff/retry", 404],
  ])("%s is answered in its own shape", async (_, path, status) => {
    expect((await town.api(path, { method: path.endsWith("retry") ? "POST" : "GET" })).status).toBe(status);
  });
});

describe("a configuration", () => {
  const file = (link: object, account = "acme") =>
    stringify({
      accounts: { [account]: { provider: "linq", apiKey: "key" } },
      links: [{ name: "litware", channel: "slack:C0LITWARE", account, conversation: "3caaf1a0-ef9f-46e0-8c22-31e82c8514dc", ...link }],
    });
  const reading = (yaml: string) => () =>
    read({ ...town.stage.env }, (path) => (path === "sandbox.yaml" ? yaml : readFileSync(path, "utf8")));
  const name = /^[A-Za-z0-9][\w.-]{0,99}$/;

  // `${…}` is no name, but asks for one.
  it.each(
    HOSTILE.filter((hostile) => !name.test(hostile) && !hostile.startsWith("$")).map((hostile) => [
      JSON.stringify(hostile).slice(0, 40),
      hostile,
    ]),
  )("with %s for a name, a channel, an account or a conversation is refused in one sentence each", (_, hostile) => {
    for (const yaml of [
      file({ name: hostile }),
      file({ channel: hostile }),
      file({ account: hostile }),
      file({ conversation: hostile }),
      file({}, hostile),
    ]) {
      expect(reading(yaml)).toThrow(ConfigError);
    }
  });

  it("may name a link as every object names something, and it is in force", async () => {
    const turn = (direction: string | null) => town.api("/api/v1/links/isPrototypeOf", { method: "PATCH", body: { direction } });
    expect(await town.api("/api/v1/links")).toMatchObject({
      body: { links: expect.arrayContaining([expect.objectContaining({ name: "isPrototypeOf", direction: "both" })]) },
    });
    expect(await turn("off")).toMatchObject({ status: 200, body: { direction: "off" } });
    expect(await turn(null)).toMatchObject({ status: 200, body: { direction: "both" } });
  });
});

describe("10,000 bodies that somebody changed", { timeout: 120_000 }, () => {
  let ts: string;
  beforeEach(async () => {
    ({ ts } = await linked());
  });

  /** Runs `ask` over so many bodies, a few at a time, and resolves with how often each status came. */
  async function all(count: number, originals: readonly object[], ask: (body: string) => Promise<number>): Promise<Map<number, number>> {
    const bodies = fc.sample(mutated(originals), count);
    const statuses = new Map<number, number>();
    const worker = async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        const status = await ask(body);
        expect(status, body).toBeLessThan(500);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    return statuses;
  }

  it("are nothing to what Slack's deliveries go through", async () => {
    const { team } = town.stage;
    const message = { type: "message", channel: CHANNEL, ts, text: "Hello", user: team.desk };
    const metadata = { event_type: "reacji_bridge", event_payload: { link: "contoso", target: { id: "msg_1" } } };
    const originals = [
      reaction({ type: "message", channel: CHANNEL, ts }),
      reaction({ type: "message", channel: CHANNEL, ts }, "+1::skin-tone-3"),
      event({ type: "reaction_removed", user: team.ana, reaction: "tada", item: { type: "message", channel: CHANNEL, ts } }),
      event({ ...message, metadata }),
      event({ ...message, subtype: "message_changed", message: { ...message, metadata }, previous_message: message }),
      event({ type: "message_metadata_posted", channel_id: CHANNEL, message_ts: ts, user_id: team.desk, metadata }),
      event({ type: "emoji_changed", subtype: "add", name: "x", value: "alias:tada" }),
      event({ type: "emoji_changed", subtype: "rename", old_name: "x", new_name: "y", value: "alias:tada" }),
      event({ type: "member_left_channel", user: team.ben, channel: CHANNEL }),
      event({ type: "channel_archive", channel: "C0ELSEWHERE", user: team.ben }),
      { type: "url_verification", challenge: "c", token: "t" },
      { type: "app_rate_limited", team_id: "T0ACME", minute_rate_limited: 1, api_app_id: "A0BRIDGE" },
      { type: "block_actions", user: { id: team.ana }, actions: [{ type: "button", action_id: "a" }], team: { id: "T0ACME" } },
    ];
    const statuses = await all(8_000, originals, async (body) => {
      const answer = await deliver(body);
      await answer.body?.cancel();
      return answer.status;
    });
    expect([...statuses.keys()].toSorted()).toEqual([200, 400]);
    expect(statuses.get(200)).toBeGreaterThan(1_000);
  });

  it("are nothing to the JSON API", async () => {
    const target = { id: "msg_1", part: 0, fromMe: true, author: `${NUMBER}@s.whatsapp.net`, comment: null, conversation: "chat_wa" };
    const originals = [
      { link: "contoso", message: ts, target: { id: "msg_1" } },
      { link: "northwind", message: ts, target },
      { link: "litware", message: ts, target: { id: "e230c922-3e96-4376-9332-67b644d11237", part: 1 } },
      { link: "brand", message: ts, target: { id: "urn:li:activity:1", comment: "1" } },
    ];
    const statuses = await all(2_000, originals, async (body) => (await post(body)).status);
    for (const status of statuses.keys()) expect([200, 201, 400, 404, 409, 413, 422]).toContain(status);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
