import type { Rehearsal, RehearsedLink } from "./domain/rehearsal.ts";

/** What the running bridge answers. */
export interface RehearsalAnswer extends Rehearsal {
  /** What of the configuration takes a restart. */
  readonly restarts: readonly string[];
}

/** In front of what a policy keeps inside. */
const BECAUSE: Readonly<Record<string, string>> = {
  direction: "the link was off",
  who: "who pressed it may not speak",
  emoji: "the policy keeps it",
  "dry-run": "it only rehearses",
  stale: "it came too late",
  unmapped: "it stands for nothing",
  unsupported: "nothing offered means the same",
  unconfirmed: "nobody said that it shall go",
};

/** What other rules would make of what is stored, for whoever is about to bring them into force. */
export function rehearsalText({ mirrors, links, restarts }: RehearsalAnswer): string {
  const over = `Over ${mirrors} ${mirrors === 1 ? "message" : "messages"} of the last 7 days:`;
  const changes = links.flatMap(lines);
  return [
    ...(changes.length === 0 ? [`${over} nothing changes.`] : [over, ...changes]),
    ...restarts.map((one) => `It takes a restart: ${one}.`),
  ].join("\n");
}

function lines({ name, withdrawn, instead, stopped, wouldHaveLeft }: RehearsedLink): readonly string[] {
  const line = (title: string, items: readonly string[]) => (items.length === 0 ? [] : [`  ${title}: ${items.join(", ")}`]);
  const times = (count: number) => (count === 1 ? "" : ` ×${count}`);
  return [
    name,
    ...line(
      "would be withdrawn now",
      withdrawn.map(({ emoji, count }) => `${emoji}${times(count)}`),
    ),
    ...line(
      "would show as something else",
      instead.map(({ from, to, count }) => `${from} → ${to}${times(count)}`),
    ),
    ...line(
      "waits, and would not go any more",
      stopped.map(({ emoji, count }) => `${emoji}${times(count)}`),
    ),
    ...line(
      "would have left, and never does now",
      wouldHaveLeft.map(({ emoji, because, count }) => `${emoji}${times(count)} (${BECAUSE[because] ?? because})`),
    ),
  ];
}
