import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { SourceEvent } from "../../../src/domain/event.ts";
import { CHANNEL, type Mode, openWorld, type World } from "./world.ts";

const SOON = { timeout: 4_000, interval: 5 };

for (const mode of ["Socket Mode", "HTTP mode"] satisfies Mode[]) {
  describe(`Slack's deliveries in ${mode}`, () => {
    let world: World;
    afterEach(() => world.close());

    it("are acked only after they were received", async () => {
      world = await openWorld(mode);
      const commit = Promise.withResolvers<void>();
      const taken: SourceEvent[] = [];
      await world.start(async (event) => {
        taken.push(event);
        await commit.promise;
      });
      const { slack } = world;
      slack.workspace.react(world.dana, CHANNEL, world.post().message, "tada");
      await expect.poll(() => taken.length, SOON).toBe(1);
      await sleep(60);
      const delivery = slack.deliveries.all.find(({ type }) => type === "reaction_added");
      expect(delivery).toMatchObject({ acked: false, attempts: 1 });
      commit.resolve();
      await expect.poll(() => slack.acked(delivery?.eventId ?? ""), SOON).toBe(true);
      expect(slack.violations).toEqual([]);
    });

    it("are not acked when they were not received, and come again at the very same time of their own", async () => {
      world = await openWorld(mode, { ackWithinMs: 100 });
      const seen: SourceEvent[] = [];
      await world.start(async (event) => {
        seen.push(event);
        if (seen.length < 3) throw new Error("the disk is full");
      });
      const { slack } = world;
      slack.workspace.react(world.dana, CHANNEL, world.post().message, "+1::skin-tone-2");
      const delivery = slack.deliveries.all.find(({ type }) => type === "reaction_added");
      await expect.poll(() => delivery?.acked, SOON).toBe(true);
      expect(delivery?.attempts).toBe(3);
      expect(seen).toHaveLength(3);
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    });

    it("that were under way at the stop are acked once they are received", async () => {
      world = await openWorld(mode, { ackWithinMs: 2_000 });
      const commit = Promise.withResolvers<void>();
      let taken = 0;
      await world.start(async () => {
        taken += 1;
        await commit.promise;
      });
      const { slack } = world;
      const { message } = world.post();
      for (const name of ["tada", "eyes", "heart"]) slack.workspace.react(world.dana, CHANNEL, message, name);
      await expect.poll(() => taken, SOON).toBe(3);
      const stopped = world.source.stop();
      commit.resolve();
      await stopped;
      await expect.poll(() => slack.deliveries.all.every(({ acked, attempts }) => acked && attempts === 1), SOON).toBe(true);
    });

    it("come through when Slack sends them twice, under one event_id or several, with one time, and all of them are acked", async () => {
      world = await openWorld(mode);
      await world.start();
      const { slack } = world;
      const { message } = world.post();
      slack.deliveries.duplicate(2, "same");
      slack.workspace.react(world.dana, CHANNEL, message, "tada");
      slack.deliveries.duplicate(11, "other");
      slack.workspace.react(world.dana, CHANNEL, message, "eyes");
      const times = (name: string) => world.reactions().filter((event) => event.name === name);
      await expect.poll(() => times("eyes").length, SOON).toBe(11);
      // The second of one event_id may have come while the first was being taken.
      await expect.poll(() => times("tada").length, SOON).toBeGreaterThan(0);
      await expect.poll(() => slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
      for (const name of ["tada", "eyes"]) {
        expect(new Set(times(name).map(({ atUs }) => atUs)).size).toBe(1);
        expect(times(name).every(({ atUs }) => Number.isSafeInteger(atUs))).toBe(true);
      }
    });

    it("all arrive when 1,001 toggles happen at once, in any order, and their times tell which was last", async () => {
      world = await openWorld(mode, { ackWithinMs: 10_000 });
      await world.start();
      const { slack, dana } = world;
      const { message } = world.post();
      slack.deliveries.hold();
      for (let toggle = 0; toggle < 1_001; toggle += 1) {
        if (toggle % 2 === 0) slack.workspace.react(dana, CHANNEL, message, "tada");
        else slack.workspace.unreact(dana, CHANNEL, message, "tada");
      }
      slack.deliveries.release((waiting) => waiting.toReversed());
      const byTime = () => new Map(world.reactions().map(({ atUs, kind }) => [atUs, kind]));
      await expect.poll(() => byTime().size, { timeout: 10_000, interval: 20 }).toBe(1_001);
      expect(byTime().get(Math.max(...[...byTime().keys()].map(Number)))).toBe("added");
      expect(slack.violations).toEqual([]);
    }, 15_000);

    it("that mean nothing here, or are malformed, are acked and end nothing", async () => {
      world = await openWorld(mode);
      await world.start();
      const { slack } = world;
      const wrap = (event: unknown) => slack.deliver({ type: "event_callback", team_id: slack.workspace.team, event });
      const item = { type: "message", channel: CHANNEL, ts: "1718031112.000200" };
      const flawed: unknown[] = [
        null,
        "reaction_added",
        {},
        { type: 7 },
        { type: "reaction_added", user: "U1", reaction: "tada", event_ts: "1.1", item: null },
        { type: "reaction_added", user: "U1", reaction: "tada", event_ts: "1.1" },
        { type: "reaction_added", user: 7, reaction: "tada", event_ts: "1.1", item },
        { type: "reaction_added", user: "U1", reaction: "", event_ts: "1.1", item },
        { type: "reaction_added", user: "U1", reaction: "tada", event_ts: "yesterday", item },
        { type: "reaction_added", user: "U1", reaction: "tada", event_ts: "1.1", item: { type: "message", ts: item.ts } },
        { type: "message", subtype: "message_deleted", channel: CHANNEL },
        { type: "message", channel: null },
        { type: "emoji_changed", subtype: "add" },
        { type: "channel_archive" },
      ];
      for (const event of flawed) wrap(event);
      for (const event of [{ type: "constructor" }, { type: "pin_added" }, { type: "close" }, { type: "error" }]) wrap(event);
      slack.deliver({ type: "event_callback", authorizations: [null], event: { type: "reaction_added" } });
      slack.workspace.reactToFile(world.dana, "tada");
      slack.workspace.react(world.dana, CHANNEL, world.post().message, "tada");
      await expect.poll(() => slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
      expect(world.events).toMatchObject([{ kind: "added", name: "tada" }]);
      expect(world.malformed).toHaveLength(flawed.length + 1);
      expect(world.source.connected()).toBe(true);
    });

    it("tell of what ends a message or a channel, and who stands for what", async () => {
      world = await openWorld(mode);
      await world.start();
      const { slack, dana, eli } = world;
      const { workspace } = slack;
      const declared = { event_type: "reacji_bridge", event_payload: { link: "northwind", target: { id: "3EB0" } } };
      const other = { event_type: "reacji_bridge", event_payload: { link: "ours", target: {} } };
      const inChannel = { platform: "slack", workspace: workspace.team, channel: CHANNEL };

      const parent = workspace.post(eli, CHANNEL, "order 7", { metadata: declared });
      workspace.post(workspace.bot.user, CHANNEL, "relayed", { metadata: other });
      workspace.post(eli, CHANNEL, "foreign", { metadata: { event_type: "task_created", event_payload: {} } });
      await expect.poll(() => world.events.length, SOON).toBe(2);
      const event = { kind: "declared", message: { ...inChannel, message: parent }, link: "northwind", target: { id: "3EB0" } };
      expect(world.events.splice(0)).toEqual([event, event]);

      workspace.post(dana, CHANNEL, "yes", { threadTs: parent });
      workspace.deleteMessage(CHANNEL, parent);
      await expect.poll(() => world.events.splice(0), SOON).toMatchObject([{ kind: "deleted", message: { message: parent } }]);

      workspace.kick(dana, eli, CHANNEL);
      workspace.archive(dana, CHANNEL);
      await expect.poll(() => world.events.splice(0), SOON).toMatchObject([{ kind: "left", channel: inChannel, reason: "archived" }]);
      for (const id of ["C1", "C2"]) workspace.addChannel(id);
      workspace.deleteChannel("C1");
      await expect
        .poll(() => world.events.splice(0), SOON)
        .toMatchObject([{ kind: "left", reason: "deleted", channel: { channel: "C1" } }]);
      workspace.kick(dana, workspace.bot.user, "C2");
      await expect
        .poll(() => world.events.splice(0), SOON)
        .toMatchObject([{ kind: "left", reason: "removed", channel: { channel: "C2" } }]);
      expect(world.malformed).toEqual([]);
    });

    it("tell of a channel that is shared with another organization before anything that happens in it", async () => {
      world = await openWorld(mode);
      await world.start();
      const { workspace } = world.slack;
      const channel = { platform: "slack", workspace: workspace.team, channel: CHANNEL };
      const { message } = world.post();
      workspace.react(world.dana, CHANNEL, message, "eyes");
      await expect.poll(() => world.events.splice(0), SOON).toMatchObject([{ kind: "added" }]);

      // As when the bridge was away while it was shared: nothing but the envelope tells.
      workspace.conversation(CHANNEL).shared = true;
      workspace.react(world.dana, CHANNEL, message, "tada");
      await expect.poll(() => world.events.length, SOON).toBe(2);
      expect(world.events.splice(0)).toMatchObject([{ kind: "shared", channel }, { kind: "added" }]);

      workspace.share(CHANNEL, false);
      await expect.poll(() => world.events.splice(0), SOON).toEqual([{ kind: "unshared", channel }]);
      workspace.share(CHANNEL);
      await expect.poll(() => world.events.length, SOON).toBe(2);
      const told = { kind: "shared", channel };
      expect(world.events.splice(0)).toEqual([told, told]);
      world.slack.deliver({
        type: "event_callback",
        event: { type: "channel_unshared", channel: CHANNEL, is_ext_shared: true, event_ts: "1.1" },
      });
      await expect.poll(() => world.events.splice(0), SOON).toEqual([told]);
    });

    it("that Slack held back for being too many are a gap", async () => {
      world = await openWorld(mode);
      await world.start();
      world.slack.deliver({ type: "app_rate_limited", team_id: "T0ACME", minute_rate_limited: 1_518_467_820, api_app_id: "A0BRIDGE" });
      await expect.poll(() => world.events, SOON).toMatchObject([{ kind: "gap" }]);
    });

    it("never put message text, tokens or people into the log", async () => {
      world = await openWorld(mode, { ackWithinMs: 50 });
      await world.start(async () => {
        throw new Error("not committed");
      });
      const { slack, dana } = world;
      const metadata = { event_type: "reacji_bridge", event_payload: { target: "order of Ms. Nakamura" } };
      slack.workspace.react(dana, CHANNEL, slack.workspace.post(dana, CHANNEL, "call +4915112345678", { metadata }), "tada");
      await expect.poll(() => slack.deliveries.all.every(({ acked, lost }) => acked || lost), SOON).toBe(true);
      const log = world.logged.join("\n");
      expect(log).toContain("not committed");
      expect(log).toContain("metadata");
      for (const secret of ["4915112345678", "Nakamura", slack.botToken, slack.appToken, dana]) expect(log).not.toContain(secret);
    });
  });
}
