import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readFamilies } from "../src/config/families.ts";
import { fromDiscordName, fromSlackName } from "../src/names/index.ts";
import type { Measure } from "./bench.ts";
import { atMost } from "./figure.ts";

/** Every name and all families, in a process that has read nothing yet. Processor time of the one thread that does it: nobody waits for anything. */
export const measureNames: Measure = ({ plan }) => {
  const values = Array.from({ length: plan.rounds }, () =>
    Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url)], { encoding: "utf8" })),
  );
  return Promise.resolve([{ name: "emoji names and families read, processor time", unit: "ms", values, goal: atMost(30) }]);
};

if (import.meta.main) {
  const before = process.threadCpuUsage();
  fromSlackName("tada");
  fromDiscordName("tada");
  readFamilies((path) => readFileSync(path, "utf8"));
  const { user, system } = process.threadCpuUsage(before);
  console.log((user + system) / 1_000);
}
