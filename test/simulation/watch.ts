import type { Resolved } from "../../src/domain/fold.ts";
import type { Message } from "../../src/domain/message.ts";
import type { Claim, Store } from "../../src/ports/store.ts";
import type { Reading, Stage } from "./stage.ts";

/** Which reading a function that absorbs one is about. */
export const absorbs = new WeakMap<object, Reading>();

/** Takes down what the store has committed, at the moment it did. */
export function watch(stage: Stage, process: string, method: keyof Store, args: readonly unknown[], result: unknown): void {
  const { ledger, world } = stage;
  const storeMs = world.storeMs();
  switch (method) {
    case "record": {
      const { event } = args[0] as Resolved;
      if (event.kind === "deleted") return;
      world.tell(() => `${process} records ${event.kind} on ${event.message.message}: ${event.person} ${event.name} (${String(result)})`);
      ledger.recorded(event, storeMs);
      return;
    }
    case "link":
      world.tell(() => `${process} links ${(args[0] as Message).message}`);
      ledger.linked((args[0] as Message).message, storeMs);
      return;
    case "echo": {
      const [, target, , , id] = args as Parameters<Store["echo"]>;
      world.tell(() => `${process} takes ${id} on ${target}: ${String(result)}`);
      if (result !== "unlinked") ledger.echoed(target, id);
      return;
    }
    case "absorb": {
      const reading = absorbs.get(args[1] as object);
      if (reading === undefined) return;
      world.tell(() => `${process} absorbs the reading of ${reading.source}`);
      ledger.read(reading, storeMs);
      return;
    }
    case "claim":
    case "advance":
      claimed(stage, process, method === "claim" ? null : (args[1] as Claim), result as Awaited<ReturnType<Store["advance"]>>);
      return;
    case "release":
      stage.leases.clear();
      return;
    default:
  }
}

function claimed(
  stage: Stage,
  process: string,
  before: Claim | null,
  result: Claim | null | false | { readonly afterMs: number | null },
): void {
  const { ledger, leases, overtaken, world } = stage;
  if (result === false) {
    world.tell(`${process} finds its lease lost`);
    return;
  }
  if (result === null || "afterMs" in result) {
    if (before !== null) {
      leases.delete(before.mirror.slot.message);
      world.tell(`${process} ends its pass over ${before.mirror.slot.message}`);
    }
    return;
  }
  const { mirror, move, takenOver } = result;
  const target = mirror.slot.message;
  const earlier = leases.get(target);
  if (takenOver && earlier !== undefined && earlier.untilMs > world.storeMs()) {
    stage.violated(`${process} takes ${target} while ${earlier.holder} has its lease`);
  }
  if (before === null && earlier !== undefined) overtaken.add(earlier.holder);
  if (mirror.lease !== null) leases.set(target, mirror.lease);
  world.tell(() => `${process} ${takenOver ? "takes over" : before === null ? "claims" : "goes on with"} ${target}: ${move.op}`);
  ledger.begun(target, move, world.storeMs());
  if (move.op === "read") return;
  const complaint = ledger.complaint(target, move.op, move.emoji, world.storeMs());
  if (complaint !== null) stage.violated(`${target}: ${move.op} ${move.emoji} is begun, but ${complaint}`);
}
