/** A fault, planted as text into the sources as they are loaded. */
export interface Fault {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly put: string }[];
}

/** What the simulation must find. Every one of these is somebody's first version. */
export const FAULTS: readonly Fault[] = [
  {
    name: "ack before commit",
    edits: [
      {
        file: "src/flow/record.ts",
        find: 'store.record(resolved, event.kind === "deleted" ? 0 : WAITING_MS)',
        put: 'Promise.resolve("changed"); void store.record(resolved, WAITING_MS).catch(() => {})',
      },
    ],
  },
  {
    name: "arrival order instead of source time",
    edits: [
      {
        file: "src/domain/fold.ts",
        find: "const atUs = event.atUs ?? Math.max(nowMs * 1_000, newestUs(mirror) + 1);",
        put: "const atUs = Math.max(nowMs * 1_000, newestUs(mirror) + 1);",
      },
    ],
  },
  {
    name: "no tombstones",
    edits: [
      {
        file: "src/domain/fold.ts",
        find: "const next = { ...mirror, version: mirror.version + 1, facts };",
        put: "const next = { ...mirror, version: mirror.version + 1, facts: facts.filter(({ held }) => held) };",
      },
    ],
  },
  {
    name: "no lease",
    edits: [
      {
        file: "src/domain/mirror.ts",
        find: "return mirror.lease === null ? dueMs(mirror) : mirror.lease.untilMs;",
        put: "return dueMs(mirror);",
      },
    ],
  },
  {
    name: "no version check on settle",
    edits: [
      {
        file: "src/domain/pass.ts",
        find: "return over(due({ ...mirror, lease: null }, true, at.nowMs, at.nowMs));",
        put: "return over({ ...mirror, lease: null, change: null });",
      },
    ],
  },
  {
    name: "park clears due at a newer version",
    edits: [{ file: "src/domain/pass.ts", find: "if (hopeless && !moved)", put: "if (hopeless)" }],
  },
  {
    name: "ambiguous taken for success",
    edits: [
      {
        file: "src/domain/pass.ts",
        find: 'if (outcome.kind === "failed") return failed(',
        put: 'if (outcome.kind === "failed" && !outcome.failure.ambiguous) return failed(',
      },
    ],
  },
  {
    name: "no confirmation",
    edits: [
      {
        file: "src/domain/pass.ts",
        find: "const confirmed = pass.confirming && pass.startedMs >= (mirror.confirmAtMs ?? 0) && !pointless;",
        put: "const confirmed = pass.confirming && !pointless;",
      },
    ],
  },
  {
    name: "possible not remembered",
    edits: [{ file: "src/domain/pass.ts", find: "possible: withStep(mirror.possible, move),", put: "possible: mirror.possible," }],
  },
  {
    name: "echo of an older step adopted",
    edits: [
      {
        file: "src/domain/echo.ts",
        find: "return { mirror: { ...mirror, taken }, ours: true };",
        put: "return { mirror: { ...mirror, taken, observed: observedAfter(mirror, echo, rules) }, ours: true };",
      },
    ],
  },
  {
    name: "rejected emoji still competes",
    edits: [
      {
        file: "src/domain/desire.ts",
        find: "const emoji = candidates.find((one) => !isRejected(mirror, fact, one, rulesKey));",
        put: "const emoji = candidates[0];",
      },
    ],
  },
  {
    name: "resync's read counted as now",
    edits: [
      {
        file: "src/domain/reading.ts",
        find: 'told({ ...eventOf(feed, fact.person, fact.name, read.atUs), kind: "removed"',
        put: 'told({ ...eventOf(feed, fact.person, fact.name, nowMs * 1_000), kind: "removed"',
      },
    ],
  },
  {
    name: "what a reading found keeps the reading's moment",
    edits: [{ file: "src/domain/fold.ts", find: "const isDating = precedesFind(before, atUs);", put: "const isDating = false;" }],
  },
  {
    name: "a removal from before a reading ends what it found",
    edits: [
      {
        file: "src/domain/fold.ts",
        find: 'if (precedesFind(before, atUs)) return withFact(mirror, before, later(before, "removed", atUs), nowMs);',
        put: "",
      },
    ],
  },
  {
    name: "two slots for one target",
    edits: [{ file: "test/support/memory-store.ts", find: "bySlot.get(slotted) ?? String(counter)", put: "String(counter)" }],
  },
  {
    name: "retry sends the claimed instead of the current state",
    edits: [
      {
        file: "src/domain/pass.ts",
        find: "function onward(mirror: Mirror, pass: Pass, judge: Judge, at: Moment): Decision {\n  const wish = desire(mirror, judge, at.nowMs);",
        put: "function onward(mirror: Mirror, pass: Pass, judge: Judge, at: Moment): Decision {\n  const now = desire(mirror, judge, at.nowMs);\n  const wish = mirror.attempts > 0 ? { ...now, wanted: mirror.desired } : now;",
      },
      {
        file: "src/domain/pass.ts",
        find: "return { ...over(begun(spoken, move, pass, judge, at)), move };",
        put: "return { ...over(begun({ ...spoken, desired: wish.wanted }, move, pass, judge, at)), move };",
      },
    ],
  },
  {
    name: "a replacement's echo read as the owner's removal",
    edits: [
      {
        file: "src/domain/plan.ts",
        find: "return empties(step, rules) ? mayShow(mirror).filter((emoji) => !includes([step.emoji], emoji)) : [];",
        put: "return [];",
      },
    ],
  },
  {
    name: "a press in its grace leaves with another's command",
    edits: [{ file: "src/domain/desire.ts", find: "if (nowMs < ripeMs) {", put: "if (nowMs < ripeMs && mirror.wakeMs === undefined) {" }],
  },
];
