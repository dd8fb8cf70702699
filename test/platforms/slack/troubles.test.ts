import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { CHANNEL, type Mode, openWorld, type World, type WorldOptions } from "./world.ts";

const SOON = { timeout: 5_000, interval: 5 };
/** What was not acked comes again for long enough. */
const PATIENT = { ackWithinMs: 200, retryAfterMs: Array(40).fill(100) as number[] };
/** The same where nothing will be acked. */
const IN_VAIN = { ackWithinMs: 50, retryAfterMs: Array(100).fill(50) as number[] };

let world: World;
afterEach(() => world.close());

const person = (user: string) => `slack:${world.slack.workspace.team}:${user}`;
const gaps = () => world.events.filter(({ kind }) => kind === "gap");

/** As the bridge does: an event is taken once it is known who pressed. */
async function start(): Promise<void> {
  await world.start(async (event) => {
    if (event.kind === "added") await world.source.classes(event.person);
    world.events.push(event);
  });
}

async function openSockets(options: WorldOptions = {}): Promise<void> {
  world = await openWorld("Socket Mode", { ...PATIENT, ...options });
  await start();
  await bothOpen();
}

const bothOpen = () => expect.poll(() => world.slack.sockets.open(), SOON).toBe(2);

for (const mode of ["Socket Mode", "HTTP mode"] satisfies Mode[]) {
  describe(`limits of Slack's in ${mode}`, () => {
    it("are kept as long as Slack asks, and what came meanwhile is not lost", async () => {
      world = await openWorld(mode, PATIENT);
      await start();
      const { slack, dana } = world;
      slack.api.refuse("users.info", { status: 429, retryAfterS: 1 });
      const begunMs = performance.now();
      slack.workspace.react(dana, CHANNEL, world.post().message, "tada");
      await expect.poll(() => slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
      expect(performance.now() - begunMs).toBeGreaterThan(990);
      expect(world.reactions().length).toBeGreaterThan(0);
      // However often it came meanwhile, Slack was asked once more, and no sooner than it said.
      expect(slack.api.calls.filter((call) => call === "users.info")).toHaveLength(2);
      expect(slack.violations).toEqual([]);
    });
  });

  describe(`a bot token that is good no more, in ${mode}`, () => {
    const refused = () => world.logged.filter((line) => line.includes("SLACK_BOT_TOKEN") && line.includes("refuses a token"));

    it.each([
      ["invalid_auth", "copy it again"],
      ["token_expired", "has expired"],
      ["token_revoked", "install the app again"],
      ["account_inactive", "install it again"],
    ])("is not connected, says once what to do, and what is pressed waits: %s", async (error, advice) => {
      world = await openWorld(mode, IN_VAIN);
      await start();
      const { slack, dana, eli } = world;
      expect(world.source.connected()).toBe(true);
      slack.api.revoke("bot", error);
      for (const user of [dana, eli]) slack.workspace.react(user, CHANNEL, world.post().message, "tada");
      await expect.poll(() => world.source.connected(), SOON).toBe(false);
      await expect.poll(() => slack.deliveries.all.some(({ attempts }) => attempts > 3), SOON).toBe(true);
      expect(refused()).toEqual([expect.stringContaining(error)]);
      expect(refused()[0]).toContain(advice);
      expect(world.reactions()).toEqual([]);
      await expect(world.source.held(world.post(), new AbortController().signal)).rejects.toThrow(error);
    });

    it("is connected again, with a gap, once Slack takes it", async () => {
      world = await openWorld(mode, { ...PATIENT, askAgainMs: 30 });
      await start();
      const { slack, dana } = world;
      slack.api.revoke("bot", "invalid_auth");
      await expect(world.source.classes(person(dana))).rejects.toThrow("invalid_auth");
      slack.workspace.react(dana, CHANNEL, world.post().message, "tada");
      await sleep(120);
      expect(world.source.connected()).toBe(false);
      slack.api.restore();
      await expect.poll(() => world.source.connected(), SOON).toBe(true);
      await expect.poll(() => world.reactions().length, SOON).toBe(1);
      await expect.poll(() => gaps().length, SOON).toBe(1);
      expect(refused()).toHaveLength(1);
    });

    it("is known from the moment at which the app is uninstalled", async () => {
      world = await openWorld(mode, PATIENT);
      await start();
      world.slack.uninstall();
      await expect.poll(() => world.source.connected(), SOON).toBe(false);
      expect(refused()).toEqual([expect.stringContaining("account_inactive")]);
    });

    it("is not taken for another's", async () => {
      world = await openWorld(mode, PATIENT);
      await start();
      const { slack } = world;
      for (const tokens of [{ oauth: ["U0SOMEBODY"] }, { oauth: [], bot: ["U0OTHER"] }, "all"]) {
        slack.deliver({ type: "event_callback", event: { type: "tokens_revoked", tokens, event_ts: "1.1" } });
      }
      await expect.poll(() => slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
      expect(world.source.connected()).toBe(true);
      expect(world.malformed).toHaveLength(1);
      slack.deliver({
        type: "event_callback",
        event: { type: "tokens_revoked", tokens: { bot: [slack.workspace.bot.user] }, event_ts: "1.1" },
      });
      await expect.poll(() => world.source.connected(), SOON).toBe(false);
    });
  });
}

describe("a socket", () => {
  it("that goes silent is found out and replaced, and what Slack sent over it is not lost", async () => {
    await openSockets({ pingTimeoutMs: 150 });
    const { slack, dana } = world;
    slack.sockets.mute(1);
    const { message } = world.post();
    for (const name of ["tada", "eyes", "heart", "rocket"]) slack.workspace.react(dana, CHANNEL, message, name);
    await expect.poll(() => new Set(world.reactions().map(({ name }) => name)).size, SOON).toBe(4);
    await bothOpen();
  });

  it("is replaced when all go silent at once, with a gap", async () => {
    await openSockets({ pingTimeoutMs: 150 });
    world.slack.sockets.mute();
    await bothOpen();
    await expect.poll(() => gaps().length, SOON).toBe(1);
    expect(world.source.connected()).toBe(true);
  });

  it.each(["warning", "refresh_requested"] as const)(
    "that Slack asks to leave is replaced before it ends, and what is under way is acked over it: %s",
    async (reason) => {
      world = await openWorld("Socket Mode", { ackWithinMs: 2_000, keepsConnections: true });
      const commit = Promise.withResolvers<void>();
      await world.start(async (event) => {
        world.events.push(event);
        if (event.kind === "added") await commit.promise;
      });
      await bothOpen();
      const { slack, dana } = world;
      const { message } = world.post();
      for (const name of ["tada", "eyes"]) slack.workspace.react(dana, CHANNEL, message, name);
      await expect.poll(() => world.reactions().length, SOON).toBe(2);
      slack.sockets.drop(reason);
      await expect.poll(() => slack.sockets.open(), { timeout: 1_000, interval: 5 }).toBe(2);
      commit.resolve();
      await expect.poll(() => slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
      expect(slack.deliveries.all.every(({ attempts }) => attempts === 1)).toBe(true);
      expect(gaps()).toEqual([]);
      expect(slack.violations).toEqual([]);
    },
  );

  it("says so when Socket Mode was switched off, and comes back with a gap when it is on again", async () => {
    await openSockets();
    const { slack } = world;
    slack.api.refuse("apps.connections.open", { error: "not_allowed_token_type" }, 6);
    slack.sockets.drop("link_disabled");
    await expect.poll(() => world.source.connected(), SOON).toBe(false);
    expect(world.logged.join("\n")).toContain("has switched Socket Mode off");
    await bothOpen();
    await expect.poll(() => gaps().length, SOON).toBe(1);
  });

  it("is opened again after an outage of Slack's own, less and less often, with a gap", async () => {
    await openSockets();
    const { slack, dana } = world;
    const before = slack.api.calls.length;
    slack.api.refuse("apps.connections.open", { status: 503 }, 1_000);
    slack.sockets.drop("cut");
    slack.workspace.react(dana, CHANNEL, world.post().message, "tada");
    await sleep(1_500);
    expect(world.source.connected()).toBe(false);
    expect(slack.api.calls.length - before).toBeLessThan(14);
    slack.api.mend();
    await expect.poll(() => world.source.connected(), SOON).toBe(true);
    await expect.poll(() => world.reactions().length, SOON).toBeGreaterThan(0);
    await expect.poll(() => gaps().length, SOON).toBe(1);
    await bothOpen();
  }, 15_000);

  it("waits as long as Slack asks when too many were opened", async () => {
    await openSockets();
    const { slack } = world;
    slack.api.refuse("apps.connections.open", { status: 429, retryAfterS: 1 }, 2);
    slack.sockets.drop("cut");
    const begunMs = performance.now();
    await expect.poll(() => world.source.connected(), SOON).toBe(false);
    await expect.poll(() => world.source.connected(), SOON).toBe(true);
    expect(performance.now() - begunMs).toBeGreaterThan(900);
    await bothOpen();
  });

  it("ends in time at the stop, though Slack leaves the connection open", async () => {
    await openSockets({ keepsConnections: true });
    const begunMs = performance.now();
    await world.source.stop();
    expect(performance.now() - begunMs).toBeLessThan(2_900);
  });
});
