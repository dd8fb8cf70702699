import { type Emoji, includes } from "./emoji.ts";
import type { Person, Via } from "./event.ts";
import type { Failure } from "./failure.ts";
import type { Message } from "./message.ts";
import type { Slot } from "./slot.ts";
import type { Denial } from "./verdict.ts";

/** URL-safe and free of anything personal: fit for logs. */
export type MirrorId = string;

/** Whoever holds our account's phone. What is done there is held by this person, on a source of the same name. */
export const OWNER = "owner";

/** A source message that feeds a mirror. */
export interface Feed extends Message {
  readonly key: string;
  readonly link: string;
  readonly linkedMs: number;
  /** Nobody has read yet what people already held when it was linked. */
  readonly unread: boolean;
  /** Set once the message was deleted, archived or unlinked: what was not sent by then never goes. */
  readonly frozen: { readonly atUs: number; readonly reason: string } | null;
}

/** What a reading knows of a press: that it stood at a moment. When it was made, only its own event can tell. */
export interface Found {
  /** It stood then, so nothing that happened up to then has ended it. */
  readonly byUs: number;
  /** The newest that is known from before: the press itself, or a removal that came before it. */
  readonly wordUs: number;
}

/** What one person holds, or held, as one emoji name on one source message. `held: false` is a tombstone. */
export interface Fact {
  readonly source: string;
  readonly link: string;
  readonly person: Person;
  readonly name: string;
  readonly via: Via;
  /** What it means on its link: Unicode, or null for a custom emoji that means nothing there. */
  readonly emoji: Emoji | null;
  /** It is a custom emoji: what it stands for is the policy's word, and goes with it. */
  readonly custom?: true;
  readonly held: boolean;
  /** The newest event of this key, by the source's clock; as long as none has told of what was found, when it was found. */
  readonly atUs: number;
  /** Only of what a reading found to be held, as long as nothing newer came. */
  readonly found?: Found;
  /** When we learned of it, by the store's clock; grace runs from here. */
  readonly sinceMs: number;
  readonly graceMs: number;
  /** The mirror's version that this fact made. */
  readonly version: number;
  /** Why it must never leave; null when it was allowed as it was pressed. */
  readonly denied: Denial | null;
  /** The classes the person was in when pressing, so that a stricter `who` can withdraw. */
  readonly classes: readonly string[];
  /** As what it went out, or was found there already; null while it did not. */
  readonly sentAs: Emoji | null;
  /** Whether the person wants to be told. */
  readonly notify: boolean;
  /** Its person was asked whether it shall leave, and was answered as they said so. */
  readonly answered?: true;
  /** It left so long after its person was answered that the answer could not tell of it. */
  readonly late?: true;
}

/** Everything of one person, or one emoji, or everybody, on one source that is off up to and including a moment. */
export interface Watermark {
  readonly source: string;
  readonly person: Person | null;
  readonly name: string | null;
  readonly atUs: number;
}

/** One change of the target that is asked for. `read` asks what is there. */
export interface Step {
  readonly op: "add" | "remove";
  readonly emoji: Emoji;
}
export type Move = Step | { readonly op: "read" };

/** A step as it was stored before its call: what an echo may answer for. */
export interface StepTaken extends Step {
  readonly atMs: number;
  /** What the network takes away by itself when this step is carried out. */
  readonly implies: readonly Emoji[];
  /** Which echoes have come: `add`, `remove`, or `implied:<emoji>`. */
  readonly echoed: readonly string[];
}

/** An emoji that this target refused, and for which presses (versions) and rules that is so. */
export interface Rejection {
  readonly emoji: Emoji;
  readonly version: number;
  readonly rules: string;
}

export interface Lease {
  readonly holder: string;
  readonly untilMs: number;
  /** The version that was claimed. */
  readonly version: number;
  /** When the pass began; it can confirm only what became possible before. */
  readonly startedMs: number;
  readonly confirming: boolean;
  /** What this pass has carried out. */
  readonly done: readonly Step[];
  /** In a confirming pass: the target was read, so `observed` can be trusted again; `unread`: it cannot be read here. */
  readonly read: boolean | "unread";
  /** The move in flight. */
  readonly move: Move;
  /** The move in flight was not already possible before. */
  readonly fresh: boolean;
  /** What was refused in this pass, to be learned if a lower rung succeeds. */
  readonly refused: readonly Emoji[];
  /** D of the target, so that any process can take over. */
  readonly abandonedForMs: number;
}

/** A confirming pass that stopped because a limit was reached; the next one goes on with it as long as the version stands. */
export type Unfinished = Pick<Lease, "version" | "startedMs" | "confirming" | "done" | "read" | "refused">;

/** A slot, the source messages that feed it, and the work to make it right. The row is the state; nothing else remembers. */
export interface Mirror {
  readonly id: MirrorId;
  readonly slot: Slot;
  /** Grows with every change of what the sources hold. */
  readonly version: number;
  readonly feeds: readonly Feed[];
  readonly facts: readonly Fact[];
  readonly watermarks: readonly Watermark[];
  /** Known on the target. */
  readonly observed: readonly Emoji[];
  /** May have happened on the target. While there is any, `observed` is not trusted. */
  readonly possible: readonly Step[];
  /** No pass that began earlier may settle what is possible. */
  readonly confirmAtMs: number | null;
  readonly taken: readonly StepTaken[];
  readonly rejections: readonly Rejection[];
  /** What the owner took off by phone: on that emoji (null: on all), nothing pressed up to that moment counts. */
  readonly ownerOff: readonly { readonly emoji: Emoji | null; readonly atUs: number }[];
  /** The changes since the last claim: when the first came, when they are due, and since when they wait for quiet. */
  readonly change: { readonly firstMs: number; readonly dueMs: number; readonly quietFromMs: number | null } | null;
  /** Due for any other reason: a retry, a confirmation, a press that ripens, a hand. */
  readonly wakeMs: number | null;
  readonly lastCallMs: number;
  readonly attempts: number;
  /** Since its first call failed, or was answered with a 429. */
  readonly failingSinceMs: number | null;
  readonly failure: Failure | null;
  readonly parked: boolean;
  /** Its links are switched off: work there is, but it waits for them. */
  readonly waits: boolean;
  /** Something stays on the target that nobody holds, because the network cannot take it back. */
  readonly kept: boolean;
  /** What the last pass wanted to show. */
  readonly desired: readonly Emoji[];
  readonly lease: Lease | null;
  readonly unfinished: Unfinished | null;
  readonly createdMs: number;
  readonly changedMs: number;
}

export function newMirror(id: MirrorId, slot: Slot, nowMs: number): Mirror {
  return {
    id,
    slot,
    version: 0,
    feeds: [],
    facts: [],
    watermarks: [],
    observed: [],
    possible: [],
    confirmAtMs: null,
    taken: [],
    rejections: [],
    ownerOff: [],
    change: null,
    wakeMs: null,
    lastCallMs: 0,
    attempts: 0,
    failingSinceMs: null,
    failure: null,
    parked: false,
    waits: false,
    kept: false,
    desired: [],
    lease: null,
    unfinished: null,
    createdMs: nowMs,
    changedMs: nowMs,
  };
}

/** When there is work: a moment, or null for never. */
export function dueMs(mirror: Mirror): number | null {
  if (mirror.change === null) return mirror.wakeMs;
  return mirror.wakeMs === null ? mirror.change.dueMs : Math.min(mirror.change.dueMs, mirror.wakeMs);
}

/** When it can be claimed: as soon as there is work and nobody holds it, or when its lease runs out. */
export function readyMs(mirror: Mirror): number | null {
  return mirror.lease === null ? dueMs(mirror) : mirror.lease.untilMs;
}

/** Its last call failed, and nothing has settled it since. */
export function isAiling({ attempts }: Mirror): boolean {
  return attempts > 0;
}

export type MirrorState = "settled" | "due" | "parked";

export function stateOf(mirror: Mirror): MirrorState {
  if (readyMs(mirror) !== null || (mirror.waits && !mirror.parked)) return "due";
  return mirror.parked ? "parked" : "settled";
}

/** The newest moment that any source told of; what has no time of its own comes after it. */
export function newestUs(mirror: Mirror): number {
  let newest = 0;
  for (const { atUs, found } of mirror.facts) newest = Math.max(newest, atUs, found?.byUs ?? 0);
  for (const { atUs } of mirror.watermarks) newest = Math.max(newest, atUs);
  for (const { atUs } of mirror.ownerOff) newest = Math.max(newest, atUs);
  return newest;
}

/** Every emoji that the target shows or may show by what we know. */
export function mayShow(mirror: Mirror): readonly Emoji[] {
  const added = mirror.possible.filter(({ op }) => op === "add").map(({ emoji }) => emoji);
  return [...mirror.observed, ...added.filter((emoji) => !includes(mirror.observed, emoji))];
}
