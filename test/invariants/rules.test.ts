import { describe, expect, test } from "vitest";
import { families } from "../../src/domain/ladder.ts";
import { failure, link, MESSAGE, policy, rules } from "../domain/given.ts";
import { ACCOUNT, another, createWorld, FAMILIES, type World, type WorldPlan } from "./world.ts";

const DAY = 86_400_000;

/** Another process over the same store, whose operator has written another file. */
const under = (world: World, plan: WorldPlan) => createWorld({ ...plan, store: world.store, clock: world.clock, phones: world.phones });

/** Dana and Lee have reacted, each to a message of their own. */
async function reacted(emoji: readonly [string, string], plan: WorldPlan = {}): Promise<World> {
  const world = await createWorld(plan);
  await world.link();
  const { message, slot } = another(1);
  await world.link(message, "northwind", slot);
  await world.press("dana", emoji[0]);
  await world.press("lee", emoji[1], { message });
  await world.run(5_000);
  return world;
}

describe("a change of the rules", () => {
  test("takes back at once what they do not allow any more, and leaves the rest alone", async () => {
    const before = await reacted(["👀", "👍"]);
    const world = await under(before, { links: [link("northwind", { emoji: { deny: ["👀"] } })] });
    expect(await world.rejudge.sweep()).toBe(1);
    await world.run(1_000);
    expect(world.phone.calls).toEqual(["+👀", "+👍", "−👀"]);
    expect(await world.rejudge.sweep()).toBe(0);
  });

  test("of who may speak takes back what they said", async () => {
    const before = await reacted(["👍", "🎉"]);
    const world = await under(before, { links: [link("northwind", { who: { deny: ["dana"] } })] });
    await world.rejudge.sweep();
    await world.run(1_000);
    expect([world.shown(), world.phone.shown("message-1")]).toEqual([[], ["🎉"]]);
  });

  test("of what a custom emoji stands for takes back what it stood for, or shows the other", async () => {
    const plan = { links: [link("northwind", { emoji: { custom: { shipit: "🚀", boo: "🎉", "🎉": "👍" } } })] };
    const before = await createWorld(plan);
    await before.link();
    const { message, slot } = another(1);
    await before.link(message, "northwind", slot);
    await before.press("dana", "shipit", { emoji: null });
    // What the policy says of a custom emoji is its last word.
    await before.press("lee", "boo", { emoji: null, message });
    await before.run(5_000);
    expect([before.shown(), before.phone.shown("message-1")]).toEqual([["🚀"], ["🎉"]]);
    const world = await under(before, { links: [link("northwind", { emoji: { custom: { shipit: null, boo: "⛵" } } })] });
    expect(await world.rejudge.sweep()).toBe(2);
    await world.run(1_000);
    expect([world.shown(), world.phone.shown("message-1")]).toEqual([[], ["⛵"]]);
  });

  test("takes back an alias of which they say by its name that it stays inside", async () => {
    const before = await createWorld();
    await before.link();
    await before.press("dana", "lgtm", { emoji: "👍" });
    await before.run(5_000);
    const world = await under(before, { links: [link("northwind", { emoji: { custom: { lgtm: null } } })] });
    expect(await world.rejudge.sweep()).toBe(1);
    await world.run(1_000);
    expect(world.phone.calls).toEqual(["+👍", "−👍"]);
  });

  test("adds nothing that they kept in before", async () => {
    const before = await reacted(["👀", "👍"], { links: [link("northwind", { emoji: { deny: ["👀"] } })] });
    const world = await under(before, {});
    expect(await world.rejudge.sweep()).toBe(0);
    await world.run(60_000);
    expect(world.phone.calls).toEqual(["+👍"]);
  });

  test("does not touch what a link that is off holds, what cannot be taken back, nor what is under way", async () => {
    const before = await reacted(["👀", "👀"]);
    const off = await under(before, { links: [link("northwind", { direction: "off", emoji: { deny: ["👀"] } })] });
    expect(await off.rejudge.sweep()).toBe(0);
    const lasting = { accounts: { [ACCOUNT]: { rules: rules({ canRemove: false }) } } };
    const kept = await reacted(["👀", "👀"], lasting);
    const strict = await under(kept, { ...lasting, links: [link("northwind", { emoji: { deny: ["👀"] } })] });
    expect(await strict.rejudge.sweep()).toBe(0);
  });

  test("takes back in quiet hours, too, while something waits for them to be over", async () => {
    const before = await reacted(["👀", "👍"]);
    const quietHours = { fromMin: 0, toMin: 23 * 60, timeZone: "UTC" };
    const quiet = await under(before, { links: [link("northwind", { quietHours })] });
    await quiet.press("kim", "🎉");
    await quiet.run(5_000);
    const world = await under(quiet, { links: [link("northwind", { quietHours, emoji: { deny: ["👀"] } })] });
    expect(await world.rejudge.sweep()).toBe(1);
    await world.run(1_000);
    expect(world.shown()).toEqual([]);
  });

  test.each([
    ["are off", {}],
    ["are others", { quietHours: { fromMin: 20 * 60, toMin: 8 * 60, timeZone: "UTC" } }],
  ])("lets go at once what quiet hours held back that %s now, and nothing else", async (_, change) => {
    const quietHours = { fromMin: 0, toMin: 23 * 60, timeZone: "UTC" };
    const before = await reacted(["👍", "👎"], { links: [link("northwind", { quietHours, emoji: { deny: ["👎"] } })] });
    expect(before.phone.calls).toEqual([]);
    expect(await before.rejudge.sweep()).toBe(0);
    const world = await under(before, { links: [link("northwind", change)] });
    expect(await world.rejudge.sweep()).toBe(1);
    await world.run(1_000);
    expect(world.phone.calls).toEqual(["+👍"]);
    expect(await world.rejudge.sweep()).toBe(0);
  });

  test("does not hurry what waits for another reason: its account, a limit, a moment for second thoughts", async () => {
    const failing = await createWorld();
    await failing.link();
    failing.phone.next({ failure: failure("transient") });
    failing.phone.next({ failure: failure("transient") });
    await failing.press("dana", "👍");
    await failing.run(1_500);
    const waiting = await failing.mirror();
    expect(waiting.attempts).toBeGreaterThan(0);
    expect(await failing.rejudge.sweep()).toBe(0);
    const grace = await createWorld({ links: [link("northwind", { graceMs: 60_000 })] });
    await grace.link();
    await grace.press("dana", "👍");
    expect(await grace.rejudge.sweep()).toBe(0);
    const paced = await reacted(["👍", "🎉"], { accounts: { [ACCOUNT]: { limits: [{ scope: "a", requests: 1, perMs: DAY }] } } });
    expect(paced.phone.calls).toEqual(["+👍"]);
    expect(await paced.rejudge.sweep()).toBe(0);
  });

  test("is nothing to what has not changed for a week", async () => {
    const before = await reacted(["👀", "👍"]);
    await before.clock.advance(8 * DAY);
    const world = await under(before, { links: [link("northwind", { emoji: { deny: ["👀"] } })] });
    expect(await world.rejudge.sweep()).toBe(0);
  });
});

describe("a rehearsal", () => {
  const file = (change: Parameters<typeof policy>[0], more = FAMILIES) => ({
    ...{ links: [link("northwind", change)], policy: policy(), families: more },
  });

  test("says what would be withdrawn, and changes nothing", async () => {
    const world = await reacted(["👀", "👀"]);
    const calls = world.phone.calls.length;
    expect(await world.rehearse(file({ emoji: { deny: ["👀"] } }))).toEqual({
      mirrors: 2,
      links: [{ name: "northwind", withdrawn: [{ emoji: "👀", count: 2 }], instead: [], stopped: [], wouldHaveLeft: [] }],
    });
    await world.run(60_000);
    expect(world.phone.calls).toHaveLength(calls);
  });

  test("withdraws nothing where nothing can be taken back, but for what another one replaces", async () => {
    const world = await reacted(["👀", "👀"], { accounts: { [ACCOUNT]: { rules: rules({ canRemove: false }) } } });
    expect(await world.rehearse(file({ emoji: { deny: ["👀"] } }))).toEqual({ mirrors: 2, links: [] });
    const replaced = { emoji: { custom: { "👀": "👍" } } };
    const { links } = await world.rehearse(file(replaced));
    expect(links).toMatchObject([{ withdrawn: [], instead: [{ from: "👀", to: "👍", count: 2 }] }]);
  });

  test("says what would show in its place: an older one, or another stand-in", async () => {
    const plan = { accounts: { [ACCOUNT]: { rules: rules({ allowed: ["👏", "👍"] }) } } };
    const world = await reacted(["👍", "🎉"], plan);
    await world.press("kim", "👏");
    await world.run(5_000);
    expect(world.shown()).toEqual(["👏"]);
    const { links } = await world.rehearse(file({ emoji: { deny: ["👏"] } }, families({ near: { "🎉": ["👏", "👍"] } })));
    expect(links).toEqual([
      { name: "northwind", withdrawn: [], instead: [{ from: "👏", to: "👍", count: 2 }], stopped: [], wouldHaveLeft: [] },
    ]);
  });

  test("says what stayed inside that would have left, and why it stayed; not what other rules keep in as well", async () => {
    const strict = [link("northwind", { emoji: { deny: ["👀"], confirm: ["👎"], custom: { shipit: "🚀" } } })];
    const world = await reacted(["👀", "👎"], { links: strict });
    await world.press("guest-lou", "👍");
    await world.press("kim", "parrot", { emoji: null });
    await world.press("kim", "ignored", { emoji: null });
    await world.run(5_000);
    const { links } = await world.rehearse(file({ who: { allow: ["members", "guests"], deny: [] }, emoji: { custom: { parrot: "🦜" } } }));
    expect(links).toEqual([
      {
        ...{ name: "northwind", withdrawn: [], instead: [], stopped: [] },
        wouldHaveLeft: [
          { emoji: "👀", because: "emoji", count: 1 },
          { emoji: "👍", because: "who", count: 1 },
          { emoji: ":parrot:", because: "unmapped", count: 1 },
          { emoji: "👎", because: "unconfirmed", count: 1 },
        ],
      },
    ]);
  });

  test("asks what a custom emoji stands for there, and knows what was taken back for what it is", async () => {
    const world = await reacted(["👍", "👍"], { links: [link("northwind", { emoji: { custom: { shipit: "🚀" }, deny: ["🚀"] } })] });
    await world.press("kim", "shipit", { emoji: null });
    const { takenBack } = await import("../../src/domain/afterthought.ts");
    const press = { message: MESSAGE, person: "dana", name: "👍", via: "reaction" } as const;
    const { id } = await world.mirror();
    await world.store.absorb(id, (mirror, nowMs) => ({ mirror: takenBack(mirror, press, nowMs), again: false, repaired: 0 }));
    await world.run(5_000);
    expect((await world.rehearse(file({ emoji: { custom: {} } }))).links).toEqual([]);
    expect((await world.rehearse(file({ emoji: { custom: { shipit: "⛵" } } }))).links).toMatchObject([
      { withdrawn: [], wouldHaveLeft: [{ emoji: "🚀", because: "emoji", count: 1 }] },
    ]);
  });

  test("says what waits, and would not go any more; not what another one beats, nor what would go on waiting", async () => {
    const quietHours = { fromMin: 0, toMin: 23 * 60, timeZone: "UTC" };
    const world = await reacted(["👀", "👀"], { links: [link("northwind", { quietHours })] });
    await world.press("kim", "👍");
    await world.run(5_000);
    expect((await world.rehearse(file({ quietHours, emoji: { deny: ["🎉"] } }))).links).toEqual([]);
    expect((await world.rehearse(file({ quietHours, direction: "off" }))).links).toEqual([]);
    const { links } = await world.rehearse(file({ quietHours, emoji: { deny: ["👀", "👍"] } }));
    expect(links).toEqual([
      {
        ...{ name: "northwind", withdrawn: [], instead: [], wouldHaveLeft: [] },
        stopped: [
          { emoji: "👍", count: 1 },
          { emoji: "👀", count: 1 },
        ],
      },
    ]);
    expect(world.phone.calls).toEqual([]);
  });

  test("of a file without the link, or with the link off, withdraws nothing: what shows stays", async () => {
    const world = await reacted(["👍", "🎉"]);
    expect(await world.rehearse({ ...file({}), links: [] })).toEqual({ mirrors: 2, links: [] });
    expect(await world.rehearse(file({ direction: "off" }))).toEqual({ mirrors: 2, links: [] });
  });
});
