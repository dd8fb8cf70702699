import { readFileSync } from "node:fs";
import { type Act, prepare } from "./acts.ts";
import { openPage } from "./page.ts";
import { openStage, type Stage } from "./stage.ts";
import { playAct, type Say } from "./story.ts";

/** How the sandbox gets the real bridge: from `main`. `C` is the configuration. */
export interface SandboxOptions<C> {
  readonly read: (env: Readonly<Record<string, string>>, readFile: (path: string) => string) => C;
  readonly openBridge: (config: C) => Promise<{ readonly url: string; stop(): Promise<void> }>;
  /** End after the story. */
  readonly once: boolean;
  readonly say?: Say;
}

const SAME_SIGNAL_MS = 1_000;

/** Plays the main job from end to end. Resolves with the exit code: 0 only if every reaction arrived and no contract was broken. */
export async function play<C>({ read, openBridge, once, say = console.log }: SandboxOptions<C>): Promise<number> {
  const stage = await openStage();
  say("Reacji Bridge: the sandbox");
  say("The real bridge and the real Slack client, against stand-ins of Slack and of the four providers. No account, no network.");
  try {
    const config = read(stage.env, (path) => (path === stage.env.BRIDGE_CONFIG ? stage.yaml : readFileSync(path, "utf8")));
    const bridge = await openBridge(config);
    try {
      stage.connect(bridge.url);
      const failures: string[] = [];
      const acts = prepare(stage);
      for (const act of acts) failures.push(...(await playAct(act, stage, say)));
      const broken = [...failures, ...stage.violations()];
      const endpoints = new Set(acts.map(({ endpoint }) => endpoint)).size;
      const calls = Object.values(stage.providers).reduce((sum, one) => sum + one.calls.length, 0);
      say("");
      for (const one of broken) say(`✗ ${one}`);
      say(
        `${endpoints} endpoints, ${calls} requests, ${broken.length === 0 ? "every one as its document asks" : `${broken.length} faults`}.`,
      );
      if (!once) await stay({ stage, acts, url: bridge.url }, say);
      return broken.length === 0 ? 0 : 1;
    } finally {
      await bridge.stop();
    }
  } finally {
    await stage.close();
  }
}

/** Resolves at the first signal. npm passes on what the terminal has sent already, so the second is only heard when it comes later. */
async function stay(around: { stage: Stage; acts: readonly Act[]; url: string }, say: Say): Promise<void> {
  const page = await openPage(around);
  say(`Open ${page.url}  React on the left, and see it on the phone on the right. Ctrl+C ends it.`);
  await new Promise<void>((resolve) => {
    let firstMs: number | null = null;
    const onSignal = () => {
      if (firstMs !== null && Date.now() - firstMs > SAME_SIGNAL_MS) process.exit(1);
      firstMs ??= Date.now();
      resolve();
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
  await page.close();
}
