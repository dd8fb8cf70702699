import { setTimeout as sleep } from "node:timers/promises";
import { isSettled, mirrors, type Remembered } from "../kills/api.ts";
import { lostOn, type Press, pressOf, wrongOn } from "../kills/judge.ts";
import type { World } from "./round.ts";

export interface Judged {
  /** Presses that Slack told of, and how many of them were acked. */
  readonly events: number;
  readonly acked: number;
  /** Acked reactions of which the bridge knows nothing, or the other way round. */
  readonly lost: readonly string[];
  readonly slots: number;
  /** Starts that were given up since PostgreSQL was away. */
  readonly fallen: number;
  /** Where a customer does not see what the team holds. */
  readonly wrong: readonly string[];
  /** Whatever else is not as it should be. */
  readonly flaws: readonly string[];
  /** From the end of all trouble until every slot was right, and until nothing was in doubt any more; null where it never was, or nobody waited. */
  readonly rightMs: number | null;
  readonly settledMs: number | null;
}

const ACKED_WITHIN_MS = 60_000;
const RIGHT_WITHIN_MS = 150_000;
const SETTLED_WITHIN_MS = 240_000;
const LOOK_MS = 250;
/** So often in a row everything has to be seen right: where several emoji show, one may be changed for another a moment later. */
const LOOKS = 8;
/** What a bridge says that ends since it finds no database. */
const AWAY =
  /ECONNREFUSED|ECONNRESET|onnection terminated|terminating connection|the database system is|^DATABASE_URL: PostgreSQL cannot be used/;

/** Gives the bridges time, and compares what every customer sees with what the team holds. */
export async function judge({ scene, guild, victims, inSlack, inDiscord }: World, settles: boolean): Promise<Judged> {
  const startedMs = performance.now();
  const { deliveries } = scene.stage.slack;
  const reactions = deliveries.all.filter((one) => pressOf(one) !== null);
  const flaws: string[] = [];
  await until(() => reactions.every(({ acked, lost }) => acked || lost), ACKED_WITHIN_MS);
  const acked = reactions.filter((one) => one.acked);
  if (acked.length < reactions.length) flaws.push(`${reactions.length - acked.length} events were never acked`);
  const presses = acked.flatMap((one) => pressOf(one) ?? []);

  const known = (all: readonly Remembered[], ts: string) => all.find(({ sources }) => sources.some(({ message }) => message === ts));
  async function seen() {
    const all = await mirrors(scene).catch((): readonly Remembered[] => []);
    const wrong = [
      ...inSlack.flatMap((place) => wrongOn(place, presses) ?? []),
      ...inDiscord.flatMap((place) => guild.wrongOn(place, known(all, place.ts))),
    ];
    return { wrong, lost: inSlack.flatMap((place) => lostOn(place, presses, heldBy(known(all, place.ts)))) };
  }
  let last = await seen();
  let rightLooks = 0;
  async function isRight(): Promise<boolean> {
    last = await seen();
    rightLooks = last.wrong.length + last.lost.length === 0 ? rightLooks + 1 : 0;
    return rightLooks >= LOOKS;
  }

  const rightMs = (await until(isRight, RIGHT_WITHIN_MS)) ? performance.now() - startedMs : null;
  const isQuiet = settles && (await until(() => isSettled(scene).catch(() => false), SETTLED_WITHIN_MS));
  const settledMs = isQuiet ? performance.now() - startedMs : null;
  if (settles && !isQuiet) {
    const open = (await mirrors(scene)).filter(({ state }) => state !== "settled");
    for (const { id, state, failure } of open) flaws.push(`mirror ${id} is ${state}: ${failure?.message}`);
  }
  if (settles) last = await seen();
  const { wrong, lost } = last;
  const fallen = victims.flatMap((victim) => victim.fallen);
  for (const output of fallen.filter((one) => !AWAY.test(one))) flaws.push(`a bridge ended by itself: ${output.slice(-2_000)}`);
  flaws.push(...scene.stage.violations(), ...guild.discord.violations);
  return {
    ...{ events: reactions.length, acked: acked.length, lost, wrong, rightMs, settledMs },
    ...{ fallen: fallen.length, slots: inSlack.length + inDiscord.length, flaws: [...new Set(flaws)] },
  };
}

function heldBy(mirror: Remembered | undefined): readonly string[] {
  return (mirror?.held ?? []).map(({ person, emoji }: Pick<Press, "person" | "emoji">) => `${person.split(":").at(-1)} ${emoji}`);
}

async function until(isSo: () => boolean | Promise<boolean>, patienceMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) return false;
    await sleep(LOOK_MS);
  }
  return true;
}
