import { afterEach, describe, expect, it } from "vitest";
import type { Command, Place } from "../../../src/domain/command.ts";
import { pingsOf } from "../../../src/sandbox/slack/pings.ts";
import { answer, type DeskWorld, openDesk, wordsIn } from "./desk.ts";
import { HOSTILE } from "./hostile.ts";
import { CHANNEL, type Mode } from "./world.ts";

const SOON = { timeout: 6_000, interval: 5 };
const POST = "https://www.linkedin.com/feed/update/urn:li:activity:7332661864792854528/?a=1&b=2";
const NEWEST: Place = { kind: "newest" };

let world: DeskWorld;
afterEach(() => world.close());

const person = (user: string) => `slack:${world.slack.workspace.team}:${user}`;
const react = (text: string, user = world.dana) => world.slack.workspace.command(user, CHANNEL, "/react", text);
const tada = { name: "tada", emoji: "🎉" };
const healthy = () => expect([world.slack.violations, world.malformed]).toEqual([[], []]);

for (const mode of ["Socket Mode", "HTTP mode"] satisfies Mode[]) {
  describe(`commands in ${mode}`, () => {
    it("asks for what was typed, whatever its form, in the name of whoever typed it", async () => {
      world = await openDesk(mode);
      const { message } = world.post();
      const link = `https://acme.slack.com/archives/${CHANNEL}/p${message.replace(".", "")}`;
      const place: Place = { kind: "message", message: { ...world.source.channel(CHANNEL), message } };
      const post: Place = { kind: "post", url: POST };
      const clap = { name: "clap", emoji: "👏" };
      const forms: readonly (readonly [string, Command, Place])[] = [
        ["🎉", { kind: "react", emoji: tada }, NEWEST],
        [":tada:", { kind: "react", emoji: tada }, NEWEST],
        [`🎉 ${link}`, { kind: "react", emoji: tada }, place],
        [`tada <${link}?thread_ts=${message}&amp;cid=${CHANNEL}|this one>`, { kind: "react", emoji: tada }, place],
        ["remove", { kind: "remove", emoji: null }, NEWEST],
        ["remove 🎉", { kind: "remove", emoji: tada }, NEWEST],
        [`remove ${link}`, { kind: "remove", emoji: null }, place],
        [`remove :tada: ${link}`, { kind: "remove", emoji: tada }, place],
        ["clear", { kind: "clear" }, NEWEST],
        [`clear ${link}`, { kind: "clear" }, place],
        ["who", { kind: "who" }, NEWEST],
        [`who <${link}>`, { kind: "who" }, place],
        ["allowed", { kind: "allowed" }, NEWEST],
        ["status", { kind: "status" }, NEWEST],
        ["off", { kind: "turn", to: "off" }, NEWEST],
        ["On", { kind: "turn", to: null }, NEWEST],
        ["inbound", { kind: "turn", to: "inbound" }, NEWEST],
        ["outbound", { kind: "turn", to: "outbound" }, NEWEST],
        [`👏 ${POST}`, { kind: "react", emoji: clap }, post],
        [`celebrate <${POST.replace("&", "&amp;")}>`, { kind: "react", emoji: clap }, post],
      ];
      for (const [text] of forms) expect(wordsIn(await react(text)), text).toBe("Done.");
      expect(world.desk.asked.map(({ command, place }) => [command, place])).toEqual(forms.map(([, command, where]) => [command, where]));
      expect(new Set(world.desk.asked.map(({ id }) => id)).size).toBe(forms.length);
      expect(world.desk.asked[0]).toMatchObject({ person: person(world.dana), channel: world.source.channel(CHANNEL) });
      healthy();
    });

    it("shows the answer to whoever asked, with people by name and a button, and pings nobody", async () => {
      world = await openDesk(mode);
      const undo = { message: world.post(), emoji: tada };
      const text = ["Reacted 🎉 for ", { person: person(world.eli) }, ", as *Maria* & <co>", { person: "discord:1:2" }];
      world.desk.answers.push(async () => answer(text, { undo }));
      const told = await react("🎉");
      expect(told).toMatchObject({ user: world.dana, channel: CHANNEL });
      expect(wordsIn(told)).toBe(`Reacted 🎉 for <@${world.eli}>, as *Maria* & <co>somebody`);
      expect(told?.text).toBe(`Reacted 🎉 for <@${world.eli}>, as *Maria* &amp; &lt;co&gt;somebody`);
      expect(told?.blocks).toHaveLength(2);
      expect(world.slack.workspace.pings).toEqual([]);
      healthy();
    });

    it("acks in time though the core takes long, and only once it has answered", async () => {
      world = await openDesk(mode);
      const slow = Promise.withResolvers<void>();
      world.desk.answers.push(async () => {
        await slow.promise;
        return answer("Done at last.");
      });
      const asked = react("🎉");
      await expect.poll(() => world.desk.asked.length, SOON).toBe(1);
      expect(world.slack.workspace.ephemerals).toEqual([]);
      setTimeout(slow.resolve, 2_400);
      expect(wordsIn(await asked)).toBe("Done at last.");
      healthy();
    });

    it("says that the answer follows when even that is not enough, and tells it then", async () => {
      world = await openDesk(mode);
      const slow = Promise.withResolvers<void>();
      world.desk.answers.push(async () => {
        await slow.promise;
        return answer("Done at last.");
      });
      expect(wordsIn(await react("🎉"))).toContain("the answer follows");
      slow.resolve();
      await expect.poll(() => world.slack.workspace.ephemerals.map(wordsIn), SOON).toEqual([expect.any(String), "Done at last."]);
      healthy();
    });

    it("tells later answers once they are known, as often as Slack takes them", async () => {
      world = await openDesk(mode);
      const later = (left: number): Promise<ReturnType<typeof answer>> =>
        Promise.resolve(answer(`Left: ${left}`, { later: left === 0 ? null : later(left - 1) }));
      world.desk.answers.push(async () => answer("Under way.", { later: later(9) }));
      expect(wordsIn(await react("🎉"))).toBe("Under way.");
      const told = ["Under way.", "Left: 9", "Left: 8", "Left: 7", "Left: 6"];
      await expect.poll(() => world.slack.workspace.ephemerals.map(wordsIn), SOON).toEqual(told);
      healthy();
    });

    it("says to try again when nobody can say what became of it", async () => {
      world = await openDesk(mode);
      world.desk.answers.push(async () => {
        throw new Error("the store is gone");
      });
      expect(wordsIn(await react("🎉"))).toBe("That could not be taken, and nothing was done. Please try again in a moment.");
      expect(world.logged.filter((line) => line.startsWith("a command was not taken"))).toHaveLength(1);
      healthy();
    });

    it("leaves malformed commands out, counts them, and goes on", async () => {
      world = await openDesk(mode);
      const { team } = world.slack.workspace;
      const good = { command: "/react", text: "🎉", user_id: world.dana, channel_id: CHANNEL, trigger_id: "1.2.a", team_id: team };
      const bad = [{ user_id: "" }, { user_id: "U0<!here>" }, { channel_id: "../C" }, { trigger_id: "" }];
      for (const one of bad) expect(await world.slack.interact("slash_commands", { ...good, ...one })).not.toBeNull();
      expect(world.desk.asked).toEqual([]);
      expect(world.malformed).toHaveLength(bad.length);
      expect(wordsIn(await react("🎉"))).toBe("Done.");
    });
  });
}

describe("a command's words", () => {
  it("name custom emoji as the workspace has them, aliases as what they are, and unknown ones not at all", async () => {
    world = await openDesk("Socket Mode");
    const { workspace } = world.slack;
    workspace.addEmoji("shipit", "https://emoji.slack.test/shipit.png");
    workspace.addEmoji("hooray", "alias:tada");
    await expect.poll(() => world.slack.deliveries.all.every(({ acked }) => acked), SOON).toBe(true);
    for (const text of [":shipit:", "shipit", ":hooray:", "hooray"]) await react(text);
    expect(world.desk.asked.map(({ command }) => "emoji" in command && command.emoji)).toEqual([
      { name: "shipit", emoji: null },
      { name: "shipit", emoji: null },
      tada,
      tada,
    ]);
    expect(wordsIn(await react(":shiip it:"))).toContain("Did you mean :shipit:?");
    expect(wordsIn(await react("tadaa"))).toContain("Did you mean :tada: 🎉?");
    expect(wordsIn(await react("staus"))).toContain("Did you mean /react status?");
    expect(world.desk.asked).toHaveLength(4);
  });

  it("are taken on trust between colons where the workspace's emoji cannot be read", async () => {
    world = await openDesk("HTTP mode", { missingScopes: ["emoji:read"] });
    await react(":shipit:");
    expect(world.desk.asked[0]?.command).toEqual({ kind: "react", emoji: { name: "shipit", emoji: null } });
    expect(wordsIn(await react("shipit"))).toContain("is no emoji that is known here");
  });

  it("that say nothing are answered with how to use it; so is /bridge", async () => {
    world = await openDesk("HTTP mode");
    const { workspace } = world.slack;
    for (const text of ["", "  ", "help", "HELP"]) expect(wordsIn(await react(text))).toContain("/react who");
    for (const text of ["", "help"]) {
      expect(wordsIn(await workspace.command(world.dana, CHANNEL, "/bridge", text))).toContain("/bridge list");
    }
    expect(world.desk.asked).toEqual([]);
    healthy();
  });

  it("ask twice under one id when Slack delivers them twice", async () => {
    world = await openDesk("Socket Mode");
    const { team } = world.slack.workspace;
    const payload = { command: "/react", text: "🎉", user_id: world.dana, channel_id: CHANNEL, trigger_id: "1.2.a", team_id: team };
    for (let time = 0; time < 2; time += 1) expect(await world.slack.interact("slash_commands", payload)).not.toBeNull();
    expect(world.desk.asked.map(({ id }) => id)).toEqual(["1.2.a", "1.2.a"]);
  });

  it("are answered though nothing answers commands here", async () => {
    world = await openDesk("HTTP mode");
    await world.close();
    const { openWorld } = await import("./world.ts");
    world = Object.assign(await openWorld("HTTP mode", { ackWithinMs: 3_000 }), { desk: world.desk, admin: world.admin });
    await world.start();
    expect(wordsIn(await react("🎉"))).toContain("Please try again");
  });
});

describe("an answer that holds what somebody outside wrote", () => {
  it("pings nobody, formats nothing, and fits", async () => {
    world = await openDesk("HTTP mode");
    for (const hostile of HOSTILE) {
      world.desk.answers.push(async () => answer([hostile, { person: person(world.eli) }, hostile]));
      const told = await react("🎉");
      const { text = "", blocks = [] } = told ?? {};
      expect(text.length).toBeLessThanOrEqual(3_000);
      const mentions = pingsOf({ text, blocks }).filter((ping) => ping !== `<@${world.eli}>` && ping !== `user ${world.eli}`);
      expect(mentions, hostile.slice(0, 40)).toEqual([]);
      expect(JSON.stringify(blocks)).not.toContain("mrkdwn");
    }
    healthy();
  });

  it("says how much more there is than Slack shows", async () => {
    world = await openDesk("HTTP mode");
    world.desk.answers.push(async () => answer(["x".repeat(20_000), "y".repeat(30)]));
    expect(wordsIn(await react("who"))).toMatch(/^x{12000}\n… and 8030 more characters$/);
    healthy();
  });

  it("is told all the same when Slack does not take it where it should be told", async () => {
    world = await openDesk("HTTP mode");
    world.slack.hooks.refuse(1);
    world.desk.answers.push(async () => answer("Under way.", { later: Promise.resolve(answer("Done.")) }));
    await react("🎉");
    await expect.poll(() => world.slack.workspace.ephemerals.map(wordsIn), SOON).toEqual(["Under way.", "Done."]);
    expect(world.slack.api.calls).toContain("chat.postEphemeral");
    world.slack.hooks.refuse(1);
    world.slack.api.refuse("chat.postEphemeral", { error: "not_in_channel" });
    world.desk.answers.push(async () => answer("Under way.", { later: Promise.resolve(answer("Done.")) }));
    await react("🎉");
    await expect.poll(() => world.logged.filter((line) => line.startsWith("the answer to a command did not arrive")), SOON).toHaveLength(1);
  });
});
