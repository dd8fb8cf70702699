import { afterEach, describe, expect, it } from "vitest";
import { families } from "../../../src/domain/ladder.ts";
import type { Message } from "../../../src/domain/message.ts";
import { createIntroduce } from "../../../src/flow/introduce.ts";
import { openLinks } from "../../../src/flow/links.ts";
import { createReceive } from "../../../src/flow/receive.ts";
import { WHATSAPP_MESSAGES } from "../../../src/networks/whatsapp.ts";
import { createDiscord } from "../../../src/platforms/discord/index.ts";
import type { Account } from "../../../src/ports/account.ts";
import type { Observer } from "../../../src/ports/observer.ts";
import type { Store } from "../../../src/ports/store.ts";
import { openDiscord } from "../../../src/sandbox/discord/index.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/index.ts";
import { link, policy, SLOT } from "../../domain/given.ts";

const SOON = { timeout: 20_000, interval: 20 };
const MANY = 125;

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

describe("a thousand reactions that the library keeps to itself", () => {
  it("are all recorded: of uncached messages, in threads, in direct messages, super ones, and taken back by people nobody has heard of", async () => {
    const discord = await openDiscord();
    const { guild } = discord;
    open.push(discord);
    const channel = guild.channel("northwind");
    const author = guild.member("Ana");
    const dm = guild.dm(guild.member("Mo"));
    const channels = [channel.id, dm.id];

    const clock = { now: () => Date.now(), uptimeMs: () => performance.now(), sleep: async () => {}, random: () => 0.5 };
    const store: Store = await openSqliteStore({ path: ":memory:", clock });
    open.push({ close: () => store.close() });
    const results: string[] = [];
    const observer = {
      log: { debug() {}, info() {}, warn() {}, error() {} },
      event: (_source: string, type: string, result: string) => void results.push(`${type} ${result}`),
      ...{ step() {}, ambiguous() {}, confirmed() {}, takenOver() {}, folded() {}, repaired() {}, unsendable() {} },
    } satisfies Observer;
    const account: Account = {
      ...{ name: SLOT.account, provider: "scripted", network: "whatsapp", limits: [], posts: null, probe: async () => {} },
      messages: { rules: WHATSAPP_MESSAGES, add: async () => {}, remove: async () => {} },
      slot: () => ({ complaints: [] }),
    };
    const accounts = new Map([[account.name, account]]);
    const all = channels.map((id, index) => ({ ...link(`link-${index}`), channel: `discord:${id}` }));
    const links = await openLinks({ declared: all, policy: policy(), accounts, store, log: observer.log });
    const shared = { store, links, accounts, families: families({}), observer, clock, wake: () => {} };
    const introduce = createIntroduce({ ...shared, sources: [], read: () => {} });

    /** A bridge that begins anew, and has heard of nobody and nothing. */
    async function start() {
      const threads = [...guild.channels.values()].flatMap(({ thread }) => thread ?? []);
      // Of archived threads a session is told nothing.
      for (const thread of threads) thread.archived = true;
      const source = createDiscord({
        ...{ botToken: discord.botToken, apiUrl: discord.apiUrl, channels: () => channels, identifyEveryMs: 10 },
        log: { info() {}, warn() {}, error() {} },
      });
      await source.start(createReceive(source, { ...shared, introduce, gap: () => {} }));
      for (const thread of threads) thread.archived = false;
      return source;
    }

    const posted = Array.from({ length: MANY }, (_, index) => {
      const head = guild.post(author, `head ${index}`, { channel });
      const thread = guild.thread(author, head, `thread ${index}`);
      const inThread = guild.post(author, "in it", { channel: thread });
      const direct = guild.post(author, "psst", { channel: dm });
      const place = { platform: "discord", workspace: guild.id, channel: channel.id } as const;
      return [
        { post: head, message: { ...place, message: head.id } },
        { post: inThread, message: { ...place, message: `${thread.id}/${inThread.id}` } },
        { post: direct, message: { ...place, workspace: "@me", channel: dm.id, message: direct.id } },
        { post: guild.post(author, "super", { channel }), message: null, isSuper: true },
      ];
    }).flat();
    const messages = posted.map(
      ({ post, message }): Message => message ?? { platform: "discord", workspace: guild.id, channel: channel.id, message: post.id },
    );
    for (const [index, message] of messages.entries()) {
      const name = message.channel === dm.id ? "link-1" : "link-0";
      await store.link(message, name, { ...SLOT, message: `target-${index}` });
    }
    const people = messages.map((_, index) => guild.member(`Person ${index}`));
    const first = await start();
    for (const [index, { post, isSuper = false }] of posted.entries()) {
      const who = people[index];
      if (who) guild.react(who, post, "👍", { burst: isSuper });
    }
    await expect.poll(() => held(true), SOON).toBe(4 * MANY);
    await first.stop();

    const second = await start();
    for (const [index, { post, isSuper = false }] of posted.entries()) {
      const who = people[index];
      if (who) guild.unreact(who, post, "👍", { burst: isSuper });
    }
    await expect.poll(() => held(false), SOON).toBe(4 * MANY);
    await second.stop();
    expect(results.filter((one) => /failed|unlinked/.test(one))).toEqual([]);
    expect(discord.violations).toEqual([]);

    async function held(isHeld: boolean): Promise<number> {
      let count = 0;
      let after: string | undefined;
      do {
        const page = await store.mirrors({ limit: 200, ...(after !== undefined && { after }) });
        count += page.mirrors.filter(({ facts }) => facts.length === 1 && facts[0]?.held === isHeld && facts[0].denied === null).length;
        after = page.next ?? undefined;
      } while (after !== undefined);
      return count;
    }
  }, 60_000);
});
