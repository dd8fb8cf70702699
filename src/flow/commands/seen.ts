import type { Asking, Said } from "../../domain/command.ts";
import { NETWORK_TITLES } from "../../domain/conversation.ts";
import type { Person } from "../../domain/event.ts";
import { isPlatform, messageKey, networkMessage } from "../../domain/message.ts";
import { type Fact, type Mirror, OWNER, stateOf } from "../../domain/mirror.ts";
import type { Accounts } from "../../ports/account.ts";
import type { Clock } from "../../ports/clock.ts";
import { ageOf, nowhere, seen, which } from "./sentences.ts";
import { findSpot, type SpotOptions, toldOf } from "./spot.ts";

/** What the customer sees of us on a message, who holds what here, what the other side shows, and what is still under way. */
export async function whoHolds(asking: Asking, options: SpotOptions & { readonly accounts: Accounts }): Promise<Said> {
  const { store, accounts, clock } = options;
  const spot = await findSpot(asking, options);
  if (typeof spot === "string") return [nowhere(spot)];
  const lines: Said[] = [];
  // What the customer sees tells of the people on every copy.
  for (const mirror of toldOf(spot.mirrors)) {
    const network = accounts.get(mirror.slot.account)?.network;
    const where = network === undefined || isPlatform(network) ? "In the other channel" : `On ${NETWORK_TITLES[network]}`;
    lines.push([`${where}, ${which(spot)} shows ${seen(mirror.observed)}.`]);
    const ours = heldOf(mirror.facts.filter(({ held }) => held));
    if (ours.length === 0) lines.push(["Nobody here holds anything on it."]);
    else lines.push(...ours.map((line) => said(line, mirror)));
    if (network !== undefined && !isPlatform(network)) {
      const there = networkMessage(network, mirror.slot.account, mirror.slot.message, mirror.slot.part);
      const link = mirror.feeds.find(({ key }) => key === messageKey(spot.message))?.link ?? "";
      const back = await store.standsFor(there, link);
      const theirs = heldOf((back?.facts ?? []).filter((fact) => fact.held && fact.via === "reaction"));
      if (theirs.length > 0)
        lines.push([`From the other side: ${theirs.map(({ emoji, people }) => counted(emoji, people.length)).join(" ")}`]);
    }
    lines.push([story(mirror, clock)]);
  }
  const sentences = lines.filter((line) => line.length > 0 && line[0] !== "");
  return sentences.flatMap((line, index) => (index === 0 ? line : ["\n", ...line]));

  function said({ emoji, people, denied }: Held, mirror: Mirror): Said {
    const names = people.flatMap(({ person, source, isCommand }, index) => {
      // Of another platform, nobody here knows the name.
      const isKnown = mirror.feeds.some(({ key, platform }) => key === source && platform === asking.channel.platform);
      const name = person === OWNER ? `the phone of ${mirror.slot.account}` : isKnown ? { person } : "somebody on another platform";
      return [...(index === 0 ? [] : [", "]), name, ...(isCommand ? [" (by command)"] : [])];
    });
    return [`${emoji} `, ...names, ...(denied ? [" · stays inside"] : [])];
  }
}

interface Held {
  readonly emoji: string;
  readonly people: readonly { readonly person: Person; readonly source: string; readonly isCommand: boolean }[];
  /** None of it may leave. */
  readonly denied: boolean;
}

/** By emoji, the newest press first. */
function heldOf(facts: readonly Fact[]): readonly Held[] {
  const groups = Map.groupBy(
    facts.toSorted((a, b) => b.atUs - a.atUs),
    ({ emoji, name }) => emoji ?? `:${name}:`,
  );
  return [...groups].map(([emoji, group]) => {
    const people = [...Map.groupBy(group, ({ person }) => person)];
    return {
      emoji,
      people: people.map(([person, theirs]) => ({
        person,
        source: theirs[0]?.source ?? "",
        isCommand: theirs.every(({ via }) => via === "command"),
      })),
      denied: group.every(({ denied }) => denied !== null),
    };
  });
}

function counted(emoji: string, people: number): string {
  return people === 1 ? emoji : `${emoji} ×${people}`;
}

/** Where the mirror's work stands; empty when all is as it should be. */
function story(mirror: Mirror, clock: Clock): string {
  const { failure, failingSinceMs, kept, waits } = mirror;
  switch (stateOf(mirror)) {
    case "parked":
      return `This could not be made right and was set aside: ${failure?.message ?? "nothing is left to try"}. Its next reaction tries again.`;
    case "due": {
      if (waits) return "It waits for this channel's link, which is switched off.";
      if (failingSinceMs === null) return "A change is on its way.";
      return `A change has been waiting for ${ageOf(clock.now() - failingSinceMs)}: ${failure?.message ?? "no answer"}. The bridge keeps trying.`;
    }
    case "settled":
      return kept ? "What is shown there cannot be taken off; a new reaction replaces it." : "";
  }
}
