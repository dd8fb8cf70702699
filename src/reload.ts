import { type AnyConfig, restartsFor } from "./config/restart.ts";
import { ConfigError } from "./config.ts";
import type { Declared, Reread } from "./domain/declared.ts";
import type { Log } from "./ports/observer.ts";

/** Reads another configuration, and says what of it takes a restart; or everything that is wrong with it. */
export function rereadBy(read: () => AnyConfig, started: AnyConfig): Reread {
  try {
    const next = read();
    return { declared: next, restarts: restartsFor(started, next) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { complaints: error.complaints.map(({ key, problem, fix }) => `${key}: ${problem}. ${fix}`) };
  }
}

export interface ReloadOptions {
  readonly read: () => AnyConfig;
  /** What the process was started with. */
  readonly started: AnyConfig;
  readonly apply: (next: Declared) => Promise<void>;
  readonly log: Log;
}

/**
 * Brings what the operator's file says now into force, one change after the other. What is not sound changes nothing: every complaint is
 * logged. Resolves with whether it was.
 */
export function createReload({ read, started, apply, log }: ReloadOptions): () => Promise<boolean> {
  let last: Promise<unknown> = Promise.resolve();

  async function reload(): Promise<boolean> {
    let next: AnyConfig;
    try {
      next = read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const { key, problem, fix, place } of error.complaints) {
        log.error({ key, problem, fix, line: place?.line }, "the configuration is not sound: what was in force stays");
      }
      return false;
    }
    for (const change of restartsFor(started, next)) log.warn({ change }, "a change of the configuration takes a restart");
    await apply(next);
    log.info({ links: next.links.length }, "the configuration was read again and is in force");
    return true;
  }

  return () => {
    const reloading = last.then(reload);
    last = reloading.catch((error: unknown) =>
      log.error({ error: String(error) }, "the configuration could not be read again: what was in force stays"),
    );
    return reloading;
  };
}
