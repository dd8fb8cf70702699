import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { slotOn } from "../../../src/domain/slot.ts";
import { FAILURES } from "../../../src/platforms/discord/failures.ts";
import type { Target } from "../../../src/ports/target.ts";
import { openWorld, type Posted, type World } from "./world.ts";

const soon = () => AbortSignal.timeout(5_000);

let world: World;
let target: Target;
beforeAll(async () => {
  world = await openWorld();
  await world.start();
  target = world.source.account.messages as Target;
});
afterAll(() => world.close());

const slotOf = (posted: Posted) => slotOn(world.messageOf(posted));
const ofOurBot = (posted: Posted) =>
  [...world.guild.shown(posted)].filter(([, people]) => people.includes(world.guild.bot.id)).map(([name]) => name);
const failing = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { failure: object }) => error.failure,
  );

describe("our bot's reactions in Discord", () => {
  it("are added and removed, each by its name, and doing so again is fine", async () => {
    const posted = world.post();
    const slot = slotOf(posted);
    for (const emoji of ["👍🏽", "❤️", "❤️", "🏳️‍🌈", "#️⃣"]) await target.add(slot, emoji, soon());
    expect(ofOurBot(posted)).toEqual(["👍🏽", "❤️", "🏳️‍🌈", "#️⃣"]);
    expect(await target.shown?.(slot, soon())).toEqual(["👍🏽", "❤️", "🏳️‍🌈", "#️⃣"]);
    for (const emoji of ["👍🏽", "👍🏽"]) await target.remove(slot, emoji, soon());
    expect(ofOurBot(posted)).toEqual(["❤️", "🏳️‍🌈", "#️⃣"]);
  });

  it("are put on messages in threads, and never told as somebody's", async () => {
    const before = world.reactions().length;
    const head = world.post();
    const posted = world.post("in it", world.guild.thread(world.eli, head, "about it"));
    await target.add(slotOf(posted), "🎉", soon());
    world.guild.react(world.dana, posted, "🎉");
    expect(ofOurBot(posted)).toEqual(["🎉"]);
    await expect.poll(() => world.reactions().length).toBe(before + 1);
  });

  it("shows nothing of other people's, nor a custom one", async () => {
    const posted = world.post();
    world.guild.emoji("shipit");
    world.guild.react(world.dana, posted, "🎉");
    world.guild.react(world.guild.bot, posted, "shipit");
    expect(await target.shown?.(slotOf(posted), soon())).toEqual([]);
  });

  it("asks nothing where Discord has no name for an emoji, or the message is none of its own", async () => {
    const asked = world.discord.api.calls.length;
    expect(await failing(target.add(slotOf(world.post()), "🫪", soon()))).toMatchObject({ kind: "rejected", ambiguous: false });
    const foreign = slotOn({ platform: "slack", workspace: "T0", channel: "C0", message: "1718031112.000200" });
    expect(await failing(target.add(foreign, "👍", soon()))).toMatchObject({ kind: "gone", ambiguous: false });
    expect(world.discord.api.calls.length).toBe(asked);
  });

  it.each(FAILURES.map(({ status, code, ...row }) => [code ?? `status ${status}`, { status: status ?? 400, code, ...row }] as const))(
    "that Discord refuses with %s are as its row says",
    async (_, { status, code, ...row }) => {
      world.discord.api.refuse("add_my_message_reaction", { status, ...(code !== null && { code }) });
      expect(await failing(target.add(slotOf(world.post()), "👍", soon()))).toMatchObject({ ...row, vendor: { status } });
    },
  );

  it("are refused by the real rules of a channel as well", async () => {
    const full = world.post();
    for (let index = 0; index < 20; index += 1) world.guild.react(world.dana, full, String.fromCodePoint(0x1f600 + index));
    expect(await failing(target.add(slotOf(full), "👍", soon()))).toMatchObject({ kind: "rejected", vendor: { code: "30010" } });
    const gone = world.post();
    world.guild.deleteMessage(gone);
    expect(await failing(target.add(slotOf(gone), "👍", soon()))).toMatchObject({ kind: "gone", vendor: { code: "10008" } });
    expect(await failing(target.remove(slotOf(gone), "👍", soon()))).toMatchObject({ kind: "gone", vendor: { code: "10008" } });
    world.guild.block(world.eli);
    expect(await failing(target.add(slotOf(world.post()), "👍", soon()))).toMatchObject({ kind: "rejected", vendor: { code: "90001" } });
    world.guild.block(world.eli, false);
  });

  it("wait as long as Discord asks", async () => {
    world.discord.api.refuse("add_my_message_reaction", { status: 429, retryAfterS: 7 });
    expect(await failing(target.add(slotOf(world.post()), "👍", soon()))).toMatchObject({ kind: "rate-limited", retryAfterMs: 7_000 });
  });

  it("is gone when Discord does not know it any more", async () => {
    world.discord.api.refuse("delete_my_message_reaction", { status: 404, code: 10014 });
    await target.remove(slotOf(world.post()), "👍", soon());
  });

  it("need a token, and the harmless read says so", async () => {
    await world.source.account.probe(soon());
    world.discord.api.refuse("get_my_user", { status: 401 });
    expect(await failing(world.source.account.probe(soon()))).toMatchObject({ kind: "unauthorized" });
  });
});
