import { describe, expect, test } from "vitest";
import { changed } from "../../src/domain/due.ts";
import { dueMs, type Mirror, stateOf } from "../../src/domain/mirror.ts";
import { doubted, type Outcome, proceed, released, take } from "../../src/domain/pass.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { fact, judge, link, mirror, ms, rules, us } from "./given.ts";
import { CONFIRM_MS, D, DONE, fails, moment, pass, pressed, timesOut, UNSENT, withdrawn } from "./passes.ts";

describe("a pass that succeeds", () => {
  test("settles with what it did as observed", () => {
    const after = pass(pressed(), 0);
    expect(after.moves).toEqual(["+👍"]);
    expect(after.mirror).toMatchObject({ observed: ["👍"], possible: [], desired: ["👍"], lease: null, failure: null, lastCallMs: ms(10) });
    expect(stateOf(after.mirror)).toBe("settled");
  });

  test("remembers as what each press went out", () => {
    expect(pass(pressed(), 0).mirror.facts[0]?.sentAs).toBe("👍");
  });

  test("stores each step as possible, with its lease, before it leaves", () => {
    const { mirror: inFlight, move } = take(pressed(), judge(), moment(0));
    expect(move).toEqual({ op: "add", emoji: "👍" });
    expect(inFlight.possible).toEqual([{ op: "add", emoji: "👍" }]);
    expect(inFlight.taken).toMatchObject([{ op: "add", emoji: "👍", atMs: ms(0), echoed: [] }]);
    expect(inFlight.lease).toMatchObject({ holder: "worker", untilMs: ms(12_000), version: 1, abandonedForMs: D });
  });

  test("extends its lease with every step", () => {
    const by = judge({ rules: LINKEDIN_MESSAGES });
    const two = mirror({ version: 2, facts: [fact("dana", "👍", -5_000), fact("lee", "❤️", -4_000)] });
    const first = take(two, by, moment(0));
    const second = proceed(first.mirror, first.move ?? { op: "read" }, DONE, by, moment(5_000));
    expect(second.mirror.lease?.untilMs).toBe(ms(17_000));
  });

  test("without a call when nothing differs", () => {
    expect(pass(pressed({ observed: ["👍"] }), 0)).toMatchObject({ moves: [], dueMs: null });
  });

  test("comes back when a press ripens", () => {
    const young = pressed({ facts: [fact("dana", "👍", 0, { graceMs: 1_000 })] });
    expect(pass(young, 200)).toMatchObject({ moves: [], dueMs: 1_000 });
  });
});

describe("only a finished call, at the version it claimed, changes what is due", () => {
  function meanwhile(outcome: Outcome, change: (mirror: Mirror) => Mirror) {
    const first = take(pressed(), judge(), moment(0));
    return proceed(change(first.mirror), first.move ?? { op: "read" }, outcome, judge(), moment(400)).mirror;
  }
  const undone = (one: Mirror) =>
    changed({ ...one, version: 2, facts: [fact("dana", "👍", 200, { held: false, version: 2 })] }, ms(200), 1_000);

  test.each<[string, Outcome]>([
    ["a success", DONE],
    ["a transient failure", fails("transient")],
    ["a rejection", fails("rejected")],
    ["the target's being gone", fails("gone")],
    ["a 429", fails("rate-limited", { retryAfterMs: 60_000 })],
    ["a move that was not sent", UNSENT],
  ])("%s leaves the mirror due as its newest change asks", (_, outcome) => {
    const after = meanwhile(outcome, undone);
    expect(after).toMatchObject({ lease: null, parked: false });
    expect(dueMs(after)).toBe(ms(1_200));
  });

  test("the pass does not go on, though another step is left", () => {
    const after = meanwhile(DONE, undone);
    expect(after.observed).toEqual(["👍"]);
    expect(pass({ ...after, change: null }, 2_000).moves).toEqual(["−👍"]);
  });

  test("after a timeout the change is not put off by the confirmation", () => {
    const after = meanwhile(timesOut, undone);
    expect(dueMs(after)).toBe(ms(1_200));
    expect(after.possible).toEqual([{ op: "add", emoji: "👍" }]);
  });

  test("a version that moved without asking for a moment makes it due at once", () => {
    const after = meanwhile(DONE, (one) => ({ ...one, version: 2 }));
    expect(dueMs(after)).toBe(ms(400));
  });
});

describe("an ambiguous answer", () => {
  test("keeps the step as possible and asks for a confirmation at once", () => {
    const after = pass(pressed(), 0, [timesOut]);
    expect(after.mirror).toMatchObject({ possible: [{ op: "add", emoji: "👍" }], observed: [], confirmAtMs: ms(10 + CONFIRM_MS) });
    expect(after.dueMs).toBe(10);
  });

  test("a confirming pass repeats what is wanted and does not settle before an abandoned request has run out", () => {
    const doubtful = pass(pressed(), 0, [timesOut]).mirror;
    const early = pass(doubtful, 10);
    expect(early.moves).toEqual(["+👍"]);
    expect(early.mirror.possible).toEqual([{ op: "add", emoji: "👍" }]);
    expect(early.dueMs).toBe(10 + CONFIRM_MS);
    const late = pass(early.mirror, 10 + CONFIRM_MS);
    expect(late.moves).toEqual(["+👍"]);
    expect(late).toMatchObject({ dueMs: null, mirror: { possible: [], confirmAtMs: null, observed: ["👍"] } });
  });

  test("a pass that began too early cannot settle, however late it ends", () => {
    const doubtful = pass(pressed(), 0, [timesOut]).mirror;
    const begun = take(doubtful, judge(), moment(9 + CONFIRM_MS));
    const ended = proceed(begun.mirror, begun.move ?? { op: "read" }, DONE, judge(), moment(10_000 + CONFIRM_MS));
    expect(ended.mirror.possible).not.toEqual([]);
  });

  test("each confirmation is sent even though nothing seems to differ", () => {
    const doubtful = pressed({ observed: ["👍"], possible: [{ op: "remove", emoji: "👍" }], confirmAtMs: ms(0), wakeMs: ms(0) });
    expect(pass(doubtful, 0).moves).toEqual(["+👍"]);
  });

  test("a longer D asks for a later confirmation", () => {
    expect(pass(pressed(), 0, [timesOut], judge({ rules: rules({ abandonedForMs: 60_000 }) })).mirror.confirmAtMs).toBe(ms(65_010));
  });

  test("another timeout while confirming begins the wait anew", () => {
    const twice = pass(pass(pressed(), 0, [timesOut]).mirror, 10, [timesOut]);
    expect(twice.mirror.confirmAtMs).toBe(ms(20 + CONFIRM_MS));
    expect(twice.dueMs).toBe(20 + 1_000);
  });

  test("a failure that is certain forgets its step, but not a doubt from before", () => {
    expect(pass(pressed(), 0, [fails("transient")]).mirror).toMatchObject({ possible: [], taken: [] });
    const doubtful = pass(pressed(), 0, [timesOut]).mirror;
    expect(pass(doubtful, 10, [fails("transient")]).mirror.possible).toEqual([{ op: "add", emoji: "👍" }]);
  });

  test("where the target can be read, the answer is trusted and only the difference is sent", () => {
    const by = judge({ rules: LINKEDIN_MESSAGES });
    const doubtful = pressed({ possible: [{ op: "add", emoji: "👍" }], confirmAtMs: ms(0), wakeMs: ms(0) });
    const seen = pass(doubtful, 0, [{ kind: "read", shown: ["👍", "😂"] }], by, { readable: true });
    expect(seen.moves).toEqual(["?", "−😂"]);
    expect(seen.mirror).toMatchObject({ observed: ["👍"], possible: [] });
  });

  test.each([
    { atMs: 0, possible: [{ op: "add", emoji: "👍" }] },
    { atMs: CONFIRM_MS, possible: [] },
  ])("where it can be read, but not here, it is confirmed as if it could not: %j", ({ atMs, possible }) => {
    const doubtful = pressed({ observed: ["👍"], possible: [{ op: "add", emoji: "👍" }], confirmAtMs: ms(CONFIRM_MS), wakeMs: ms(atMs) });
    const blind = pass(doubtful, atMs, [{ kind: "read", shown: null }], judge(), { readable: true });
    expect(blind.moves).toEqual(["?", "+👍"]);
    expect(blind.mirror).toMatchObject({ observed: ["👍"], possible });
  });

  test("a reading that finds nothing is not one that says nothing", () => {
    const doubtful = pressed({ observed: ["👍"], possible: [{ op: "add", emoji: "👍" }], confirmAtMs: ms(0), wakeMs: ms(0) });
    const empty = pass(doubtful, 0, [{ kind: "read", shown: [] }], judge(), { readable: true });
    expect(empty.moves).toEqual(["?", "+👍"]);
    const removing = withdrawn({ possible: [{ op: "remove", emoji: "👍" }], confirmAtMs: ms(0), wakeMs: ms(0) });
    expect(pass(removing, 0, [{ kind: "read", shown: [] }], judge(), { readable: true }).moves).toEqual(["?"]);
    expect(pass(removing, 0, [{ kind: "read", shown: null }], judge(), { readable: true }).moves).toEqual(["?", "−👍"]);
  });

  test("a doubt that arises besides the pass is confirmed by another one, at once", () => {
    const first = take(pressed(), judge(), moment(0));
    const disturbed = doubted(first.mirror, [{ op: "add", emoji: "😂" }], D, ms(5));
    const after = proceed(disturbed, first.move ?? { op: "read" }, DONE, judge(), moment(10)).mirror;
    expect(after.possible).toContainEqual({ op: "add", emoji: "😂" });
    expect(dueMs(after)).toBeLessThanOrEqual(ms(10));
  });
});

describe("a lease", () => {
  test("that ran out is taken over, with confirmation", () => {
    const begun = take(pressed(), judge(), moment(0));
    const over = take(begun.mirror, judge(), moment(12_000, { holder: "other" }));
    expect(over).toMatchObject({ takenOver: true, move: { op: "add", emoji: "👍" } });
    expect(over.mirror.lease).toMatchObject({ holder: "other", confirming: true });
    expect(over.mirror.confirmAtMs).toBe(ms(12_000 + CONFIRM_MS));
  });

  test("that is given up leaves the mirror due at once, with confirmation", () => {
    const begun = take(pressed(), judge(), moment(0));
    expect(released(begun.mirror, D, ms(50))).toMatchObject({ lease: null, wakeMs: ms(50), confirmAtMs: ms(50 + CONFIRM_MS) });
  });

  test.each<[string, Outcome, boolean]>([
    ["success", DONE, true],
    ["a timeout", timesOut, true],
    ["a certain failure", fails("transient"), false],
    ["a move that was never sent", UNSENT, false],
  ])("lost during a call that ends with %s", (_, outcome, doubtful) => {
    const begun = take(pressed(), judge(), moment(0));
    const settled = pass(begun.mirror, 12_000 + CONFIRM_MS, [], judge(), { holder: "other" });
    const cleaned = { ...settled.mirror, possible: [], confirmAtMs: null, wakeMs: null };
    const after = proceed(cleaned, begun.move ?? { op: "read" }, outcome, judge(), moment(90_000));
    expect(after.move).toBeNull();
    expect(after.mirror.possible).toEqual(doubtful ? [{ op: "add", emoji: "👍" }] : []);
    expect(dueMs(after.mirror)).toBe(doubtful ? ms(90_000) : null);
  });

  test("lost to a pass under way leaves that pass alone", () => {
    const begun = take(pressed(), judge(), moment(0));
    const over = take(begun.mirror, judge(), moment(12_000, { holder: "other" }));
    const late = proceed(over.mirror, begun.move ?? { op: "read" }, DONE, judge(), moment(12_010));
    expect(late.mirror.lease).toEqual(over.mirror.lease);
  });
});

describe("work that waits", () => {
  const off = judge({ links: [link("northwind", { direction: "off" })] });

  test("a link that is switched off sends nothing, and the mirror is not settled", () => {
    const after = pass(pressed(), 0, [], off);
    expect(after).toMatchObject({ moves: [], dueMs: null, mirror: { waits: true } });
    expect(stateOf(after.mirror)).toBe("due");
  });

  test("goes on when the link does", () => {
    const waiting = pass(pressed(), 0, [], off).mirror;
    expect(pass({ ...waiting, wakeMs: ms(100) }, 100)).toMatchObject({ moves: ["+👍"], mirror: { waits: false } });
  });

  test("a later step for which there is no token comes again when there is one", () => {
    const by = judge({ rules: LINKEDIN_MESSAGES });
    const two = mirror({ version: 2, facts: [fact("dana", "👍", -5_000), fact("lee", "❤️", -4_000)] });
    const first = take(two, by, moment(0));
    const then = proceed(first.mirror, first.move ?? { op: "read" }, DONE, by, moment(10, { tokenWaitMs: 700 }));
    expect(then).toMatchObject({ move: null, mirror: { lease: null, observed: ["❤️"], possible: [] } });
    expect(dueMs(then.mirror)).toBe(ms(710));
    expect(pass(then.mirror, 710, [], by).moves).toEqual(["+👍"]);
  });

  test("a move that was not sent leaves no trace, and the mirror is due at once", () => {
    const begun = take(pressed(), judge(), moment(0));
    const given = proceed(begun.mirror, begun.move ?? { op: "read" }, UNSENT, judge(), moment(3_000));
    expect(given).toMatchObject({ move: null, mirror: { lease: null, possible: [], taken: [], wakeMs: ms(3_000) } });
    expect(take(given.mirror, judge(), moment(3_000)).move).toEqual(begun.move);
  });
});

test("steps are remembered for their echoes for half an hour", () => {
  const old = { op: "add", emoji: "😂", atMs: ms(-1_800_000), implies: [], echoed: [] } as const;
  const young = { ...old, emoji: "🎉", atMs: ms(-1_799_999) };
  expect(take(pressed({ taken: [old, young] }), judge(), moment(0)).mirror.taken.map(({ emoji }) => emoji)).toEqual(["🎉", "👍"]);
});

test("the owner's watermark keeps a pass from putting back what was taken off by phone", () => {
  const off = pressed({ observed: [], ownerOff: [{ emoji: null, atUs: us(0) }] });
  expect(pass(off, 10).moves).toEqual([]);
});
