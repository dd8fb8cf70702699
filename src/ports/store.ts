import type { AccountHealth } from "../domain/account.ts";
import type { Echo } from "../domain/echo.ts";
import type { Person } from "../domain/event.ts";
import type { Resolved } from "../domain/fold.ts";
import type { Conversation } from "../domain/heard.ts";
import type { MadeLink } from "../domain/link.ts";
import type { Channel, Message } from "../domain/message.ts";
import type { Mirror, MirrorId, MirrorState, Move } from "../domain/mirror.ts";
import type { ReactionRules } from "../domain/network.ts";
import type { Decision, Outcome } from "../domain/pass.ts";
import type { Direction, Sharing } from "../domain/policy.ts";
import type { Absorbed } from "../domain/reading.ts";
import type { Slot } from "../domain/slot.ts";
import type { Limit } from "../domain/window.ts";

/**
 * What the store did with an event. `folded`: it changed what was due to be looked at anyway. `known`: it changed nothing.
 * `waiting`: kept for 60 s, in case its message is linked.
 */
export type Recorded = "changed" | "folded" | "known" | "waiting";

/** `conflict`: under this link, the message stands for another target already. */
export type Linked = { readonly result: "created" | "stood"; readonly mirror: Mirror } | { readonly result: "conflict" };

/** An account that the claim may serve, and what its calls draw from. */
export interface Served {
  readonly account: string;
  readonly limits: readonly Limit[];
  /** Not with mirrors whose last call failed. */
  readonly wellOnly?: boolean;
}

/** The right to make one move, now, and to say how it ended. */
export interface Claim {
  readonly mirror: Mirror;
  readonly move: Move;
  /** The call's place in the windows of what it draws from; opaque. */
  readonly token: string;
  /** The limits of its account, and where its mirror's last call had failed their parts for those. */
  readonly drawn: readonly Limit[];
  readonly takenOver: boolean;
}

/** Decides inside an atomic step. Pure: it may be called again when the step has to be repeated. */
export type Decide = (
  mirror: Mirror,
  at: { readonly nowMs: number; readonly tokenWaitMs: number; readonly health: AccountHealth },
) => Decision;

/** Work that is no mirror: one notice, one alert, one relayed message. */
export interface OutboxItem {
  /** Two items with one key are one item, also after it is done; with `perMs`, only within one such span by the store's clock. */
  readonly key: string;
  readonly perMs?: number;
  readonly kind: string;
  /** JSON; who handles `kind` knows its shape. */
  readonly payload: unknown;
  /** Items of one lane are taken one after the other: none before those ahead of it are done. */
  readonly lane?: string;
  /**
   * Where in its lane it belongs, in microseconds since 1970: ahead of whatever has a later place and was not begun. Without it, behind
   * everything that is there, by the store's clock.
   */
  readonly placeUs?: number;
  /** Not before so long from now. */
  readonly afterMs?: number;
}

/** A conversation that an account has heard of. */
export interface Known {
  readonly account: string;
  /** The id by which the bridge names it; stays what it is. */
  readonly id: string;
  /** Every id under which it was heard of, `id` too. */
  readonly ids: readonly string[];
  readonly name: string | null;
  readonly isGroup: boolean;
  /** When it was last heard of, by the store's clock, in milliseconds since 1970. */
  readonly heardMs: number;
  /** The newest message of our own account in it, as `id#part`; null while none was heard. */
  readonly lastOwn: string | null;
}

/** A text of the team's that is on its way to a conversation, and by which its own delivery will be known. */
export interface Expected {
  readonly key: string;
  readonly account: string;
  readonly conversation: string;
  readonly text: string;
  readonly message: Message;
  readonly link: string;
}

export interface OutboxClaim extends Pick<OutboxItem, "key" | "kind" | "payload"> {
  /** How often it was claimed before. */
  readonly attempts: number;
}

export interface MirrorQuery {
  readonly state?: MirrorState;
  readonly link?: string;
  /** Only mirrors that changed since then, by the store's clock; newest first. Without it: in the order of their ids. */
  readonly changedWithinMs?: number;
  /** The `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** What another process on the same store has done: it left work that is due soon, or something was said of links. */
export type News = "work" | "links";

export interface Backlog {
  readonly due: number;
  readonly parked: number;
  /** How long the oldest due work has been due; 0 without any. */
  readonly oldestDueMs: number;
}

/**
 * Remembers everything. Each method is ONE atomic step: when its promise resolves it is committed and survives a crash; when it
 * rejects, nothing of it happened. Callers never see a transaction. The store's clock decides; spans, not moments, are returned.
 */
export interface Store {
  /** Folds an event into every mirror that its message feeds, or keeps it waiting when there is none and `waitMs` > 0. */
  record(resolved: Resolved, waitMs: number): Promise<Recorded>;
  /** Makes a message feed the mirror of a slot, and folds in what waited for it. */
  link(message: Message, link: string, slot: Slot): Promise<Linked>;
  /** Takes an echo on a message of an account; a redelivery (`id`) changes nothing. */
  echo(
    account: string,
    message: string,
    part: number,
    echo: Echo,
    id: string,
    rules: ReactionRules,
  ): Promise<"ours" | "owner" | "known" | "unlinked">;
  /** Changes one mirror; null when there is none. */
  absorb(id: MirrorId, absorb: (mirror: Mirror, nowMs: number) => Absorbed): Promise<Absorbed | null>;
  /** Freezes every message of a channel, or of one link (`link`), at `atUs`. */
  freeze(where: Channel | { readonly link: string }, reason: string, atUs: number | null): Promise<number>;
  /** By hand: refused emoji compete again and the mirror is due now. False when there is no such mirror. */
  retry(id: MirrorId): Promise<boolean>;
  /** What waited while this link was switched off is due now. */
  wake(link: string): Promise<number>;

  /**
   * `holder` is unique per claim, not per process: a pass must not be taken for an older one of its own process.
   *
   * Takes the due mirror that has waited longest on the account served least recently, takes a token of each of its limits, and
   * leases it with the move that `decide` returns. Paused, limited and failing accounts are passed over, and so are mirrors whose last
   * call failed, where those have had their part of a limit. Mirrors that need no call are settled on the way. `null`: nothing can be
   * claimed for `afterMs` (null: until something changes).
   */
  claim(holder: string, served: readonly Served[], decide: Decide): Promise<Claim | { readonly afterMs: number | null }>;
  /**
   * Says how a claim's move ended, and goes on as `decide` says: the next move with a token of its own, or null when the pass is
   * over. Ends the token (or gives it back when unsent), and keeps the account's health. False: the lease was lost.
   */
  advance(holder: string, claim: Claim, served: Served, outcome: Outcome, decide: Decide): Promise<Claim | null | false>;
  /** Gives up the leases of this holder with confirmation (null: of everybody). Returns how many. */
  release(holder: string | null): Promise<number>;

  /** Puts work that is no mirror into the outbox; items whose key is known are dropped. */
  send(items: readonly OutboxItem[]): Promise<void>;
  /** Items of this kind that were not begun wait for at least so long from now. */
  delayItems(kind: string, ms: number): Promise<void>;
  /** Takes the item that has waited longest, for `leaseMs`; none of the kinds `without`. */
  claimItem(holder: string, leaseMs: number, without?: readonly string[]): Promise<OutboxClaim | { readonly afterMs: number | null }>;
  /** Keeps an item that this holder has, for `leaseMs` from now. False: the lease was lost. */
  keepItem(holder: string, key: string, leaseMs: number): Promise<boolean>;
  /** `retryAfterMs` null: done, or given up. False: the lease was lost. */
  finishItem(holder: string, key: string, retryAfterMs: number | null): Promise<boolean>;

  /** Remembers a word of a person, until they are forgotten. False: it was remembered already. */
  remember(person: Person, word: string): Promise<boolean>;
  isRemembered(person: Person, word: string): Promise<boolean>;
  /**
   * Forgets what is remembered of a person, every item of no lane whose key names them, done or not, and what waits of theirs for its
   * link. Mirrors are not looked at.
   */
  forgetPerson(person: Person): Promise<void>;

  /**
   * Keeps what was heard of a conversation. Two that turn out to share an id are one from then on. `lastOwn`: a message of our own
   * account, as `id#part`.
   */
  meet(account: string, conversation: Conversation, lastOwn: string | null): Promise<Known>;
  /** Newest first; of every account without one. */
  conversations(account: string | null, limit: number): Promise<readonly Known[]>;
  /** The conversation of an account that has this id; null when it was never heard of. */
  conversation(account: string, id: string): Promise<Known | null>;
  /** The message at the head of a conversation's thread in a link's channel; null while there is none. */
  thread(link: string, conversation: string): Promise<Message | null>;
  /** Which conversation a thread of a link stands for; null for none. `head` is the message at its head. */
  conversationOf(link: string, head: Message): Promise<string | null>;
  /** The first message that is named for a conversation stays at the head of its thread; answers which that is. */
  openThread(link: string, conversation: string, head: Message): Promise<Message>;

  /** A text that is about to be sent. False: it was expected already, so an earlier try may have happened. */
  expect(expected: Expected): Promise<boolean>;
  /** The oldest text that is expected in a conversation and reads like this; null for none. */
  expected(account: string, conversation: string, text: string): Promise<Expected | null>;
  /** It came to be known otherwise, or was surely never sent. False: it was not expected any more. */
  forget(key: string): Promise<boolean>;

  mirror(id: MirrorId): Promise<Mirror | null>;
  /** What our account shows, or is to show, on a target message, whatever place there it fills. `part` null: on every part. */
  mirrorsOn(account: string, message: string, part: number | null): Promise<readonly Mirror[]>;
  /** What a message of a channel stands for under a link; null while it is not linked. */
  standsFor(message: Message, link: string): Promise<Mirror | null>;
  /** Up to so many mirrors that messages of a channel feed, the one made last first. */
  linkedLast(channel: Channel, limit: number): Promise<readonly Mirror[]>;
  /** Whether events wait for this message to be linked. */
  awaited(message: Message): Promise<boolean>;
  mirrors(query: MirrorQuery): Promise<{ readonly mirrors: readonly Mirror[]; readonly next: string | null }>;
  backlog(): Promise<Backlog>;

  health(account: string): Promise<AccountHealth>;
  /** Why, or null to resume. */
  pause(account: string, reason: string | null): Promise<void>;
  /** Milliseconds until this account's limits let a call through; 0 when they do. */
  limitedForMs(served: Served): Promise<number>;
  /** Takes a token of each limit of an account, for a call that is no mirror's; null while there is none. */
  probe(served: Served): Promise<string | null>;
  /**
   * Says how that call ended: its token is ended, or given back when unsent. A paused account is resumed by one that is done; one that is
   * unauthorized pauses it, or says why it stays paused.
   */
  probed(served: Served, token: string, outcome: Outcome): Promise<void>;

  /** What was said in chat or through the API about links; outlives a restart and beats the file. */
  directions(): Promise<Readonly<Record<string, Direction>>>;
  /** Null: what the file says. */
  setDirection(link: string, direction: Direction | null): Promise<void>;
  /** Links whose channel is shared with another organization, and whether an admin has confirmed them since. */
  sharings(): Promise<Readonly<Record<string, Sharing>>>;
  /** Null: the channel is the team's own. */
  setSharing(link: string, sharing: Sharing | null): Promise<void>;

  /** Links that were made in chat and not dropped since, in the order in which they were made. */
  madeLinks(): Promise<readonly MadeLink[]>;
  /**
   * Remembers a link, and what is known of its channel's sharing. `named`: its name is another one's, or was: messages stand under it.
   * `linked`: its channel is linked with this conversation of this account already.
   */
  makeLink(made: MadeLink, sharing: Sharing | null): Promise<"made" | "named" | "linked">;
  /**
   * Forgets a link that was made in chat, with what was said of it since: its messages are frozen, and what waited for it goes on. False:
   * there is none.
   */
  dropLink(name: string): Promise<boolean>;

  /** Lets go of up to so many settled mirrors that did not change for so long, the oldest first. Nothing is withdrawn. Returns how many. */
  prune(keptMs: number, limit: number): Promise<number>;
  /** Lets go of a mirror, whatever its state; nothing is withdrawn. False while somebody works on it, or when there is none. */
  drop(id: MirrorId): Promise<boolean>;
  /**
   * Lets go of a conversation of an account, of its threads under these links, and of what is expected there. Answers every id that it
   * had; this one when it was never heard of.
   */
  dropConversation(account: string, id: string, links: readonly string[]): Promise<readonly string[]>;
  /** Lets go of what is not done in these lanes of the outbox, as if it were; what is being done at the moment is finished by nobody. */
  dropLanes(lanes: readonly string[]): Promise<void>;

  /**
   * Takes what one process does for all, or keeps it, for `leaseMs` from now on; 0 lets go of it. False: somebody else has it.
   * `holder` is unique per process.
   */
  hold(name: string, holder: string, leaseMs: number): Promise<boolean>;
  /**
   * Calls `hear` for what other processes on the same store have done, and whenever some of that may have been missed. Much that
   * happens at once is told once. Never waits for what it calls.
   */
  onNews(hear: (news: News) => void): void;

  close(): Promise<void>;
}
