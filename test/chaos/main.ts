import { parseArgs } from "node:util";
import { openScene } from "../kills/scene.ts";
import { warmUp } from "../kills/victim.ts";
import { type Chaos, playChaos } from "./round.ts";

const HELP = `npm run chaos                          three bridges on one PostgreSQL: for ten minutes everything goes wrong at once
npm run chaos -- --minutes 2 --seed 7   for so long, with other chances`;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
if (values.help) console.log(HELP);
else await run(Number(values.minutes), Number(values.seed));

async function run(minutes: number, seed: number): Promise<void> {
  const scene = await openScene({ mode: "socket" });
  await warmUp(scene);
  await scene.stage.close();
  report(await playChaos({ seed, ms: minutes * 60_000, settles: true }), minutes, seed);
}

function report(chaos: Chaos, minutes: number, seed: number): void {
  for (const kind of ["lost", "wrong", "flaws"] as const) for (const line of chaos[kind]) console.log(`${kind}: ${line}`);
  const { events, acked, pressed, lost, slots, wrong, flaws, kills, restarts, faults, cuts, listeners } = chaos;
  const took = chaos.takeoverMs.toSorted((a, b) => a - b);
  const s = (ms: number | null | undefined) => (ms == null ? "never" : `${(ms / 1_000).toFixed(1)} s`);
  console.log(`chaos: ${minutes} minutes, seed ${seed}
  ${kills} kills, PostgreSQL restarted ${restarts} times (${chaos.fallen} starts given up meanwhile), ${faults} of ${chaos.calls} calls to providers went wrong, ${cuts} connections cut
  ${events} presses told by Slack, ${acked} acked, ${lost.length} of them lost; ${pressed} presses in Discord
  ${slots} slots, ${wrong.length} wrong; ${flaws.length} other flaws
  Discord: ${took.length} sessions after another, ${s(took[Math.floor(took.length / 2)])} later (median), at most ${s(took.at(-1))}; ${listeners} listened at the same time at most
  every slot was right ${s(chaos.rightMs)} after the end of it, and nothing in doubt after ${s(chaos.settledMs)}`);
  if (lost.length + wrong.length + flaws.length > 0 || listeners > 1) process.exitCode = 1;
}
