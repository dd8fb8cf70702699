import { type Desire, desire, fingerprint, type Judge } from "./desire.ts";
import { woken } from "./due.ts";
import { type Emoji, includes, same } from "./emoji.ts";
import { backoffMs, type Failure } from "./failure.ts";
import { type Lease, type Mirror, type Move, mayShow, type Step, type StepTaken, type Unfinished } from "./mirror.ts";
import type { ReactionRules } from "./network.ts";
import { type Notice, noticesOf, shownNotices } from "./notice.ts";
import { empties, implied, isStep, nextMove, withStep } from "./plan.ts";
import { withSpeakers } from "./speakers.ts";

/** The clock step that we tolerate, on top of D. */
export const CLOCK_STEP_MS = 5_000;
const ECHO_MS = 30 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;
const RETRY_AFTER_MS = 5_000;
/** Three times the longest wait between two attempts. */
const RESTED_MS = 30 * 60_000;
/** What fails alone takes turns with its like, and can wait for long while its account works. */
const RESTED_ALONE_MS = 12 * 3_600_000;

/** How a move in flight ended. `unsent`: it surely never left this process. */
export type Outcome =
  | { readonly kind: "done" }
  /** `shown` null: of this message the provider does not say. */
  | { readonly kind: "read"; readonly shown: readonly Emoji[] | null }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "unsent" };

export interface Moment {
  readonly holder: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  /** Until a token for one more call can be had; 0 when there is one. */
  readonly tokenWaitMs: number;
  /** It has failed before, and its account has worked since. */
  readonly alone: boolean;
  /** The target can be read. */
  readonly readable: boolean;
  /** In [0, 1). */
  readonly random: number;
}

export interface Decision {
  readonly mirror: Mirror;
  /** The move to make now, already stored as possible; null when the pass is over. */
  readonly move: Move | null;
  readonly notices: readonly Notice[];
  /** Emoji that this account turned out not to accept anywhere (`discover`). */
  readonly refused: readonly Emoji[];
  readonly takenOver: boolean;
}

/** Begins a pass over a due mirror, or over one whose holder let its lease run out. */
export function take(mirror: Mirror, judge: Judge, at: Moment): Decision {
  const takenOver = mirror.lease !== null;
  const free = mirror.lease === null ? mirror : released(mirror, mirror.lease.abandonedForMs, at.nowMs);
  const begun: Pass = {
    version: free.version,
    startedMs: at.nowMs,
    confirming: free.possible.length > 0,
    done: [],
    read: false,
    refused: [],
  };
  // A pass that asks for more calls than a limit lets through at once would otherwise begin for ever.
  const pass = !takenOver && free.unfinished?.version === free.version ? free.unfinished : begun;
  const awake: Mirror = { ...free, change: null, wakeMs: null, parked: false, unfinished: null };
  return { ...onward({ ...awake, waits: false }, pass, judge, at), takenOver };
}

/** Goes on after a move: the next one, the end of the pass, or nothing when the lease was lost meanwhile. */
export function proceed(mirror: Mirror, move: Move, outcome: Outcome, judge: Judge, at: Moment): Decision {
  const { lease } = mirror;
  if (lease === null || lease.holder !== at.holder) return over(lost(mirror, move, outcome, judge, at.nowMs));
  // Not sent because the process stalled, or stops: whoever claims it next begins with a lease of full length.
  if (outcome.kind === "unsent")
    return over(due({ ...undone(mirror, lease), lease: null }, mirror.version !== lease.version, at.nowMs, at.nowMs));
  const called = { ...mirror, lastCallMs: at.nowMs };
  if (outcome.kind === "failed") return failed(called, lease, outcome.failure, judge, at);
  const { mirror: next, pass } = carriedOut(called, lease, outcome, judge.rules.replaces);
  const learned = outcome.kind === "done" && lease.move.op === "add" ? lease.refused : [];
  return { ...continued(next, pass, judge, at), refused: learned };
}

/** For a mirror whose account can no longer fill its slot: set aside, so that it holds up no other. */
export function stranded(mirror: Mirror): Decision {
  const message = `The account ${mirror.slot.account} cannot react to ${mirror.slot.post ? "posts" : "messages"} any more.`;
  const failure: Failure = { kind: "gone", ambiguous: false, message, vendor: { status: 0 } };
  return over({ ...mirror, lease: null, change: null, wakeMs: null, parked: true, failure });
}

/** Gives up a lease without knowing how its move ended: the next pass confirms. */
export function released(mirror: Mirror, abandonedForMs: number, nowMs: number): Mirror {
  const confirmAtMs = mirror.possible.length === 0 ? mirror.confirmAtMs : nowMs + abandonedForMs + CLOCK_STEP_MS;
  return woken({ ...mirror, lease: null, confirmAtMs }, nowMs);
}

/** Asks for the mirror to be worked on by hand: refused emoji compete again, a parked one wakes. */
export function retried(mirror: Mirror, nowMs: number): Mirror {
  return woken({ ...mirror, rejections: [], parked: false, attempts: 0, failingSinceMs: null }, nowMs);
}

/** A step of which nobody can say whether it happened: it is possible until a pass that begins after `confirmAtMs` settles. */
export function doubted(mirror: Mirror, steps: readonly Step[], abandonedForMs: number, nowMs: number): Mirror {
  const confirmAtMs = Math.max(mirror.confirmAtMs ?? 0, nowMs + abandonedForMs + CLOCK_STEP_MS);
  return woken({ ...mirror, possible: steps.reduce(withStep, mirror.possible), confirmAtMs }, nowMs);
}

type Pass = Unfinished;

/** The next move of a pass, begun; or its end. */
function onward(mirror: Mirror, pass: Pass, judge: Judge, at: Moment): Decision {
  const wish = desire(mirror, judge, at.nowMs);
  if (wish.waits) return over({ ...mirror, lease: null, waits: true });
  const spoken = { ...withSpeakers(mirror, wish, at.nowMs), desired: wish.wanted };
  const move = nextMove(spoken, wish.wanted, judge.rules, pass, at.readable);
  if (move === null) return settled(spoken, pass, wish, judge);
  if (at.tokenWaitMs > 0)
    return over(woken({ ...mirror, desired: wish.wanted, lease: null, unfinished: unfinished(pass) }, at.nowMs + at.tokenWaitMs));
  return { ...over(begun(spoken, move, pass, judge, at)), move };
}

/** An ordinary pass needs no memory, unless it has to learn: `observed` is what it has done. */
function unfinished({ version, startedMs, confirming, done, read, refused }: Pass): Unfinished | null {
  return confirming || refused.length > 0 ? { version, startedMs, confirming, done, read, refused } : null;
}

/** Stores the move as possible, and what its echoes will look like, before anything leaves. */
function begun(mirror: Mirror, move: Move, pass: Pass, judge: Judge, at: Moment): Mirror {
  const { abandonedForMs } = judge.rules;
  const lease: Lease = { ...pass, holder: at.holder, untilMs: at.nowMs + at.leaseMs, move, fresh: true, abandonedForMs };
  if (move.op === "read") return { ...mirror, lease };
  const known = mirror.possible.some((step) => isStep(step, move));
  const recent = mirror.taken.filter(({ atMs }) => atMs > at.nowMs - ECHO_MS).map((step) => overtaken(mirror, step, move, judge.rules));
  // Whoever was not called for so long (a pause, a breaker) has not been failing all that time.
  const isRested = at.nowMs - mirror.lastCallMs > (at.alone ? RESTED_ALONE_MS : RESTED_MS);
  const rested = isRested ? { attempts: 0, failingSinceMs: null } : {};
  return {
    ...mirror,
    ...rested,
    lease: { ...lease, fresh: !known },
    possible: withStep(mirror.possible, move),
    taken: [...recent, { ...move, atMs: at.nowMs, implies: implied(mirror, move, judge.rules), echoed: [] }],
    lastCallMs: at.nowMs,
    kept: false,
  };
}

/** What is still possible may land late, and then takes away what was put there since. */
function overtaken(mirror: Mirror, step: StepTaken, by: Step, rules: ReactionRules): StepTaken {
  const isLate = by.op === "add" && empties(step, rules) && mirror.possible.some((one) => isStep(one, step));
  if (!isLate || same(step.emoji, by.emoji) || includes(step.implies, by.emoji)) return step;
  return { ...step, implies: [...step.implies, by.emoji] };
}

function carriedOut(
  mirror: Mirror,
  lease: Lease,
  outcome: Exclude<Outcome, { kind: "failed" | "unsent" }>,
  replaces: boolean,
): { mirror: Mirror; pass: Pass } {
  const { move } = lease;
  if (outcome.kind === "read") {
    const { shown } = outcome;
    return shown === null
      ? { mirror, pass: { ...lease, read: "unread" } }
      : { mirror: { ...mirror, observed: shown }, pass: { ...lease, read: true } };
  }
  if (move.op === "read") return { mirror, pass: lease };
  const others = mirror.observed.filter((emoji) => !same(emoji, move.emoji));
  const observed = move.op === "remove" ? others : replaces ? [move.emoji] : [...others, move.emoji];
  // The step stays possible in a confirming pass, where an older, abandoned request may still land on top of it, and after a change
  // on the phone that crossed it.
  const isDoubtful = lease.confirming || mirror.confirmAtMs !== null;
  const possible = isDoubtful ? mirror.possible : mirror.possible.filter((step) => !isStep(step, move));
  return {
    mirror: { ...mirror, observed, possible },
    pass: { ...lease, done: [...lease.done.filter((step) => !undoes(move, step, replaces)), move] },
  };
}

/** What a pass did before counts no more once the same pass does the opposite, or fills the one slot anew. */
function undoes(move: Step, before: Step, replaces: boolean): boolean {
  return same(move.emoji, before.emoji) || (replaces && (move.op === "add" || before.op === "add"));
}

function failed(mirror: Mirror, lease: Lease, failure: Failure, judge: Judge, at: Moment): Decision {
  const { move } = lease;
  const known =
    failure.ambiguous && move.op !== "read"
      ? { ...mirror, failure, confirmAtMs: at.nowMs + judge.rules.abandonedForMs + CLOCK_STEP_MS }
      : { ...undone(mirror, lease), failure };
  if (failure.kind === "rejected" && move.op === "add") {
    const rejection = { emoji: move.emoji, version: lease.version, rules: fingerprint(judge.rules) };
    const refused = [...lease.refused, move.emoji];
    const rejections = [...known.rejections.filter(({ emoji }) => !same(emoji, move.emoji)), rejection];
    return continued({ ...known, rejections }, { ...lease, refused }, judge, at);
  }
  const moved = known.version !== lease.version;
  const free: Mirror = { ...known, lease: null };
  const limitedMs = failure.kind === "rate-limited" ? (failure.retryAfterMs ?? RETRY_AFTER_MS) : 0;
  if (failure.kind === "rate-limited" && !at.alone) {
    const failingSinceMs = free.failingSinceMs ?? at.nowMs;
    return over(due({ ...free, failingSinceMs, unfinished: unfinished(lease) }, moved, at.nowMs + limitedMs, at.nowMs));
  }
  if (failure.kind === "unauthorized") return over(woken(free, at.nowMs));
  // By its first attempt: how long it was only told to wait does not count.
  const failingSinceMs = free.attempts === 0 ? at.nowMs : (free.failingSinceMs ?? at.nowMs);
  const attempts = free.attempts + 1;
  const trying = { ...free, attempts, failingSinceMs };
  // By when the pass began: a provider that was away for a day and is back has nothing set aside.
  const lasts = failure.kind === "transient" || failure.kind === "rate-limited";
  const hopeless = !lasts || lease.startedMs - failingSinceMs >= GIVE_UP_MS;
  if (hopeless && !moved) return parked(trying, move, judge, at);
  const waitMs = failure.ambiguous && attempts === 1 ? 0 : Math.max(limitedMs, backoffMs(attempts, at.random));
  return over(due(trying, moved, at.nowMs + waitMs, at.nowMs));
}

/** Set aside with its reason, until its next event or a person wakes it. */
function parked(mirror: Mirror, move: Move, judge: Judge, at: Moment): Decision {
  const wish = desire(mirror, judge, at.nowMs);
  const reason = move.op === "remove" ? "not-taken-back" : mirror.failure?.kind === "gone" ? "gone" : "undelivered";
  const next = { ...mirror, parked: true, change: null, wakeMs: null, desired: wish.wanted };
  return { ...over(next), notices: noticesOf(next, wish, reason) };
}

/** Only at the version it claimed does a pass go on; a newer change makes the mirror due as that change asks. */
function continued(mirror: Mirror, pass: Pass, judge: Judge, at: Moment): Decision {
  if (mirror.version !== pass.version) return over(due({ ...mirror, lease: null }, true, at.nowMs, at.nowMs));
  return onward(mirror, pass, judge, at);
}

/** Due again: as the newest change asks when there is one, else at `atMs`; and never later than a confirmation. */
function due(mirror: Mirror, moved: boolean, atMs: number, nowMs: number): Mirror {
  if (!moved) return woken(mirror, atMs);
  if (mirror.change === null) return woken(mirror, nowMs);
  return mirror.possible.length === 0 ? mirror : woken(mirror, Math.max(nowMs, mirror.confirmAtMs ?? nowMs));
}

function settled(mirror: Mirror, pass: Pass, wish: Desire, judge: Judge): Decision {
  const { rules } = judge;
  const trusted = !pass.confirming || pass.read === true;
  const stays = rules.canRemove || (rules.replaces && wish.wanted.length > 0) ? [] : mayShow(mirror);
  const observed = trusted ? mirror.observed : [...wish.wanted, ...stays.filter((emoji) => !includes(wish.wanted, emoji))];
  const surplus = observed.filter((emoji) => !includes(wish.wanted, emoji));
  // What cannot be removed cannot be confirmed either: it stays possible, and the next pass confirms.
  const pointless = !trusted && surplus.length > 0;
  const confirmed = pass.confirming && pass.startedMs >= (mirror.confirmAtMs ?? 0) && !pointless;
  const possible = confirmed ? [] : mirror.possible;
  const wakes = [mirror.wakeMs, wish.ripensMs];
  if (possible.length > 0 && !pointless) wakes.push(pass.confirming ? mirror.confirmAtMs : pass.startedMs);
  const wakeMs = wakes.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
  const refused = wish.refused.length > 0;
  const nothingLeft = refused && wish.wanted.length === 0 && wakeMs === null && surplus.length === 0;
  const kept = surplus.length > 0;
  const next: Mirror = {
    ...mirror,
    lease: null,
    observed,
    possible,
    confirmAtMs: possible.length === 0 ? null : mirror.confirmAtMs,
    wakeMs,
    attempts: 0,
    failingSinceMs: null,
    failure: refused ? mirror.failure : null,
    parked: nothingLeft,
    kept,
  };
  const notices = [
    ...shownNotices(next, wish, rules, pass.startedMs),
    ...noticesOf(next, wish, "rejected"),
    ...(kept ? noticesOf(next, wish, "kept") : []),
  ];
  return { ...over(next), notices };
}

/** The lease went to somebody else while our move was under way: what it may have done is added to what is possible. */
function lost(mirror: Mirror, move: Move, outcome: Outcome, judge: Judge, nowMs: number): Mirror {
  const nothing = outcome.kind === "unsent" || (outcome.kind === "failed" && !outcome.failure.ambiguous);
  if (move.op === "read" || nothing) return mirror;
  return doubted(mirror, [move], judge.rules.abandonedForMs, nowMs);
}

/** As before the move: it surely did not happen. */
function undone(mirror: Mirror, lease: Lease): Mirror {
  const { move } = lease;
  if (move.op === "read") return mirror;
  const possible = lease.fresh ? mirror.possible.filter((step) => !isStep(step, move)) : mirror.possible;
  return { ...mirror, possible, taken: mirror.taken.slice(0, -1) };
}

function over(mirror: Mirror): Decision {
  return { mirror, move: null, notices: [], refused: [], takenOver: false };
}
