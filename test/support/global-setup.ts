import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOLDER, inspect } from "./canaries.ts";

/** Called by vitest before all tests; what it returns is called after all. Fails the run when a bridge printed what it must not. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "reacji-printed-"));
  process.env[FOLDER] = folder;
  return () => {
    const { bridges, lines, canaries, faults } = inspect(folder);
    rmSync(folder, { recursive: true, force: true });
    if (faults.length > 0) throw new Error(`The log holds what it must not:\n${faults.slice(0, 20).join("\n")}`);
    if (bridges > 0) console.log(`${bridges} bridges printed ${lines} lines, and none of ${canaries} secrets, numbers and texts.`);
  };
}
