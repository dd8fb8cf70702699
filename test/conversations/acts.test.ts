import { describe, expect, test } from "vitest";
import type { Command, Doing } from "../../src/domain/command.ts";
import type { Answer } from "../../src/ports/commands.ts";
import { failure, policy, rules } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { families } from "../names/sets.ts";
import { linked } from "./given.ts";
import { createWorld, type World } from "./world.ts";

const act = (does: Doing, emoji: string): Command => ({ kind: "act", does, emoji: { name: emoji, emoji }, via: "reaction" });
const text = ({ text: said }: Answer) => said.join("");

async function pressed(world: World, emoji = "👍") {
  const { id } = await world.writes("When do you come?");
  await world.run(3 * 60_000);
  const message = world.find("When do you come?");
  await world.press("dana", emoji, message);
  await world.run(5_000);
  return { id, message, place: { kind: "message", message } as const };
}

describe("Undo below a receipt", () => {
  test("takes the reaction off at the customer's, and says how it goes again", async () => {
    const world = await createWorld();
    const { id, message, place } = await pressed(world);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    const answer = await world.asks("dana", act("take-back", "👍"), { place });
    expect(text(answer)).toBe(
      "👍 is taken back. On the message in Northwind orders (3 minutes old) the customer sees nothing from us. Your reaction stays on the message here: take it off and react again to send it once more.",
    );
    expect(world.phone.shown(id)).toEqual([]);
    expect(await world.sweep()).toBe(0);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual([]);
    await world.unpress("dana", "👍", message);
    await world.run(5_000);
    await world.press("dana", "👍", message);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("pressed twice, or by somebody else, takes nothing back", async () => {
    const world = await createWorld();
    const { id, place } = await pressed(world);
    expect(text(await world.asks("lee", act("take-back", "👍"), { place }))).toContain("nothing of that to take back");
    expect(world.phone.shown(id)).toEqual(["👍"]);
    await world.asks("dana", act("take-back", "👍"), { place });
    expect(text(await world.asks("dana", act("take-back", "👍"), { place }))).toContain("nothing of that to take back");
  });

  test("leaves what a colleague holds", async () => {
    const world = await createWorld();
    const { id, message, place } = await pressed(world);
    await world.press("lee", "👍", message);
    await world.run(5_000);
    const answer = await world.asks("dana", act("take-back", "👍"), { place });
    expect(text(answer)).toContain("the customer sees 👍");
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("says what stays where nothing can be taken off", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: rules({ canRemove: false }) } } });
    const { place } = await pressed(world);
    expect(text(await world.asks("dana", act("take-back", "👍"), { place }))).toContain("still sees 👍");
    await world.run(5_000);
    expect(world.told).toEqual([]);
  });
});

test("whoever wants no receipts gets none, in any channel; a colleague still does", async () => {
  const world = await createWorld();
  const { message, place } = await pressed(world);
  expect(world.receipts).toHaveLength(1);
  expect(text(await world.asks("lee", act("hush", "👍"), { place }))).toContain("not told of that again");
  for (const person of ["lee", "kim"]) {
    await world.press(person, "🎉", message);
    await world.run(5_000);
  }
  expect(world.receipts.map((one) => one.split(":")[0])).toEqual(["dana", "kim"]);
});

describe("a delicate emoji", () => {
  const DELICATE = { links: [{ ...linked(), policy: policy({ emoji: { confirm: ["👎"] } }) }] };

  test("goes to the customer when whoever pressed it says so, and says what became of it", async () => {
    const world = await createWorld(DELICATE);
    const { id, message, place } = await pressed(world, "👎");
    expect(world.phone.shown(id)).toEqual([]);
    expect(world.told).toEqual([expect.stringContaining("dana: Your 👎 stays inside for now")]);
    expect(text(await world.asks("lee", act("send", "👎"), { place }))).toContain("nothing of that to send");
    expect(text(await world.asks("dana", act("send", "👎"), { place }))).toBe("👎 is on the message in Northwind orders (3 minutes old).");
    expect(world.phone.shown(id)).toEqual(["👎"]);
    expect(text(await world.asks("dana", act("send", "👎"), { place }))).toContain("nothing of that to send");
    await world.unpress("dana", "👎", message);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual([]);
  });

  test("is told of once: the answer says as what it went out, and has the Undo", async () => {
    const world = await createWorld({
      links: [{ ...linked(), policy: policy({ emoji: { confirm: ["🎉"] } }) }],
      ...{ families, accounts: { [ACCOUNT]: { rules: rules({ allowed: ["👏"] }) } } },
    });
    const { id, place } = await pressed(world, "🎉");
    const answer = await world.asks("dana", act("send", "🎉"), { place });
    expect(text(answer)).toContain("🎉 went out as 👏");
    expect(answer.actions).toMatchObject([{ does: "take-back", label: "Undo", via: "reaction" }]);
    await world.run(60_000);
    expect(world.told).toEqual([expect.stringContaining("dana: Your 🎉 stays inside for now")]);
    expect(world.receipts).toEqual([]);
    await world.asks("dana", act("take-back", "🎉"), { place });
    expect(world.phone.shown(id)).toEqual([]);
  });

  test("stays inside when they say so, or nothing, whatever is read or restarted", async () => {
    const world = await createWorld(DELICATE);
    const { id, place } = await pressed(world, "👎");
    expect(text(await world.asks("dana", act("keep", "👎"), { place }))).toContain("stays inside");
    const relaxed = await world.restart({ links: [linked()] });
    await relaxed.sweep();
    await relaxed.run(60_000);
    expect(relaxed.phone.shown(id)).toEqual([]);
  });

  test("is judged when they say so: a link that is off by then, or somebody who may not speak any more, sends nothing", async () => {
    const world = await createWorld(DELICATE);
    const { id, place } = await pressed(world, "👎");
    await world.links.turn("northwind", "off");
    expect(text(await world.asks("dana", act("send", "👎"), { place }))).toContain("switched off");
    await world.links.turn("northwind", null);
    await world.run(60_000);
    expect(world.phone.shown(id)).toEqual([]);
    expect(text(await world.asks("dana", act("send", "👎"), { place }))).toContain("👎 is on the message");
  });

  test("is asked about in the answer of a command, and nothing is recorded before the word is said", async () => {
    const world = await createWorld(DELICATE);
    const { id, message, place } = await pressed(world);
    const asked = await world.asks("dana", { kind: "react", emoji: { name: "👎", emoji: "👎" } }, { place });
    expect(text(asked)).toContain("👎 goes to the customer only when you say so");
    expect(asked.actions).toEqual(
      [["send", "Send"] as const, ["keep", "Keep inside"] as const].map(([does, label]) => ({
        ...{ does, label, message, emoji: { name: "👎", emoji: "👎" }, via: "command" },
      })),
    );
    await world.run(60_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    const sent = await world.asks("dana", { kind: "act", does: "send", emoji: { name: "👎", emoji: "👎" }, via: "command" }, { place });
    expect(text(sent)).toContain("👎 is on the message");
    expect(sent.undo).toEqual({ message, emoji: { name: "👎", emoji: "👎" } });
    expect(world.phone.shown(id)).toEqual(["👎"]);
  });

  test("is named by what can be asked of a channel", async () => {
    const world = await createWorld(DELICATE);
    expect(text(await world.asks("dana", { kind: "allowed" }))).toContain("You are asked before these go: 👎");
  });
});

describe("a human pace", () => {
  const HOUR = 3_600_000;
  const limits = [{ scope: "day", requests: 1, perMs: 24 * HOUR, reactionsOnly: true as const }];

  test("holds reactions back, not messages, and a command says for how long", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { limits } }, links: [linked("northwind", {}, { outbound: "all" })] });
    const { id, place } = await pressed(world);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    await world.says("dana", "At three");
    await world.run(10_000);
    expect(world.provider.sent.map((one) => one.text)).toEqual(["At three"]);
    const answer = await world.asks("lee", { kind: "react", emoji: { name: "🎉", emoji: "🎉" } }, { place });
    expect(text(answer)).toMatch(/^🎉 waits: the account makes no more calls for now\. It goes to .* in about 24 hours, unless/);
    await world.run(25 * HOUR);
    expect(world.phone.shown(id)).toEqual(["🎉"]);
  });
});

describe("quiet hours", () => {
  const NIGHT = { links: [{ ...linked(), policy: policy({ quietHours: { fromMin: 8 * 60, toMin: 17 * 60, timeZone: "UTC" } }) }] };
  const react = { kind: "react", emoji: { name: "👍", emoji: "👍" } } as const;

  test("are told of by a command, whose reaction waits and can be taken back until then", async () => {
    const world = await createWorld(NIGHT);
    const { id } = await world.writes("When do you come?");
    await world.run(3 * 60_000);
    const answer = await world.asks("dana", react);
    expect(text(answer)).toBe(
      "👍 waits: these are the customer's quiet hours. It goes to the message in Northwind orders (3 minutes old) at 17:00 there, unless you take it back before.",
    );
    expect(answer.undo).toMatchObject({ emoji: { name: "👍" } });
    await world.asks("dana", { kind: "remove", emoji: null });
    await world.asks("lee", react);
    expect(world.phone.calls).toEqual([]);
    await world.run(8 * 3_600_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    expect(text(await world.asks("dana", { kind: "status" }))).toContain("Nothing new goes out from 08:00 to 17:00 (UTC)");
  });

  test("are not said to hold back what is undone, nor what the customer sees already, when only a colleague's waits", async () => {
    const quietHours = { fromMin: 10 * 60, toMin: 17 * 60, timeZone: "UTC" };
    const world = await createWorld({ links: [{ ...linked(), policy: policy({ quietHours }) }] });
    const { id, message, place } = await pressed(world);
    await world.run(2 * 3_600_000);
    await world.press("lee", "🎉", message);
    await world.press("kim", "🔥", message);
    await world.run(60_000);
    expect(text(await world.asks("dana", react, { place }))).toMatch(/^👍 is on the message/);
    expect(text(await world.asks("kim", act("take-back", "🔥"), { place }))).toMatch(/^🔥 is taken back\. .* the customer sees 👍\./);
    expect(text(await world.asks("dana", { kind: "remove", emoji: null }, { place }))).toContain("👍 is taken back.");
    expect(text(await world.asks("dana", act("take-back", "👍"), { place }))).toMatch(/^👍 is taken back\. .* sees nothing from us\./);
    expect(world.phone.shown(id)).toEqual([]);
    await world.run(8 * 3_600_000);
    expect(world.phone.shown(id)).toEqual(["🎉"]);
  });
});

describe("what is taken back", () => {
  const paused = failure("unauthorized", { message: "The token is not valid any more." });

  test("while the account is paused is not said to be on its way to the customer", async () => {
    const world = await createWorld();
    const { id, message, place } = await pressed(world);
    world.phone.next({ failure: paused });
    await world.press("lee", "🎉", message);
    await world.run(5_000);
    expect(text(await world.asks("lee", act("take-back", "🎉"), { place }))).toMatch(/^🎉 is taken back\. .* the customer sees 👍\./);
    expect(text(await world.asks("dana", act("take-back", "👍"), { place }))).toMatch(
      /^👍 stays on the message .* for now: the account is paused, and operators are told\. It is taken back once the account works again\./,
    );
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("and is not let go over there is said to stay", async () => {
    const world = await createWorld();
    const { id, place } = await pressed(world);
    world.phone.next({ failure: failure("rejected") });
    expect(text(await world.asks("dana", act("take-back", "👍"), { place }))).toMatch(
      /^👍 could not be taken back: WhatsApp did not let it go, and the customer still sees 👍 on the message/,
    );
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });
});
