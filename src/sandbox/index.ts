import { readFileSync } from "node:fs";
import { type Act, prepare } from "./acts.ts";
import type { Say } from "./narrator.ts";
import { openPage } from "./page.ts";
import { openStage, type Stage } from "./stage.ts";
import { playStory } from "./story/index.ts";

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
  const stage = await openStage({ discord: {} });
  say("Reacji Bridge: the sandbox");
  say(
    "The real bridge and the real clients of Slack and Discord, against stand-ins of both and of the four providers. No account, no network.",
  );
  try {
    const config = read(stage.env, (path) => (path === stage.env.BRIDGE_CONFIG ? stage.yaml : readFileSync(path, "utf8")));
    const bridge = await openBridge(config);
    try {
      stage.connect(bridge.url);
      const acts = prepare(stage);
      const failures = await playStory(stage, acts, say);
      const broken = [...failures, ...stage.violations()];
      const { endpoints, requests } = asked(stage);
      say("");
      for (const one of broken) say(`✗ ${one}`);
      say(
        `${endpoints} endpoints, ${requests} requests, ${broken.length === 0 ? "every one as its document asks" : `${broken.length} faults`}.`,
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

/** What reached the stand-ins: methods of Slack's, operations of Discord's, and endpoints of the providers. */
function asked({ slack, discord, providers }: Stage): { readonly endpoints: number; readonly requests: number } {
  const all = [
    ...slack.api.calls.map((method) => `slack ${method}`),
    ...(discord?.api.calls ?? []).map(({ operation }) => `discord ${operation}`),
    ...Object.entries(providers).flatMap(([name, { calls }]) => calls.map(({ endpoint, path }) => `${name} ${endpoint ?? path}`)),
  ];
  return { endpoints: new Set(all).size, requests: all.length };
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
