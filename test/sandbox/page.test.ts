import { request } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Serving } from "../../src/http/server.ts";
import { prepare } from "../../src/sandbox/acts.ts";
import type { DiscordSide } from "../../src/sandbox/guild.ts";
import { openPage } from "../../src/sandbox/page.ts";
import { openBrowser } from "../support/browser.ts";
import { openTown, type Town, until } from "../support/town.ts";

let town: Town;
let discord: DiscordSide;
let served: Serving;
beforeAll(async () => {
  town = await openTown({ discord: {} });
  served = await openPage({ stage: town.stage, acts: prepare(town.stage), url: town.bridge.url });
  const { discord: side } = town.stage;
  if (side === null) throw new Error("the team is not in Discord");
  discord = side;
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
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => void wrong.push(String(error)));
    page.on("console", (message) => void (message.type() === "error" && !message.text().includes("409") && wrong.push(message.text())));
    await page.goto(served.url);
  }, 30_000);
  afterAll(() => browser.close());

  const go = async (link: string) => {
    await page.click(`#channels a[href="#${link}"]`);
    await page.waitForSelector(`#title h2:has-text("${link.replace("discord/", "")}")`);
  };
  const be = (name: string) => page.click(`#title button:has-text("${name}")`);
  const press = (name: string) => page.click(`#tray [data-key="${name}"]`);
  const type = async (text: string) => {
    await page.fill("#box input", text);
    await page.click("#box button");
  };
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
      looks.push(await page.getAttribute("#customer", "data-look"));
    }
    expect(looks).toEqual(["whatsapp", "whatsapp", "linkedin", "linkedin", "imessage", "comment", "instagram"]);
    await press("+1");
    await sees("Noa sees ❤️");
  });

  it("answers a command in Slack, and takes back what it tells of", async () => {
    await go("fabrikam");
    await be("Ana");
    await type("/react who");
    await page.waitForSelector('#message .notice:has-text("On LinkedIn, the message from Jonas")');
    await type("/react 👍");
    await sees("Jonas sees 👍");
    await page.click('#message .notice:has-text("👍 is on the message from Jonas") button:has-text("Undo")');
    await page.waitForSelector('#message .notice:has-text("👍 is taken back")');
    await page.click("#message .more summary");
    await page.click('#message .more button:has-text("What do they see?")');
    await page.waitForSelector('#message .notice:has-text("Nobody here holds anything on it.")');
    await type("hello");
    await page.waitForSelector('#refused:has-text("That is no command here.")');
  });

  it("leaves a menu open and a press whole while others go on around them", async () => {
    await go("contoso");
    await page.waitForSelector('#message .author:has-text("Helena · WhatsApp")');
    await be("Ana");
    const other = await browser.newPage({ reducedMotion: "reduce" });
    await other.goto(`${served.url}/#contoso`);
    await other.click('#title button:has-text("Ben")');
    const others = (name: string) => other.click(`#tray [data-key="${name}"]`);
    await page.click("#message .more summary");
    await others("tada");
    await page.waitForSelector('#message .pill[data-key="tada"]');
    expect(await page.locator("#message .more[open]").count()).toBe(1);

    const button = page.locator('#message .more button:has-text("What do they see?")');
    await button.hover();
    await page.mouse.down();
    await others("rocket");
    await sees("🚀");
    await page.mouse.up();
    await page.waitForSelector('#message .notice:has-text("Only visible to you"):has-text("shows 🚀")');
    await page.waitForSelector('#message .pill[data-key="rocket"]');
    expect(await page.locator("#message .more[open]").count()).toBe(0);
    await other.close();
  });

  it("tells whoever reacts for the first time what the customer sees, until they want to hear no more of it", async () => {
    await go("litware");
    await be("Ben");
    await press("heart");
    const receipt = '#message .notice:has-text("The customer now sees your ❤️")';
    await page.click(`${receipt} button:has-text("Don't show again")`);
    await page.waitForSelector('#message .notice:has-text("You are not told of that again")');
    await press("heart");
    await sees("Sam sees no reaction of ours");
  });

  describe("in Discord", () => {
    const goDiscord = (link: string) => go(`discord/${link}`);

    it("shows the same conversations, and on the phone what is pressed there", async () => {
      await go("litware");
      await page.click('#rail a:has-text("Discord")');
      await page.waitForSelector('#team[data-home="discord"] #title h2:has-text("litware")');
      await page.waitForSelector('#message .author:has-text("+15550002000 · iMessage")');
      await be("Eli");
      await press("🎉");
      await sees("Sam sees 🎉");
      await be("Cleo");
      expect(await page.locator("#message .pill").allInnerTexts()).toEqual([expect.stringContaining("Eli")]);
      await page.click("#message .pill");
      await page.waitForSelector('#message .pill[aria-pressed="true"]:has-text("Eli, you")');
      await press("shipit");
      await page.waitForSelector('#message .notice.direct:has-text("Your :shipit: stayed inside"):has-text("A direct message to you")');
      for (const emoji of ["🎉", "shipit"]) await press(emoji);
      await be("Eli");
      await press("🎉");
      await sees("Sam sees no reaction of ours");
    });

    it("offers what goes out while a command is typed, and answers it to whoever asked", async () => {
      await goDiscord("brand");
      await be("Cleo");
      await page.fill("#box input", "/");
      await page.waitForSelector('#box [role="option"]:has-text("/reactions who")');
      await page.fill("#box input", "/react tad");
      await page.waitForSelector('#box [role="option"]:has-text("🎉 tada → 👏")');
      await page.press("#box input", "Enter");
      expect(await page.inputValue("#box input")).toBe("/react 🎉");
      await page.waitForSelector('#box [role="option"]:has-text("🎉")');
      await page.press("#box input", "Enter");
      await sees("Priya sees 👏");
      await page.waitForSelector('#message .notice:has-text("🎉 went out as 👏"):has-text("Only you can see this")');
      await page.click('#message .notice button:has-text("Undo")');
      await page.waitForSelector('#message .notice:has-text("🎉 is taken back")');
      await be("Eli");
      await page.waitForSelector('#message .notice:has-text("Only Cleo can see this")');
    });

    it("lets one choose for the customer from the menu of the message, and says what a channel keeps inside", async () => {
      await goDiscord("tailspin");
      await page.click("#message .more summary");
      await page.click('#message .more button:has-text("React for the customer")');
      await page.waitForSelector('#message .notice:has-text("What shall the customer see?")');
      await page.selectOption("#message .notice select", "🚀");
      await sees("Yuki sees 🚀");
      await type("/react ✅");
      await page.waitForSelector('#message .notice:has-text("Your ✅ stayed inside: in this channel it is kept for the team.")');
      await page.fill("#box input", "/bridge");
      await page.waitForSelector("#box ul", { state: "hidden" });
      await type("/bridge list");
      await page.waitForSelector('#refused:has-text("Discord does not offer you /bridge here.")');
    });

    it("shows on each of two mirrored channels who reacted on the other", async () => {
      await goDiscord("contoso");
      await press("👏");
      await sees("Helena sees 👏");
      await page.click('#rail a:has-text("Slack")');
      await page.waitForSelector('#team[data-home="slack"] #message .pill[data-key="clap"]:has-text("Reacji")');
    });
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
    for (const name of ["Discord", "Slack"]) {
      await page.click(`#rail a:has-text("${name}")`);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(380);
    }
  });

  it("breaks neither its own rules nor a provider's", () => {
    expect(wrong).toEqual([]);
    expect(town.stage.violations()).toEqual([]);
  });
});

describe("what it refuses", () => {
  const press = { home: "slack", link: "contoso", person: "U0ANA", name: "tada" };
  const ask = (headers: Readonly<Record<string, string>>, body: unknown = press) =>
    fetch(`${served.url}/press`, { method: "POST", headers, body: JSON.stringify(body) });
  const json = { "content-type": "application/json" };

  it("presses nothing for another site, nor for what is no JSON", async () => {
    expect((await ask({ ...json, origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await ask(json)).status).toBe(403);
    expect((await ask({ origin: served.url, "content-type": "text/plain" })).status).toBe(415);
    expect((await ask({ ...json, origin: served.url }, { ...press, name: "x".repeat(2_000) })).status).toBe(413);
    expect((await ask({ ...json, origin: served.url }, { ...press, person: "U0DESK" })).status).toBe(422);
    expect((await ask({ ...json, origin: served.url }, { ...press, home: "discord" })).status).toBe(422);
    expect((await ask({ ...json, origin: served.url }, { ...press, name: "no_such_emoji" })).status).toBe(409);
    const { cleo } = discord.team;
    expect((await ask({ ...json, origin: served.url }, { ...press, home: "discord", person: cleo.id, name: "no such" })).status).toBe(409);
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
