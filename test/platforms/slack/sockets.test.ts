import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { CHANNEL, openWorld, type World } from "./world.ts";

const SOON = { timeout: 5_000, interval: 5 };

describe("Socket Mode", () => {
  let world: World;
  afterEach(() => world.close());

  async function open(options: Parameters<typeof openWorld>[1] = {}) {
    world = await openWorld("Socket Mode", options);
    return world;
  }

  async function bothOpen() {
    await expect.poll(() => world.slack.sockets.open(), SOON).toBe(2);
  }

  it("keeps two sockets, and has no address to post to", async () => {
    await open();
    await world.start();
    await bothOpen();
    const answer = await fetch(world.address, { method: "POST", body: "{}" });
    expect(answer.status).toBe(404);
  });

  for (const how of ["warning", "refresh_requested", "cut"] as const) {
    it(`loses nothing and tells of no gap when one socket goes (${how})`, async () => {
      const { slack, dana } = await open();
      await world.start();
      await bothOpen();
      const { message } = world.post();
      for (let round = 0; round < 10; round += 1) {
        slack.workspace.react(dana, CHANNEL, message, "tada");
        if (round === 4) slack.sockets.drop(how, 1);
        slack.workspace.unreact(dana, CHANNEL, message, "tada");
        await sleep(2);
      }
      expect(world.source.connected()).toBe(true);
      await expect.poll(() => slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
      expect(new Set(world.reactions().map(({ atUs }) => atUs)).size).toBe(20);
      expect(world.events.every(({ kind }) => kind !== "gap")).toBe(true);
      await bothOpen();
    });
  }

  it("tells of a gap once a socket is open again after none was, until somebody takes it", async () => {
    const { slack } = await open();
    let refusals = 0;
    await world.start(async (event) => {
      if (event.kind === "gap" && refusals++ === 0) throw new Error("not committed");
      world.events.push(event);
    });
    await bothOpen();
    slack.api.refuse("apps.connections.open", { error: "internal_error" }, 3);
    slack.sockets.drop("cut");
    await expect.poll(() => world.source.connected(), SOON).toBe(false);
    slack.workspace.react(world.dana, CHANNEL, world.post().message, "tada");
    await expect.poll(() => world.source.connected(), SOON).toBe(true);
    await expect.poll(() => world.events.filter(({ kind }) => kind === "gap").length, SOON).toBe(1);
    expect(refusals).toBe(2);
    await bothOpen();
  });

  it("hears events that came while no socket was open, as the retries that they are", async () => {
    const { slack } = await open({ retryAfterMs: [200, 200, 400, 800] });
    await world.start();
    await bothOpen();
    slack.sockets.drop("cut");
    slack.workspace.react(world.dana, CHANNEL, world.post().message, "tada");
    await expect.poll(() => world.reactions().length, SOON).toBe(1);
    expect(slack.deliveries.all.find(({ type }) => type === "reaction_added")?.attempts).toBeGreaterThan(1);
  });

  it("outlives a token that is refused while it reconnects", async () => {
    const { slack } = await open();
    await world.start();
    await bothOpen();
    slack.api.refuse("apps.connections.open", { error: "invalid_auth" }, 4);
    slack.sockets.drop("cut");
    await bothOpen();
    const log = world.logged.join("\n");
    expect(log.match(/SLACK_APP_TOKEN.*invalid_auth.*copy it again/g)).toHaveLength(1);
    expect(log).toContain("takes the token again");
  });

  it("goes on after frames that are no envelopes", async () => {
    const { slack } = await open();
    await world.start();
    await bothOpen();
    const frames = ["null", "{", "[]", "7", '{"type":"events_api"}', '{"type":"surprise"}', '{"envelope_id":7,"type":"events_api"}'];
    for (const frame of frames) slack.sockets.raw(frame);
    slack.sockets.raw('{"type":"goodbye","envelope_id":""}');
    slack.workspace.react(world.dana, CHANNEL, world.post().message, "tada");
    await expect.poll(() => world.reactions().length, SOON).toBe(1);
    await expect.poll(() => world.malformed.length, SOON).toBe(frames.length + 1);
    expect(slack.sockets.open()).toBe(2);
  });
});

describe("Slack's start", () => {
  let world: World;
  afterEach(() => world.close());

  it("says which token is refused and what to do", async () => {
    world = await openWorld("Socket Mode");
    world.slack.api.refuse("auth.test", { error: "account_inactive" });
    await expect(world.start()).rejects.toThrow(/SLACK_BOT_TOKEN: account_inactive .*install it again/);
  });

  it("says so when the app-level token is a bot token", async () => {
    world = await openWorld("Socket Mode", { botToken: "xoxb-same", appToken: "xoxb-same" });
    await expect(world.start()).rejects.toThrow(/SLACK_APP_TOKEN: not_allowed_token_type .*xapp-/);
    expect(world.source.connected()).toBe(false);
  });

  it("says which scopes are missing that it cannot do without", async () => {
    world = await openWorld("Socket Mode", { missingScopes: ["users:read", "emoji:read"] });
    await expect(world.start()).rejects.toThrow("SLACK_BOT_TOKEN lacks the scopes users:read:");
  });

  it("outlasts a short outage, and says where Slack is not when it is a long one", async () => {
    world = await openWorld("Socket Mode");
    world.slack.api.refuse("auth.test", { status: 503 }, 2);
    await world.start();
    expect(world.source.connected()).toBe(true);
    await world.close();
    world = await openWorld("Socket Mode");
    await world.slack.close();
    await expect(world.start()).rejects.toThrow(`Slack cannot be reached at ${world.slack.url}`);
  });

  it("opens its socket while Slack has not said who we are; what comes meanwhile waits, and needs no second try", async () => {
    world = await openWorld("Socket Mode", { ackWithinMs: 5_000 });
    const { slack } = world;
    slack.workspace.emoji.set("tada-too", "alias:tada");
    slack.api.refuse("auth.test", { status: 503 });
    slack.api.refuse("emoji.list", { status: 503 }, 2);
    const starting = world.start();
    await expect.poll(() => slack.sockets.open(), SOON).toBeGreaterThan(0);
    slack.workspace.react(world.dana, CHANNEL, world.post().message, "tada-too");
    expect([world.source.connected(), world.events]).toEqual([false, []]);
    await starting;
    await expect.poll(() => world.events, SOON).toMatchObject([{ name: "tada-too", emoji: "🎉" }]);
    expect(slack.deliveries.all.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  it("takes nothing when it fails", async () => {
    world = await openWorld("Socket Mode");
    const { slack } = world;
    slack.api.refuse("auth.test", { status: 503 });
    slack.api.refuse("emoji.list", { error: "invalid_auth" });
    const starting = expect(world.start()).rejects.toThrow(/SLACK_BOT_TOKEN: invalid_auth/);
    await expect.poll(() => slack.sockets.open(), SOON).toBeGreaterThan(0);
    slack.workspace.react(world.dana, CHANNEL, world.post().message, "tada");
    await starting;
    expect(world.events).toEqual([]);
    await world.source.stop();
    await expect.poll(() => slack.sockets.open(), SOON).toBe(0);
    expect(slack.deliveries.all.filter(({ acked }) => acked)).toEqual([]);
  });

  it("goes on without the scope for custom emoji", async () => {
    world = await openWorld("Socket Mode", { missingScopes: ["emoji:read"] });
    world.slack.workspace.emoji.set("tada-too", "alias:tada");
    await world.start();
    world.slack.workspace.react(world.dana, CHANNEL, world.post().message, "tada-too");
    await expect.poll(() => world.events, SOON).toMatchObject([{ name: "tada-too", emoji: null }]);
    expect(world.logged.join("\n")).toContain("emoji:read");
  });
});
