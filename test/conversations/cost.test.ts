import { describe, expect, test } from "vitest";
import { ACCOUNT } from "../invariants/world.ts";
import { linked, OTHER_CHAT } from "./given.ts";
import { type Around, createWorld, type World, type WorldPlan } from "./world.ts";

/** A world that tells which methods of its store were called since it was asked last. */
async function watched(plan: WorldPlan = {}): Promise<{ readonly world: World; readonly asked: () => readonly string[] }> {
  const calls: string[] = [];
  const around: Around = (part) => {
    if (!("claimItem" in part)) return part;
    const methods = (Object.entries(part) as [string, (...args: unknown[]) => unknown][]).map(([name, method]) => [
      name,
      (...args: unknown[]) => {
        calls.push(name);
        return method(...args);
      },
    ]);
    return Object.fromEntries(methods);
  };
  const world = await createWorld({ ...plan, around });
  return { world, asked: () => calls.splice(0) };
}

describe("what has nothing to do with conversations asks the store for nothing more", () => {
  test("a press is one step, and so is taking it back", async () => {
    const { world, asked } = await watched();
    const message = await world.says("dana", "Look");
    await world.introduce.introduce("northwind", message, { id: "by-the-tool", fromMe: true });
    await world.run(1_000);
    asked();
    await world.press("lee", "👍", message);
    expect(asked()).toEqual(["record"]);
    await world.unpress("lee", "👍", message);
    expect(asked()).toEqual(["record"]);
  });

  test("a pass is a claim and its end", async () => {
    const { world, asked } = await watched();
    const message = await world.says("dana", "Look");
    await world.introduce.introduce("northwind", message, { id: "by-the-tool", fromMe: true });
    // Whose first reaction it is, is told so.
    await world.press("lee", "🎉", message);
    await world.run(5_000);
    await world.press("lee", "👍", message);
    asked();
    await world.run(1_500);
    expect(world.phone.calls).toEqual(["+🎉", "+👍"]);
    expect(asked().filter((name) => !name.startsWith("claim"))).toEqual(["advance"]);
  });

  test.each(["off", "shortcut", "threads"] as const)(
    "a message in a channel where nothing goes out by itself (%s) is nobody's business",
    async (outbound) => {
      const { world, asked } = await watched({ links: [linked("northwind", {}, { outbound })] });
      asked();
      await world.says("dana", "Only for us");
      if (outbound !== "threads") await world.says("dana", "Also for us", { thread: "1767603600.000100" });
      await world.says("dana", "Elsewhere", { channel: "C0ELSEWHERE" });
      expect(asked()).toEqual([]);
    },
  );

  test("an answer in a thread that has stood for nothing all day is looked up once", async () => {
    const { world, asked } = await watched({ links: [linked("northwind", {}, { outbound: "threads" })] });
    asked();
    await world.says("dana", "Among us", { thread: "1767500000.000100" });
    expect(asked()).toEqual(["standsFor"]);
  });

  test("so is a message without a URL in a channel for posts", async () => {
    const links = [linked("brand", { posts: true, conversation: null })];
    const { world, asked } = await watched({ links, accounts: { [ACCOUNT]: { kind: "posts", knows: ["posts"] } } });
    asked();
    await world.says("dana", "Nothing here");
    expect(asked()).toEqual([]);
  });
});

describe("what is heard costs a few steps", () => {
  test("a message is kept in two", async () => {
    const { world, asked } = await watched();
    asked();
    await world.writes("The pump leaks");
    expect(asked()).toEqual(["meet", "send"]);
  });

  test("one that nobody shows in one", async () => {
    const { world, asked } = await watched();
    asked();
    await world.writes("The pump leaks", { conversation: OTHER_CHAT });
    expect(asked()).toEqual(["meet"]);
  });

  test("an edit on an account that relays nothing in none", async () => {
    const { world, asked } = await watched({ links: [linked("northwind", {}, { inbound: false })] });
    asked();
    await world.hear({ kind: "deleted", id: "anything" });
    expect(asked()).toEqual([]);
  });
});
