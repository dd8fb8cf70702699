import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openPrinted } from "../support/canaries.ts";

/** The checkout's root. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ENTRY = fileURLToPath(new URL("../../src/reacji-bridge.cjs", import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves with the `url` of the line that says that the bridge is ready; rejects when it ends before that. */
  ready(): Promise<string>;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly output: string }>;
}

export interface StartOptions {
  /** The whole environment, but for PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** By default the bridge in this Node.js. */
  readonly command?: readonly [string, ...string[]];
  readonly uid?: number | undefined;
}

/** A real process, without a shell. */
export function startProcess(args: readonly string[], options: StartOptions = {}): Started {
  // What the other commands print is an answer to somebody who asked.
  const runs = args.includes("start");
  const [program, ...before] = options.command ?? [process.execPath, ENTRY];
  const child = spawn(program, [...before, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { PATH: process.env["PATH"], LOG_LEVEL: "trace", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  let output = "";
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  url.catch(() => {});
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const line = output.split("\n").find((one) => one.includes('"msg":"ready"'));
      if (line !== undefined) resolve((JSON.parse(line) as { url: string }).url);
    });
  }
  const ended = once(child, "close").then(([code, signal]) => {
    reject(new Error(`it ended before it was ready: ${output}`));
    if (runs) keep(output, options.env ?? {});
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, output };
  });
  return { child, output: () => output, ready: () => url, ended };
}

/** Runs a command to its end. */
export async function runProcess(args: readonly string[], options: StartOptions = {}): Promise<{ code: number | null; output: string }> {
  const { code, output } = await startProcess(args, options).ended;
  return { code, output };
}

/** For the canaries. */
function keep(output: string, env: Readonly<Record<string, string>>): void {
  const printed = openPrinted("anything");
  printed.guard(...Object.entries(env).flatMap(([name, value]) => (/TOKEN|SECRET|KEY|DATABASE_URL/.test(name) ? [value] : [])));
  printed.write(`${output}\n`);
}
