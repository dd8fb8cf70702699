import { describe, expect, it } from "vitest";
import type { Failure } from "../../src/domain/failure.ts";
import { type Alerts, createAlerts } from "../../src/flow/alert.ts";
import type { Account } from "../../src/ports/account.ts";
import type { Source } from "../../src/ports/source.ts";
import { failure, SLOT } from "../domain/given.ts";
import { pressOnMany } from "../invariants/many.ts";
import { ACCOUNT, createWorld, type World } from "../invariants/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const REFUSED = "The key was refused.";

interface Office {
  readonly world: World;
  readonly alerts: Alerts;
  readonly sources: Record<"slack" | "discord", { connected: boolean }>;
  /** Lets `ms` pass, with a look every 15 s; answers what was said meanwhile. */
  during(ms: number): Promise<readonly string[]>;
  /** As after a restart: nothing is remembered but what is stored. */
  restarted(): Office;
}

async function open(accounts: Readonly<Record<string, string>> = { [ACCOUNT]: "one" }): Promise<Office> {
  const scopes = Object.entries(accounts).map(
    ([name, key]) => [name, [{ scope: `credential:${key}`, requests: 1_000, perMs: 1_000 }]] as const,
  );
  return officeOf(await createWorld({ accounts: Object.fromEntries(scopes.map(([name, limits]) => [name, { limits }])) }), new Map(scopes));
}

function officeOf(world: World, scopes: ReadonlyMap<string, Account["limits"]>): Office {
  const sources = { slack: { connected: true }, discord: { connected: true } };
  const source = (platform: "slack" | "discord") => ({ platform, connected: () => sources[platform].connected }) as Source;
  const accounts = new Map([...scopes].map(([name, limits]) => [name, { name, limits } as Account]));
  const { store, clock } = world;
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const alerts = createAlerts({
    ...{ store, accounts, clock, sources: [source("slack"), source("discord")] },
    ...{ channel: "slack:C0OPS", lookMs: 15_000, lastingMs: MINUTE, wake() {} },
    observer: { log } as never,
  });

  async function said(): Promise<readonly string[]> {
    const texts: string[] = [];
    for (let item = await store.claimItem("test", MINUTE); "key" in item; item = await store.claimItem("test", MINUTE)) {
      const { channel, text } = item.payload as { channel: string; text: string };
      if (item.kind === "alert") texts.push(`${channel} ${text}`);
      await store.finishItem("test", item.key, null);
    }
    return texts;
  }

  return {
    world,
    alerts,
    sources,
    async during(ms) {
      const texts: string[] = [];
      for (let passedMs = 0; passedMs <= ms; passedMs += 15_000) {
        await alerts.look();
        texts.push(...(await said()));
        if (passedMs < ms) await clock.advance(15_000);
      }
      return texts;
    },
    restarted: () => officeOf(world, scopes),
  };
}

const parked = (office: Office, many: number, from = 0) => fail(office, failure("gone"), many, from);

/** So many messages, of each of which the first call ends so. */
async function fail({ world }: Office, how: Failure, many: number, from = 0): Promise<void> {
  for (let index = 0; index < many; index += 1) world.phone.next({ failure: how });
  await pressOnMany(world, many, ACCOUNT, from);
  await world.run(2_000);
}

describe("operators are told of an account", () => {
  it("that is paused, at once and once, with the reason", async () => {
    const office = await open();
    expect(await office.during(HOUR)).toEqual([]);
    await office.world.store.pause(ACCOUNT, REFUSED);
    const said = await office.during(5 * HOUR);
    expect(said).toEqual([expect.stringMatching(/^slack:C0OPS acme-whatsapp is paused: The key was refused\. /)]);
  });

  it("that works again once it has for a minute, and of no pause in between that was told already", async () => {
    const office = await open();
    const { store } = office.world;
    await store.pause(ACCOUNT, REFUSED);
    expect(await office.during(MINUTE)).toHaveLength(1);
    await store.pause(ACCOUNT, null);
    expect(await office.during(45_000)).toEqual([]);
    await store.pause(ACCOUNT, REFUSED);
    expect(await office.during(10 * MINUTE)).toEqual([]);
    await store.pause(ACCOUNT, null);
    expect(await office.during(2 * MINUTE)).toEqual([expect.stringContaining("acme-whatsapp works again")]);
  });

  it("at most once an hour for one cause; what is still so after that, they are told", async () => {
    const office = await open();
    const { store } = office.world;
    const said: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      await store.pause(ACCOUNT, REFUSED);
      said.push(...(await office.during(3 * MINUTE)));
      await store.pause(ACCOUNT, null);
      said.push(...(await office.during(2 * MINUTE)));
    }
    await store.pause(ACCOUNT, REFUSED);
    expect(said.filter((text) => text.includes("is paused"))).toHaveLength(1);
    expect(said.filter((text) => text.includes("works again"))).toHaveLength(1);
    expect(await office.during(10 * MINUTE)).toEqual([expect.stringContaining("is paused")]);
  });

  it("together with those of the same key, and apart from those of another", async () => {
    const office = await open({ [ACCOUNT]: "one", second: "one", third: "two" });
    for (const name of [ACCOUNT, "second", "third"]) await office.world.store.pause(name, REFUSED);
    expect(await office.during(HOUR)).toEqual([
      expect.stringContaining("acme-whatsapp and second are paused"),
      expect.stringContaining("third is paused"),
    ]);
  });

  it("whose key was told of already when the hour is over", async () => {
    const office = await open({ [ACCOUNT]: "one", second: "one" });
    await office.world.store.pause(ACCOUNT, REFUSED);
    expect(await office.during(10 * MINUTE)).toHaveLength(1);
    await office.world.store.pause("second", REFUSED);
    expect(await office.during(40 * MINUTE)).toEqual([]);
    expect(await office.during(20 * MINUTE)).toEqual([expect.stringContaining("second is paused")]);
  });

  it("that has been failing for a minute, and of none that recovers sooner", async () => {
    const office = await open();
    const { world } = office;
    await fail(office, { ...failure("transient"), connection: true }, 5);
    expect((await world.store.health(ACCOUNT)).probeAtMs).not.toBe(null);
    expect(await office.during(45_000)).toEqual([]);
    expect(await office.during(MINUTE)).toEqual([expect.stringContaining("acme-whatsapp has been failing for a minute: It is transient.")]);
    await world.run(2 * MINUTE);
    expect(await office.during(2 * MINUTE)).toEqual([expect.stringContaining("acme-whatsapp works again")]);
  });

  it("not again in the same hour by a bridge that was restarted", async () => {
    const office = await open();
    await office.world.store.pause(ACCOUNT, REFUSED);
    expect(await office.during(MINUTE)).toHaveLength(1);
    expect(await office.restarted().during(10 * MINUTE)).toEqual([]);
  });
});

describe("operators are told of a platform", () => {
  it("whose connection is lost for a minute, and when it is back", async () => {
    const office = await open();
    expect(await office.during(0)).toEqual([]);
    office.sources.discord.connected = false;
    expect(await office.during(45_000)).toEqual([]);
    expect(await office.during(MINUTE)).toEqual([expect.stringContaining("connection to Discord has been lost")]);
    office.sources.discord.connected = true;
    expect(await office.during(2 * MINUTE)).toEqual([expect.stringContaining("connection to Discord is back")]);
  });

  it("that they read the alerts on, once it is back; and of nothing that is over by then", async () => {
    const office = await open();
    expect(await office.during(0)).toEqual([]);
    office.sources.slack.connected = false;
    await office.world.store.pause(ACCOUNT, REFUSED);
    expect(await office.during(10 * MINUTE)).toEqual([]);
    await office.world.store.pause(ACCOUNT, null);
    expect(await office.during(10 * MINUTE)).toEqual([]);
    office.sources.slack.connected = true;
    expect(await office.during(10 * MINUTE)).toEqual([expect.stringContaining("connection to Slack is back; it was lost for 20 minutes")]);
  });

  it("not when a connection is replaced", async () => {
    const office = await open();
    for (let round = 0; round < 20; round += 1) {
      office.sources.slack.connected = round % 2 === 0;
      office.sources.discord.connected = round % 2 === 1;
      expect(await office.during(30_000)).toEqual([]);
    }
  });
});

describe("operators are told of dead letters", () => {
  it("of many in one message, and of more when the hour is over", async () => {
    const office = await open();
    await parked(office, 3);
    expect(await office.during(10 * MINUTE)).toEqual([
      expect.stringContaining("Reactions on 3 messages could not be set and are parked: 3 through acme-whatsapp."),
    ]);
    await parked(office, 2, 10);
    await parked(office, 2, 20);
    expect(await office.during(40 * MINUTE)).toEqual([]);
    expect(await office.during(20 * MINUTE)).toEqual([expect.stringContaining("Reactions on 4 messages")]);
    expect(await office.during(3 * HOUR)).toEqual([]);
  });

  it("of more than a hundred without counting them all", async () => {
    const office = await open();
    await parked(office, 101);
    expect(await office.during(HOUR)).toEqual([expect.stringContaining("on more than 100 messages")]);
  });

  it("again when one was woken and is parked once more", async () => {
    const office = await open();
    await parked(office, 1);
    expect(await office.during(2 * HOUR)).toHaveLength(1);
    const { mirrors } = await office.world.store.mirrors({ state: "parked", limit: 1 });
    office.world.phone.next({ failure: failure("gone") });
    await office.world.store.retry(mirrors[0]?.id ?? "");
    await office.world.run(2_000);
    expect(await office.during(HOUR)).toEqual([expect.stringContaining("on one message")]);
  });

  it("of none that an earlier bridge has told of", async () => {
    const office = await open();
    await parked(office, 3);
    expect(await office.during(2 * HOUR)).toHaveLength(1);
    const later = office.restarted();
    expect(await later.during(2 * HOUR)).toEqual([]);
    await parked(later, 1, 10);
    expect(await later.during(MINUTE)).toEqual([expect.stringContaining("on one message")]);
  });

  it("without a word of the customer", async () => {
    const office = await open();
    await parked(office, 1);
    const [text = ""] = await office.during(MINUTE);
    for (const secret of [SLOT.message, SLOT.conversation ?? "", "message-0"]) expect(text).not.toContain(secret);
  });
});
