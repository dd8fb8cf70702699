import { afterEach, describe, expect, it } from "vitest";
import { CHANNEL, openWorld, type World } from "./world.ts";

let world: World;
afterEach(() => world.close());

const said = () => [...world.slack.workspace.conversation(CHANNEL).messages.values()].map(({ text }) => text);

describe("what the bridge says in a Slack channel", () => {
  it("rejects when no clear answer came, so that it is tried again", async () => {
    world = await openWorld("HTTP mode");
    await world.start();
    world.slack.api.refuse("chat.postMessage", { status: 503 });
    await expect(world.source.say(CHANNEL, "hello", "k1", false)).rejects.toThrow();
    await world.source.say(CHANNEL, "hello", "k1", true);
    expect(said()).toEqual(["hello"]);
  });

  it("does not speak before it could look whether it has spoken", async () => {
    world = await openWorld("HTTP mode");
    await world.start();
    world.slack.api.refuse("conversations.history", { error: "internal_error" });
    await expect(world.source.say(CHANNEL, "hello", "k1", true)).rejects.toThrow();
    expect(said()).toEqual([]);
  });

  it("is said once more where the app may not look", async () => {
    world = await openWorld("HTTP mode", { missingScopes: ["channels:history"] });
    await world.start();
    await world.source.say(CHANNEL, "hello", "k1", false);
    await world.source.say(CHANNEL, "hello", "k1", true);
    expect(said()).toEqual(["hello", "hello"]);
  });

  it("pings nobody and unfurls nothing", async () => {
    world = await openWorld("HTTP mode");
    await world.start();
    await world.source.say(CHANNEL, "<!channel> & <@U0ANA>", "k1", false);
    expect(said()).toEqual(["&lt;!channel&gt; &amp; &lt;@U0ANA&gt;"]);
    expect(world.slack.violations).toEqual([]);
  });
});
