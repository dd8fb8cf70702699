import type { Account, Accounts } from "./ports/account.ts";
import { TargetError } from "./ports/target.ts";

const REQUEST_TIMEOUT_MS = 10_000;

/** What a platform's own check found: sentences without secrets. */
export interface PlatformChecked {
  readonly title: string;
  readonly wrong: readonly string[];
  /** What it does without; nothing is wrong with that. */
  readonly lacks: readonly string[];
}

/** Where providers reach the bridge, and whether they are to be told so. */
export interface Webhooks {
  /** Without a slash at the end. */
  readonly url: string;
  readonly register: boolean;
}

export interface CheckOptions {
  readonly accounts: Accounts;
  /** Where each account is looked for: account → baseUrl. */
  readonly places: ReadonlyMap<string, string>;
  readonly platforms: readonly PlatformChecked[];
  /** Null: nobody said where the bridge is reached, so webhooks are not looked at. */
  readonly webhooks: Webhooks | null;
}

export interface Checked {
  readonly text: string;
  readonly isSound: boolean;
}

interface Finding {
  readonly sign: "✓" | "✗" | "·";
  readonly text: string;
}

/**
 * Tries every account with one harmless read, and says of each account and platform whether it works, and if not, why. Where the bridge's
 * address is known, looks for its webhooks, and registers those that are missing where it is asked to.
 */
export async function check({ accounts, places, platforms, webhooks }: CheckOptions): Promise<Checked> {
  const tried = await Promise.all([...accounts.values()].map((account) => findingsOf(account, places.get(account.name) ?? "", webhooks)));
  const findings = [...tried.flat(), ...platforms.flatMap(platformFindings)];
  const wrong = findings.filter(({ sign }) => sign === "✗").length;
  const end = wrong === 0 ? "Everything answers." : wrong === 1 ? "One thing is wrong." : `${wrong} things are wrong.`;
  return { text: [...findings.map(({ sign, text }) => `${sign} ${text}`), end].join("\n"), isSound: wrong === 0 };
}

async function findingsOf(account: Account, place: string, webhooks: Webhooks | null): Promise<readonly Finding[]> {
  const { name, provider } = account;
  try {
    await account.probe(soon());
  } catch (error) {
    const { message, kind } = failureOf(error);
    // Whoever is refused there has found the right place.
    const other = kind === "unauthorized" ? null : await account.elsewhere?.(soon());
    const advice = other == null ? `(${place})` : `It answers at ${other}: write baseUrl: ${other}`;
    return [{ sign: "✗", text: `${name}: ${message} ${advice}` }];
  }
  const webhook = webhooks === null ? [] : await webhookFindings(account, webhooks);
  return [{ sign: "✓", text: `${name}: ${provider} lets it in at ${place}` }, ...webhook];
}

async function webhookFindings({ name, provider, registration, inbox, stream }: Account, webhooks: Webhooks): Promise<readonly Finding[]> {
  if (inbox === undefined && stream === undefined) return [];
  const url = `${webhooks.url}/webhooks/${name}`;
  const address = stream === undefined ? `the webhook ${url}` : "the event socket";
  if (registration === undefined) {
    return [{ sign: "·", text: `${name}: ${provider} documents no call that registers ${address}: do it on its dashboard` }];
  }
  try {
    if (await registration.isRegistered(url, soon())) return [{ sign: "✓", text: `${name}: ${provider} knows ${address}` }];
    if (!webhooks.register) {
      return [{ sign: "✗", text: `${name}: ${provider} does not know ${address}: check --url ${webhooks.url} --register tells it` }];
    }
    const { secret } = await registration.register(url, soon());
    const shown = secret === null ? "" : `; its secret, which is shown only now, is the account's webhookSecret: ${secret}`;
    return [{ sign: "✓", text: `${name}: ${provider} was told of ${address}${shown}` }];
  } catch (error) {
    return [{ sign: "✗", text: `${name}: ${address}: ${failureOf(error).message}` }];
  }
}

function failureOf(error: unknown) {
  if (!(error instanceof TargetError)) throw error;
  return error.failure;
}

function soon(): AbortSignal {
  return AbortSignal.timeout(REQUEST_TIMEOUT_MS);
}

function platformFindings({ title, wrong, lacks }: PlatformChecked): readonly Finding[] {
  const fine: Finding = { sign: "✓", text: `${title}: takes the tokens, and they may do what the bridge needs` };
  return [
    ...(wrong.length === 0 ? [fine] : wrong.map((text): Finding => ({ sign: "✗", text: `${title}: ${text}` }))),
    ...lacks.map((text): Finding => ({ sign: "·", text: `${title}: ${text}` })),
  ];
}
