import { App } from "@slack/bolt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boltLogger } from "../../../src/platforms/slack/log.ts";
import { createReceiver } from "../../../src/platforms/slack/receiver.ts";

function open() {
  const malformed: string[] = [];
  const logged: string[] = [];
  const say = (_: object, message: string) => void logged.push(message);
  const log = { warn: say, error: say };
  const receiver = createReceiver({ log, onMalformed: (reason) => void malformed.push(reason) });
  const authorize = async () => ({ botToken: "xoxb", botUserId: "U0BRIDGE", teamId: "T0ACME" });
  const app = new App({ receiver, authorize, convoStore: false, logger: boltLogger(log) });
  app.error(async (error) => {
    throw error;
  });
  return { app, receiver, malformed, logged };
}

describe("the receiver before Bolt", () => {
  it("answers a command as soon as its listener does, and not when the listener is done", async () => {
    const { app, receiver } = open();
    const work = Promise.withResolvers<void>();
    app.command("/react", async ({ ack }) => {
      await ack({ text: "on it" });
      await work.promise;
    });
    await receiver.start();
    const body = { command: "/react", text: "🎉", team_id: "T0ACME", user_id: "U1", channel_id: "C1" };
    expect(await receiver.deliver({ body })).toEqual({ text: "on it" });
    work.resolve();
    await receiver.stop();
  });

  it("logs what a command does wrong after its answer, and goes on", async () => {
    const { app, receiver, logged } = open();
    app.command("/react", async ({ ack }) => {
      await ack();
      throw new Error("too late");
    });
    await receiver.start();
    const body = { command: "/react", text: "", team_id: "T0ACME", user_id: "U1", channel_id: "C1" };
    expect(await receiver.deliver({ body })).toBeUndefined();
    await receiver.stop();
    expect(logged).toContain("a command or action of Slack's failed");
  });

  it("passes on which retry it is, and drops none", async () => {
    const { app, receiver } = open();
    const retries: unknown[] = [];
    app.event("reaction_added", async ({ context }) => void retries.push([context.retryNum, context.retryReason]));
    await receiver.start();
    const body = { type: "event_callback", event: { type: "reaction_added" } };
    await receiver.deliver({ body });
    await receiver.deliver({ body, retryNum: 3, retryReason: "http_timeout" });
    expect(retries).toEqual([
      [undefined, undefined],
      [3, "http_timeout"],
    ]);
  });

  it("takes once what comes again while it is being taken, and lets all be acked then, or none", async () => {
    const { app, receiver } = open();
    const stored = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let taken = 0;
    app.event("reaction_added", async () => {
      taken += 1;
      await stored[taken - 1]?.promise;
    });
    await receiver.start();
    const body = (id: string) => ({ type: "event_callback", event_id: id, event: { type: "reaction_added" } });
    const twice = [0, 1].map((retryNum) => receiver.deliver({ body: body("Ev1"), retryNum }));
    const other = receiver.deliver({ body: body("Ev2") });
    stored[1]?.resolve();
    await other;
    expect(taken).toBe(2);
    stored[0]?.reject(new Error("the store failed"));
    expect((await Promise.allSettled(twice)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const again = receiver.deliver({ body: body("Ev1"), retryNum: 2 });
    stored[2]?.resolve();
    await again;
    expect(taken).toBe(3);
    await receiver.stop();
  });

  it("rejects before its start and after its stop", async () => {
    const { receiver } = open();
    await expect(receiver.deliver({ body: {} })).rejects.toThrow("not listening");
    await receiver.start();
    await receiver.stop();
    await expect(receiver.deliver({ body: {} })).rejects.toThrow("not listening");
  });

  it("never fails on an event, whatever is in it", async () => {
    const { app, receiver } = open();
    app.event(/./, async () => {});
    await receiver.start();
    const parts = fc.constantFrom(
      "type",
      "channel",
      "channel_id",
      "item",
      "user",
      "subteam",
      "message",
      "previous_message",
      "assistant_thread",
      "thread_ts",
      "ts",
    );
    const event = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(parts, fc.jsonValue()),
      fc.record({ type: fc.string() }).chain(({ type }) => fc.dictionary(parts, fc.jsonValue()).map((rest) => ({ ...rest, type }))),
    );
    const body = fc.record({
      event,
      authorizations: fc.option(fc.array(fc.jsonValue())),
      team_id: fc.jsonValue(),
      enterprise_id: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(body, async (one) => void (await receiver.deliver({ body: one }))),
      { numRuns: 500 },
    );
  });
});
