import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN_GROUPS } from "../../../src/domain/policy.ts";
import type { UserKind } from "../../../src/sandbox/slack/state.ts";
import { CHANNEL, openWorld, type World } from "./world.ts";

const SOON = { timeout: 4_000, interval: 5 };
const never = new AbortController().signal;

describe("what Slack is asked for", () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld("HTTP mode");
  });
  afterEach(() => world.close());

  const asked = (method: string) => world.slack.api.calls.filter((call) => call === method).length;
  const person = (user: string) => `slack:${world.slack.workspace.team}:${user}`;

  it("puts each kind of person in its class, and the deleted in none", async () => {
    const { workspace } = world.slack;
    await world.start();
    const expected: Record<UserKind, string[]> = {
      member: ["members"],
      admin: ["members"],
      owner: ["members"],
      guest: ["guests"],
      external: ["external"],
      bot: ["bots"],
      deleted: [],
    };
    for (const [kind, classes] of Object.entries(expected)) {
      const user = workspace.addUser(kind, kind as UserKind);
      const ids = kind === "deleted" ? [] : [user, `slack:${user}`, person(user)];
      expect(await world.source.classes(person(user))).toEqual([...classes, ...ids]);
    }
    expect(await world.source.classes(person("USLACKBOT"))).toContain("bots");
  });

  it("names the user groups that a person is in, by id and by handle", async () => {
    world.slack.workspace.groups.push({ id: "S0SALES", handle: "sales", users: [world.dana] });
    await world.start();
    expect(await world.source.classes(person(world.dana))).toEqual(expect.arrayContaining(["members", "group:S0SALES", "group:sales"]));
    expect((await world.source.classes(person(world.eli))).some((one) => one.startsWith("group:"))).toBe(false);
    expect(asked("usergroups.list")).toBe(1);
  });

  it("says that groups cannot be known where the app may not read them or the plan has none, and says so once", async () => {
    await world.start();
    world.slack.api.refuse("usergroups.list", { error: "paid_teams_only" });
    expect(await world.source.classes(person(world.dana))).toEqual(expect.arrayContaining(["members", UNKNOWN_GROUPS]));
    await world.close();
    world = await openWorld("HTTP mode", { missingScopes: ["usergroups:read"] });
    await world.start();
    for (const user of [world.dana, world.eli]) {
      expect(await world.source.classes(person(user))).toEqual(expect.arrayContaining(["members", UNKNOWN_GROUPS]));
    }
    expect(world.logged.filter((line) => line.includes("user groups"))).toHaveLength(1);
  });

  it("never says in an error what somebody who is not Slack has answered", async () => {
    await world.start();
    const page = { error: "<p>Dana +5511988887777 said: see you at noon</p>" };
    for (const method of ["users.info", "chat.postEphemeral", "reactions.get"]) world.slack.api.refuse(method, page);
    const message = world.post();
    const calls = [
      () => world.source.classes(person(world.dana)),
      () => world.source.tell(message, person(world.dana), "…"),
      () => world.source.held(message, AbortSignal.timeout(2_000)),
    ];
    for (const call of calls) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/Dana|noon|8888/);
    }
  });

  it.each(["internal_error", "ratelimited", "token_revoked"])(
    "rejects while groups cannot be read for a passing reason: %s",
    async (error) => {
      await world.start();
      world.slack.workspace.groups.push({ id: "S0SALES", handle: "sales", users: [world.dana] });
      world.slack.api.refuse("usergroups.list", { error });
      await expect(world.source.classes(person(world.dana))).rejects.toThrow(error);
      expect(await world.source.classes(person(world.dana))).toContain("group:sales");
    },
  );

  it("asks once for one person, however many want to know, and remembers", async () => {
    await world.start();
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.source.classes(person(world.dana))));
    expect(new Set(answers.map((classes) => classes.join())).size).toBe(1);
    await world.source.classes(person(world.dana));
    expect(asked("users.info")).toBe(1);
  });

  it("rejects when Slack does not say who somebody is, and asks anew the next time", async () => {
    await world.start();
    world.slack.api.refuse("users.info", { error: "internal_error" });
    await expect(world.source.classes(person(world.dana))).rejects.toThrow("internal_error");
    expect(await world.source.classes(person(world.dana))).toContain("members");
  });

  it("tells a person nothing twice: what Slack refuses is the caller's to send again", async () => {
    await world.start();
    const message = world.post();
    for (const how of [{ status: 429, retryAfterS: 60 }, { status: 500 }, { error: "user_not_in_channel" }] as const) {
      world.slack.api.refuse("chat.postEphemeral", how);
      await expect(world.source.tell(message, person(world.dana), "kept")).rejects.toThrow();
    }
    expect(asked("chat.postEphemeral")).toBe(3);
    expect(world.slack.violations).toEqual([]);
  });

  it("reads reactions by Slack's clock, a second and the request's time before its answer", async () => {
    await world.start();
    const message = world.post();
    world.slack.workspace.react(world.dana, CHANNEL, message.message, "tada");
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    const { atUs } = await world.source.held(message, never);
    expect(atUs).toBeGreaterThan((before - 1_000 - 500) * 1_000);
    expect(atUs).toBeLessThanOrEqual((Date.now() - 1_000) * 1_000);
  });

  it("says which lists of people are cut short", async () => {
    await world.start();
    const message = world.post();
    for (const user of [world.dana, world.eli]) world.slack.workspace.react(user, CHANNEL, message.message, "tada");
    world.slack.showReactors(1);
    const reading = await world.source.held(message, never);
    expect(reading.incomplete).toEqual(["tada"]);
    expect(reading.reactions).toHaveLength(1);
  });

  it("says with a reading whether the channel is shared with another organization, and asks anew once it was told", async () => {
    await world.start();
    const { workspace } = world.slack;
    const message = world.post();
    const shared = async () => (await world.source.held(message, never)).shared;
    expect([await shared(), await shared()]).toEqual([false, false]);
    expect(asked("conversations.info")).toBe(1);
    workspace.share(CHANNEL);
    await expect.poll(() => world.events.length, SOON).toBeGreaterThan(0);
    expect(await shared()).toBe(true);
    world.slack.api.refuse("conversations.info", { error: "fatal_error" });
    workspace.share(CHANNEL, false);
    await expect.poll(() => world.events.at(-1)?.kind, SOON).toBe("unshared");
    await expect(shared()).rejects.toThrow("fatal_error");
    expect(await shared()).toBe(false);
  });

  it("takes a channel for the team's own where it may not ask, and says so once", async () => {
    await world.close();
    world = await openWorld("HTTP mode", { missingScopes: ["channels:read"] });
    await world.start();
    const message = world.post();
    for (let time = 0; time < 2; time += 1) expect((await world.source.held(message, never)).shared).toBe(false);
    expect(world.logged.filter((line) => line.includes("channels:read"))).toHaveLength(1);
  });

  it("waits as long as Slack asks before it reads again, and no longer than the caller does", async () => {
    await world.start();
    const message = world.post();
    world.slack.api.refuse("reactions.get", { status: 429, retryAfterS: 1 });
    const begun = performance.now();
    const hasty = world.source.held(message, AbortSignal.timeout(100));
    await expect(hasty).rejects.toThrow();
    const patient = await world.source.held(message, never);
    expect(performance.now() - begun).toBeGreaterThan(990);
    expect(patient.reactions).toEqual([]);
  });

  for (const how of [{ error: "channel_not_found" }, { status: 500 }, { status: 200 }]) {
    it(`reads nothing into an answer that is none: ${JSON.stringify(how)}`, async () => {
      await world.start();
      world.slack.api.refuse("reactions.get", how as { error: string });
      await expect(world.source.held(world.post(), never)).rejects.toThrow();
    });
  }
});

describe("a workspace's own emoji", () => {
  let world: World;
  afterEach(() => world.close());

  /** What a reaction with each name is in Unicode. */
  async function meanings(...names: string[]): Promise<(string | null | undefined)[]> {
    const { message } = world.post();
    for (const name of names) world.slack.workspace.react(world.dana, CHANNEL, message, name);
    const here = () => world.reactions().filter((event) => event.message.message === message);
    await expect.poll(() => here().length, SOON).toBe(names.length);
    return names.map((name) => here().find((event) => event.name === name)?.emoji);
  }

  it("are the standard emoji that they are aliases of, over any number of steps and with the tone", async () => {
    world = await openWorld("Socket Mode");
    const { emoji } = world.slack.workspace;
    const list = {
      party: "alias:tada",
      fiesta: "alias:party",
      yes: "alias:thumbsup",
      shipit: "https://x.test/s.png",
      squirrel2: "alias:shipit",
    };
    for (const [name, value] of Object.entries({ ...list, round: "alias:again", again: "alias:round" })) emoji.set(name, value);
    emoji.set("yes::skin-tone-4", "drawn by Slack");
    await world.start();
    expect(await meanings("party", "fiesta", "yes", "yes::skin-tone-4", "shipit", "squirrel2", "round")).toEqual([
      "🎉",
      "🎉",
      "👍",
      "👍🏽",
      null,
      null,
      null,
    ]);
    expect(await meanings("heart", "+1::skin-tone-2", "thumbsup")).toEqual(["❤️", "👍🏻", "👍"]);
  });

  it("are followed as they are added, renamed and removed", async () => {
    world = await openWorld("Socket Mode");
    const { workspace, deliveries } = world.slack;
    await world.start();
    const applied = () => expect.poll(() => deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
    workspace.addEmoji("party", "alias:tada");
    await applied();
    expect(await meanings("party")).toEqual(["🎉"]);
    workspace.renameEmoji("party", "fiesta");
    await applied();
    expect(await meanings("fiesta")).toEqual(["🎉"]);
    workspace.removeEmoji("fiesta");
    workspace.addEmoji("fiesta", "https://x.test/f.png");
    await applied();
    expect(await meanings("fiesta")).toEqual([null]);
    expect(world.slack.api.calls.filter((call) => call === "emoji.list")).toHaveLength(1);
  });
});
