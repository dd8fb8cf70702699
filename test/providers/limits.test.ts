import { describe, expect, it } from "vitest";
import { credentialOf } from "../../src/providers/credential.ts";
import { type Drawing, limitsOf } from "../../src/providers/limits.ts";

const UNHURRIED = { perDay: null, spacingMs: null };
const drawing = (name: string, key: string, rateLimit: Drawing["rateLimit"] = null, pace: Drawing["pace"] = UNHURRIED): Drawing => ({
  name,
  credential: credentialOf("connectsafely", "https://api.connectsafely.ai/linkedin", key),
  limits: [
    { scope: "credential", requests: 60, perMs: 60_000, documented: true },
    { scope: "account", requests: 15, perMs: 60_000, documented: true },
  ],
  ...{ rateLimit, pace },
});

describe("what an account's calls draw from", () => {
  it("is one window for all accounts of a key, and one of its own", () => {
    const limits = limitsOf([drawing("dana", "key"), drawing("eli", "key"), drawing("fay", "other")]);
    const scopes = (name: string) => limits.get(name)?.map(({ scope }) => scope);
    expect(scopes("dana")?.[0]).toBe(scopes("eli")?.[0]);
    expect(scopes("dana")?.[0]).not.toBe(scopes("fay")?.[0]);
    expect(scopes("dana")?.[1]).toBe("account:dana");
  });

  it("is what the operator knows of the plan, in place of every default", () => {
    const limits = limitsOf([drawing("dana", "key", { requests: 300, perMs: 60_000 })]);
    expect(limits.get("dana")?.map(({ requests }) => requests)).toEqual([300]);
  });

  it("is, for a shared key, the highest rate that anybody knows of", () => {
    const limits = limitsOf([
      drawing("dana", "key", { requests: 10, perMs: 1_000 }),
      drawing("eli", "key", { requests: 300, perMs: 60_000 }),
      drawing("fay", "key"),
    ]);
    expect(limits.get("eli")?.map(({ requests, perMs }) => requests / perMs)).toEqual([0.01]);
    expect(limits.get("fay")?.map(({ scope, requests }) => [scope.split(":")[0], requests])).toEqual([
      ["credential", 10],
      ["account", 15],
    ]);
  });

  it("is, besides, a human pace of its own, which only reactions keep to", () => {
    const limits = limitsOf([
      drawing("dana", "key", { requests: 300, perMs: 60_000 }, { perDay: 200, spacingMs: 20_000 }),
      drawing("eli", "key", null, { perDay: 50, spacingMs: null }),
    ]);
    expect(limits.get("dana")?.slice(1)).toEqual([
      { scope: "day:dana", requests: 200, perMs: 86_400_000, reactionsOnly: true },
      { scope: "spacing:dana", requests: 1, perMs: 20_000, reactionsOnly: true },
    ]);
    expect(limits.get("eli")?.map(({ scope }) => scope.split(":")[0])).toEqual(["credential", "account", "day"]);
  });

  it("never shows the key itself", () => {
    const limits = limitsOf([drawing("dana", "pp_live_secret")]);
    expect(JSON.stringify([...limits.values()])).not.toContain("pp_live_secret");
  });
});
