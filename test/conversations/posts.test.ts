import { describe, expect, test } from "vitest";
import type { FoundPost } from "../../src/ports/calls.ts";
import { failure } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { linked } from "./given.ts";
import { createWorld, type WorldPlan } from "./world.ts";

const MINUTE = 60_000;
const URL = "Look: https://posts.example/abc";
const FOUND: FoundPost = { id: "urn:li:activity:1", comment: null, canReact: true, shown: null };
const POSTS = { posts: true, conversation: null } as const;
const open = (plan: WorldPlan = {}) =>
  createWorld({
    links: [linked("brand", POSTS)],
    accounts: { [ACCOUNT]: { network: "linkedin", kind: "posts", knows: ["posts"] } },
    ...plan,
  });

describe("the URL of a post in a channel for posts", () => {
  test("makes its message stand for the post, with what people pressed until then", async () => {
    const world = await open();
    world.provider.post("abc", FOUND);
    const message = await world.says("dana", URL);
    await world.press("lee", "👏", message);
    await world.run(5_000);
    expect(world.phone.shown(FOUND.id)).toEqual(["👏"]);
    expect(world.told).toEqual([]);
  });

  test("of a comment makes its message stand for the comment", async () => {
    const world = await open();
    world.provider.post("abc", FOUND);
    await world.says("dana", `${URL}#77`);
    await world.run(1_000);
    const mirrors = await world.store.mirrorsOn(ACCOUNT, FOUND.id, 0);
    expect(mirrors.map(({ slot }) => [slot.post, slot.comment, slot.conversation])).toEqual([[true, "77", null]]);
  });

  test("is looked up once, however often it is told, and by two messages feeds one place", async () => {
    const world = await open();
    world.provider.post("abc", FOUND);
    const message = await world.says("dana", URL);
    await world.says("dana", URL, { message });
    await world.run(1_000);
    expect(world.provider.asked).toEqual(["find abc"]);
    const other = await world.says("lee", "Again https://posts.example/abc");
    await world.run(1_000);
    await world.press("dana", "👏", message);
    await world.press("lee", "👏", other);
    await world.run(5_000);
    await world.unpress("dana", "👏", message);
    await world.run(5_000);
    expect(world.phone.calls).toEqual(["+👏"]);
  });

  test("is nobody's business in other channels, nor is what has none", async () => {
    const world = await open({ links: [linked("northwind", { posts: false }), linked("brand", { ...POSTS, channel: "slack:C0BRAND" })] });
    await world.says("dana", URL);
    await world.says("dana", "Nothing here", { channel: "C0BRAND" });
    await world.run(1_000);
    expect(world.provider.asked).toEqual([]);
  });

  test("that is not there is told to whoever posted it", async () => {
    const world = await open();
    await world.says("dana", URL);
    await world.run(1_000);
    expect(world.told).toEqual([
      "dana: This post could not be found on LinkedIn: reactions to your message go nowhere. Is it public, and the link whole?",
    ]);
  });

  test("that takes no reactions is told to whoever posted it", async () => {
    const world = await open();
    world.provider.post("abc", { ...FOUND, canReact: false });
    await world.says("dana", URL);
    await world.run(1_000);
    expect(world.told).toEqual(["dana: This post takes no reactions from the account of this channel on LinkedIn."]);
    expect(await world.store.mirrorsOn(ACCOUNT, FOUND.id, null)).toEqual([]);
  });

  test("is looked up again while the provider fails, also when its account is limited or paused", async () => {
    const world = await open();
    await world.store.pause(ACCOUNT, "the key was revoked");
    const message = await world.says("dana", URL);
    await world.run(40 * MINUTE);
    expect(world.provider.asked).toEqual([]);
    world.provider.post("abc", failure("transient"));
    await world.store.pause(ACCOUNT, null);
    await world.run(2 * MINUTE);
    world.provider.post("abc", FOUND);
    await world.run(15 * MINUTE);
    await world.press("lee", "👏", message);
    await world.run(5_000);
    expect(world.told).toEqual([]);
    expect(world.phone.shown(FOUND.id)).toEqual(["👏"]);
  });
});

describe("what our account shows on a post already", () => {
  test("is its owner's, and gives way to what the team presses", async () => {
    const world = await open();
    world.provider.post("abc", { ...FOUND, shown: "❤️" });
    const message = await world.says("dana", URL);
    await world.run(5_000);
    const [mirror] = await world.store.mirrorsOn(ACCOUNT, FOUND.id, null);
    expect(mirror).toMatchObject({ observed: ["❤️"], facts: [{ person: "owner", emoji: "❤️", held: true }] });
    expect(world.phone.calls).toEqual([]);
    await world.press("lee", "👏", message);
    await world.run(5_000);
    await world.unpress("lee", "👏", message);
    await world.run(5_000);
    expect(world.phone.calls).toEqual(["+👏", "+❤️"]);
  });

  test("is not taken for an organization's, which nobody can read", async () => {
    const world = await open({ links: [linked("brand", { ...POSTS, asOrganization: "1234" })] });
    world.provider.post("abc", { ...FOUND, shown: "❤️" });
    await world.says("dana", URL);
    await world.run(5_000);
    const [mirror] = await world.store.mirrorsOn(ACCOUNT, FOUND.id, null);
    expect(mirror).toMatchObject({ observed: [], facts: [], slot: { organization: "1234" } });
  });

  test("does not come back when the post is posted again after the team has reacted", async () => {
    const world = await open();
    world.provider.post("abc", FOUND);
    const message = await world.says("dana", URL);
    await world.run(1_000);
    await world.press("lee", "👏", message);
    await world.run(5_000);
    world.provider.post("abc", { ...FOUND, shown: "👏" });
    await world.says("lee", URL);
    await world.run(5_000);
    await world.unpress("lee", "👏", message);
    await world.run(5_000);
    expect(world.phone.calls).toEqual(["+👏", "−👏"]);
  });
});
