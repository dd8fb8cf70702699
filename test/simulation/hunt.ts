import { execFile } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Report } from "./batch.ts";
import type { Fault } from "./faults.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Where a planted fault was found first; null when none of so many seeds found it. */
export async function hunt(fault: Fault, seeds: number): Promise<{ readonly seed: number; readonly what: readonly string[] } | null> {
  const { wrong } = await runApart(["--seeds", String(seeds), "--stop"], { SIMULATION_FAULT: fault.name });
  return wrong[0] ?? null;
}

/** Runs seeds in a Node.js of their own, where a fault can be planted. */
export async function runApart(options: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Report> {
  const planting = env["SIMULATION_FAULT"] === undefined ? [] : ["--import", here("./plant.ts")];
  const run = promisify(execFile);
  // Most of them are over sooner than the code would be read anew.
  const cache = { NODE_COMPILE_CACHE: here("../../node_modules/.cache/simulation") };
  const { stdout } = await run(execPath, [...planting, here("./apart.ts"), ...options], { env: { ...cache, ...process.env, ...env } });
  return JSON.parse(stdout) as Report;
}
