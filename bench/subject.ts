import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Asked, Said } from "./child.ts";

export interface Usage {
  /** Of the processor, since the process began. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** A process that is measured. */
export interface Subject {
  /** Where Slack posts to. */
  readonly url: string;
  /** From its start until it was ready, Node's own start included. */
  readonly readyMs: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
  /** It gets no further. */
  kill(): Promise<void>;
}

/** Starts the bridge, or the floor. Rejects when it ends before it is ready. */
export async function openSubject(which: "bridge" | "floor", env: Readonly<Record<string, string>>): Promise<Subject> {
  const file = which === "bridge" ? new URL("./bridge.ts", import.meta.url) : new URL("./floor.ts", import.meta.url);
  const startedMs = performance.now();
  const execArgv = [...(which === "bridge" ? startOptions() : []), ...optionsIn(process.env["BENCH_NODE_OPTIONS"] ?? "")];
  const child = fork(file, { env: { ...env }, execArgv, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(child, "exit");

  async function heard<Kind extends Said["kind"]>(kind: Kind): Promise<Extract<Said, { kind: Kind }>> {
    const [said] = (await Promise.race([once(child, "message"), ended.then(() => [null])])) as [Said | null];
    if (said?.kind !== kind) throw new Error(`the ${which} ended before it said what was asked`);
    return said as Extract<Said, { kind: Kind }>;
  }
  const ask = (asked: Asked) => void child.send(asked);

  const { url } = await heard("ready");
  const readyMs = performance.now() - startedMs;
  return {
    url: `${url}/slack/events`,
    readyMs,
    async usage() {
      ask("usage");
      const { cpuMs, rssMb } = await heard("usage");
      return { cpuMs, rssMb };
    },
    async stop() {
      ask("stop");
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** What `npm start` tells Node. */
function startOptions(): readonly string[] {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return optionsIn((JSON.parse(text) as { readonly scripts: { readonly start: string } }).scripts.start);
}

function optionsIn(command: string): readonly string[] {
  return command.split(" ").filter((word) => word.startsWith("--"));
}
