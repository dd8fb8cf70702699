import { beforeEach, describe, expect, test } from "vitest";
import { createForget, type Forget } from "../../src/flow/forget.ts";
import { createKeeping } from "../../src/flow/keep.ts";
import { relayLane } from "../../src/flow/relay.ts";
import type { Store } from "../../src/ports/store.ts";
import { heard } from "../contracts/store/conversations.ts";
import { begin, claimOf, due, finish, linked, messageOf, press, read, served, slotOf, withdrawal } from "../contracts/store/world.ts";
import { createClock, type HandClock } from "../invariants/clock.ts";
import { openMemoryStore } from "../support/memory-store.ts";

const DAY_MS = 86_400_000;
let clock: HandClock;
let store: Store;
let lines: string[];
let forget: Forget;
let woken: number;

beforeEach(() => {
  clock = createClock(1_750_000_000_000);
  store = openMemoryStore(clock);
  lines = [];
  woken = 0;
  const links = { ofAccount: () => [{ name: "north" }] };
  const wake = () => {
    woken += 1;
  };
  forget = createForget({ store, links: links as never, clock, wake });
});

function keeping(name = "p1", of: Store = store) {
  const note = (fields: object, line: string) => void lines.push(`${line} ${JSON.stringify(fields)}`);
  return createKeeping({ store: of, clock, observer: { log: { info: note, warn: note } } as never, name, keptMs: 90 * DAY_MS });
}

const messages = async () => (await store.mirrors({ limit: 500 })).mirrors.map(({ slot }) => slot.message);

describe("keeping", () => {
  test("lets go of everything that is old, a piece after the other, and of nothing else", async () => {
    for (let index = 0; index < 250; index += 1) await linked(store, `old${index}`);
    await clock.advance(80 * DAY_MS);
    await linked(store, "new");
    await clock.advance(11 * DAY_MS);
    const round = keeping().round();
    await clock.advance(1_000);
    await round;
    expect(await messages()).toEqual(["new"]);
    expect(lines).toEqual(['settled mirrors were old and are let go of {"pruned":250}']);
  });

  test("takes old tombstones out of mirrors that live on, without touching what is shown", async () => {
    const { id } = await due(store, "m1");
    await store.record(press(messageOf("m1"), { person: "ben", emoji: "🎉" }), 0);
    await store.record(withdrawal(messageOf("m1"), { person: "ben", emoji: "🎉" }), 0);
    await finish(store, await claimOf(store));
    await clock.advance(91 * DAY_MS);
    await store.record(press(messageOf("m1"), { person: "cy" }), 0);
    await clock.advance(5_000);
    await store.claim("w1", [served()], begin("w1"));
    const before = await read(store, id);
    expect(before.facts).toHaveLength(3);
    await keeping().round();
    const after = await read(store, id);
    expect(after).toEqual({ ...before, facts: before.facts.filter(({ held }) => held) });
    expect(after.facts).toHaveLength(2);
  });

  test("is done by one process, and by another once that one is gone; an error ends a round only", async () => {
    const rounds: string[] = [];
    const of = (name: string): Store => ({
      ...store,
      async prune() {
        rounds.push(name);
        if (rounds.length === 1) throw new Error("disk full");
        return 0;
      },
    });
    const [one, other] = [keeping("p1", of("p1")), keeping("p2", of("p2"))];
    one.start();
    await clock.advance(1);
    other.start();
    for (let minute = 0; minute < 5; minute += 1) await clock.advance(60_000);
    expect(rounds).toEqual(["p1", "p1", "p1", "p1", "p1"]);
    expect(lines).toEqual(['letting go of what is old ended early {"error":"Error: disk full"}']);
    await one.stop();
    await clock.advance(60_000);
    expect(rounds.at(-1)).toBe("p2");
    await other.stop();
  });
});

describe("forgetting", () => {
  test("a person takes them out of every mirror, and what only they held is worked on", async () => {
    const { id } = await due(store, "m1");
    await finish(store, await claimOf(store));
    await linked(store, "m2");
    await store.record(press(messageOf("m2"), { person: "ben" }), 0);
    expect(await forget.person("slack:T1:U1")).toBe(1);
    expect([(await read(store, id)).facts, woken]).toEqual([[], 1]);
    const claims = [await claimOf(store), await claimOf(store, "w2")];
    expect(claims.map(({ mirror, move }) => `${mirror.slot.message} ${move.op}`).sort()).toEqual(["m1 remove", "m2 add"]);
    expect(await forget.person("slack:T1:U1")).toBe(0);
  });

  test("a conversation lets go of all that is about its messages, both ways, and waits for what is being worked on", async () => {
    await store.meet("acme", heard(["chat", "lid"]), null);
    const { id } = await due(store, "m1");
    const claim = await claimOf(store);
    await store.link(messageOf("m2"), "north", { ...slotOf("m2"), conversation: "lid" });
    await store.link(messageOf("m3"), "north", { ...slotOf("m3"), conversation: "elsewhere" });
    const there = (message: string) => ({ platform: "whatsapp", workspace: "acme", channel: "acme", message }) as const;
    const back = (message: string) => ({ ...slotOf(message, "slack"), conversation: "C1" });
    await store.link(there("m2#0"), "north", back("slack:T1:C1:m2"));
    await store.link(there("m3#0"), "north", back("slack:T1:C1:m3"));
    const text = { kind: "relay", payload: "Hello!" };
    const keyed = (await store.conversation("acme", "chat"))?.id ?? "";
    await store.send([
      { key: "r1", lane: relayLane("north", "acme", keyed), ...text },
      { key: "r2", lane: relayLane("north", "acme", "other"), ...text },
    ]);
    const forgetting = forget.conversation("acme", "chat");
    await clock.advance(600);
    await finish(store, claim);
    await clock.advance(600);
    expect(await forgetting).toBe(3);
    expect(await store.mirror(id)).toBe(null);
    expect((await messages()).sort()).toEqual(["m3", "slack:T1:C1:m3"]);
    expect(await store.conversation("acme", "lid")).toBe(null);
    const left: string[] = [];
    for (let item = await store.claimItem("w", 60_000); "key" in item; item = await store.claimItem("w", 60_000)) {
      if (item.kind === "relay") left.push(item.key);
    }
    expect(left).toEqual(["r2"]);
  });
});
