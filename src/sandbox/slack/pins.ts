import { type Conversation, type Pin, Refusal } from "./state.ts";

const MOST_PINS = 100;

export function pin({ pins }: Conversation, one: Pin): void {
  if (pins.has(one.ts)) throw new Refusal("already_pinned");
  if (pins.size >= MOST_PINS) throw new Refusal("too_many_pins");
  pins.set(one.ts, one);
}

export function unpin({ pins }: Conversation, ts: string): void {
  if (!pins.delete(ts)) throw new Refusal("no_pin");
}
