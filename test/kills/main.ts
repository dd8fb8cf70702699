import { parseArgs } from "node:util";
import { startPostgres } from "../support/postgres.ts";
import { playRelay } from "./relay.ts";
import { type KillMoment, MOMENTS, playRound, type Round } from "./round.ts";
import { type Mode, openScene } from "./scene.ts";
import { warmUp } from "./victim.ts";

const HELP = `npm run kills                                100 rounds with Slack's sockets, 100 with Slack over HTTP
npm run kills -- --rounds 10 --mode socket   so many, in one mode (socket, http or both)
npm run kills -- --store postgres --bridges 2 --mode socket   several bridges on a real PostgreSQL, one of which is killed each time
npm run kills -- --per-second 400            so many presses a second instead of 60
npm run kills -- --relay --rounds 25         four kills a round while customers write, react and are answered
npm run kills -- --seed 7                    other chances`;

const KILLS = 3;
/** More at once, and what is measured is the machine. */
const AT_ONCE = 1;
/** Of each kind in a round: what goes wrong at all goes wrong often. */
const MOST_TOLD = 10;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    mode: { type: "string", default: "both" },
    seed: { type: "string", default: "1" },
    store: { type: "string", default: "sqlite" },
    bridges: { type: "string", default: "1" },
    "per-second": { type: "string" },
    relay: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const server = values.store === "postgres" ? await startPostgres({ durable: true }) : null;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
if (values.help) console.log(HELP);
else if (values.relay) await relay();
else for (const mode of values.mode === "both" ? (["socket", "http"] as const) : [values.mode as Mode]) await run(mode);
await server?.stop();

/** In both modes by turns. */
async function relay(): Promise<void> {
  const [rounds, firstSeed] = [Number(values.rounds), Number(values.seed)];
  let [kills, written, sent, flaws] = [0, 0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const seed = firstSeed + round;
    const mode = round % 2 === 0 ? "socket" : "http";
    const played = await playRelay({ mode, seed, kills: 4 });
    for (const line of [...played.astray, ...played.wrong, ...played.faults]) console.log(`${mode}, seed ${seed}: ${line}`);
    flaws += played.astray.length + played.wrong.length + played.faults.length;
    kills += played.kills;
    written += played.written;
    sent += played.sent;
  }
  console.log(`relay: ${rounds} rounds, ${kills} kills, ${written} messages of customers and ${sent} of the team, ${flaws} flaws`);
  if (flaws > 0) process.exitCode = 1;
}

async function run(mode: Mode): Promise<void> {
  const scene = await openScene({ mode, onShown: () => {} });
  await warmUp(scene);
  await scene.stage.close();
  const startedMs = performance.now();
  const perSecond = values["per-second"] === undefined ? {} : { perSecond: Number(values["per-second"]) };
  const [rounds, firstSeed] = [Number(values.rounds), Number(values.seed)];
  const quiet: Promise<Round>[] = [];
  let begun = 0;
  const play = async () => {
    while (begun < rounds) {
      const seed = firstSeed + begun;
      begun += 1;
      const database = server === null ? {} : { database: await server.database(), bridges: Number(values.bridges) };
      const judge = await playRound({ mode, seed, kills: KILLS, settles: true, ...perSecond, ...database });
      quiet.push(judge().then((round) => told(mode, seed, round)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, play));
  report(mode, await Promise.all(quiet), performance.now() - startedMs);
}

function told(mode: Mode, seed: number, round: Round): Round {
  for (const [kind, lines] of [
    ["lost", round.lost],
    ["wrong", round.wrong],
    ["fault", round.faults],
  ] as const) {
    for (const line of lines.slice(0, MOST_TOLD)) console.log(`${mode}, seed ${seed}: ${kind}: ${line}`);
    if (lines.length > MOST_TOLD) console.log(`${mode}, seed ${seed}: ${kind}: ${lines.length - MOST_TOLD} more`);
  }
  return round;
}

function report(mode: Mode, rounds: readonly Round[], tookMs: number): void {
  const sum = (count: (round: Round) => number) => rounds.reduce((total, round) => total + count(round), 0);
  const kills = (moment: KillMoment) => sum((round) => round.kills[moment]);
  const ready = rounds.flatMap(({ readyMs }) => readyMs).toSorted((a, b) => a - b);
  const ms = (value: number | undefined) => `${Math.round(value ?? Number.NaN)} ms`;
  const [lost, wrong, faults] = [sum((one) => one.lost.length), sum((one) => one.wrong.length), sum((one) => one.faults.length)];
  const killed = MOMENTS.reduce((total, moment) => total + kills(moment), 0);
  console.log(`${mode}: ${rounds.length} rounds in ${Math.round(tookMs / 1_000)} s
  ${killed} kills: ${kills("any")} at any moment, ${kills("before")} while a provider's success was held back, ${kills("after")} right after it, ${kills("starting")} while starting
  ${sum((one) => one.events)} events (${Math.round((1_000 * sum((one) => one.events)) / sum((one) => one.pressedMs))} a second), ${sum((one) => one.acked)} acked, ${lost} of them lost, ${wrong} targets wrong, ${faults} other faults
  from start to ready: median ${ms(ready[Math.floor(ready.length / 2)])}, at most ${ms(ready.at(-1))}`);
  if (lost + wrong + faults > 0) process.exitCode = 1;
}
