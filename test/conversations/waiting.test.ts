import { describe, expect, test } from "vitest";
import { failure, TIMEOUT } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { linked } from "./given.ts";
import { createWorld, type World, type WorldPlan } from "./world.ts";

const MINUTE = 60_000;
const open = (plan: WorldPlan = {}) => createWorld({ links: [linked("northwind", {}, { outbound: "all" })], ...plan });
const texts = (world: World) => world.provider.sent.map(({ text }) => text);

describe("an account that is limited or paused", () => {
  const limits = [{ scope: "credential:1", requests: 1, perMs: 30_000 }];

  test("makes what is written wait for its limit, and says nothing", async () => {
    const world = await open({ accounts: { [ACCOUNT]: { limits } } });
    for (const text of ["one", "two", "three"]) {
      await world.says("dana", text);
      await world.clock.advance(10);
    }
    await world.run(3 * MINUTE);
    expect(texts(world)).toEqual(["one", "two", "three"]);
    expect(world.told).toHaveLength(3);
  });

  test("that lets nobody in for a moment at a time is waited for all the same", async () => {
    const world = await open();
    world.provider.always({ failure: failure("rate-limited", { retryAfterMs: 1_000 }) });
    await world.says("dana", "At three");
    await world.run(5 * MINUTE);
    world.provider.always(null);
    await world.run(5 * MINUTE);
    expect(texts(world)).toEqual(["At three"]);
  });

  test("goes on where it is resumed soon", async () => {
    const world = await open();
    await world.store.pause(ACCOUNT, "the key was revoked");
    await world.says("dana", "At three");
    await world.run(10 * MINUTE);
    expect(world.provider.asked).toEqual([]);
    await world.store.pause(ACCOUNT, null);
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual(["At three"]);
  });

  test("is given up after about twenty minutes, with a word to the sender, and what is written later has its own time", async () => {
    const world = await open();
    await world.store.pause(ACCOUNT, "the key was revoked");
    await world.says("dana", "At three");
    await world.run(15 * MINUTE);
    await world.says("lee", "At four");
    expect(world.told).toEqual([]);
    await world.run(8 * MINUTE);
    expect(world.told).toEqual([expect.stringMatching(/^dana: Your message was not sent: WhatsApp could not be reached/)]);
    await world.store.pause(ACCOUNT, null);
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual(["At four"]);
  });

  test.each([
    ["off", "sending to the customer is switched off in this channel"],
    ["shared", "an admin must first confirm"],
  ])("sends nothing that waited for it once the link is %s", async (how, word) => {
    const world = await open();
    await world.store.pause(ACCOUNT, "the key was revoked");
    await world.says("dana", "At three");
    await world.run(MINUTE);
    if (how === "off") await world.links.turn("northwind", "off");
    else await world.receive({ kind: "shared", channel: { platform: "slack", workspace: "T0ACME", channel: "C0NORTH" } });
    await world.store.pause(ACCOUNT, null);
    await world.run(5 * MINUTE);
    expect(world.provider.asked).toEqual([]);
    expect(world.told).toEqual([expect.stringContaining(word)]);
  });

  test.each([
    ["sends nothing any more", linked("northwind", {}, { outbound: "off" })],
    ["is a rehearsal now", { ...linked(), policy: { ...linked("northwind", {}, { outbound: "all" }).policy, dryRun: true } }],
  ])("sends nothing that waited for it once the file says that the link %s", async (_, link) => {
    const before = await open();
    await before.store.pause(ACCOUNT, "the key was revoked");
    await before.says("dana", "At three");
    await before.run(MINUTE);
    const world = await before.restart({ links: [link] });
    await world.store.pause(ACCOUNT, null);
    await world.run(5 * MINUTE);
    expect(world.provider.asked).toEqual([]);
    expect(world.told).toEqual([expect.stringContaining("sending to the customer is switched off in this channel")]);
  });

  test("that refuses the key is paused by it, and the text waits", async () => {
    const world = await open();
    world.provider.answers({ failure: failure("unauthorized") });
    await world.says("dana", "At three");
    await world.run(MINUTE);
    expect((await world.store.health(ACCOUNT)).paused).not.toBeNull();
    await world.store.pause(ACCOUNT, null);
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual(["At three"]);
  });
});

describe("an answer that was lost", () => {
  const LOST = { failure: TIMEOUT, carriedOut: true };
  const UNSENT = { failure: TIMEOUT, carriedOut: false };

  test("leads to another try only where the provider promises to send once", async () => {
    const world = await open({ accounts: { [ACCOUNT]: { sendsOnce: true } } });
    world.provider.answers(LOST, UNSENT);
    await world.says("dana", "At three");
    await world.says("dana", "Or at four");
    await world.run(5 * MINUTE);
    expect(texts(world)).toEqual(["At three", "Or at four"]);
    expect(world.told).toHaveLength(2);
  });

  test.each([LOST, UNSENT])(
    "is waited for a minute elsewhere; then the sender is told that nobody knows, and nothing is sent twice",
    async (lost) => {
      const world = await open();
      world.provider.answers(lost);
      await world.says("dana", "At three");
      await world.run(55_000);
      expect(world.told).toEqual([]);
      await world.run(60 * MINUTE);
      expect(world.provider.asked).toEqual(["send"]);
      expect(world.told).toEqual([expect.stringContaining("Nobody can say whether your message was sent: WhatsApp gave no clear answer.")]);
    },
  );

  test("is made good by the message's own delivery, which is shown nowhere", async () => {
    const world = await open();
    world.provider.answers(LOST);
    const message = await world.says("dana", "At three");
    await world.run(20_000);
    const heard = await world.writes("At three", { id: "sent-1", fromMe: true });
    await world.run(5 * MINUTE);
    await world.hear(heard);
    await world.run(5 * MINUTE);
    expect(world.provider.asked).toEqual(["send"]);
    expect(world.told).toEqual(["dana: Sent on WhatsApp."]);
    expect(world.texts()).toEqual([]);
    await world.press("lee", "❤️", message);
    await world.run(2_000);
    expect(world.phone.shown("sent-1")).toEqual(["❤️"]);
  });

  test("does not let what was written after it overtake it", async () => {
    const world = await open();
    world.provider.answers(UNSENT);
    await world.says("dana", "one");
    await world.clock.advance(10);
    await world.says("lee", "two");
    await world.run(50_000);
    expect(texts(world)).toEqual([]);
    await world.run(MINUTE);
    expect(texts(world)).toEqual(["two"]);
  });

  test("is told as unknown, too, when the provider that sends once cannot be reached any more", async () => {
    const world = await open({ accounts: { [ACCOUNT]: { sendsOnce: true } } });
    world.provider.answers(LOST);
    world.provider.always({ failure: failure("transient") });
    await world.says("dana", "At three");
    await world.run(60 * MINUTE);
    await world.writes("At three", { id: "sent-1", fromMe: true });
    await world.run(MINUTE);
    expect(world.told).toEqual([expect.stringContaining("Nobody can say whether your message was sent")]);
    expect(world.texts()).toEqual([]);
  });
});
