import { execFile } from "node:child_process";
import { chmod, rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import type { Database } from "./database.ts";

const COPY = 'require("node:fs").copyFileSync(process.argv[1], process.argv[2])';

/**
 * Writes a whole copy of the database while work goes on. Until it is written nothing is moved out of the WAL, so that the file
 * stands still. Must not be called inside a step.
 */
export async function backup(database: Database, path: string, to: string): Promise<void> {
  if (path === ":memory:") {
    database.run("VACUUM INTO ?", to);
    return;
  }
  const partial = `${to}.partial`;
  try {
    database.script("PRAGMA wal_autocheckpoint = 0; PRAGMA wal_checkpoint(TRUNCATE)");
    // By a process of its own: closing the file here, beside SQLite, would let go of SQLite's own lock.
    await promisify(execFile)(process.execPath, ["-e", COPY, path, partial]);
    await chmod(partial, 0o600);
    await rename(partial, to);
  } finally {
    database.script("PRAGMA wal_autocheckpoint = 1000");
    await rm(partial, { force: true });
  }
}
