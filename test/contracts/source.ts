import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emoji } from "../../src/domain/emoji.ts";
import type { Person, SourceEvent } from "../../src/domain/event.ts";
import type { Message } from "../../src/domain/message.ts";
import type { Source } from "../../src/ports/source.ts";

/** A source that is not started, and the platform behind it, in which the test plays the team. */
export interface SourceWorld {
  readonly source: Source;
  /** Somebody posts; our bot is in the channel. */
  post(): Promise<Message>;
  /** Two different people of the team. */
  readonly people: readonly [Person, Person];
  /** A custom emoji that stands for no Unicode one, as the source names it. */
  readonly customName: string;
  react(message: Message, person: Person, emoji: Emoji): Promise<void>;
  unreact(message: Message, person: Person, emoji: Emoji): Promise<void>;
  reactCustom(message: Message, person: Person): Promise<void>;
  /** Our own bot reacts. */
  reactOurselves(message: Message, emoji: Emoji): Promise<void>;
  delete(message: Message): Promise<void>;
  /** What was told to whom so that nobody else saw it. */
  told(): readonly { readonly person: Person; readonly text: string }[];
  /** What we have said in a channel to everybody, as people read it. */
  said(channel: string): readonly string[];
  close(): Promise<void>;
}

const WITHIN = { timeout: 4_000, interval: 5 };
const never = new AbortController().signal;

/** What the bridge relies on, whichever platform a source stands before. */
export function sourceContract(name: string, setup: () => Promise<SourceWorld>): void {
  describe(`${name} as a source`, () => {
    let world: SourceWorld;
    let events: SourceEvent[];
    let receive: (event: SourceEvent) => Promise<void>;

    beforeEach(async () => {
      world = await setup();
      events = [];
      receive = async (event) => void events.push(event);
    });
    afterEach(async () => {
      await world.source.stop();
      await world.close();
    });

    const start = () => world.source.start((event) => receive(event));
    const of = (...kinds: SourceEvent["kind"][]) => events.filter(({ kind }) => kinds.includes(kind));
    const seen = async (count: number, ...kinds: SourceEvent["kind"][]) => {
      await expect.poll(() => of(...kinds).length, WITHIN).toBe(count);
      return of(...kinds);
    };

    it("knows the workspace of a channel once it is started, and not before", async () => {
      expect(() => world.source.channel("C1")).toThrow();
      expect(world.source.connected()).toBe(false);
      await start();
      expect(world.source.connected()).toBe(true);
      const { platform, workspace, channel } = await world.post();
      expect(world.source.channel(channel)).toEqual({ platform, workspace, channel });
    });

    it("reads from a message's id when it was posted, and from no other text", async () => {
      await start();
      const before = Date.now();
      const { message } = await world.post();
      const posted = world.source.postedMs(message) ?? 0;
      expect(posted).toBeGreaterThanOrEqual(before - 1_000);
      expect(posted).toBeLessThanOrEqual(Date.now() + 1_000);
      for (const text of ["", "hello", `${message}x`, "-1", "1e9"]) expect(world.source.postedMs(text)).toBeNull();
    });

    it("tells who reacted with what to which message, and who took it back", async () => {
      await start();
      const message = await world.post();
      const [dana] = world.people;
      await world.react(message, dana, "❤️");
      await seen(1, "added");
      await world.unreact(message, dana, "❤️");
      const [added, removed] = await seen(2, "added", "removed");
      expect(added).toMatchObject({ kind: "added", message, person: dana, emoji: "❤️", via: "reaction" });
      expect(removed).toMatchObject({ kind: "removed", message, person: dana, emoji: "❤️", via: "reaction" });
    });

    it("keeps skin tones apart, by name and in Unicode", async () => {
      await start();
      const message = await world.post();
      const [dana] = world.people;
      for (const emoji of ["👍", "👍🏽"]) await world.react(message, dana, emoji);
      const added = (await seen(2, "added")) as Extract<SourceEvent, { kind: "added" | "removed" }>[];
      expect(new Set(added.map(({ emoji }) => emoji))).toEqual(new Set(["👍", "👍🏽"]));
      expect(new Set(added.map((event) => event.name)).size).toBe(2);
    });

    it("gives a custom emoji no meaning that it does not have", async () => {
      await start();
      const message = await world.post();
      await world.reactCustom(message, world.people[0]);
      const [added] = await seen(1, "added");
      expect(added).toMatchObject({ name: world.customName, emoji: null });
    });

    it("never tells of our own reactions as somebody's, and never reads them", async () => {
      await start();
      const message = await world.post();
      await world.reactOurselves(message, "👀");
      await world.react(message, world.people[0], "🎉");
      await seen(1, "added");
      expect(events.filter(({ kind }) => kind !== "own")).toHaveLength(1);
      const reading = await world.source.held(message, never);
      expect(reading.reactions).toMatchObject([{ person: world.people[0], emoji: "🎉" }]);
    });

    it("brings an event that was not committed again, where it says that it does", async () => {
      let refused = 0;
      receive = async (event) => {
        if (event.kind === "added" && refused++ === 0) throw new Error("not committed");
        events.push(event);
      };
      await start();
      const message = await world.post();
      await world.react(message, world.people[0], "🎉");
      await expect.poll(() => refused, WITHIN).toBeGreaterThan(0);
      if (world.source.resends) await expect.poll(() => of("added").length, WITHIN).toBeGreaterThan(0);
      await world.react(message, world.people[1], "👍");
      await expect.poll(() => of("added").length, WITHIN).toBeGreaterThan(world.source.resends ? 1 : 0);
    });

    it("tells that a message was deleted, and not that its reactions were taken back", async () => {
      await start();
      const message = await world.post();
      await world.react(message, world.people[0], "🎉");
      await seen(1, "added");
      await world.delete(message);
      const [deleted] = await seen(1, "deleted");
      expect(deleted).toMatchObject({ kind: "deleted", message });
      expect(of("removed", "cleared")).toEqual([]);
    });

    it("reads who holds what now, no later than now", async () => {
      await start();
      const message = await world.post();
      const [dana, eli] = world.people;
      await world.react(message, dana, "👍");
      await world.react(message, eli, "👍");
      await world.react(message, eli, "🎉");
      await world.unreact(message, dana, "👍");
      const { reactions, incomplete, atUs: toldUs } = await world.source.held(message, never);
      const atUs = toldUs ?? Date.now() * 1_000;
      expect(reactions).toMatchObject([
        { person: eli, emoji: "👍" },
        { person: eli, emoji: "🎉" },
      ]);
      expect(incomplete).toEqual([]);
      expect(Number.isInteger(atUs)).toBe(true);
      expect(atUs).toBeLessThanOrEqual(Date.now() * 1_000);
      expect(atUs).toBeGreaterThan((Date.now() - 10_000) * 1_000);
    });

    it("rejects when a message cannot be read, or the reading is given up", async () => {
      await start();
      const message = await world.post();
      await expect(world.source.held(message, AbortSignal.abort())).rejects.toThrow();
      await world.delete(message);
      await expect(world.source.held(message, never)).rejects.toThrow();
    });

    it("puts a person of the team among the members, under their own id too, and an unknown one nowhere", async () => {
      await start();
      const [dana] = world.people;
      const classes = await world.source.classes(dana);
      expect(classes).toContain("members");
      expect(classes).toContain(dana.split(":").at(-1));
      expect(await world.source.classes(`${dana}404`)).toEqual([]);
      expect(await world.source.classes("elsewhere:T1:U1")).toEqual([]);
    });

    it("tells one person something, as it was written", async () => {
      await start();
      const message = await world.post();
      await world.source.tell(message, world.people[1], "kept <on> R&D's message");
      expect(world.told()).toHaveLength(1);
      expect(world.told()[0]).toMatchObject({ person: world.people[1], text: "kept <on> R&D's message" });
      await expect(world.source.tell(message, "elsewhere:T1:U1", "hello")).rejects.toThrow();
    });

    it("says something to everybody in a channel, as it was written, and tells nobody of it", async () => {
      await start();
      const { channel } = await world.post();
      await world.source.say(channel, "R&D's account <acme> is paused", "k1", false);
      expect(world.said(channel)).toEqual(["R&D's account <acme> is paused"]);
      await expect(world.source.say("C0NOWHERE", "hello", "k2", false)).rejects.toThrow();
      expect(world.told()).toEqual([]);
      expect(events).toEqual([]);
    });

    it("says what may have been said already only if it was not", async () => {
      await start();
      const { channel } = await world.post();
      await world.source.say(channel, "first", "k1", false);
      await world.source.say(channel, "first", "k1", true);
      await world.source.say(channel, "second", "k2", true);
      expect(world.said(channel)).toEqual(["first", "second"]);
    });

    it("takes nothing any more once it is stopped, and has finished what it took", async () => {
      const commit = Promise.withResolvers<void>();
      let taken = 0;
      receive = async () => {
        taken += 1;
        await commit.promise;
      };
      await start();
      const message = await world.post();
      await world.react(message, world.people[0], "🎉");
      await expect.poll(() => taken, WITHIN).toBe(1);
      let stopped = false;
      const stopping = world.source.stop().then(() => {
        stopped = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(stopped).toBe(false);
      commit.resolve();
      await stopping;
      expect(world.source.connected()).toBe(false);
      await world.react(message, world.people[0], "👍");
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(taken).toBe(1);
    });
  });
}
