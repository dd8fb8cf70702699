import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTown, type Town, until } from "../support/town.ts";

let town: Town;
let ts: string;
beforeAll(async () => {
  town = await openTown();
  const { slack, providers } = town.stage;
  providers.ryzeapi.message({ id: "3EB0A", conversation: "120363000000000000@g.us", fromMe: true });
  ts = slack.workspace.post(slack.workspace.bot.user, "C0NORTHWIND", "Hello");
});
afterAll(() => town.close());

const post = (body: unknown) => town.api("/api/v1/messages", { method: "POST", body });

describe("the JSON API", () => {
  it("answers 401 without the token, with a wrong one, and with a header that is none", async () => {
    for (const token of [null, "wrong", `${"x".repeat(5_000)}`]) {
      const { status, body } = await town.api("/api/v1/links", { token });
      expect(status).toBe(401);
      expect(body).toEqual({ error: { code: "unauthorized", message: expect.any(String), fix: expect.any(String) } });
    }
  });

  it("links a message once: 201, then 200, then 409 for another target", async () => {
    const target = { id: "3EB0A", fromMe: true };
    const first = await post({ link: "northwind", message: ts, target });
    expect(first).toEqual({ status: 201, body: { mirror: expect.stringMatching(/^[\w-]+$/) } });
    expect(await post({ link: "northwind", message: ts, target })).toEqual({ status: 200, body: first.body });
    expect((await post({ link: "northwind", message: ts, target: { id: "3EB0B", fromMe: true } })).status).toBe(409);
  });

  it.each([
    ["not JSON", "{", 400, "not_json"],
    ["no link", { message: "1718031112.000200", target: {} }, 422, "link"],
    ["an unknown link", { link: "nobody", message: "1718031112.000200", target: { id: "x", fromMe: true } }, 404, "link"],
    ["an unknown key", { link: "northwind", message: "1718031112.000200", target: { id: "x", fromMe: true }, extra: 1 }, 422, "extra"],
    ["no Slack ts", { link: "northwind", message: "yesterday", target: { id: "x", fromMe: true } }, 422, "message"],
    ["no fromMe for RyzeAPI", { link: "northwind", message: "1718031112.000200", target: { id: "x" } }, 422, "fromMe"],
    ["no author in a group", { link: "northwind", message: "1718031112.000200", target: { id: "x", fromMe: false } }, 422, "author"],
    ["no UUID for Linq", { link: "litware", message: "1718031112.000200", target: { id: "x" } }, 422, "UUID"],
    ["a path for an id", { link: "contoso", message: "1718031112.000200", target: { id: "../../x\n" } }, 422, "target.id"],
  ])("refuses %s, and says what is wrong", async (_, body, status, named) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    const { error } = answer.body as { error: { code: string; message: string; fix: string } };
    expect(`${error.code} ${error.message}`).toContain(named);
    expect(error.fix).toEqual(expect.any(String));
  });

  it("refuses a megabyte", async () => {
    const answer = await post({ link: "northwind", message: ts, target: { id: "x".repeat(1_048_576), fromMe: true } });
    expect(answer.status).toBe(413);
  });

  it("answers 404 in its own shape where there is nothing", async () => {
    expect(await town.api("/api/v1/nothing")).toEqual({
      status: 404,
      body: { error: { code: "not_found", message: expect.any(String), fix: expect.any(String) } },
    });
  });

  it("lists links, and turns one off and back to what the file says", async () => {
    const links = await town.api("/api/v1/links");
    const northwind = {
      name: "northwind",
      channel: "slack:C0NORTHWIND",
      account: "acme-whatsapp",
      conversation: "120363000000000000@g.us",
    };
    expect((links.body as { links: unknown[] }).links).toContainEqual({ ...northwind, direction: "both", source: "config" });
    const turn = (direction: unknown) => town.api("/api/v1/links/northwind", { method: "PATCH", body: { direction } });
    expect(await turn("off")).toEqual({ status: 200, body: { ...northwind, direction: "off", source: "config" } });
    expect((await turn("sideways")).status).toBe(422);
    expect(((await turn(null)).body as { direction: string }).direction).toBe("both");
  });

  it("shows a mirror: who holds what, what is wanted and what is there", async () => {
    const { slack, team } = town.stage;
    slack.workspace.react(team.ana, "C0NORTHWIND", ts, "tada");
    const mirrors = async () =>
      (await town.api("/api/v1/mirrors?state=settled&link=northwind")).body as { mirrors: { observed: string[] }[]; next: null };
    await until(async () => (await mirrors()).mirrors[0]?.observed.length === 1, mirrors);
    expect(await mirrors()).toEqual({
      mirrors: [
        {
          id: expect.stringMatching(/^[\w-]+$/),
          links: ["northwind"],
          direction: "outbound",
          state: "settled",
          sources: [{ platform: "slack", channel: "C0NORTHWIND", message: ts }],
          target: { account: "acme-whatsapp", id: "3EB0A", part: 0 },
          held: [
            { person: `slack:T0ACME:${team.ana}`, emoji: "🎉", at: expect.stringMatching(/^\d{4}-.*Z$/), via: "reaction", counts: true },
          ],
          desired: ["🎉"],
          observed: ["🎉"],
          kept: false,
          failure: null,
          dueAt: null,
        },
      ],
      next: null,
    });
    expect((await town.api("/api/v1/mirrors?state=lost")).status).toBe(422);
    expect((await town.api("/api/v1/mirrors?after=%00")).status).toBe(422);
  });

  it("retries a mirror by hand, and knows no others", async () => {
    const { body } = await town.api("/api/v1/mirrors");
    const [mirror] = (body as { mirrors: { id: string }[] }).mirrors;
    expect((await town.api(`/api/v1/mirrors/${mirror?.id}/retry`, { method: "POST" })).status).toBe(202);
    expect((await town.api("/api/v1/mirrors/999999/retry", { method: "POST" })).status).toBe(404);
  });

  it("lists accounts with their state, and resumes one", async () => {
    const { body } = await town.api("/api/v1/accounts");
    const accounts = (body as { accounts: { name: string }[] }).accounts;
    expect(accounts.map(({ name }) => name)).toContain("acme-whatsapp");
    expect(accounts[0]).toEqual({
      name: "acme-whatsapp",
      provider: "ryzeapi",
      network: "whatsapp",
      state: "healthy",
      reason: null,
      until: null,
    });
    expect((await town.api("/api/v1/accounts/acme-whatsapp/resume", { method: "POST" })).status).toBe(202);
    expect((await town.api("/api/v1/accounts/nobody/resume", { method: "POST" })).status).toBe(404);
  });

  it("is ready once Slack is connected, and shows its metrics on a port of their own", async () => {
    expect((await fetch(`${town.bridge.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${town.bridge.url}/readyz`)).status).toBe(200);
    const metrics = await (await fetch(`${town.bridge.metricsUrl}/metrics`)).text();
    for (const name of ["events_total", "steps_total", "mirrors_due", "oldest_due_seconds", "source_connected", "commit_seconds"]) {
      expect(metrics).toContain(`reacji_${name}`);
    }
  });
});
