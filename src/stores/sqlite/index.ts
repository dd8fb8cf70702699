import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { readMigrations } from "../migrations.ts";
import { backup } from "./backup.ts";
import { createGroupCommit, type Flush } from "./group-commit.ts";
import { openDatabase } from "./open.ts";
import { createSteps } from "./steps.ts";
import { tidy } from "./tidy.ts";

const TIDY_MS = 60 * 60_000;

export interface SqliteStoreOptions {
  /** A file, made with its folder when it is missing, or `:memory:`. */
  readonly path: string;
  readonly clock: Pick<Clock, "now">;
  /** When the steps that are queued run, in one transaction; at the end of this turn of the event loop by default. */
  readonly flush?: Flush;
  /** Called after each commit with steps in it. */
  readonly committed?: (tookMs: number, steps: number) => void;
  /** How long to wait for a process that is about to let go of the file. */
  readonly busyMs?: number;
  /** Where the migrations are. */
  readonly migrations?: URL;
}

export interface SqliteStore extends Store {
  /** Writes a whole copy to a file while work goes on. */
  backup(path: string): Promise<void>;
}

/**
 * Opens the store of one process and takes its file exclusively; leases of the process before are released with confirmation.
 * Throws with who has the file when another process does, and when a migration fails.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { path, clock, flush = (run) => setImmediate(run), committed = () => {}, busyMs = 1_000 } = options;
  const migrations = readMigrations("sqlite", options.migrations);
  const database = openDatabase({ path, busyMs, migrations, nowMs: clock.now() });
  const { steps, forget, succeed } = createSteps(database, clock);
  const group = createGroupCommit({ database, flush, undone: forget, committed });
  let tidyMs = 0;
  let closed = false;
  let copied: Promise<void> = Promise.resolve();

  function step<Result>(work: () => Result): Promise<Result> {
    if (closed) return Promise.reject(new Error("the store is closed"));
    const nowMs = clock.now();
    if (nowMs >= tidyMs) {
      tidyMs = nowMs + TIDY_MS;
      tidyUp(nowMs);
    }
    return group.step(work);
  }

  /** What cannot be let go of now is let go of in an hour. */
  function tidyUp(nowMs: number): void {
    const tidied = group.step(() => tidy(database, nowMs)).catch(() => false);
    void tidied.then((more) => {
      if (more) tidyMs = 0;
    });
  }

  try {
    const left = group.step(succeed);
    group.drain();
    await left;
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    record: (...args) => step(() => steps.record(...args)),
    link: (...args) => step(() => steps.link(...args)),
    echo: (...args) => step(() => steps.echo(...args)),
    absorb: (...args) => step(() => steps.absorb(...args)),
    freeze: (...args) => step(() => steps.freeze(...args)),
    retry: (...args) => step(() => steps.retry(...args)),
    wake: (...args) => step(() => steps.wake(...args)),
    claim: (...args) => step(() => steps.claim(...args)),
    advance: (...args) => step(() => steps.advance(...args)),
    release: (...args) => step(() => steps.release(...args)),
    send: (...args) => step(() => steps.send(...args)),
    dropLanes: (...args) => step(() => steps.dropLanes(...args)),
    delayItems: (...args) => step(() => steps.delayItems(...args)),
    claimItem: (...args) => step(() => steps.claimItem(...args)),
    keepItem: (...args) => step(() => steps.keepItem(...args)),
    finishItem: (...args) => step(() => steps.finishItem(...args)),
    remember: (...args) => step(() => steps.remember(...args)),
    isRemembered: (...args) => step(() => steps.isRemembered(...args)),
    forgetPerson: (...args) => step(() => steps.forgetPerson(...args)),
    meet: (...args) => step(() => steps.meet(...args)),
    conversations: (...args) => step(() => steps.conversations(...args)),
    conversation: (...args) => step(() => steps.conversation(...args)),
    thread: (...args) => step(() => steps.thread(...args)),
    conversationOf: (...args) => step(() => steps.conversationOf(...args)),
    openThread: (...args) => step(() => steps.openThread(...args)),
    expect: (...args) => step(() => steps.expect(...args)),
    expected: (...args) => step(() => steps.expected(...args)),
    forget: (...args) => step(() => steps.forget(...args)),
    mirror: (...args) => step(() => steps.mirror(...args)),
    mirrorsOn: (...args) => step(() => steps.mirrorsOn(...args)),
    standsFor: (...args) => step(() => steps.standsFor(...args)),
    linkedLast: (...args) => step(() => steps.linkedLast(...args)),
    awaited: (...args) => step(() => steps.awaited(...args)),
    mirrors: (...args) => step(() => steps.mirrors(...args)),
    backlog: () => step(steps.backlog),
    health: (...args) => step(() => steps.health(...args)),
    pause: (...args) => step(() => steps.pause(...args)),
    limitedForMs: (...args) => step(() => steps.limitedForMs(...args)),
    probe: (...args) => step(() => steps.probe(...args)),
    probed: (...args) => step(() => steps.probed(...args)),
    directions: () => step(steps.directions),
    setDirection: (...args) => step(() => steps.setDirection(...args)),
    sharings: () => step(steps.sharings),
    setSharing: (...args) => step(() => steps.setSharing(...args)),
    madeLinks: () => step(steps.madeLinks),
    makeLink: (...args) => step(() => steps.makeLink(...args)),
    dropLink: (...args) => step(() => steps.dropLink(...args)),
    prune: (...args) => step(() => steps.prune(...args)),
    drop: (...args) => step(() => steps.drop(...args)),
    dropConversation: (...args) => step(() => steps.dropConversation(...args)),
    hold: (...args) => step(() => steps.hold(...args)),
    // The file is ours alone.
    onNews: () => {},
    backup(to) {
      if (closed) return Promise.reject(new Error("the store is closed"));
      const copy = copied.then(() => backup(database, path, to));
      copied = copy.catch(() => {});
      return copy;
    },
    async close() {
      if (closed) return;
      closed = true;
      await copied;
      group.drain();
      database.close();
    },
  };
}
