import { describe, expect, test } from "vitest";
import { adopted, type Echo, echoed } from "../../src/domain/echo.ts";
import { dueMs, type Mirror, OWNER, type StepTaken } from "../../src/domain/mirror.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import { fact, mirror, ms, us } from "./given.ts";

const MINUTE = 60_000;

const step = (op: "add" | "remove", emoji: string, atMs: number, implies: readonly string[] = []): StepTaken => ({
  op,
  emoji,
  atMs: ms(atMs),
  implies,
  echoed: [],
});
const came = (op: Echo["op"], emoji: string | null, atMs: number): Echo => ({ op, emoji, atUs: us(atMs) });

/** Whose each echo is; all of them come at `nowMs`. */
function whose(taken: readonly StepTaken[], echoes: readonly Echo[], nowMs = 1_000): readonly string[] {
  let one = mirror({ taken });
  return echoes.map((echo) => {
    const after = echoed(one, echo, WHATSAPP_MESSAGES, ms(nowMs));
    one = after.mirror;
    return after.ours ? "ours" : "owner's";
  });
}

describe("an echo is ours", () => {
  test.each<[string, StepTaken[], Echo[], string[]]>([
    ["when it equals a step of ours", [step("add", "👍", 0)], [came("add", "👍", 0)], ["ours"]],
    ["whatever its variation selector", [step("add", "❤️", 0)], [came("add", "❤", 0)], ["ours"]],
    ["when it tells of what our step ended", [step("add", "❤️", 0, ["👍"])], [came("remove", "👍", 0)], ["ours"]],
    [
      "of the step and of what it ended, in either order",
      [step("add", "❤️", 0, ["👍"])],
      [came("remove", "👍", 0), came("add", "❤️", 0)],
      ["ours", "ours"],
    ],
    ["when a removal does not say what it took away", [step("remove", "👍", 0)], [came("remove", null, 0)], ["ours"]],
    ["once per step and kind, and then no more", [step("add", "👍", 0)], [came("add", "👍", 0), came("add", "👍", 1)], ["ours", "owner's"]],
    [
      "once for each of two equal steps",
      [step("add", "👍", 0), step("add", "👍", 500)],
      [came("add", "👍", 0), came("add", "👍", 500)],
      ["ours", "ours"],
    ],
    [
      "of several steps, in whatever order they come back",
      [step("add", "👍", 0), step("remove", "👍", 100), step("add", "👍", 200)],
      [came("add", "👍", 200), came("add", "👍", 0), came("remove", "👍", 100)],
      ["ours", "ours", "ours"],
    ],
  ])("%s", (_, taken, echoes, expected) => {
    expect(whose(taken, echoes)).toEqual(expected);
  });

  test.each<[string, StepTaken[], Echo]>([
    ["another emoji", [step("add", "👍", 0)], came("add", "❤️", 0)],
    ["the opposite", [step("add", "👍", 0)], came("remove", "👍", 0)],
    ["an add of what our step ended", [step("add", "❤️", 0, ["👍"])], came("add", "👍", 0)],
    ["without any step", [], came("add", "👍", 0)],
  ])("not: %s", (_, taken, echo) => {
    expect(whose(taken, [echo])).toEqual(["owner's"]);
  });

  test("half an hour long", () => {
    expect(whose([step("add", "👍", 0)], [came("add", "👍", 0)], 30 * MINUTE - 1)).toEqual(["ours"]);
    expect(whose([step("add", "👍", 0)], [came("add", "👍", 0)], 30 * MINUTE)).toEqual(["owner's"]);
  });

  test("and then changes nothing but what the step has answered for", () => {
    const before = mirror({ taken: [step("add", "👍", 0)], observed: ["👍"] });
    const { mirror: after } = echoed(before, came("add", "👍", 0), WHATSAPP_MESSAGES, ms(10));
    expect(after).toEqual({ ...before, taken: [{ ...before.taken[0], echoed: ["add"] }] });
  });
});

describe("any other change was made on the phone", () => {
  const quiet = (change: Partial<Mirror> = {}) => mirror({ observed: ["👍"], version: 4, facts: [fact("dana", "👍", -5_000)], ...change });
  const tell = (before: Mirror, echo: Echo, rules = WHATSAPP_MESSAGES) => echoed(before, echo, rules, ms(MINUTE)).mirror;
  const ofOwner = (one: Mirror) =>
    one.facts.filter(({ person }) => person === OWNER).map(({ emoji, held, atUs }) => ({ emoji, held, atUs }));

  test("an add is observed, and held by the owner at its time", () => {
    const after = tell(quiet(), came("add", "😂", MINUTE));
    expect(after).toMatchObject({ observed: ["😂"], version: 5 });
    expect(ofOwner(after)).toEqual([{ emoji: "😂", held: true, atUs: us(MINUTE) }]);
    expect(dueMs(after)).toBe(ms(MINUTE));
  });

  test("an add stands beside the others where the message bears several", () => {
    expect(tell(quiet(), came("add", "😂", MINUTE), LINKEDIN_MESSAGES).observed).toEqual(["👍", "😂"]);
    expect(tell(quiet(), came("remove", "👍", MINUTE), LINKEDIN_MESSAGES).observed).toEqual([]);
  });

  test("the owner's second add ends the first on one slot, and not where several stand", () => {
    const first = tell(quiet(), came("add", "😂", MINUTE));
    expect(ofOwner(tell(first, came("add", "🎉", MINUTE + 1))).map(({ emoji }) => emoji)).toEqual(["🎉"]);
    const beside = tell(quiet(), came("add", "😂", MINUTE), LINKEDIN_MESSAGES);
    expect(ofOwner(tell(beside, came("add", "🎉", MINUTE + 1), LINKEDIN_MESSAGES)).map(({ emoji }) => emoji)).toEqual(["😂", "🎉"]);
  });

  test("a removal is a watermark: over everything on one slot, else over its emoji", () => {
    expect(tell(quiet(), came("remove", "👍", MINUTE))).toMatchObject({ observed: [], ownerOff: [{ emoji: null, atUs: us(MINUTE) }] });
    expect(tell(quiet(), came("remove", "👍", MINUTE), LINKEDIN_MESSAGES).ownerOff).toEqual([{ emoji: "👍", atUs: us(MINUTE) }]);
  });

  test("one that comes late changes neither what is observed nor what the owner holds", () => {
    const newer = tell(quiet(), came("add", "😂", MINUTE));
    const late = tell(newer, came("add", "🎉", MINUTE - 1));
    expect(late.observed).toEqual(["😂"]);
    expect(ofOwner(late)).toEqual(ofOwner(newer));
    expect(tell(newer, came("remove", "👍", MINUTE - 1)).observed).toEqual(["😂"]);
  });

  test("far from any call of ours it is taken at its word", () => {
    expect(tell(quiet({ lastCallMs: ms(0) }), came("add", "😂", MINUTE)).possible).toEqual([]);
  });

  test.each<[string, Partial<Mirror>]>([
    ["near a call of ours", { lastCallMs: ms(MINUTE - 4_000) }],
    [
      "while one is in flight",
      {
        possible: [{ op: "add", emoji: "❤️" }],
        lease: {
          holder: "worker",
          untilMs: ms(MINUTE + 12_000),
          version: 4,
          startedMs: ms(MINUTE),
          confirming: false,
          done: [],
          read: false,
          move: { op: "add", emoji: "❤️" },
          fresh: true,
          refused: [],
          abandonedForMs: 30_000,
        },
      },
    ],
  ])("%s nobody knows which came last, so it is confirmed", (_, change) => {
    const after = tell(quiet(change), came("add", "😂", MINUTE));
    expect(after.possible).toEqual(
      expect.arrayContaining([
        { op: "add", emoji: "👍" },
        { op: "add", emoji: "😂" },
      ]),
    );
    expect(after.confirmAtMs).toBe(ms(MINUTE + 35_000));
  });
});

describe("what our account is found to show on a message that is only now linked", () => {
  test("is its owner's, from before anything that the team presses", () => {
    const found = adopted(mirror(), "❤️", ms(0));
    expect(found).toMatchObject({ version: 1, observed: ["❤️"], facts: [{ person: OWNER, emoji: "❤️", held: true, atUs: 1, sentAs: "❤️" }] });
    expect(dueMs(found)).toBeNull();
  });

  test.each<[string, Parameters<typeof mirror>[0]]>([
    ["a step of ours is known", { taken: [step("add", "👍", 0)] }],
    ["something is known to be there", { observed: ["👍"] }],
    ["something may be there", { possible: [{ op: "add", emoji: "👍" }] }],
    ["the owner is known to hold something", { facts: [fact(OWNER, "👍", 0)] }],
  ])("changes nothing where %s", (_, change) => {
    const before = mirror(change);
    expect(adopted(before, "❤️", ms(0))).toBe(before);
  });

  test("does not keep a press that was there before from showing", () => {
    const found = adopted(mirror({ version: 1, facts: [fact("dana", "👍", 0)] }), "❤️", ms(10));
    expect(found.facts.map(({ person, version }) => [person, version])).toEqual([
      ["dana", 1],
      [OWNER, 2],
    ]);
  });
});
