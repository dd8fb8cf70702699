import { writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { FEW, PLANS, ratios } from "./bench.ts";
import { atMost, HEADER, quantile, row } from "./figure.ts";
import { type Line, measureInTurn, openLine, pressesOn } from "./line.ts";
import { SECRET } from "./load.ts";
import { NORTH, openOutside } from "./outside.ts";
import { CONVERSATION, targetOf, tsOf } from "./population.ts";
import { openSubject, type Subject } from "./subject.ts";

/** What a provider answers to every call about a message that fails for ever; `hanging`: nothing. */
const FAILURES = {
  failing: { status: 500, body: { success: false, error: { message: "Failed to send reaction: upstream error" } }, headers: {} },
  gone: { status: 404, body: { success: false, error: { message: "Message not found" } }, headers: {} },
  refused: { status: 422, body: { success: false, error: { message: "Invalid reaction" } }, headers: {} },
  limited: { status: 429, body: { success: false, error: { message: "Rate limit exceeded." } }, headers: { "retry-after": "2" } },
  hanging: null,
} as const;
type Failure = keyof typeof FAILURES;

const NAMES = ["failing", "gone", "refused", "limited", "hanging"] as const satisfies readonly Failure[];
const POPULATION = { ...NORTH, count: FEW };
/** Every tenth message, and so every tenth press. */
const TARGETS = new Set(Array.from({ length: FEW / 10 }, (_, index) => targetOf(POPULATION.channel, tsOf(POPULATION, 10 * index))));
const { rounds, events } = PLANS.full;
/** Of half a second: many lines take turns, and what else the machine does comes and goes. */
const SLICES = 16;

interface Measured {
  readonly bridge: Subject;
  readonly line: Line;
}

const outside = await openOutside((place, target) => (TARGETS.has(target) ? FAILURES[place as Failure] : undefined));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void outside.close().then(() => process.exit(1)));
try {
  console.log(
    `${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(2)}`,
  );
  const without = await open("none");
  const among: Measured[] = [await open("again")];
  for (const name of NAMES) among.push(await open(name));
  // Those that fail have failed before anything counts, and others have worked since; what hangs takes its time.
  for (const { line } of [without, ...among]) await line.measure(FEW);
  await among.at(-1)?.line.measure(FEW);
  const p99s: number[][] = [without, ...among].map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const measured = await measureInTurn(
      [without, ...among].map(({ line }) => line),
      events,
      SLICES,
    );
    for (const [index, latencies] of measured.entries()) p99s[index]?.push(quantile(latencies, 0.99));
  }
  console.log(HEADER);
  const [ofWithout = [], ofAgain = [], ...ofAmong] = p99s;
  console.log(row({ name: "p99 where no message fails", unit: "ms", values: ofWithout, goal: null }));
  const again = ratios(ofAgain, ofWithout);
  console.log(row({ name: "the same in another bridge, over that: what chance does", unit: "×", values: again, goal: null }));
  for (const [index, name] of NAMES.entries()) {
    const values = ratios(ofAmong[index] ?? [], ofWithout);
    console.log(row({ name: `the others' p99 with one message in ten ${name} for ever, over that`, unit: "×", values, goal: atMost(1.2) }));
  }
  for (const { line, bridge } of [without, ...among]) {
    await line.close();
    await bridge.stop();
  }
} finally {
  await outside.close();
}

/** A bridge with one account, whose provider answers as `name` says about every tenth message. */
async function open(name: Failure | "none" | "again"): Promise<Measured> {
  const database = await outside.fill(name, [POPULATION]);
  const config = join(dirname(database), `${name}.yaml`);
  const limits = { rateLimit: { requests: 100_000_000, perMs: 60_000 } };
  const account = { provider: "ryzeapi", instance: "bench", token: "bench", baseUrl: `${outside.provider.url}/${name}`, ...limits };
  const { link, channel } = NORTH;
  const links = [{ name: link, channel: `slack:${channel}`, account: NORTH.account, conversation: CONVERSATION }];
  await writeFile(config, stringify({ accounts: { [NORTH.account]: account }, links, defaults: { policy: { graceMs: 0 } } }));
  const bridge = await openSubject("bridge", {
    ...{ SLACK_BOT_TOKEN: outside.slack.botToken, SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: outside.slack.url },
    ...{ DATABASE_URL: `sqlite:${database}`, BRIDGE_CONFIG: config, PORT: "0", METRICS_PORT: "0", LOG_LEVEL: "error" },
  });
  const counts = (target: string) => !TARGETS.has(target);
  return { bridge, line: openLine(outside, bridge, pressesOn(POPULATION, outside.users), { counts }) };
}
