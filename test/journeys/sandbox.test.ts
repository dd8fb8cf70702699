import { expect, it } from "vitest";
import { read } from "../../src/main.ts";
import { play } from "../../src/sandbox/index.ts";
import { openBridge } from "../support/bridge.ts";

it("plays the main job through all five endpoints, and every reaction arrives", async () => {
  const lines: string[] = [];
  const exitCode = await play({ read, openBridge, once: true, say: (line) => void lines.push(line) });
  expect(lines.filter((line) => line.includes("✗"))).toEqual([]);
  expect(exitCode).toBe(0);
  for (const note of ["added", "replaced", "fell back", "removed", "kept"]) expect(lines.join("\n")).toContain(note);
});
