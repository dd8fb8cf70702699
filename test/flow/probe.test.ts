import { describe, expect, it } from "vitest";
import { createProbes } from "../../src/flow/probe.ts";
import type { Account } from "../../src/ports/account.ts";
import { TargetError } from "../../src/ports/target.ts";
import { failure } from "../domain/given.ts";
import { ACCOUNT, createWorld, type World } from "../invariants/world.ts";

const EVERY = 5 * 60_000;

/** The rounds over an account whose harmless reads end as told, one after the other. */
async function open(limits: Account["limits"], ends: (() => Promise<void>)[]) {
  const world: World = await createWorld({ accounts: { [ACCOUNT]: { limits } } });
  const { store, clock } = world;
  const lines: string[] = [];
  const steps: string[] = [];
  const log = (_: object, line: string) => void lines.push(line);
  let woken = 0;
  const wake = () => {
    woken += 1;
  };
  let asked = 0;
  const account = {
    ...{ name: ACCOUNT, provider: "scripted", limits },
    probe: () => {
      asked += 1;
      return (ends.shift() ?? (async () => {}))();
    },
  } as unknown as Account;
  const probes = createProbes({
    ...{ store, clock, accounts: new Map([[ACCOUNT, account]]), name: "process", everyMs: EVERY, wake },
    observer: {
      log: { debug: log, info: log, warn: log, error: log },
      step: (_: string, kind: string, result: string) => void steps.push(`${kind} ${result}`),
    } as never,
  });
  const paused = async () => (await store.health(ACCOUNT)).paused;
  return { world, probes, lines, steps, paused, asked: () => asked, woken: () => woken };
}

const refuse =
  (kind: Parameters<typeof failure>[0], message = "No.") =>
  async () => {
    throw new TargetError({ ...failure(kind), message });
  };

describe("a paused account", () => {
  it("is tried at once and then slowly, and goes on when it is let in", async () => {
    const { world, probes, paused, asked, woken, steps } = await open([], [refuse("unauthorized"), refuse("transient")]);
    await world.store.pause(ACCOUNT, "No.");
    probes.start();
    await world.clock.advance(EVERY - 1);
    expect([asked(), await paused()]).toEqual([1, "No."]);
    await world.clock.advance(EVERY);
    expect([asked(), await paused()]).toEqual([2, "No."]);
    await world.clock.advance(EVERY);
    expect([asked(), await paused(), woken()]).toEqual([3, null, 1]);
    await world.clock.advance(10 * EVERY);
    expect(asked()).toBe(3);
    expect(steps).toEqual(["probe unauthorized", "probe transient", "probe done"]);
    await probes.stop();
  });

  it("shows why it is still not let in", async () => {
    const { world, probes, paused } = await open([], [refuse("unauthorized", "The subscription is over.")]);
    await world.store.pause(ACCOUNT, "The key was refused.");
    await probes.round();
    expect(await paused()).toBe("The subscription is over.");
  });

  it("is not tried while its limit has no call left, and the try counts as one", async () => {
    const limits = [{ scope: "key", requests: 1, perMs: 60_000 }];
    const { world, probes, asked } = await open(limits, [refuse("unauthorized")]);
    await world.store.pause(ACCOUNT, "No.");
    await probes.round();
    await probes.round();
    expect(asked()).toBe(1);
    expect(await world.store.limitedForMs({ account: ACCOUNT, limits })).toBe(60_000);
    await world.clock.advance(60_000);
    await probes.round();
    expect(asked()).toBe(2);
  });

  it("stays paused when the adapter fails in a way that no adapter may", async () => {
    const { world, probes, paused, lines } = await open([], [async () => Promise.reject(new RangeError("a bug"))]);
    await world.store.pause(ACCOUNT, "No.");
    await probes.round();
    expect(await paused()).toBe("No.");
    expect(lines).toContain("an adapter threw what no adapter may throw");
  });
});

it("an account that is not paused is never tried", async () => {
  const { probes, asked } = await open([], []);
  await probes.round();
  expect(asked()).toBe(0);
});
