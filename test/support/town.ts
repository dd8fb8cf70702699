import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import type { Pace } from "../../src/app.ts";
import { rereadIn } from "../../src/main.ts";
import type { DiscordStandInOptions } from "../../src/sandbox/discord/index.ts";
import type { SlackStandInOptions } from "../../src/sandbox/slack/index.ts";
import { openStage, type Stage } from "../../src/sandbox/stage.ts";
import { openBridge, type WatchedBridge } from "./bridge.ts";

export interface Town {
  readonly stage: Stage;
  readonly bridge: WatchedBridge;
  /** Asks the JSON API as an admin. */
  api(path: string, init?: { method?: string; body?: unknown; token?: string | null }): Promise<{ status: number; body: never }>;
  /** The operator's file of the start with a change, as text. */
  edited(change: (file: OperatorsFile) => unknown): string;
  /** Writes the operator's file, and tells the bridge to read it; resolves with whether it is in force. */
  edit(yaml: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface TownOptions {
  /** Edits the operator's file. */
  readonly change?: (file: OperatorsFile) => unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly slack?: SlackStandInOptions;
  /** The team is in Discord too. */
  readonly discord?: DiscordStandInOptions;
  /** How often the bridge looks after its accounts; as in earnest without it. */
  readonly pace?: Pace;
}

export interface OperatorsFile {
  readonly accounts: Record<string, object>;
  readonly links: { readonly name: string; policy?: object }[];
}

/** The real bridge against every stand-in. */
export async function openTown(options: TownOptions = {}): Promise<Town> {
  const stage = await openStage(options);
  const changed = (yaml: string, change: (file: OperatorsFile) => unknown) => stringify(change(parse(yaml) as OperatorsFile));
  const first = options.change === undefined ? stage.yaml : changed(stage.yaml, options.change);
  let yaml = first;
  const env = { ...stage.env, ...options.env };
  const reread = rereadIn(env, (path) => (path === env.BRIDGE_CONFIG ? yaml : readFileSync(path, "utf8")));
  try {
    const bridge = await openBridge(reread(null), stage, options.pace, reread);
    stage.connect(bridge.url);
    return {
      stage,
      bridge,
      async api(path, { method = "GET", body, token = stage.adminToken } = {}) {
        const headers = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), "content-type": "application/json" };
        const said = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
        const answer = await fetch(`${bridge.url}${path}`, { method, headers, ...said });
        return { status: answer.status, body: (await answer.json()) as never };
      },
      edited: (change) => changed(first, change),
      async edit(next) {
        yaml = next;
        return bridge.reload();
      },
      async close() {
        await bridge.stop();
        await stage.close();
      },
    };
  } catch (error) {
    await stage.close();
    throw error;
  }
}

/** Resolves once it is so; throws with what was seen instead when it does not come to be. */
export async function until(isSo: () => boolean | Promise<boolean>, seen: () => unknown = () => "", patienceMs = 5_000): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`did not come to be: ${JSON.stringify(seen())}`);
    await sleep(3);
  }
}
