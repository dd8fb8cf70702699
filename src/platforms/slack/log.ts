import { type Logger, LogLevel } from "@slack/web-api";

/** What the adapter wants of a log; pino has it. */
export interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Slack's libraries speak through our log. Never at debug: there they print whole payloads, message text included. */
export function boltLogger(log: Log): Logger {
  const speak = (level: keyof Log) => (first?: unknown) =>
    log[level]({ from: "slack" }, first instanceof Error ? first.message : String(first));
  return {
    debug: () => {},
    info: () => {},
    warn: speak("warn"),
    error: speak("error"),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
