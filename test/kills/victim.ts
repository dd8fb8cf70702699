import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Scene } from "./scene.ts";

/** The bridge as its users start it, in a process that is killed again and again. */
export interface Victim {
  /** From its start until `/readyz` said so, for each life that got so far. */
  readonly readyMs: readonly number[];
  /** What each life printed that ended by itself, or badly when it was told to. */
  readonly fallen: readonly string[];
  /** Throws when it ends before it is ready, unless it was killed. */
  start(): Promise<void>;
  /** The process gets no further. Does nothing when none is running. */
  strike(): void;
  /** The process stands still, with everything that it has open, until it goes on. */
  suspend(): void;
  resume(): void;
  /** Both resolve once it is gone: in good order, or not. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const LOOK_MS = 5;
const ENTRY = fileURLToPath(new URL("../../src/reacji-bridge.cjs", import.meta.url));
const TIED = fileURLToPath(new URL("tied.cjs", import.meta.url));

interface Life {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly output: string }>;
}

/** It ends with us, however we end. */
function begin({ env, folder }: Pick<Scene, "env" | "folder">): Life {
  const child = spawn(process.execPath, ["--require", TIED, ENTRY, "start"], {
    env,
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = once(child, "close").then(([code, signal]) => {
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, output };
  });
  return { child, ended };
}

/** Lets one live and end in good order: what Node.js compiled is kept then, as it is on any machine where the bridge ran before. */
export async function warmUp({ env, folder, url }: Pick<Scene, "env" | "folder" | "url">): Promise<void> {
  const life = begin({ env, folder });
  while (life.child.exitCode === null && !(await isReady(url))) await sleep(LOOK_MS);
  life.child.kill("SIGTERM");
  const { code, output } = await life.ended;
  if (code !== 0) throw new Error(`the bridge did not end well: ${output}`);
}

export function createVictim({ env, folder, url }: Pick<Scene, "env" | "folder" | "url">): Victim {
  const readyMs: number[] = [];
  const fallen: string[] = [];
  let life: Life | null = null;
  let told: Life | null = null;

  function strike(): void {
    life?.child.kill("SIGKILL");
  }

  return {
    readyMs,
    fallen,
    strike,
    suspend: () => void life?.child.kill("SIGSTOP"),
    resume: () => void life?.child.kill("SIGCONT"),
    async start() {
      const startedMs = performance.now();
      const mine = begin({ env, folder });
      life = mine;
      void mine.ended.then(({ code, signal, output }) => {
        const isTold = told === mine && code === 0;
        if (signal !== "SIGKILL" && !isTold) fallen.push(output);
        if (life === mine) life = null;
      });
      while (life === mine) {
        if (await isReady(url)) return void readyMs.push(performance.now() - startedMs);
        await sleep(LOOK_MS);
      }
      const { signal, output } = await mine.ended;
      if (signal !== "SIGKILL") throw new Error(`the bridge ended by itself: ${output}`);
    },
    async stop() {
      told = life;
      told?.child.kill("SIGTERM");
      await told?.ended;
    },
    async kill() {
      const mine = life;
      strike();
      await mine?.ended;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`);
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
