import { createHash } from "node:crypto";
import type { Limit as Drawn } from "../domain/window.ts";
import type { Limit } from "./info.ts";

export interface Drawing {
  readonly name: string;
  /** From `credentialOf`; contains the key. */
  readonly credential: string;
  /** The provider's defaults. */
  readonly limits: readonly Limit[];
  /** What the operator knows of the plan; replaces every default. */
  readonly rateLimit: { readonly requests: number; readonly perMs: number } | null;
  /** How fast the account may react, whatever its provider allows; nulls where nobody minds. */
  readonly pace: { readonly perDay: number | null; readonly spacingMs: number | null };
}

const DAY_MS = 86_400_000;

/**
 * What each account's calls draw from. Accounts of one credential share its window; where several say what their plan allows, the
 * highest rate is the credential's. Scopes are hashes: they are stored, and a key must not be.
 */
export function limitsOf(accounts: readonly Drawing[]): ReadonlyMap<string, readonly Drawn[]> {
  const rate = ({ requests, perMs }: { requests: number; perMs: number }) => requests / perMs;
  return new Map(
    accounts.map((account) => {
      const known = accounts.flatMap(({ credential, rateLimit }) => (credential === account.credential && rateLimit ? [rateLimit] : []));
      const best = known.toSorted((a, b) => rate(b) - rate(a))[0];
      const shared = best ?? account.limits.find(({ scope }) => scope === "credential");
      const own = account.rateLimit === null ? account.limits.filter(({ scope }) => scope === "account") : [];
      const drawn = (scope: string, { requests, perMs }: { requests: number; perMs: number }): Drawn => ({ scope, requests, perMs });
      return [
        account.name,
        [
          ...(shared === undefined ? [] : [drawn(`credential:${hash(account.credential)}`, shared)]),
          ...own.map((limit) => drawn(`account:${account.name}`, limit)),
          ...paceOf(account),
        ],
      ];
    }),
  );
}

function paceOf({ name, pace: { perDay, spacingMs } }: Drawing): readonly Drawn[] {
  return [
    ...(perDay === null ? [] : [{ scope: `day:${name}`, requests: perDay, perMs: DAY_MS, reactionsOnly: true as const }]),
    ...(spacingMs === null ? [] : [{ scope: `spacing:${name}`, requests: 1, perMs: spacingMs, reactionsOnly: true as const }]),
  ];
}

function hash(credential: string): string {
  return createHash("sha256").update(credential).digest("base64url").slice(0, 22);
}
