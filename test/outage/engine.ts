import type { Receive, Source } from "../../src/ports/source.ts";
import { type Ground, messageOf, type Name, openGround, START_MS, TEAM } from "./ground.ts";
import { LIMIT } from "./provider.ts";

/** The bridge on its ground, before a platform that cannot be read. */
export interface Engine extends Pick<Ground, "clock" | "store" | "providers" | "link" | "pass"> {
  /** What people were told, but for receipts, and that something waits. */
  readonly told: readonly string[];
  press(name: Name, index: number, person: string, emoji: string, kind: "added" | "removed"): Promise<void>;
  stop(): Promise<void>;
}

export async function openEngine(limit = LIMIT): Promise<Engine> {
  const ground = await openGround(limit);
  const told: string[] = [];
  let receive: Receive = async () => {};
  const source: Source = {
    platform: "slack",
    resends: true,
    async start(given) {
      receive = given;
    },
    async stop() {},
    // Not to be read, so that nothing but events can bring a reaction.
    connected: () => false,
    channel: (channel) => ({ platform: "slack", workspace: TEAM, channel }),
    postedMs: () => START_MS,
    held: () => Promise.reject(new Error("nobody can read here")),
    classes: async () => ["members"],
    say: async () => {},
    async tell(_message, _person, text) {
      if (!/^The customer now sees your|cannot be reached just now|makes no more calls for now/.test(text)) told.push(text);
    },
  };
  const { clock } = ground;
  const life = await ground.open({ source, everyMs: 7 * 86_400_000 });
  let lastUs = 0;

  return {
    ...ground,
    told,
    press(name, index, person, emoji, kind) {
      lastUs = Math.max(clock.now() * 1_000, lastUs + 1);
      const event = { kind, message: messageOf(name, index), person: `slack:${TEAM}:${person}`, name: emoji, emoji };
      return receive({ ...event, via: "reaction", atUs: lastUs, id: null });
    },
    stop: life.stop,
  };
}
