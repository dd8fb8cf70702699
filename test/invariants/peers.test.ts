import { describe, expect, test } from "vitest";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import { cleared, failure, link, MESSAGE, SLOT, TIMEOUT } from "../domain/given.ts";
import { ACCOUNT, createWorld } from "./world.ts";

const NETWORKS = [
  ["WhatsApp", WHATSAPP_MESSAGES],
  ["iMessage", IMESSAGE_MESSAGES],
  ["LinkedIn", LINKEDIN_MESSAGES],
] as const;

async function linked(rules: (typeof NETWORKS)[number][1] = WHATSAPP_MESSAGES) {
  const world = await createWorld({ accounts: { [ACCOUNT]: { rules } } });
  await world.link();
  return world;
}

describe("what other bridges got wrong", () => {
  test.each(NETWORKS)("a removal reaches %s (1)", async (_, rules) => {
    const world = await linked(rules);
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    await world.run(2_000);
    expect(world.phone.calls).toEqual(["+👍", "−👍"]);
    expect(world.shown()).toEqual([]);
  });

  test("a removal that names no emoji is not taken for an add, and the next event is heard (2)", async () => {
    const world = await linked();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.receive(cleared("dana", null, 2_000));
    await world.run(2_000);
    expect(world.shown()).toEqual([]);
    await world.press("dana", "❤️");
    await world.run(2_000);
    expect(world.shown()).toEqual(["❤️"]);
  });

  test("add, remove, add is not swallowed as a duplicate (3)", async () => {
    const world = await linked();
    for (const act of [world.press, world.unpress, world.press]) {
      await act("dana", "👍");
      await world.run(2_000);
    }
    expect(world.phone.calls).toEqual(["+👍", "−👍", "+👍"]);
  });

  test("a delivery that comes again after a restart is taken if the first was not committed (4)", async () => {
    const { store, clock, phones, ...world } = await createWorld();
    await world.link();
    const failing = () => Promise.reject(new Error("killed"));
    const before = await createWorld({ store, clock, phones, around: (one) => ({ ...one, record: failing }) });
    const atUs = clock.now() * 1_000;
    await expect(before.press("dana", "👍", { atUs })).rejects.toThrow("killed");
    const after = await createWorld({ store, clock, phones });
    await after.press("dana", "👍", { atUs });
    await after.run(2_000);
    expect(after.shown()).toEqual(["👍"]);
  });

  test("eleven copies of one event under different ids are one press (5)", async () => {
    const world = await linked();
    const atUs = world.clock.now() * 1_000;
    for (let copy = 0; copy < 11; copy += 1) {
      await world.press("dana", "👍", { atUs, id: `Ev${copy}` });
      await world.run(500);
    }
    await world.unpress("dana", "👍", { atUs: atUs + 1 });
    await world.press("dana", "👍", { atUs, id: "Ev12" });
    await world.run(5_000);
    expect(world.phone.calls).toEqual(["+👍", "−👍"]);
  });

  test("one teammate's removal leaves everybody else's reactions (6)", async () => {
    const world = await linked(LINKEDIN_MESSAGES);
    await world.press("dana", "👍");
    await world.press("lee", "👍");
    await world.press("kim", "❤️");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    await world.run(2_000);
    expect([...world.shown()].sort()).toEqual(["👍", "❤️"].sort());
    await world.unpress("lee", "👍");
    await world.run(2_000);
    expect(world.shown()).toEqual(["❤️"]);
  });

  test("a second teammate's reaction does not make the first vanish, and on one slot the first comes back (7)", async () => {
    const several = await linked(LINKEDIN_MESSAGES);
    const one = await linked(WHATSAPP_MESSAGES);
    for (const world of [several, one]) {
      await world.press("dana", "👍");
      await world.run(2_000);
      await world.press("lee", "❤️");
      await world.run(2_000);
    }
    expect([...several.shown()].sort()).toEqual(["👍", "❤️"].sort());
    expect(one.shown()).toEqual(["❤️"]);
    await one.unpress("lee", "❤️");
    await one.run(2_000);
    expect(one.shown()).toEqual(["👍"]);
  });

  test("a removal on the other side is not answered by putting it back, for ever (8)", async () => {
    const world = await linked();
    await world.press("dana", "👍");
    await world.run(60_000);
    await world.phone.target.remove(SLOT, "👍", new AbortController().signal);
    const before = world.phone.calls.length;
    await world.echo("remove", "👍");
    await world.run(3_600_000);
    expect(world.shown()).toEqual([]);
    expect(world.phone.calls.length).toBe(before);
  });

  test("after a restart a reaction still finds its message (14)", async () => {
    const { store, clock, phones, ...before } = await createWorld();
    await before.link();
    const after = await createWorld({ store, clock, phones });
    await after.press("dana", "👍");
    await after.run(2_000);
    expect(after.shown()).toEqual(["👍"]);
  });

  test("reacting before the message is mapped loses nothing (15)", async () => {
    const world = await createWorld();
    await world.press("dana", "👍");
    await world.run(5_000);
    await world.link();
    await world.run(2_000);
    expect(world.shown()).toEqual(["👍"]);
  });

  test.each([
    ["refused", failure("rejected")],
    ["failing", failure("transient")],
  ])("the old reaction stays while the new one of another person is %s (16)", async (_, how) => {
    const world = await linked(LINKEDIN_MESSAGES);
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.press("lee", "🍕");
    world.phone.next({ failure: how }, { failure: how });
    await world.run(1_100);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("the old one of several is taken off only once the new one is there (16)", async () => {
    const world = await linked(LINKEDIN_MESSAGES);
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    await world.press("dana", "❤️");
    world.phone.next({ failure: failure("transient") });
    await world.run(1_000);
    expect(world.shown()).toEqual(["👍"]);
    await world.run(5_000);
    expect(world.phone.calls).toEqual(["+👍", "+❤️", "+❤️", "−👍"]);
  });

  test("a third reaction on one slot takes the second's place (17)", async () => {
    const world = await linked();
    for (const [person, emoji] of [
      ["dana", "👍"],
      ["lee", "❤️"],
      ["kim", "😂"],
    ] as const) {
      await world.press(person, emoji);
      await world.run(2_000);
    }
    expect(world.phone.calls).toEqual(["+👍", "+❤️", "+😂"]);
    expect(world.shown()).toEqual(["😂"]);
  });

  test("nothing is called settled before what must go is gone (18)", async () => {
    const world = await linked(LINKEDIN_MESSAGES);
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    await world.press("dana", "❤️");
    world.phone.next({}, { failure: failure("transient") });
    await world.run(1_000);
    expect((await world.store.mirrors({ state: "settled", limit: 9 })).mirrors).toEqual([]);
    await world.run(5_000);
    expect((await world.store.mirrors({ state: "settled", limit: 9 })).mirrors).toHaveLength(1);
    expect(world.shown()).toEqual(["❤️"]);
  });

  test("a removal of what was gone already settles and is not tried for ever (19)", async () => {
    const world = await linked();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    world.phone.next({ landsAfterMs: "never" });
    await world.run(3_600_000);
    expect(world.phone.calls).toEqual(["+👍", "−👍"]);
    expect((await world.store.backlog()).due).toBe(0);
  });

  test.each(NETWORKS)("a removal on %s names what was sent, the stand-in and not what was pressed (20)", async (_, rules) => {
    const narrow = { ...rules, allowed: ["👍", "👏"], custom: false };
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: narrow } } });
    await world.link();
    await world.press("dana", "🎉");
    await world.run(2_000);
    await world.unpress("dana", "🎉");
    await world.run(2_000);
    expect(world.phone.calls).toEqual(["+👏", "−👏"]);
  });

  test("a removal that failed is tried again until it is done (21)", async () => {
    const world = await linked();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    world.phone.next({ failure: failure("transient") }, { failure: TIMEOUT }, { failure: failure("transient") });
    await world.run(120_000);
    expect(world.shown()).toEqual([]);
    expect((await world.mirror()).possible).toEqual([]);
  });

  test("the author of a group's message reaches the provider (22)", async () => {
    const world = await createWorld();
    const slot = { ...SLOT, fromMe: false, author: "5511988887777@s.whatsapp.net" };
    await world.link(MESSAGE, "northwind", slot);
    const seen: unknown[] = [];
    const { add } = world.phone.target;
    Object.assign(world.phone.target, {
      add: (...call: Parameters<typeof add>) => {
        seen.push(call[0]);
        return add(...call);
      },
    });
    await world.press("dana", "👍");
    await world.run(2_000);
    expect(seen).toEqual([slot]);
  });

  test("a reaction does nothing on the other side but react (23)", async () => {
    const world = await linked();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    await world.run(2_000);
    expect(world.phone.calls.every((call) => /^[+−]/.test(call))).toBe(true);
    expect((await world.store.mirrors({ limit: 9 })).mirrors).toHaveLength(1);
  });

  test("the same message id under another account is another message (24)", async () => {
    const accounts = { [ACCOUNT]: {}, "acme-two": {} };
    const world = await createWorld({ accounts, links: [link(), { ...link("second"), account: "acme-two" }] });
    await world.link();
    await world.press("dana", "👍");
    await world.run(60_000);
    const echo = { op: "remove", emoji: "👍", atUs: world.clock.now() * 1_000 } as const;
    expect(await world.store.echo("acme-two", SLOT.message, 0, echo, "evt_1", WHATSAPP_MESSAGES)).toBe("unlinked");
    await world.run(60_000);
    expect(world.phones.get(ACCOUNT)?.shown(SLOT.message)).toEqual(["👍"]);
    expect(world.phones.get("acme-two")?.calls).toEqual([]);
  });

  test("a message that takes no more reactions is an answer, not an accident (25)", async () => {
    const world = await linked(LINKEDIN_MESSAGES);
    await world.press("dana", "👍");
    world.phone.next({ failure: failure("rejected", { message: "No more reactions fit on this message." }) });
    await world.run(5_000);
    expect(await world.mirror()).toMatchObject({ parked: true, failure: { message: "No more reactions fit on this message." } });
    expect(world.counted["errors"]).toBeUndefined();
    expect(world.told).toHaveLength(1);
  });

  test("a channel has its off switch, which outlives a restart (26)", async () => {
    const before = await createWorld();
    await before.link();
    await before.links.turn("northwind", "off");
    const { store, clock, phones } = before;
    const after = await createWorld({ store, clock, phones });
    await after.press("dana", "👍");
    await after.run(60_000);
    expect(after.phone.calls).toEqual([]);
  });
});
