import { TOKEN_ADVICE } from "./info.ts";
import type { Log } from "./log.ts";

export type Token = "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN";

/** Which of our tokens Slack refuses at present: expired, revoked, or of an app that was uninstalled. */
export interface Standing {
  isRefused(token: Token): boolean;
  /** Slack said so, in a call or by an event; `code` is its own name for it. Logged once, with what to do. */
  refused(token: Token, code: string): void;
  /** Slack took it, in a call that began at `begunMs` (of `performance.now`). What began before the refusal says nothing. */
  taken(token: Token, begunMs: number): void;
}

export function createStanding(options: {
  readonly log: Log;
  readonly onRefused: (token: Token) => void;
  readonly onTaken: (token: Token) => void;
}): Standing {
  const { log, onRefused, onTaken } = options;
  /** Token → since when it is refused. */
  const since = new Map<Token, number>();
  return {
    isRefused: (token) => since.has(token),
    refused(token, code) {
      if (since.has(token)) return;
      since.set(token, performance.now());
      const advice = TOKEN_ADVICE[code];
      log.error(
        { token, code, advice },
        "Slack refuses a token: do what advice says and start the bridge again; until then reactions wait",
      );
      onRefused(token);
    },
    taken(token, begunMs) {
      if (begunMs <= (since.get(token) ?? Number.POSITIVE_INFINITY)) return;
      since.delete(token);
      log.warn({ token }, "Slack takes the token again");
      onTaken(token);
    },
  };
}
