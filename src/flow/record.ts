import type { Resolved } from "../domain/fold.ts";
import type { Observer } from "../ports/observer.ts";
import type { Recorded, Store } from "../ports/store.ts";

/** How long an event waits for its message to be linked. */
const WAITING_MS = 60_000;

export interface RecordOptions {
  readonly store: Store;
  readonly observer: Observer;
  /** Called when there may be work: with each event, and again after a commit that made some. */
  readonly wake: () => void;
}

/** Commits an event; resolves when it is safe to ack. */
export async function record(resolved: Resolved, { store, observer, wake }: RecordOptions): Promise<Recorded> {
  const { event } = resolved;
  const recording = store.record(resolved, event.kind === "deleted" ? 0 : WAITING_MS);
  // Whoever asks for work in the same turn shares the commit, where the store groups them.
  wake();
  const result = await recording;
  observer.event(event.message.platform, event.kind, result);
  if (result === "changed") wake();
  if (result === "folded") observer.folded();
  return result;
}
