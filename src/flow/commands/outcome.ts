import { factOf } from "../../domain/afterthought.ts";
import type { NamedEmoji } from "../../domain/command.ts";
import { type Emoji, includes } from "../../domain/emoji.ts";
import type { Person, Via } from "../../domain/event.ts";
import type { Message } from "../../domain/message.ts";
import { type Mirror, type MirrorId, mayShow, stateOf } from "../../domain/mirror.ts";
import { type QuietHours, quietUntilMs, timeOfDay } from "../../domain/quiet.ts";
import type { Accounts } from "../../ports/account.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { Links } from "../links.ts";

const LOOK_MS = 50;
/** Shorter waits are on the way. */
const WHILE_MS = 60_000;

/**
 * What came of a press that was asked for, or of its withdrawal. `behind`: it is held, and something else shows. `over`: it is held no
 * more, and the customer sees what is shown. `stuck`: so, too, since it could not be taken back. `pending`: the last word is not spoken.
 */
export type Outcome =
  | { readonly kind: "shown"; readonly as: Emoji }
  | { readonly kind: "behind" | "over" | "kept" | "stuck"; readonly shown: readonly Emoji[] }
  | { readonly kind: "refused" | "gone" | "undelivered" }
  | { readonly kind: "pending"; readonly why: "paused" | "unreached" | "limited" | "switched-off" | "way" }
  /** The account makes no more calls for so long. */
  | { readonly kind: "paced"; readonly forMs: number }
  /** `at`: when quiet hours are over, by the customer's clock. */
  | { readonly kind: "quiet"; readonly at: string };

export interface Asked {
  /** Whether it was asked for; else it was taken back. */
  readonly isHeld: boolean;
  readonly person: Person;
  readonly message: Message;
  readonly emoji: NamedEmoji;
  readonly via: Via;
}

/** What a mirror says of one person's press. */
function outcomeOf(mirror: Mirror, { person, message, emoji, via }: Asked, isPaused: boolean, options: OutcomeOptions): Outcome {
  const fact = factOf(mirror, { message, person, name: emoji.name, via });
  const { observed: shown, failure } = mirror;
  const state = stateOf(mirror);
  const hours = quietFor(mirror, options);
  const isHeld = fact?.held === true && fact.denied !== "taken-back";
  // What never went out need not be taken back, whatever else this message waits for.
  const isOut = fact !== undefined && fact.sentAs !== null && includes(mayShow(mirror), fact.sentAs);
  if (state === "due" && hours === null && (isHeld || isOut)) {
    if (mirror.waits) return { kind: "pending", why: "switched-off" };
    if (isPaused) return { kind: "pending", why: "paused" };
    if (failure?.kind === "rate-limited") return { kind: "pending", why: "limited" };
    return { kind: "pending", why: failure === null ? "way" : "unreached" };
  }
  if (fact !== undefined && isHeld) {
    if (fact.sentAs !== null && includes(shown, fact.sentAs)) return { kind: "shown", as: fact.sentAs };
    if (hours !== null) return { kind: "quiet", at: timeOfDay(hours.toMin) };
    if (failure?.kind === "gone") return { kind: "gone" };
    const rejected = mirror.rejections.some(({ version }) => version >= fact.version);
    if (rejected) return { kind: "refused" };
    return state === "parked" ? { kind: "undelivered" } : { kind: "behind", shown };
  }
  if (state === "parked" && isOut && !includes(mirror.desired, fact.sentAs ?? "")) return { kind: "stuck", shown };
  return mirror.kept ? { kind: "kept", shown } : { kind: "over", shown };
}

/** The quiet hours for which all that is left to do has been put off; null when there are none, or nobody has looked at it yet. */
function quietFor({ feeds, change, lease, wakeMs, waits }: Mirror, { links, clock }: OutcomeOptions): QuietHours | null {
  if (change !== null || lease !== null || wakeMs === null || waits) return null;
  const all = feeds.flatMap(({ link }) => links.named(link)?.policy.quietHours ?? []);
  return all.find((hours) => quietUntilMs(hours, clock.now()) === wakeMs) ?? null;
}

export interface OutcomeOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly links: Links;
  readonly accounts: Accounts;
}

/** Where an account has no call to spare for a while, that is said, and for how long. */
async function timed({ slot, lease }: Mirror, outcome: Outcome, { store, accounts }: OutcomeOptions): Promise<Outcome> {
  // What is under way may have taken the last call.
  if (lease !== null || outcome.kind !== "pending" || (outcome.why !== "way" && outcome.why !== "limited")) return outcome;
  const { account } = slot;
  const forMs = await store.limitedForMs({ account, limits: accounts.get(account)?.limits ?? [] });
  return forMs > WHILE_MS ? { kind: "paced", forMs } : outcome;
}

/** What came of it within `patienceMs`; null when the mirror is gone. */
export async function awaitOutcome(
  id: MirrorId,
  asked: Asked,
  patienceMs: number,
  options: OutcomeOptions,
  lookMs = LOOK_MS,
): Promise<Outcome | null> {
  const { store, clock } = options;
  const untilMs = clock.now() + patienceMs;
  for (;;) {
    const mirror = await store.mirror(id);
    if (mirror === null) return null;
    const { paused } = await store.health(mirror.slot.account);
    const outcome = await timed(mirror, outcomeOf(mirror, asked, paused !== null, options), options);
    const isOver = outcome.kind !== "pending" || (outcome.why !== "way" && outcome.why !== "unreached");
    if (isOver || clock.now() >= untilMs) return outcome;
    await clock.sleep(lookMs);
  }
}
