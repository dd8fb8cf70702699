import type { Fault } from "../providers/faults.ts";
import type { Stage } from "../stage.ts";

type ProviderName = keyof Stage["providers"];

/** What can go wrong with a provider for a while. */
export const TROUBLES = {
  error: { status: 500 },
  hang: { hang: true },
  lost: { cut: true, applied: true },
} as const satisfies Record<string, Fault>;

export type TroubleName = keyof typeof TROUBLES;

export interface Trouble {
  readonly kind: TroubleName;
  /** In milliseconds since 1970. */
  readonly until: number;
}

export interface Troubles {
  /** From now on, for `forMs`; what was before ends. */
  start(provider: ProviderName, kind: TroubleName, forMs: number): void;
  at(provider: ProviderName): Trouble | null;
  /** Mends everything. */
  stop(): void;
}

/** Lets providers fail for a while. */
export function createTroubles({ providers }: Stage): Troubles {
  const under = new Map<ProviderName, { trouble: Trouble; timer: NodeJS.Timeout }>();

  function mend(provider: ProviderName): void {
    clearTimeout(under.get(provider)?.timer);
    under.delete(provider);
    providers[provider].mend();
  }

  return {
    start(provider, kind, forMs) {
      mend(provider);
      providers[provider].fail({ ...TROUBLES[kind], times: Number.POSITIVE_INFINITY });
      under.set(provider, { trouble: { kind, until: Date.now() + forMs }, timer: setTimeout(() => mend(provider), forMs) });
    },
    at: (provider) => under.get(provider)?.trouble ?? null,
    stop() {
      for (const provider of under.keys()) mend(provider);
    },
  };
}
