import type { OutboxItem } from "../ports/store.ts";

/** Under which key an item is kept: with `perMs` each such span has its own. */
export function outboxKey({ key, perMs }: Pick<OutboxItem, "key" | "perMs">, nowMs: number): string {
  return perMs === undefined ? key : `${key} ${Math.floor(nowMs / perMs)}`;
}
