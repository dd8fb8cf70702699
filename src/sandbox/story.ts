import { setTimeout as sleep } from "node:timers/promises";
import type { Act } from "./acts.ts";
import type { Stage } from "./stage.ts";

const PATIENCE_MS = 5_000;
const LOOK_MS = 2;

export type Say = (line: string) => void;

/** Plays one act and prints it line by line. Resolves with what did not come true. */
export async function playAct(act: Act, stage: Stage, url: string, say: Say): Promise<readonly string[]> {
  const { slack, team, links, adminToken } = stage;
  const { workspace } = slack;
  const channel = links.find(({ name }) => name === act.link)?.channel.slice("slack:".length) ?? "";
  const failures: string[] = [];

  async function line(what: string, act_: () => void, expected: readonly string[], note: string): Promise<void> {
    const began = performance.now();
    act_();
    const came = await until(() => same(act.shown(), expected));
    const seen = act.shown().join(" ") || "nothing";
    const took = `${Math.round(performance.now() - began)} ms`;
    say(
      `   ${came ? "✓" : "✗"} ${what.padEnd(30)} the customer sees ${seen.padEnd(8)} ${came ? `${note.padEnd(24)} ${took}` : `instead of ${expected.join(" ") || "nothing"}`}`,
    );
    if (!came) failures.push(`${act.title}: ${what}`);
  }

  say("");
  say(`${act.title}`);
  say(`   ${act.endpoint}`);
  const ts = await introduce();
  say(`   “${act.said}”`);
  await line(`Ana reacts :${act.ana.presses}:`, () => workspace.react(team.ana, channel, ts, act.ana.presses), [act.ana.shows], "added");
  await line(`Ben reacts :${act.ben.presses}:`, () => workspace.react(team.ben, channel, ts, act.ben.presses), [act.ben.shows], "replaced");
  await line("Ben takes it back", () => workspace.unreact(team.ben, channel, ts, act.ben.presses), [act.ana.shows], "fell back to Ana's");
  const left = act.keeps ? [act.ana.shows] : [];
  await line("Ana takes it back", () => workspace.unreact(team.ana, channel, ts, act.ana.presses), left, act.keeps ? "kept" : "removed");
  if (act.keeps) {
    const told = () => workspace.ephemerals.find((one) => one.channel === channel && one.user === team.ana);
    const came = await until(() => told() !== undefined);
    say(`   ${came ? "✓" : "✗"} only Ana reads: ${told()?.text ?? "nothing"}`);
    if (!came) failures.push(`${act.title}: Ana was not told that it stays`);
  }
  return failures;

  /** As the team's own tool does it: the message is posted, and somebody says which one it is over there. */
  async function introduce(): Promise<string> {
    const payload = { link: act.link, target: act.target };
    if (act.by === "metadata") {
      const posted = workspace.post(team.desk, channel, act.said, {
        metadata: { event_type: "reacji_bridge", event_payload: payload },
      });
      if (!(await until(async () => (await mirrors()) > 0))) failures.push(`${act.title}: the message's metadata was not followed`);
      return posted;
    }
    const posted = workspace.post(team.desk, channel, act.said);
    const answer = await fetch(`${url}/api/v1/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
      body: JSON.stringify({ ...payload, message: posted }),
    });
    if (answer.status !== 201) failures.push(`${act.title}: linking answered ${answer.status} ${await answer.text()}`);
    return posted;
  }

  async function mirrors(): Promise<number> {
    const answer = await fetch(`${url}/api/v1/mirrors?link=${act.link}`, { headers: { authorization: `Bearer ${adminToken}` } });
    return ((await answer.json()) as { mirrors: unknown[] }).mirrors.length;
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((emoji) => b.includes(emoji));
}
