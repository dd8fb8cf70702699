import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../simulation/random.ts";
import type { Place, Scene } from "./scene.ts";

/** Slack's names of what people press, and what that is on every network here. */
export const PRESSED: Readonly<Record<string, string>> = {
  "+1": "👍",
  heart: "❤️",
  joy: "😂",
  tada: "🎉",
  rocket: "🚀",
  pray: "🙏",
  fire: "🔥",
  clap: "👏",
};
const PER_SECOND = 60;

/** People who press and take back, wherever they like, until they are told to stop. */
export interface Crowd {
  /** Whoever pressed last on this message takes that back, and nobody touches the message again. */
  regret(place: Place): void;
  /** Resolves once nobody presses any more. */
  stop(): Promise<void>;
}

export function startCrowd({ stage, people }: Scene, places: readonly Place[], random: Random, perSecond = PER_SECOND): Crowd {
  const { workspace } = stage.slack;
  const latest = new Map<Place, { readonly person: string; readonly name: string }>();
  let busy = places;
  let stopping = false;

  function toggle({ channel, ts }: Place, person: string, name: string): void {
    const holders = workspace.conversation(channel).messages.get(ts)?.reactions.get(name) ?? [];
    if (holders.includes(person)) workspace.unreact(person, channel, ts, name);
    else workspace.react(person, channel, ts, name);
  }

  function press(): void {
    const place = random.pick(busy);
    const one = { person: random.pick(people), name: random.pick(Object.keys(PRESSED)) };
    latest.set(place, one);
    toggle(place, one.person, one.name);
  }

  async function run(): Promise<void> {
    const startedMs = performance.now();
    for (let count = 0; !stopping; count += 1) {
      await sleep(Math.max(0, startedMs + (count * 1_000) / perSecond - performance.now()));
      press();
    }
  }

  const running = run();
  return {
    regret(place) {
      const last = latest.get(place);
      if (last === undefined || !busy.includes(place)) return;
      busy = busy.filter((one) => one !== place);
      toggle(place, last.person, last.name);
    },
    stop() {
      stopping = true;
      return running;
    },
  };
}
