import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IDS } from "../../src/sandbox/stage.ts";
import { openTown, type Town, until } from "../support/town.ts";
import { ROOT } from "./process.ts";

const run = promisify(execFile);
const BASE = "http://127.0.0.1:3000";
const MESSAGE = "1718031112.000200";

function blocks(page: string): readonly { readonly language: string; readonly code: string }[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({ language, code }));
}

/** Each command with the answer that is shown after it. */
function calls(page: string): readonly { readonly command: string; readonly answer: string }[] {
  const all = blocks(page);
  return all.flatMap(({ code }, index) => (code.startsWith("curl ") ? [{ command: code.trim(), answer: all[index + 1]?.code ?? "" }] : []));
}

/** What differs from run to run is told by its type alone, and a list by its first entry. */
function shape(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map((one) => shape(one));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one, name)]));
  }
  return ["mirror", "id", "at", "message", "heardAt", "file", "mirrors"].includes(key) ? typeof value : value;
}

let town: Town;
let message: string;
let mirror = "";
beforeAll(async () => {
  town = await openTown();
  const author = "5511888888888@s.whatsapp.net";
  town.stage.providers.ryzeapi.message({ id: "3EB08FCF27E532F1B0F5", conversation: IDS.group, fromMe: false, author });
  const maria = { id: "351910000001@s.whatsapp.net", name: "Maria" };
  town.stage.providers.postpress.writes({ account: IDS.whatsapp, conversation: "chat_wa", author: maria, text: "Hello" });
  await until(() => town.stage.providers.postpress.deliveries.all.every(({ acked }) => acked));
  message = town.stage.slack.workspace.post(town.stage.team.desk, "C0NORTHWIND", "The pallets have arrived.");
});
afterAll(() => town.close());

async function ask(command: string): Promise<{ status: number; body: unknown }> {
  const here = command.replace(BASE, town.bridge.url).replace(MESSAGE, message).replace("/mirrors/1/", `/mirrors/${mirror}/`);
  const env = { PATH: process.env["PATH"], ADMIN_TOKEN: town.stage.adminToken };
  const { stdout } = await run("bash", ["-c", `${here} --silent --write-out '\\n%{http_code}'`], { env });
  const lines = stdout.split("\n");
  const status = Number(lines.pop());
  return { status, body: JSON.parse(lines.join("\n")) };
}

function expectedStatus(command: string): number {
  if (command.includes("/messages") || command.includes("/backup")) return 201;
  return /\/(retry|resume) /.test(command) ? 202 : 200;
}

describe("docs/api.md", () => {
  it("shows commands that work, with the answers that they give", async () => {
    const shown = calls("docs/api.md");
    expect(shown).toHaveLength(12);
    for (const { command, answer } of shown) {
      if (command.includes("/mirrors?")) {
        town.stage.slack.workspace.react(town.stage.team.ana, "C0NORTHWIND", message, "tada");
        const settled = async () => (await ask(command)).body as { mirrors: { observed: string[] }[] };
        await until(async () => (await settled()).mirrors[0]?.observed.length === 1, settled);
      }
      const { status, body } = await ask(command);
      if (command.includes("/messages")) mirror = (body as { mirror: string }).mirror;
      expect(status, command).toBe(expectedStatus(command));
      expect(shape(body), command).toEqual(shape(JSON.parse(answer)));
    }
    expect(town.stage.violations()).toEqual([]);
  });

  it("says the same as README.md", async () => {
    const [linking] = calls("README.md");
    expect(linking?.command).toBe(calls("docs/api.md")[0]?.command);
    expect((await ask(linking?.command ?? "")).status).toBe(200);
  });

  it("shows a refusal as it is", async () => {
    const [refusal] = blocks("docs/api.md").filter(({ language }) => language === "json");
    const { status, body } = await town.api("/api/v1/links", { token: null });
    expect({ status, body }).toEqual({ status: 401, body: JSON.parse(refusal?.code ?? "") });
  });
});
