import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflate } from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const PACKED = "node_modules/@sparticuz/chromium/bin";
const INSTALLED = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];
/** Unpacked once per checkout, which takes some seconds; `npm ci` clears it away. */
const HOME = "node_modules/.cache/chromium";

/** A real browser: on Linux the one that comes with the packages, elsewhere an installed Chrome or Chromium. */
export async function openBrowser(): Promise<Browser> {
  const home = process.platform === "linux" ? (existsSync(HOME) ? HOME : await unpack()) : null;
  const packed = home === null ? [] : [() => launch(home), () => launch(home, join(home, "al2023/lib"))];
  const installed = INSTALLED.filter((path) => existsSync(path)).map((executablePath) => () => chromium.launch({ executablePath }));
  const tried: unknown[] = [];
  for (const open of [...packed, ...installed, () => chromium.launch({ channel: "chrome" })]) {
    try {
      return await open();
    } catch (error) {
      tried.push(error);
    }
  }
  throw new AggregateError(tried, "No browser starts here: run `npm ci` on Linux, or install Chrome or Chromium.");
}

/** A lean machine lacks libraries that the package brings, for those who need them. */
function launch(home: string, libraries?: string): Promise<Browser> {
  const env = libraries === undefined ? {} : { env: { ...process.env, LD_LIBRARY_PATH: libraries } };
  return chromium.launch({ executablePath: join(home, "chromium"), ...env });
}

/** Into a folder of its own and then moved as one, since the package takes a half-written file for a whole one. */
async function unpack(): Promise<string> {
  await mkdir("node_modules/.cache", { recursive: true });
  const own = await mkdtemp("node_modules/.cache/chromium-");
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = own;
  try {
    if (tmpdir() !== own) throw new Error("The folder for temporary files is fixed.");
    await Promise.all(["chromium.br", "al2023.tar.br"].map((name) => inflate(join(PACKED, name))));
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  await rename(own, HOME).catch(() => rm(own, { recursive: true }));
  return HOME;
}
