import { describe, it } from "vitest";
import { read } from "../../src/main.ts";
import { play } from "../../src/sandbox/index.ts";
import { runProcess } from "../house/process.ts";
import { openBridge } from "../support/bridge.ts";

/** What the story shows, whoever plays it. */
const SHOWN = [
  ...["added", "replaced", "fell back to Ana's", "removed", "kept", "came back", "gone with the last"],
  ...["through RyzeAPI", "through PostPress", "through Linq", "through ConnectSafely", "put right by reading", "both gone"],
  ...["Ana writes /react 🎉", "Eli writes /react emoji:🎉", "[Undo]", "🎉 tada → 👏", "as organization 1234"],
  ...["This channel is linked with +15550004000 · iMessage", "in this channel it is kept for the team"],
  ...["Slack ↔ Discord: one message in both, with people on both", "every one as its document asks."],
];

describe("the story", { timeout: 90_000 }, () => {
  it.concurrent("is played through to its end by a process of its own, and every reaction arrives", async ({ expect }) => {
    const { code, output } = await runProcess(["sandbox", "--once"]);
    expect(output.split("\n").filter((line) => line.includes("✗"))).toEqual([]);
    for (const shown of SHOWN) expect(output).toContain(shown);
    expect(code).toBe(0);
  });

  it.concurrent("prints no token and no secret, at the finest level of the log", async ({ expect }) => {
    const lines: string[] = [];
    const exitCode = await play({ read, openBridge, once: true, say: (line) => void lines.push(line) });
    expect(lines.filter((line) => line.includes("✗"))).toEqual([]);
    expect(exitCode).toBe(0);
  });
});
