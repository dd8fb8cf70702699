import { request } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Serving } from "../../src/http/server.ts";
import { prepare } from "../../src/sandbox/acts.ts";
import { openPage } from "../../src/sandbox/page.ts";
import { openBrowser } from "../support/browser.ts";
import { openTown, type Town, until } from "../support/town.ts";

let town: Town;
let served: Serving;
beforeAll(async () => {
  town = await openTown();
  served = await openPage({ stage: town.stage, acts: prepare(town.stage), url: town.bridge.url });
});
afterAll(async () => {
  await served.close();
  await town.close();
});

describe("in a real browser", () => {
  let browser: Browser;
  let page: Page;
  const wrong: string[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.newPage({ reducedMotion: "reduce" });
    page.setDefaultTimeout(5_000);
    page.on("pageerror", (error) => void wrong.push(String(error)));
    page.on("console", (message) => void (message.type() === "error" && wrong.push(message.text())));
    await page.goto(served.url);
  }, 30_000);
  afterAll(() => browser.close());

  const go = (link: string) => page.click(`#channels a[href="#${link}"]`);
  const be = (name: string) => page.click(`#title button:has-text("${name}")`);
  const press = (name: string) => page.click(`#tray [data-key="${name}"]`);
  const sees = (text: string) => page.waitForSelector(`#sees:has-text("${text}")`);

  it("shows on the phone what is pressed in Slack, and falls back to what still stands", async () => {
    await go("brand");
    await sees("Priya sees no reaction of ours");
    await be("Ana");
    await press("tada");
    await page.waitForSelector('#screen [data-emoji="👏"]');
    await be("Ben");
    await press("heart");
    await page.waitForSelector('#screen [data-emoji="❤️"]');
    expect(await page.locator("#screen [data-emoji]").count()).toBe(1);
    expect(await page.locator("#message .pill").allInnerTexts()).toEqual([expect.stringContaining("Ana"), expect.stringContaining("you")]);
    await press("heart");
    await sees("Priya sees 👏");
    await be("Ana");
    await page.click('#message .pill[data-key="tada"]');
    await page.waitForSelector('#message .notice:has-text("Only visible to you"):has-text("The customer still sees 👏")');
    await be("Ben");
    await page.waitForSelector('#message .notice:has-text("Only visible to Ana")');
  });

  it("has a conversation for each of the seven links, each in the look of its network", async () => {
    const looks: (string | null)[] = [];
    for (const { name } of town.stage.links) {
      await go(name);
      await page.waitForSelector(`#title h2:has-text("${name}")`);
      looks.push(await page.getAttribute("#customer", "data-look"));
    }
    expect(looks).toEqual(["whatsapp", "whatsapp", "linkedin", "linkedin", "imessage", "comment", "instagram"]);
    await press("+1");
    await sees("Noa sees ❤️");
  });

  it("loses nothing while a provider fails, and says what is waiting", async () => {
    await go("northwind");
    await page.click('#trouble button:has-text("Answer 500")');
    await press("rocket");
    await page.waitForSelector("#calls .code.bad");
    await page.waitForSelector('#sees:has-text("The bridge tries again by itself.")');
    expect(town.stage.providers.ryzeapi.shown("3EB08FCF27E532F1B0F5")).toEqual([]);
    town.stage.providers.ryzeapi.mend();
    await sees("Rui sees 🚀");
  });

  it("keeps inside what means nothing over there, and says so", async () => {
    await go("litware");
    await press("shipit");
    await page.waitForSelector('#message .notice:has-text("Your :shipit: stayed inside")');
    await sees("Sam sees no reaction of ours");
  });

  it("can be used with the keyboard alone, and keeps the focus where it was", async () => {
    await page.focus('#channels a[href="#tailspin"]');
    await page.keyboard.press("Enter");
    await page.waitForSelector('#title h2:has-text("tailspin")');
    await page.focus('#tray [data-key="pray"]');
    await page.keyboard.press("Enter");
    await sees("Yuki sees 🙏");
    expect(await page.evaluate("document.activeElement.dataset.key")).toBe("pray");
  });

  it("fits a narrow screen", async () => {
    await page.setViewportSize({ width: 380, height: 800 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(380);
  });

  it("breaks neither its own rules nor a provider's", () => {
    expect(wrong).toEqual([]);
    expect(town.stage.violations()).toEqual([]);
  });
});

describe("what it refuses", () => {
  const press = { link: "contoso", person: "U0ANA", name: "tada" };
  const ask = (headers: Readonly<Record<string, string>>, body: unknown = press) =>
    fetch(`${served.url}/press`, { method: "POST", headers, body: JSON.stringify(body) });
  const json = { "content-type": "application/json" };

  it("presses nothing for another site, nor for what is no JSON", async () => {
    expect((await ask({ ...json, origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await ask(json)).status).toBe(403);
    expect((await ask({ origin: served.url, "content-type": "text/plain" })).status).toBe(415);
    expect((await ask({ ...json, origin: served.url }, { ...press, name: "x".repeat(2_000) })).status).toBe(413);
    expect((await ask({ ...json, origin: served.url }, { ...press, person: "U0DESK" })).status).toBe(422);
    expect((await ask({ ...json, origin: served.url }, { ...press, name: "no_such_emoji" })).status).toBe(409);
    expect(town.stage.providers.postpress.shown("msg_wa_1")).toEqual([]);
  });

  it("answers under no name but its own", async () => {
    const { port } = new URL(served.url);
    let status = 0;
    request({ port, host: "127.0.0.1", path: "/", headers: { host: `rebound.example:${port}` } }, (answer) => {
      status = answer.statusCode ?? 0;
      answer.resume();
    }).end();
    await until(() => status !== 0);
    expect(status).toBe(421);
  });

  it("serves its own files alone, under a policy that lets nothing else in", async () => {
    const page = await fetch(served.url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    for (const path of ["/page.ts", "/..%2Findex.ts", "/view.ts"]) expect((await fetch(served.url + path)).status).toBe(404);
  });
});
