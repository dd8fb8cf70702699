import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { signed } from "../src/sandbox/slack/posts.ts";
import { TEAM } from "./population.ts";

export const SECRET = "bench-signing-secret";

export interface Press {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly name: string;
  readonly type?: "reaction_added" | "reaction_removed";
}

/** An event as Slack's Events API tells it, that happened now. */
export function eventOf({ channel, ts, user, name, type = "reaction_added" }: Press): Readonly<Record<string, unknown>> {
  const us = String(Math.floor((performance.timeOrigin + performance.now()) * 1_000));
  const event_ts = `${us.slice(0, -6)}.${us.slice(-6)}`;
  const authorization = { enterprise_id: null, team_id: TEAM, user_id: "U0BRIDGE", is_bot: true, is_enterprise_install: false };
  const event = { type, user, reaction: name, item: { type: "message", channel, ts }, item_user: "U0BRIDGE", event_ts };
  return {
    ...{ token: "bench", team_id: TEAM, api_app_id: "A0BRIDGE", type: "event_callback", event },
    ...{ event_id: `Ev${randomUUID()}`, event_time: Math.floor(Number(event_ts)), authorizations: [authorization] },
    ...{ is_ext_shared_channel: false, event_context: "4-bench" },
  };
}

/** Slack in HTTP mode, as fast as one likes. */
export interface Poster {
  /** Resolves once it is acked; rejects when it is not. */
  post(press: Press): Promise<void>;
  close(): Promise<void>;
}

export function openPoster(to: string): Poster {
  const { origin, pathname } = new URL(to);
  const pool = new Pool(origin, { connections: 128 });
  return {
    async post(press) {
      const body = JSON.stringify(eventOf(press));
      const headers = { "content-type": "application/json", ...signed(SECRET, body) };
      const answer = await pool.request({ path: pathname, method: "POST", headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`an event was answered with ${answer.statusCode}`);
    },
    close: () => pool.close(),
  };
}

/** Calls `send` for 0 to `count` - 1, `perSecond` evenly spread, whether the ones before are done or not. Resolves when all are. */
export async function paced(count: number, perSecond: number, send: (index: number) => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const waitMs = startedMs + (index * 1_000) / perSecond - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    sent.push(send(index));
  }
  await Promise.all(sent);
}

/** Keeps `atOnce` of them under way for `forMs`; resolves with how many were done. */
export async function flatOut(atOnce: number, forMs: number, send: (index: number) => Promise<void>): Promise<number> {
  const untilMs = performance.now() + forMs;
  let count = 0;
  const worker = async () => {
    while (performance.now() < untilMs) {
      count += 1;
      await send(count - 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return count;
}

/** Resolves once it is so; throws when that takes longer than a minute. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const untilMs = performance.now() + 60_000;
  while (!isSo()) {
    if (performance.now() > untilMs) throw new Error(`did not happen within a minute: ${what}`);
    await sleep(5);
  }
}
