import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../../src/domain/message.ts";
import { slotOn } from "../../../src/domain/slot.ts";
import { FAILURES } from "../../../src/platforms/slack/failures.ts";
import type { Target } from "../../../src/ports/target.ts";
import { CHANNEL, openWorld, type World } from "./world.ts";

const soon = () => AbortSignal.timeout(5_000);

let world: World;
let target: Target;
beforeAll(async () => {
  world = await openWorld("HTTP mode");
  await world.start();
  target = world.source.account.messages as Target;
});
afterAll(() => world.close());

function ofOurBot({ message }: Message): readonly string[] {
  const { bot } = world.slack.workspace;
  const reactions = world.slack.workspace.conversation(CHANNEL).messages.get(message)?.reactions ?? new Map<string, string[]>();
  return [...reactions].filter(([, people]) => people.includes(bot.user)).map(([name]) => name);
}

const failing = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { failure: object }) => error.failure,
  );

describe("our bot's reactions in Slack", () => {
  it("are added and removed, each by its name, and doing so again is fine", async () => {
    const message = world.post();
    const slot = slotOn(message);
    for (const emoji of ["👍🏽", "❤️", "❤️"]) await target.add(slot, emoji, soon());
    expect(ofOurBot(message)).toEqual(["+1::skin-tone-4", "heart"]);
    expect(await target.shown?.(slot, soon())).toEqual(["👍🏽", "❤️"]);
    for (const emoji of ["👍🏽", "👍🏽"]) await target.remove(slot, emoji, soon());
    expect(ofOurBot(message)).toEqual(["heart"]);
  });

  it("are never told as somebody's", async () => {
    const before = world.reactions().length;
    const message = world.post();
    await target.add(slotOn(message), "🎉", soon());
    world.slack.workspace.react(world.dana, CHANNEL, message.message, "tada");
    await expect.poll(() => world.reactions().length).toBe(before + 1);
  });

  it("shows nothing of other people's", async () => {
    const message = world.post();
    world.slack.workspace.react(world.dana, CHANNEL, message.message, "tada");
    expect(await target.shown?.(slotOn(message), soon())).toEqual([]);
  });

  it("asks nothing where Slack has no name for an emoji, or the message is none of its own", async () => {
    const asked = world.slack.api.calls.length;
    expect(await failing(target.add(slotOn(world.post()), "🫪", soon()))).toMatchObject({ kind: "rejected", ambiguous: false });
    const foreign = slotOn({ ...world.post(), workspace: "T0ELSEWHERE" });
    expect(await failing(target.add(foreign, "👍", soon()))).toMatchObject({ kind: "gone", ambiguous: false });
    expect(world.slack.api.calls.length).toBe(asked);
  });

  it.each(FAILURES.map(({ code, ...row }) => [code, row] as const))("that Slack refuses with %s are as its row says", async (code, row) => {
    world.slack.api.refuse("reactions.add", { error: code });
    expect(await failing(target.add(slotOn(world.post()), "👍", soon()))).toMatchObject({ ...row, vendor: { status: 200, code } });
  });

  it("wait as long as Slack asks", async () => {
    world.slack.api.refuse("reactions.add", { status: 429, retryAfterS: 7 });
    expect(await failing(target.add(slotOn(world.post()), "👍", soon()))).toMatchObject({ kind: "rate-limited", retryAfterMs: 7_000 });
  });

  it("may be there after a failure of Slack's and after a silence", async () => {
    world.slack.api.refuse("reactions.add", { status: 503 });
    expect(await failing(target.add(slotOn(world.post()), "👍", soon()))).toMatchObject({ kind: "transient", ambiguous: true });
    world.slack.api.refuse("reactions.add", { hang: true });
    expect(await failing(target.add(slotOn(world.post()), "👍", AbortSignal.timeout(100)))).toMatchObject({
      kind: "transient",
      ambiguous: true,
    });
  });

  it("need a scope, and the harmless read says so", async () => {
    await world.source.account.probe(soon());
    const other = await openWorld("HTTP mode", { missingScopes: ["reactions:write"] });
    try {
      await other.start();
      expect(await failing(other.source.account.probe(soon()))).toMatchObject({ kind: "unauthorized" });
    } finally {
      await other.close();
    }
  });
});
