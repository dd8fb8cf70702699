import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Limit } from "../../src/domain/window.ts";
import { createPools, type Pools } from "../../src/http/pool.ts";
import type { Account } from "../../src/ports/account.ts";
import { TargetError } from "../../src/ports/target.ts";
import * as connectsafely from "../../src/providers/connectsafely/index.ts";
import * as linq from "../../src/providers/linq/index.ts";
import * as postpress from "../../src/providers/postpress/index.ts";
import * as ryzeapi from "../../src/providers/ryzeapi/index.ts";
import { openConnectSafely } from "../../src/sandbox/providers/connectsafely.ts";
import { openLinq } from "../../src/sandbox/providers/linq.ts";
import { openPostPress } from "../../src/sandbox/providers/postpress.ts";
import { openRyzeApi } from "../../src/sandbox/providers/ryzeapi.ts";
import type { StandIn } from "../../src/sandbox/providers/stand-in.ts";
import { soon } from "./under-test.ts";

const KEY = "the-right-key";
const ACCOUNT_ID = "665000000000000000000001";
const limits: readonly Limit[] = [];
const log = { debug() {}, info() {}, warn() {}, error() {} };

interface Provider {
  readonly openStandIn: () => Promise<StandIn>;
  readonly openAccount: (pools: Pools, baseUrl: string, secret: string, account?: string) => Account;
  /** The documented read. */
  readonly read: string;
  /** What the operator reads where the credential is wrong, and where there is no such account. */
  readonly refused: string;
  readonly unknown?: string;
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  PostPress: {
    openStandIn: () => openPostPress({ credential: KEY, accounts: { acc_wa: "whatsapp" } }),
    openAccount: (pools, baseUrl, apiKey) =>
      postpress.open(
        {
          name: "a",
          network: "whatsapp",
          accountId: "acc_wa",
          baseUrl,
          apiKey,
          webhookHeader: "Postpress-Auth",
          reactions: {},
          webhookSecrets: [],
        },
        { pools, limits, log },
      ),
    read: "/v1/webhooks",
    refused: "PostPress does not accept the credentials: check the API key and the account's connection.",
  },
  Linq: {
    openStandIn: () => openLinq({ credential: KEY }),
    openAccount: (pools, baseUrl, apiKey) =>
      linq.open({ name: "a", network: "imessage", baseUrl, apiKey, reactions: {}, webhookSecrets: [] }, { pools, limits, log }),
    read: "/api/partner/v3/chats?limit=1",
    refused: "Linq does not accept the API key.",
  },
  ConnectSafely: {
    openStandIn: () => openConnectSafely({ credential: KEY, accounts: [ACCOUNT_ID] }),
    openAccount: (pools, baseUrl, apiKey, accountId = ACCOUNT_ID) =>
      connectsafely.open(
        { name: "a", network: "linkedin", accountId, baseUrl, apiKey, reactions: {}, webhookSecrets: [] },
        { pools, limits, log },
      ),
    read: `/linkedin/conversations?accountId=${ACCOUNT_ID}&count=1`,
    refused: "ConnectSafely does not accept the API key.",
    unknown: "ConnectSafely knows no LinkedIn account with this accountId.",
  },
  RyzeAPI: {
    openStandIn: () => openRyzeApi({ credential: KEY, instances: ["the one/only", "another"] }),
    openAccount: (pools, baseUrl, token, instance = "the one/only") =>
      ryzeapi.open({ name: "a", network: "whatsapp", instance, baseUrl, token, reactions: {}, webhookSecrets: [] }, { pools, limits, log }),
    read: "/api/instance/list?instanceName=the%20one%2Fonly",
    refused: "RyzeAPI does not accept the token.",
    unknown: "RyzeAPI knows no instance of this name.",
  },
};

describe.each(Object.entries(PROVIDERS))("the harmless read of %s", (title, { openStandIn, openAccount, read, refused, unknown }) => {
  let standIn: StandIn;
  let pools: Pools;
  beforeEach(async () => {
    [standIn, pools] = [await openStandIn(), createPools()];
  });
  afterEach(async () => {
    expect(standIn.violations).toEqual([]);
    await Promise.all([standIn.close(), pools.close()]);
  });

  const failure = async (account: Account) => {
    const error = await account.probe(soon()).then(
      () => expect.unreachable("it was let in"),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TargetError);
    return (error as TargetError).failure;
  };
  const right = () => openAccount(pools, standIn.url, KEY);

  it("is one call, which lets a good account pass and changes nothing", async () => {
    await right().probe(soon());
    expect(standIn.calls).toMatchObject([{ method: "GET", path: read, status: 200, body: null }]);
  });

  it("says that the credential is wrong", async () => {
    expect(await failure(openAccount(pools, standIn.url, "a-wrong-key"))).toMatchObject({ kind: "unauthorized", message: refused });
  });

  if (unknown !== undefined) {
    it("says that there is no such account", async () => {
      expect(await failure(openAccount(pools, standIn.url, KEY, "0".repeat(24)))).toMatchObject({ kind: "unauthorized", message: unknown });
    });
  }

  it("takes nothing else for a good account", async () => {
    for (const answer of [{ body: {} }, { body: [] }, { body: "<html>" }, { body: undefined }, { status: 204, body: undefined }]) {
      standIn.fail({ status: 200, ...answer, on: "GET" });
      expect((await failure(right())).message).toMatch(
        new RegExp(`^${title} answered a harmless read with 20[04] .* is baseUrl right\\?$`),
      );
    }
  });

  it("does not take what is not there for a message that is gone", async () => {
    standIn.fail({ status: 418, body: {}, on: "GET" });
    expect(await failure(right())).toMatchObject({ kind: "transient", message: expect.stringContaining("harmless read with 418") });
  });

  it("says what the connection ran into, and never speaks of a reaction that may have been set", async () => {
    standIn.fail({ cut: true, on: "GET" });
    expect(await failure(right())).toMatchObject({ kind: "transient", connection: true, ambiguous: false });
    standIn.fail({ status: 502, body: "<html>", on: "GET" });
    expect(await failure(right())).toMatchObject({ kind: "transient", ambiguous: false, message: expect.stringContaining("baseUrl") });
  });

  it("passes a 429 on with its wait", async () => {
    standIn.fail({ status: 429, body: {}, headers: { "retry-after": "7" }, on: "GET" });
    expect(await failure(right())).toMatchObject({ kind: "rate-limited", retryAfterMs: 7_000 });
  });
});

describe("PostPress's two documented prefixes", () => {
  let pools: Pools;
  beforeEach(() => {
    pools = createPools();
  });
  afterEach(() => pools.close());
  const { openAccount } = PROVIDERS["PostPress"] as Provider;

  it.each([
    ["/v1", "/api/v1"],
    ["/api/v1", "/v1"],
  ] as const)("are told apart: %s answers, %s does not", async (prefix, other) => {
    const standIn = await openPostPress({ credential: KEY, accounts: { acc_wa: "whatsapp" }, prefix });
    const { origin } = new URL(standIn.url);
    const wrong = openAccount(pools, origin + other, KEY);
    await expect(wrong.probe(soon())).rejects.toThrow("is baseUrl right?");
    expect(await wrong.elsewhere?.(soon())).toBe(origin + prefix);
    expect(await openAccount(pools, origin + other, "a-wrong-key").elsewhere?.(soon())).toBe(origin + prefix);
    expect(await openAccount(pools, origin + prefix, KEY).elsewhere?.(soon())).toBe(null);
    expect(standIn.violations).toEqual([]);
    await standIn.close();
  });

  it("are not told apart by an API key that may not list webhooks, and the operator reads so", async () => {
    const standIn = await openPostPress({ credential: KEY, accounts: { acc_wa: "whatsapp" } });
    const body = { type: "errors/insufficient_privileges", title: "No", status: 401 };
    standIn.fail({ status: 401, body, on: "GET" });
    await expect(openAccount(pools, standIn.url, KEY).probe(soon())).rejects.toThrow("whether it may react cannot be told");
    await standIn.close();
  });
});
