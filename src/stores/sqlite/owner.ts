import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

/** Who has a database file. A note beside the file, for people: the lock itself is the kernel's, so a stale note locks nobody out. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

export function signOwner(path: string, nowMs: number): void {
  const owner: Owner = { pid: process.pid, host: hostname(), since: new Date(nowMs).toISOString() };
  writeFileSync(noteOf(path), `${JSON.stringify(owner)}\n`, { mode: 0o600 });
}

export function forgetOwner(path: string): void {
  rmSync(noteOf(path), { force: true });
}

export function takenError(path: string, cause: unknown): Error {
  const who = ownerOf(path);
  const by = who === null ? "another process" : `process ${who.pid} on ${who.host} since ${who.since}`;
  return new Error(`${path} is in use by ${by}: one bridge per file; stop that one, or set DATABASE_URL to another file`, { cause });
}

function ownerOf(path: string): Owner | null {
  try {
    return JSON.parse(readFileSync(noteOf(path), "utf8")) as Owner;
  } catch {
    return null;
  }
}

function noteOf(path: string): string {
  return `${path}.owner`;
}
