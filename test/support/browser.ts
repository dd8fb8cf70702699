import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sparticuz, { inflate } from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const PACKED = "node_modules/@sparticuz/chromium/bin";
/** Unpacked once per checkout, which takes some seconds; `npm ci` clears it away. */
const HOME = "node_modules/.cache/chromium";

/** A real browser: on Linux the one that comes with the packages, elsewhere an installed Chrome or Chromium. */
export async function openBrowser(): Promise<Browser> {
  try {
    if (process.platform !== "linux") return await chromium.launch({ channel: "chrome" });
    const home = existsSync(HOME) ? HOME : await unpack();
    // A lean machine lacks libraries that the package has: the machine's own come first.
    const libraries = [process.env["LD_LIBRARY_PATH"], "/usr/lib", "/lib", join(home, "al2023/lib")].filter(Boolean).join(":");
    return await chromium.launch({ executablePath: join(home, "chromium"), env: { ...process.env, LD_LIBRARY_PATH: libraries } });
  } catch (error) {
    const installed = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
    if (installed !== undefined) return chromium.launch({ executablePath: installed });
    throw new Error("No browser starts here: run `npm ci` on Linux, or install Chrome or Chromium.", { cause: error });
  }
}

/** Into a folder of its own and then moved as one, since the package takes a half-written file for a whole one. */
async function unpack(): Promise<string> {
  await mkdir("node_modules/.cache", { recursive: true });
  const own = await mkdtemp("node_modules/.cache/chromium-");
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = own;
  try {
    if (tmpdir() !== own) throw new Error("The folder for temporary files is fixed.");
    await Promise.all([sparticuz.executablePath(PACKED), inflate(join(PACKED, "al2023.tar.br"))]);
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  await rename(own, HOME).catch(() => rm(own, { recursive: true }));
  return HOME;
}
