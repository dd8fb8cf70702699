import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { SourceEvent, SpokenEvent } from "../../domain/event.ts";
import type { Receive } from "../../ports/source.ts";
import type { CustomNames } from "./emoji.ts";
import { flawOf } from "./flaw.ts";
import { id, type Ourselves, type Place, toPerson } from "./ids.ts";
import type { Lanes } from "./lanes.ts";
import type { Log } from "./log.ts";
import { leftEvents, type Told, toLeft, toTold } from "./mappers.ts";
import type { People } from "./people.ts";
import type { Places } from "./places.ts";
import { type Names, toSpoken, toWritten, type Written } from "./spoken.ts";

export interface ListenOptions {
  readonly ourselves: () => Ourselves;
  readonly names: CustomNames;
  readonly places: Places;
  readonly people: People;
  readonly lanes: Lanes;
  readonly log: Log;
  readonly role: Names["role"];
  /** Whether somebody wants to hear what is written in a channel; null when nobody wants to of any. */
  readonly wants: ((channel: string) => boolean) | null;
  readonly receive: Receive;
  /** Called when something was told that nobody could place, so that it must be read. */
  readonly onMissed: (reason: string) => void;
  readonly onMalformed: (reason: string) => void;
  /** Called for each reaction that comes to nothing. */
  readonly onLeftOut: (what: string, why: string) => void;
  readonly signal: AbortSignal;
}

/** Waits before what somebody wrote is told again that was not taken: nobody can read it later. */
const AGAIN_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

const actor = z.object({ guild_id: id, member: z.looseObject({}) });
const role = z.object({ guild_id: id });

export interface Listen {
  /** Takes every dispatch, in the order in which they come, and tells of each that means something to the bridge. Never throws. */
  take(type: string, data: unknown): void;
  /**
   * Tells of a message, as Discord shows it, that somebody asks to have sent. False: it is none of the team's. Rejects when it was not
   * taken.
   */
  send(message: unknown, place: Place, user: string): Promise<boolean>;
}

export function createListen(options: ListenOptions): Listen {
  const { ourselves, names, places, people, lanes, log, wants, receive, onMissed, onMalformed, onLeftOut, signal } = options;

  /** The flow says itself when something could not be stored. */
  const tell = (event: SourceEvent) => receive(event).catch(() => {});

  async function placed(told: Told): Promise<void> {
    try {
      const place = await places.placeOf(told.channel, told.workspace);
      if (place === null) return onLeftOut("reaction", "unplaced");
      for (const event of told.events(place)) await tell(event);
    } catch {
      onMissed("Discord did not say where something happened");
    }
  }

  async function spoken(written: Written): Promise<void> {
    const place = await places.placeOf(written.channel_id, written.guild_id ?? null).catch(() => null);
    if (place === null || wants?.(place.channel) !== true) return;
    if (written.webhook_id != null) people.isBot(place.workspace, written.author.id);
    else if (written.member != null) people.know(place.workspace, { ...written.member, user: written.author });
    const event = eventOf(written, place);
    for (const waitMs of [...AGAIN_MS, null]) {
      const isTaken = await receive(event).then(
        () => true,
        () => false,
      );
      if (isTaken || signal.aborted) return;
      if (waitMs === null) log.error({}, "a message of the team's could not be taken, and nobody will tell of it again");
      else await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  }

  function eventOf(written: Written, place: Place): SpokenEvent {
    const channel = (one: string) => places.known(one)?.name ?? null;
    return toSpoken(written, place, { channel, role: options.role, isForum: (one) => places.known(one)?.isForum === true });
  }

  function knowActor(data: unknown): void {
    const { data: read } = actor.safeParse(data);
    if (read !== undefined) people.know(read.guild_id, read.member);
  }

  function take(type: string, data: unknown): void {
    if (signal.aborted) return;
    try {
      const left = toLeft(type, data, places.within);
      places.learn(type, data);
      if (type.startsWith("GUILD_ROLE_")) people.forget(role.parse(data).guild_id, null);
      if (left !== null) for (const event of leftEvents(left)) lanes.run(`channel ${event.channel.channel}`, () => tell(event));
      if (type === "MESSAGE_REACTION_ADD") knowActor(data);
      if (type === "MESSAGE_CREATE") {
        const written = wants === null ? null : toWritten(data, ourselves());
        if (written !== null) lanes.run(`spoken ${written.channel_id}`, () => spoken(written));
        return;
      }
      const told = toTold(type, data, ourselves(), names);
      if (told !== null) lanes.run(told.lane, () => placed(told));
      else if (type.startsWith("MESSAGE_REACTION_")) onLeftOut("reaction", "ours");
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      onMalformed(`${type} ${flawOf(error)}`);
    }
  }

  return {
    take,
    async send(message, place, user) {
      const written = toWritten(message, ourselves());
      if (written === null) return false;
      await receive({ ...eventOf(written, place), askedBy: toPerson(place.workspace, user) });
      return true;
    },
  };
}
