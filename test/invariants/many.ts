import type { Limit } from "../../src/domain/window.ts";
import { link } from "../domain/given.ts";
import { ACCOUNT, another, type World, type WorldPlan } from "./world.ts";

/** So many messages of an account, each with a press on it. */
export async function pressOnMany(world: World, many: number, account = ACCOUNT, from = 0): Promise<void> {
  for (let index = from; index < from + many; index += 1) {
    const { message, slot } = another(index, account);
    await world.link(message, account === ACCOUNT ? "northwind" : "second", slot);
    await world.press("dana", "👍", { message });
  }
}

/** Two accounts, each with a link of its own; both in the same channel. */
export function two(limits: Readonly<Record<string, readonly Limit[]>>): WorldPlan {
  const accounts = { [ACCOUNT]: { limits: limits[ACCOUNT] ?? [] }, "acme-two": { limits: limits["acme-two"] ?? [] } };
  return { accounts, links: [link(), { ...link("second"), account: "acme-two" }] };
}

/** The most calls that fall into any span this long. */
export const most = (timesMs: readonly number[], perMs: number) =>
  Math.max(0, ...timesMs.map((from) => timesMs.filter((at) => at >= from && at < from + perMs).length));
