import type { DiscordStandIn } from "../../src/sandbox/discord/index.ts";

/** Who listens to Discord, as Discord sees it. */
export interface Takeovers {
  /** From the end of one session until another was begun, each time. */
  readonly tookMs: readonly number[];
  /** The most that ever listened at the same time. */
  most(): number;
  stop(): void;
}

const LOOK_MS = 5;

export function watchTakeovers({ gateway }: DiscordStandIn): Takeovers {
  const tookMs: number[] = [];
  let { identifies } = gateway;
  let goneMs: number | null = null;
  let most = 0;
  const timer = setInterval(() => {
    const { connections } = gateway;
    most = Math.max(most, connections);
    if (connections === 0) goneMs ??= performance.now();
    else {
      if (goneMs !== null && gateway.identifies > identifies) tookMs.push(performance.now() - goneMs);
      goneMs = null;
    }
    if (connections > 0) identifies = gateway.identifies;
  }, LOOK_MS);
  return {
    tookMs,
    most: () => most,
    stop: () => clearInterval(timer),
  };
}
