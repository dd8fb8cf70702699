import type { Delivery } from "../../src/sandbox/slack/deliveries.ts";
import { PRESSED } from "./crowd.ts";
import type { Place } from "./scene.ts";

/** One acked event of somebody pressing something, or taking it back. */
export interface Press {
  readonly ts: string;
  readonly person: string;
  readonly emoji: string;
  readonly held: boolean;
  /** Slack's time of it; they sort as text. */
  readonly at: string;
}

/** What Slack sent of one press; null for what is no reaction. */
export function pressOf({ body }: Delivery): Press | null {
  const event = body["event"] as Readonly<Record<string, never>>;
  if (event["type"] !== "reaction_added" && event["type"] !== "reaction_removed") return null;
  const { user, reaction, item, event_ts } = event as unknown as { user: string; reaction: string; item: { ts: string }; event_ts: string };
  return { ts: item.ts, person: user, emoji: PRESSED[reaction] ?? reaction, held: event["type"] === "reaction_added", at: event_ts };
}

/** What people hold on a message, by the newest word of each on each emoji; the newest press last. */
function heldOn({ ts }: Pick<Place, "ts">, presses: readonly Press[]): readonly Press[] {
  const newest = new Map<string, Press>();
  for (const press of presses) {
    const key = `${press.person} ${press.emoji}`;
    if (press.ts === ts && press.at > (newest.get(key)?.at ?? "")) newest.set(key, press);
  }
  return [...newest.values()].filter(({ held }) => held).toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** What is wrong with what the customer sees; null when it is as it should be: the latest press shows. */
export function wrongOn(place: Place, presses: readonly Press[]): string | null {
  const held = heldOn(place, presses).map(({ emoji }) => emoji);
  const latestFirst = [...new Set(held.toReversed())];
  const wanted = latestFirst.slice(0, place.perMessage);
  const shown = place.shown();
  if (sameSet(shown, wanted)) return null;
  const stays = place.keeps && wanted.length === 0 && shown.length <= 1;
  if (stays && presses.some(({ ts, emoji }) => ts === place.ts && emoji === shown[0])) return null;
  return `${place.link} ${place.ts}: the customer sees ${shown.join(" ") || "nothing"} instead of ${wanted.join(" ") || "nothing"}`;
}

/** What was acked and is not remembered, or the other way round. `remembered`: `person emoji`, by Slack's ids. */
export function lostOn(place: Place, presses: readonly Press[], remembered: readonly string[]): readonly string[] {
  const held = heldOn(place, presses).map(({ person, emoji }) => `${person} ${emoji}`);
  const unknown = held.filter((one) => !remembered.includes(one)).map((one) => `${one} is not held`);
  const stale = remembered.filter((one) => !held.includes(one)).map((one) => `${one} is still held`);
  return [...unknown, ...stale].map((what) => `${place.link} ${place.ts}: ${what}`);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
