import { describe, expect, test } from "vitest";
import { networkMessage } from "../../src/domain/message.ts";
import { TIMEOUT } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { inbox, linked, MARIA, wrote } from "./given.ts";
import { createWorld, type WorldPlan } from "./world.ts";

const MINUTE = 60_000;
const open = (plan: WorldPlan = {}) => createWorld({ links: [linked("northwind", {}, { outbound: "all" })], ...plan });

describe("our own message, delivered", () => {
  test("after the provider's answer is known", async () => {
    const world = await open();
    await world.says("dana", "At three");
    await world.run(1_000);
    await world.writes("At three", { id: "sent-1", fromMe: true });
    await world.run(MINUTE);
    expect(world.texts()).toEqual([]);
    expect(world.told).toEqual(["dana: Sent on WhatsApp."]);
  });

  test.each([{ nameless: false }, { nameless: true }])("before the provider's answer is known by its text (%j)", async ({ nameless }) => {
    const world = await open({ accounts: { [ACCOUNT]: { nameless } } });
    const { calls } = world.provider;
    const send = calls.send?.bind(calls);
    const early: WorldPlan["around"] = (part) => {
      if (!("sendsOnce" in part)) return part;
      return {
        ...part,
        async send(...args: Parameters<NonNullable<typeof send>>) {
          const answer = await send?.(...args);
          await fast.hear(wrote("sent-1", "At three", fast.clock.now(), { fromMe: true }));
          return answer;
        },
      };
    };
    const fast = await world.restart({ around: early });
    const message = await fast.says("dana", "At three");
    await fast.run(5 * MINUTE);
    expect(fast.texts()).toEqual([]);
    expect(fast.told).toHaveLength(1);
    await fast.press("lee", "❤️", message);
    await fast.run(2_000);
    expect(fast.phone.shown("sent-1")).toEqual(["❤️"]);
  });

  test("with the same text as another is known for the one that was sent first", async () => {
    const world = await open({ accounts: { [ACCOUNT]: { nameless: true } } });
    const messages = [await world.says("dana", "ok"), await world.says("lee", "ok")];
    await world.run(1_000);
    for (const id of ["sent-1", "sent-2"]) {
      const heard = await world.writes("ok", { id, fromMe: true });
      await world.hear(heard);
    }
    await world.run(MINUTE);
    for (const message of messages) await world.press("eve", "👍", message);
    await world.run(MINUTE);
    expect([world.phone.shown("sent-1"), world.phone.shown("sent-2")]).toEqual([["👍"], ["👍"]]);
    expect(world.texts()).toEqual([]);
  });

  test("is not taken for one that was sent when it was written on the phone later", async () => {
    const world = await open();
    await world.says("dana", "ok");
    await world.run(1_000);
    await world.writes("ok", { id: "sent-1", fromMe: true });
    await world.writes("ok", { id: "by-hand", fromMe: true });
    await world.run(MINUTE);
    expect(world.texts()).toEqual([`${ACCOUNT} · from its phone: ok`]);
  });

  test("is known by whichever of its conversation's ids it carries", async () => {
    const conversationKey = (id: string) => id.replace(/^urn:(.+)$/, "$1");
    const link = linked("northwind", { conversation: "urn:2-abc" }, { outbound: "all" });
    const world = await open({ links: [link], accounts: { [ACCOUNT]: { conversationKey, nameless: true } } });
    await world.says("dana", "At three");
    await world.run(1_000);
    const conversation = { ids: ["thread:2-abc", "2-abc"], name: "Yuki", isGroup: false };
    await world.writes("At three", { id: "sent-1", fromMe: true, conversation });
    await world.run(MINUTE);
    expect(world.texts()).toEqual([]);
    expect(await world.store.conversations(ACCOUNT, 10)).toHaveLength(1);
  });

  test("that is delivered before anybody knows what became of the call is not sent again", async () => {
    const world = await open();
    const { calls } = world.provider;
    let isLost = true;
    const around: WorldPlan["around"] = (part) => {
      if (!("sendsOnce" in part)) return part;
      return {
        ...part,
        async send(...args: Parameters<NonNullable<typeof calls.send>>) {
          const answer = await calls.send?.(...args);
          if (isLost) throw new Error("the process died");
          return answer;
        },
      };
    };
    const dying = await world.restart({ around });
    await dying.says("dana", "At three");
    await dying.run(100);
    isLost = false;
    await dying.writes("At three", { id: "sent-1", fromMe: true });
    await dying.run(5 * MINUTE);
    expect(dying.provider.asked).toEqual(["send"]);
    expect(dying.told).toEqual(["dana: Sent on WhatsApp."]);
  });

  test("leaves no expectation behind", async () => {
    const world = await open();
    await world.says("dana", "At three");
    await world.run(MINUTE);
    expect(await world.store.expected(ACCOUNT, linked().conversation ?? "", "At three")).toBeNull();
  });
});

describe("where calls take other ids than deliveries", () => {
  const plan = { accounts: { [ACCOUNT]: { knows: ["send", "locate"] as const } } };

  test("a customer's message is linked once the provider lists it, with what was pressed until then", async () => {
    const world = await open(plan);
    const { id } = await world.writes("The pump leaks");
    await world.run(1_000);
    await world.press("dana", "👍", world.find("The pump leaks"));
    await world.run(3 * MINUTE);
    expect(world.phone.calls).toEqual([]);
    world.provider.lists(id, "urn:1");
    await world.run(10 * MINUTE);
    expect(world.phone.shown("urn:1")).toEqual(["👍"]);
  });

  test("a message that is never listed is given up without a word in the channel", async () => {
    const world = await open(plan);
    await world.writes("The pump leaks");
    await world.run(12 * 60 * MINUTE);
    expect(world.told).toEqual([]);
    expect(world.texts()).toEqual(["Maria · WhatsApp: The pump leaks"]);
  });

  test.each([false, true])("our own message is shown once, and reacted to (nameless: %s)", async (nameless) => {
    const world = await open({ accounts: { [ACCOUNT]: { ...plan.accounts[ACCOUNT], nameless } } });
    world.provider.lists("delivered-1", "sent-1");
    const message = await world.says("dana", "At three");
    await world.run(1_000);
    const heard = await world.writes("At three", { id: "delivered-1", fromMe: true });
    await world.run(MINUTE);
    await world.hear(heard);
    await world.run(MINUTE);
    expect(world.texts()).toEqual([]);
    await world.press("lee", "❤️", message);
    await world.run(2_000);
    expect(world.phone.shown("sent-1")).toEqual(["❤️"]);
  });

  test("a lost answer is never followed by another try, however late the message is listed", async () => {
    const world = await open(plan);
    world.provider.answers({ failure: TIMEOUT, carriedOut: true });
    await world.says("dana", "At three");
    await world.run(1_000);
    await world.writes("At three", { id: "delivered-1", fromMe: true });
    await world.run(10 * MINUTE);
    expect(world.provider.sent).toHaveLength(1);
    expect(world.texts()).toEqual([]);
  });
});

describe("two links on one conversation", () => {
  test("what is sent from one channel appears in the other by its delivery, and not where it was written", async () => {
    const world = await open({ links: [linked("northwind", {}, { outbound: "all" }), inbox()] });
    await world.says("dana", "At three");
    await world.run(1_000);
    const heard = await world.writes("At three", { id: "sent-1", fromMe: true });
    await world.run(MINUTE);
    await world.hear(heard);
    await world.run(MINUTE);
    expect(world.texts()).toEqual([]);
    expect(world.texts("C0INBOX")).toEqual([`${ACCOUNT} · from another channel: At three`]);
    await world.press("lee", "👏", world.find("At three", "C0INBOX"));
    await world.run(MINUTE);
    expect(world.phone.shown("sent-1")).toEqual(["👏"]);
  });

  test("what the customer reacts to it comes back", async () => {
    const world = await open({ links: [linked("northwind", {}, { outbound: "all" }), inbox()] });
    const message = await world.says("dana", "At three");
    await world.run(1_000);
    await world.reacts("sent-1", MARIA, "👍");
    await world.run(2_000);
    expect(world.botShows(message)).toEqual(["👍"]);
    expect(await world.store.standsFor(networkMessage("whatsapp", ACCOUNT, "sent-1", 0), "northwind")).not.toBeNull();
  });
});
