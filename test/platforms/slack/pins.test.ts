import { afterEach, describe, expect, it } from "vitest";
import { CHANNEL, openWorld, type World, type WorldOptions } from "./world.ts";

let world: World;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await openWorld("HTTP mode", options);
  await world.start();
}
const room = () => world.slack.workspace.conversation(CHANNEL);
const said = () => [...room().messages.values()].map(({ text }) => text);
const pinned = () => [...room().pins.keys()].map((ts) => room().messages.get(ts)?.text);
const pin = (text: string, again = false) => world.source.pin?.(CHANNEL, text, text, again);

describe("what the bridge pins in a Slack channel", () => {
  it("is said, and pinned in the place of what it pinned before; what people pinned stays", async () => {
    await open();
    const theirs = world.slack.workspace.post(world.dana, CHANNEL, "Opening hours");
    room().pins.set(theirs, { ts: theirs, by: world.dana, atS: 1 });
    expect(await pin("first & last")).toBe(true);
    expect(pinned()).toEqual(["Opening hours", "first &amp; last"]);
    expect(await pin("second")).toBe(true);
    expect([pinned(), said()]).toEqual([
      ["Opening hours", "second"],
      ["Opening hours", "first &amp; last", "second"],
    ]);
    expect([world.slack.violations, world.events]).toEqual([[], []]);
  });

  it("is said and pinned once, wherever an answer was lost", async () => {
    await open();
    await pin("before");
    for (const method of ["chat.postMessage", "pins.add", "pins.remove"]) {
      world.slack.api.refuse(method, { after: "cut" });
      await expect(pin(`lost in ${method}`)).rejects.toThrow();
      expect(await pin(`lost in ${method}`, true)).toBe(true);
      expect(pinned()).toEqual([`lost in ${method}`]);
    }
    expect(said()).toHaveLength(4);
  });

  it.each([
    ["without the scope", { missingScopes: ["pins:write"] }, null],
    ["where an admin keeps pinning to some", {}, "restricted_action"],
    ["where as many are pinned as can be", {}, "too_many_pins"],
  ])("is said and not pinned %s", async (_, options, error) => {
    await open(options);
    if (error !== null) world.slack.api.refuse("pins.add", { error });
    expect(await pin("hello")).toBe(false);
    expect([said(), pinned()]).toEqual([["hello"], []]);
  });

  it("stands beside the one before where the app may not look at pins", async () => {
    await open({ missingScopes: ["pins:read"] });
    for (const text of ["first", "second"]) expect(await pin(text)).toBe(true);
    expect(pinned()).toEqual(["first", "second"]);
  });

  it("is tried again when Slack fails", async () => {
    await open();
    world.slack.api.refuse("pins.add", { error: "internal_error" });
    await expect(pin("hello")).rejects.toThrow();
    expect(await pin("hello", true)).toBe(true);
    expect([said(), pinned()]).toEqual([["hello"], ["hello"]]);
  });
});
