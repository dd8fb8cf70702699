import type { Accounts } from "./ports/account.ts";
import { TargetError } from "./ports/target.ts";

const REQUEST_TIMEOUT_MS = 10_000;

/** What a platform's own check found: sentences without secrets. */
export interface PlatformChecked {
  readonly title: string;
  readonly wrong: readonly string[];
  /** What it does without; nothing is wrong with that. */
  readonly lacks: readonly string[];
}

export interface CheckOptions {
  readonly accounts: Accounts;
  /** Where each account is looked for: account → baseUrl. */
  readonly places: ReadonlyMap<string, string>;
  readonly platforms: readonly PlatformChecked[];
}

export interface Checked {
  readonly text: string;
  readonly isSound: boolean;
}

interface Finding {
  readonly sign: "✓" | "✗" | "·";
  readonly text: string;
}

/** Tries every account with one harmless read, and says of each account and platform whether it works, and if not, why. */
export async function check({ accounts, places, platforms }: CheckOptions): Promise<Checked> {
  const tried = await Promise.all([...accounts.keys()].map((name) => findingOf(name, accounts, places.get(name) ?? "")));
  const findings = [...tried, ...platforms.flatMap(platformFindings)];
  const wrong = findings.filter(({ sign }) => sign === "✗").length;
  const end = wrong === 0 ? "Everything answers." : wrong === 1 ? "One thing is wrong." : `${wrong} things are wrong.`;
  return { text: [...findings.map(({ sign, text }) => `${sign} ${text}`), end].join("\n"), isSound: wrong === 0 };
}

async function findingOf(name: string, accounts: Accounts, place: string): Promise<Finding> {
  const account = accounts.get(name);
  try {
    await account?.probe(AbortSignal.timeout(REQUEST_TIMEOUT_MS));
    return { sign: "✓", text: `${name}: ${account?.provider} lets it in at ${place}` };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { message, kind } = error.failure;
    // Whoever is refused there has found the right place.
    const other = kind === "unauthorized" ? null : await account?.elsewhere?.(AbortSignal.timeout(REQUEST_TIMEOUT_MS));
    const advice = other == null ? `(${place})` : `It answers at ${other}: write baseUrl: ${other}`;
    return { sign: "✗", text: `${name}: ${message} ${advice}` };
  }
}

function platformFindings({ title, wrong, lacks }: PlatformChecked): readonly Finding[] {
  const fine: Finding = { sign: "✓", text: `${title}: takes the tokens, and they may do what the bridge needs` };
  return [
    ...(wrong.length === 0 ? [fine] : wrong.map((text): Finding => ({ sign: "✗", text: `${title}: ${text}` }))),
    ...lacks.map((text): Finding => ({ sign: "·", text: `${title}: ${text}` })),
  ];
}
