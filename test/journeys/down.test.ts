import { expect, it } from "vitest";
import { isSettled, link } from "../kills/api.ts";
import { openScene, type Place } from "../kills/scene.ts";
import { createVictim } from "../kills/victim.ts";
import { until } from "../support/town.ts";

const PATIENCE_MS = 30_000;

// `npm run outage -- --down` plays it with thousands of messages.
it.concurrent.each(["stop", "kill"] as const)(
  "what people do while the bridge is down is read when it is back, counted as drift, and then there is none (%s)",
  async (end) => {
    const scene = await openScene({ mode: "socket", readable: true });
    const victim = createVictim(scene);
    const { slack } = scene.stage;
    const [ana = "", ben = ""] = scene.people;
    const places = scene.post().filter(({ keeps }) => !keeps);
    const [kept, changed, left, pressed] = places as [Place, Place, Place, Place];
    const linked = [kept, changed, left, pressed];
    const sees = (...emoji: readonly (readonly string[])[]) =>
      until(
        () => JSON.stringify(linked.map((place) => place.shown())) === JSON.stringify(emoji),
        () => linked.map((place) => place.shown()),
        PATIENCE_MS,
      );
    const react = ({ channel, ts }: Place, person: string, name: string) => slack.workspace.react(person, channel, ts, name);
    const unreact = ({ channel, ts }: Place, person: string, name: string) => slack.workspace.unreact(person, channel, ts, name);
    const readings = () => slack.api.calls.filter((method) => method === "reactions.get").length;
    const drift = async () => {
      const text = await (await fetch(`${scene.metricsUrl}/metrics`)).text();
      return Number(/^reacji_drift_repaired_total (\d+)$/m.exec(text)?.[1]);
    };
    /** Every message is read once more. */
    const sweep = async () => {
      const before = readings();
      slack.api.refuse("apps.connections.open", { error: "internal_error" }, 3);
      slack.sockets.drop("cut");
      await until(() => readings() >= before + linked.length, readings, PATIENCE_MS);
    };
    try {
      await victim.start();
      for (const place of linked) await link(scene, place);
      await until(() => readings() >= linked.length, readings, PATIENCE_MS);
      for (const place of [kept, changed, left]) react(place, ana, "tada");
      await sees(["🎉"], ["🎉"], ["🎉"], []);
      await until(() => isSettled(scene));
      expect(await drift()).toBe(0);

      await victim[end]();
      unreact(changed, ana, "tada");
      react(changed, ben, "heart");
      unreact(left, ana, "tada");
      react(pressed, ben, "rocket");
      react(pressed, ana, "fire");
      unreact(pressed, ana, "fire");
      await until(() => slack.deliveries.all.every(({ acked, lost }) => acked || lost));
      expect(linked.map((place) => place.shown())).toEqual([["🎉"], ["🎉"], ["🎉"], []]);

      await victim.start();
      await sees(["🎉"], ["❤️"], [], ["🚀"]);
      expect(await drift()).toBe(4);
      await sweep();
      await until(() => isSettled(scene), undefined, PATIENCE_MS);
      expect(await drift()).toBe(4);
      expect([...scene.stage.violations(), ...victim.fallen]).toEqual([]);
    } finally {
      await victim.kill();
      await scene.stage.close();
    }
  },
  2 * PATIENCE_MS,
);
