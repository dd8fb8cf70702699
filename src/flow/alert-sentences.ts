import type { Alert } from "../domain/alert.ts";
import type { Platform } from "../domain/message.ts";

const PLATFORMS: Readonly<Record<Platform, string>> = { slack: "Slack", discord: "Discord" };

/** What operators are told: every sentence there is, in one place. Names of accounts alone; no customers, no message text. */
export function alertSentence(alert: Alert): string {
  switch (alert.about) {
    case "paused":
      return `${named(alert.accounts, "is", "are")} paused: ${alert.reason} Reactions through ${it(alert.accounts)} wait. They go on by themselves some minutes after it is mended, or at once with POST /api/v1/accounts/{name}/resume.`;
    case "failing":
      return `${named(alert.accounts, "has", "have")} been failing for ${span(alert.forMs)}: ${alert.reason} Reactions through ${it(alert.accounts)} wait, and the bridge tries every 30 seconds.`;
    case "working":
      return `${named(alert.accounts, "works", "work")} again, after ${span(alert.forMs)}. What waited goes on.`;
    case "lost":
      return `The connection to ${PLATFORMS[alert.platform]} has been lost for ${span(alert.forMs)}. The bridge keeps trying, and reads what it misses.`;
    case "found":
      return `The connection to ${PLATFORMS[alert.platform]} is back; it was lost for ${span(alert.forMs)}. What was missed is being read.`;
    case "parked":
      return parked(alert.accounts, alert.more);
    case "unpostable":
      return `What customers write to ${alert.link} cannot be shown: ${alert.reason}. It waits, and is tried every ten minutes.`;
  }
}

function parked(accounts: Readonly<Record<string, number>>, more: boolean): string {
  const count = Object.values(accounts).reduce((sum, one) => sum + one, 0);
  const by = Object.entries(accounts).map(([account, one]) => `${one} through ${account}`);
  const messages = count === 1 && !more ? "one message" : `${more ? "more than " : ""}${count} messages`;
  return `Reactions on ${messages} could not be set and are parked: ${by.join(", ")}. npx reacji-bridge mirrors --state parked says why; npx reacji-bridge retry tries one again.`;
}

function named(accounts: readonly string[], one: string, many: string): string {
  const names = accounts.length < 2 ? accounts.join("") : `${accounts.slice(0, -1).join(", ")} and ${accounts.at(-1)}`;
  return `${names} ${accounts.length < 2 ? one : many}`;
}

function it(accounts: readonly string[]): string {
  return accounts.length < 2 ? "it" : "them";
}

function span(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
