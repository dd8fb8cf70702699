import type { Channel } from "../domain/message.ts";

/** Fields of a log line: ids of mirrors, names of accounts and links, vendors' request ids. Never tokens, numbers or message text. */
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(fields: Fields, message: string): void;
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
}

/** What operators see. Labels are bounded: never a person, a message or a number. Must not throw, nor do slow work. */
export interface Observer {
  readonly log: Log;
  event(source: Channel["platform"], type: string, result: string): void;
  step(provider: string, kind: string, result: string, tookMs: number): void;
  ambiguous(): void;
  confirmed(): void;
  takenOver(): void;
  folded(): void;
  repaired(count: number): void;
  unsendable(account: string, reason: string): void;
}
