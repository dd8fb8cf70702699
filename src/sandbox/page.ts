import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE } from "hono/streaming";
import { type Serving, serve } from "../http/server.ts";
import type { Act } from "./acts.ts";
import { deeds } from "./page/deeds.ts";
import { createDiscordHome } from "./page/in-discord.ts";
import { createSlackHome } from "./page/in-slack.ts";
import { askPending, type Pending } from "./page/pending.ts";
import { dress } from "./page/scenes.ts";
import { createTroubles } from "./page/trouble.ts";
import { view } from "./page/view.ts";
import type { Stage } from "./stage.ts";

export interface PageOptions {
  readonly stage: Stage;
  readonly acts: readonly Act[];
  /** Where the bridge listens. */
  readonly url: string;
}

/** How often the page looks for something new to show. */
const LOOK_MS = 40;
const ASK_MS = 400;
const BODY_BYTES = 1_024;

const TYPES = { html: "text/html", css: "text/css", js: "text/javascript", svg: "image/svg+xml" } as const;
/** What the page starts with; everything else lies beside it. */
const MODULE = new URL("./page/page.js", import.meta.url);
const FILES = [
  ...["index.html", "page.css", "team.css", "channels.css", "slack.css", "discord.css", "box.css"],
  ...["phone.css", "chats.css", "feeds.css", "strip.css"],
  ...["page.js", "team.js", "slack.js", "discord.js", "box.js", "phone.js", "strip.js", "draw.js"],
  ...["icon.svg", "shipit.svg", "leak.svg", "cups.svg"],
];

/** Serves the page on a free port of 127.0.0.1: the team's Slack or Discord on the left, the customer's phone on the right. */
export async function openPage({ stage, acts, url }: PageOptions): Promise<Serving> {
  const scenes = dress(acts, stage);
  const troubles = createTroubles(stage);
  const homes = [createSlackHome(stage), ...(stage.discord === null ? [] : [createDiscordHome(stage.discord)])];
  const files = new Map(await Promise.all(FILES.map(async (name) => [name, await fileNamed(name)] as const)));
  const closing = new AbortController();
  const hosts = new Set<string>();
  let pending: Pending = new Map();
  for (const home of homes) for (const scene of scenes) home.furnish(scene);

  const http = new Hono();
  http.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        ...{ scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'"], connectSrc: ["'self'"] },
        ...{ baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
      },
      referrerPolicy: "no-referrer",
    }),
  );
  http.use(async (context, next) => {
    // Another site's script may know the port, and point a name of its own at it.
    if (!hosts.has(context.req.header("host") ?? "")) return context.json({ error: "This is not the page's address." }, 421);
    return next();
  });
  http.post(
    "*",
    async (context, next) => {
      const { origin, host, "content-type": type } = context.req.header();
      if (origin !== `http://${host}`) return context.json({ error: "Only the page itself may ask for this." }, 403);
      if (type?.split(";")[0] !== "application/json") return context.json({ error: "The body must be JSON." }, 415);
      return next();
    },
    bodyLimit({ maxSize: BODY_BYTES }),
  );
  http.get("/events", (context) =>
    streamSSE(context, async (stream) => {
      let last = "";
      while (!closing.signal.aborted && !stream.aborted) {
        const now = JSON.stringify(view(scenes, stage, { homes, troubles, pending }));
        if (now !== last) await stream.writeSSE({ data: now });
        last = now;
        await pause(LOOK_MS);
      }
    }),
  );
  http.route("/", deeds({ scenes, homes, troubles }));
  http.get("/:name?", (context) => {
    const file = files.get(context.req.param("name") ?? "index.html");
    if (file === undefined) return context.notFound();
    return context.body(file.text, 200, { "content-type": `${file.type}; charset=utf-8`, "cache-control": "no-store" });
  });

  const server = await serve(async (request) => http.fetch(request), "127.0.0.1", 0);
  const { port } = new URL(server.url);
  hosts.add(`127.0.0.1:${port}`).add(`localhost:${port}`);
  const asking = ask();
  return {
    url: server.url,
    async close() {
      closing.abort();
      troubles.stop();
      await Promise.all([server.close(), asking]);
    },
  };

  async function ask(): Promise<void> {
    while (!closing.signal.aborted) {
      // A bridge that does not answer is one that has nothing new to say.
      pending = await askPending(url, stage.adminToken, closing.signal).catch(() => pending);
      await pause(ASK_MS);
    }
  }

  function pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: closing.signal }).catch(() => {});
  }
}

async function fileNamed(name: string) {
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1) as keyof typeof TYPES];
  return { type, text: await readFile(new URL(name, MODULE), "utf8") };
}
