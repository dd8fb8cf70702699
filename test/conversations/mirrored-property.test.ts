import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReactionEvent } from "../../src/domain/event.ts";
import type { Link } from "../../src/domain/link.ts";
import type { Message } from "../../src/domain/message.ts";
import { link, MESSAGE, policy } from "../domain/given.ts";
import { createWorld, DISCORD, type World } from "./world.ts";

/** Three copies: two in Slack, whose events have times and come in any order, and one in Discord, whose events have neither. */
const COPIES: readonly Message[] = [
  { ...MESSAGE, channel: "C0TEAM", message: "1767603600.000100" },
  { ...DISCORD, channel: "1187001002003004006", message: "1767603600.000200" },
  { ...MESSAGE, channel: "C0THIRD", message: "1767603600.000300" },
];
const EMOJI = ["👍", "❤️", "🎉"];
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

interface Deed {
  readonly copy: number;
  readonly person: number;
  readonly emoji: string;
  /** The rest of it: how many of the events before it overtakes, whether it comes twice, and what passes before the next one. */
  readonly overtakes: number;
  readonly twice: boolean;
  readonly afterMs: number;
  readonly restarts: boolean;
}

interface Story {
  readonly deeds: readonly Deed[];
  /** Before which deed each two are paired. */
  readonly pairedAt: readonly number[];
  readonly fails: readonly boolean[];
}

const deed: fc.Arbitrary<Deed> = fc.record({
  copy: fc.nat({ max: COPIES.length - 1 }),
  person: fc.nat({ max: 2 }),
  emoji: fc.constantFrom(...EMOJI),
  overtakes: fc.nat({ max: 4 }),
  twice: fc.boolean(),
  afterMs: fc.constantFrom(0, 3, 150, 1_100, 6_000),
  restarts: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const story: fc.Arbitrary<Story> = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 30 }),
  pairedAt: fc.tuple(fc.nat({ max: 10 }), fc.nat({ max: 10 }), fc.nat({ max: 10 })),
  fails: fc.array(fc.boolean(), { maxLength: 8 }),
});

function linkOf([one, other]: (typeof PAIRS)[number]): Link {
  const [first, second] = [COPIES[one] as Message, COPIES[other] as Message];
  const mirrorTo = `${second.platform}:${second.channel}`;
  return { ...link(`pair-${one}-${other}`, {}, first), account: null, conversation: null, mirrorTo, policy: policy() };
}

/** What people hold in truth: `copy person emoji`. */
type Held = Set<string>;

async function play({ deeds, pairedAt, fails }: Story): Promise<{ readonly world: World; readonly held: Held }> {
  let world = await createWorld({ links: PAIRS.map(linkOf), discord: true });
  const timeout = { kind: "transient", ambiguous: true, message: "No answer.", vendor: { status: 0, code: "timeout" } } as const;
  world.bot.next(...fails.map((isLost) => (isLost ? { failure: timeout, landsAfterMs: 0 } : {})));
  const held: Held = new Set();
  const late: { readonly event: ReactionEvent; left: number }[] = [];

  async function deliver(event: ReactionEvent, twice: boolean): Promise<void> {
    await world.receive(event);
    // Without a time of its own nothing tells a redelivery from another press: its source sends nothing twice.
    if (twice && event.atUs !== null) await world.receive(event);
  }

  /** What was overtaken by enough comes now. */
  async function catchUp(all: boolean): Promise<void> {
    for (const one of late.splice(0)) {
      one.left -= 1;
      if (all || one.left <= 0) await deliver(one.event, false);
      else late.push(one);
    }
  }

  async function pairAll(when: (at: number) => boolean): Promise<void> {
    for (const [index, [one, other]] of PAIRS.entries()) {
      if (!when(pairedAt[index] ?? 0)) continue;
      const target = { id: (COPIES[other] as Message).message };
      await world.introduce.introduce(`pair-${one}-${other}`, COPIES[one] as Message, target);
    }
  }

  for (const [index, { copy, person: who, emoji, overtakes, twice, afterMs, restarts }] of deeds.entries()) {
    await pairAll((at) => at === index);
    const message = COPIES[copy] as Message;
    const person = `${message.platform}:${who}`;
    const fact = `${copy} ${person} ${emoji}`;
    const isHeld = !held.has(fact);
    if (isHeld) held.add(fact);
    else held.delete(fact);
    world.holds(message, person, emoji, isHeld);
    // No two things happen at one moment by one clock.
    await world.clock.advance(1);
    const isTimed = message.platform === "slack";
    const kind = isHeld ? "added" : "removed";
    const atUs = isTimed ? world.clock.now() * 1_000 : null;
    const event: ReactionEvent = { kind, message, person, name: emoji, emoji, via: "reaction", atUs, id: null };
    if (isTimed && overtakes > 0) late.push({ event, left: overtakes });
    else await deliver(event, twice);
    await catchUp(false);
    if (afterMs > 0) await world.run(afterMs);
    if (restarts) world = await world.restart();
  }
  await pairAll((at) => at >= deeds.length);
  await catchUp(true);
  await world.run(120_000);
  return { world, held };
}

function flaws({ botShows }: World, held: Held): readonly string[] {
  return COPIES.flatMap((message, copy) => {
    const elsewhere = [...held].map((fact) => fact.split(" ")).filter(([on]) => Number(on) !== copy);
    const wanted = [...new Set(elsewhere.map(([, , emoji]) => emoji))].toSorted().join(" ");
    const shown = [...botShows(message)].toSorted().join(" ");
    return shown === wanted ? [] : [`copy ${copy} shows “${shown}”, held on the others is “${wanted}”`];
  });
}

const RUNS = Number(process.env["CONVERSATION_RUNS"] ?? 300);
const SEED = Number(process.env["CONVERSATION_SEED"] ?? 20_260_105);

describe("whatever people react on three copies, in whatever order it comes, while answers are lost and the bridge restarts", () => {
  test("each copy shows just the emoji that are held on the others, and then nothing moves", { timeout: 30_000 + 100 * RUNS }, async () => {
    await fc.assert(
      fc.asyncProperty(story, async (one) => {
        const { world, held } = await play(one);
        expect(flaws(world, held)).toEqual([]);
        const calls = world.bot.calls.length;
        expect(await world.sweep()).toBe(0);
        await world.run(60 * 60_000);
        expect(world.bot.calls).toHaveLength(calls);
        expect(world.told).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
