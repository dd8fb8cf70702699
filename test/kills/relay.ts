import { setTimeout as sleep } from "node:timers/promises";
import { wire } from "../../src/sandbox/providers/deliveries.ts";
import { createRandom } from "../simulation/random.ts";
import { type Chat, chatsOf, greet, ofOurBot, startTalk } from "./customers.ts";
import { type Press, pressOf, wrongOn } from "./judge.ts";
import { type Mode, openScene, type Scene } from "./scene.ts";
import { createVictim } from "./victim.ts";

export interface RelayRound {
  readonly kills: number;
  /** Messages that customers wrote, and that the team sent. */
  readonly written: number;
  readonly sent: number;
  /** Messages that are not there exactly once and in their order, either way. */
  readonly astray: readonly string[];
  /** What people show on either side, where it is not as it should be. */
  readonly wrong: readonly string[];
  readonly faults: readonly string[];
}

export interface RelayOptions {
  readonly mode: Mode;
  readonly seed: number;
  readonly kills: number;
}

const RIGHT_WITHIN_MS = 90_000;
const QUIET_MS = 2_000;
const LOOK_MS = 250;
/** What came so much later than what was written after it was waited for by nobody: the bridge waits 3 s. */
const TOO_LATE_MS = 2_500;

/** Customers write and react while the bridge is killed again and again; judged by what stands in the channels and on the phones. */
export async function playRelay({ mode, seed, kills }: RelayOptions): Promise<RelayRound> {
  const random = createRandom(seed);
  const scene = await openScene({ mode });
  const { slack } = scene.stage;
  // What was posted before a crash must be found.
  slack.api.mend();
  const victim = createVictim(scene);
  const chats = chatsOf(scene);
  try {
    await victim.start();
    scene.stage.connect(scene.url);
    // There must be something to answer to.
    for (const chat of chats) greet(chat);
    await until(() => flawsOf(scene, chats).length === 0, RIGHT_WITHIN_MS);
    const talk = startTalk(scene, chats, random);
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(random.between(100, 900));
      // What Slack has carried out and not answered is what a second try could double.
      if (random.chance(0.5)) await posting(scene, random.between(0, 20));
      await victim.kill();
      await victim.start();
    }
    await sleep(random.between(300, 800));
    await talk.stop();
    await until(() => flawsOf(scene, chats).length === 0, RIGHT_WITHIN_MS);
    const calls = callsOf(scene);
    await sleep(QUIET_MS);
    const faults = [...slack.violations, ...scene.stage.violations()];
    // Everything is as it should be, so whoever still calls goes round in circles.
    const after = callsOf(scene) - calls;
    if (flawsOf(scene, chats).length === 0 && after > chats.length) faults.push(`${after} more calls after everything was right`);
    return {
      kills,
      written: chats.reduce((sum, { written }) => sum + written.length, 0),
      sent: chats.reduce((sum, { answered }) => sum + answered.length, 0),
      astray: chats.flatMap((chat) => astray(scene, chat)),
      wrong: chats.flatMap((chat) => wrong(scene, chat)),
      faults: [...new Set(faults)],
    };
  } finally {
    await victim.kill();
    await scene.stage.close();
  }
}

/** Resolves some moments after Slack was asked to post, and at the latest after a second. */
async function posting({ stage }: Scene, afterMs: number): Promise<void> {
  const { calls } = stage.slack.api;
  const posted = () => calls.filter((name) => name === "chat.postMessage").length;
  const before = posted();
  await until(() => posted() > before, 1_000, 1);
  await sleep(afterMs);
}

function flawsOf(scene: Scene, chats: readonly Chat[]): readonly string[] {
  const undelivered = Object.values(scene.stage.providers).flatMap(({ deliveries }) => deliveries.all.filter(({ acked }) => !acked));
  return [...undelivered.map(({ event }) => event), ...chats.flatMap((chat) => [...astray(scene, chat), ...wrong(scene, chat)])];
}

function astray({ stage }: Scene, { link, channel, written, answered, sent }: Chat): readonly string[] {
  const { workspace } = stage.slack;
  const texts = [...workspace.conversation(channel).messages.values()]
    .filter(({ user }) => user === workspace.bot.user)
    .map(({ text }) => text);
  const relayed = texts.filter((text) => text.startsWith(`${link} says `));
  const expected = written.map(({ text }) => text);
  const flaws: string[] = [];
  if (!isInOrder(relayed, expected, cameIn(stage))) flaws.push(`${link}: shown ${relayed.join(", ")} instead of ${expected.join(", ")}`);
  const arrived = sent?.() ?? [];
  // Slack sends again in no order, and a text of the team's does not wait for others that may come.
  if (arrived.toSorted().join("\n") !== answered.toSorted().join("\n")) flaws.push(`${link}: sent ${arrived} instead of ${answered}`);
  return flaws;
}

/** When the bridge took what was written, by the text; on a busy machine a provider may try again only seconds later. */
function cameIn(stage: Scene["stage"]): (text: string) => number {
  const taken = Object.values(stage.providers).flatMap(({ deliveries }) =>
    deliveries.all.map(({ body, ackedMs }) => ({ said: wire(body), ackedMs })),
  );
  return (text) =>
    Math.min(...taken.flatMap(({ said, ackedMs }) => (ackedMs !== null && said.includes(JSON.stringify(text)) ? [ackedMs] : [])));
}

/** Each once, and each behind what was written before it, unless that came too late. */
function isInOrder(shown: readonly string[], written: readonly string[], cameMs: (text: string) => number): boolean {
  if (shown.toSorted().join("\n") !== written.toSorted().join("\n")) return false;
  return written.every((text, index) => {
    const overtaken = written.slice(0, index).filter((before) => shown.indexOf(before) > shown.indexOf(text));
    return overtaken.every((before) => cameMs(before) > cameMs(text) + TOO_LATE_MS);
  });
}

/** What the bot shows for the customers, and what the phones show for the team. */
function wrong(scene: Scene, chat: Chat): readonly string[] {
  const { workspace } = scene.stage.slack;
  const all = scene.stage.slack.deliveries.all.flatMap((one) => pressOf(one) ?? []);
  const presses = all.filter(({ person }) => person !== workspace.bot.user);
  return chat.written.flatMap(({ id, text }) => {
    const held = [...new Set(chat.held.get(id)?.values() ?? [])];
    const shown = ofOurBot(scene, chat.channel, text);
    const back = sameSet(shown, held) ? [] : [`${chat.link} ${text}: the team sees ${shown.join(" ")} instead of ${held.join(" ")}`];
    return [...back, ...outward(scene, chat, id, text, presses)];
  });
}

function outward({ stage }: Scene, chat: Chat, id: string, text: string, presses: readonly Press[]): readonly string[] {
  const message = [...stage.slack.workspace.conversation(chat.channel).messages.values()].find((one) => one.text === text);
  if (message === undefined) return [];
  const { link, channel, perMessage, keeps } = chat;
  const place = { link, channel, ts: message.ts, target: { id }, perMessage, keeps, shown: () => chat.shown(id) };
  return [wrongOn(place, presses)].filter((one) => one !== null);
}

function callsOf({ stage }: Scene): number {
  return Object.values(stage.providers).reduce((sum, { calls }) => sum + calls.length, 0);
}

async function until(isSo: () => boolean, patienceMs: number, lookMs = LOOK_MS): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!isSo() && performance.now() < deadlineMs) await sleep(lookMs);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
