import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { App, Receiver } from "@slack/bolt";
import { z } from "zod";
import type { Log } from "./log.ts";
import { flawOf } from "./mappers.ts";

/** One payload of Slack's, whichever way it came. */
export interface Delivery {
  readonly body: unknown;
  /** Which redelivery this is. Never a reason to drop it: the first one may be what was lost. */
  readonly retryNum?: number | undefined;
  readonly retryReason?: string | undefined;
}

export interface AckingReceiver extends Receiver {
  /**
   * Resolves when the payload may be acked, with what the ack should say; for events, once every listener is done. Rejects when
   * it must not be acked: Slack then sends it again. What is malformed resolves, since it would be so again.
   */
  deliver(delivery: Delivery): Promise<unknown>;
}

/** What takes longer is waiting for Slack itself, and comes again from there. */
const STOP_WITHIN_MS = 3_000;

const VIEW = /^view_(submission|closed)$/;
const DONE = /^(block_suggestion|dialog_submission|shortcut|message_action|view_submission|view_closed)$/;
const thing = z.looseObject({});
/** Where Slack writes null for what is absent, Bolt wants it absent. An event that is null is no event. */
const whole = thing.transform((one) =>
  Object.fromEntries(Object.entries(one).filter(([name, value]) => value !== null || name === "event")),
);

/** What Bolt takes for granted before any listener of ours sees the payload. */
const body = whole.pipe(
  z
    .looseObject({
      type: z.string().optional(),
      authorizations: z.array(thing).optional(),
      event: whole
        .pipe(
          z.looseObject({
            type: z.string(),
            user: z.union([z.string(), thing]).optional(),
            channel: z.union([z.string(), thing]).optional(),
            item: thing.optional(),
            subteam: thing.optional(),
          }),
        )
        .optional(),
      command: z.string().optional(),
      actions: z.array(thing).min(1).optional(),
      user: thing.optional(),
      team: thing.optional(),
      enterprise: thing.optional(),
      channel: thing.optional(),
      view: thing.optional(),
    })
    // What somebody did with a button, a shortcut or a form says who, and which form.
    .refine(({ event, command, type = "", actions, name, user, view }) => {
      const done = actions !== undefined || name !== undefined || DONE.test(type);
      return event !== undefined || command !== undefined || !done || (user !== undefined && (view !== undefined || !VIEW.test(type)));
    }),
);

/**
 * Bolt acks an event before it calls the listeners, so a crash after that would lose it. This receiver keeps Bolt's ack back until
 * `processEvent` is done. Commands, shortcuts and actions have 3 s: theirs goes out as soon as their listener gives it.
 */
export function createReceiver(options: { readonly log: Log; readonly onMalformed: (reason: string) => void }): AckingReceiver {
  let app: App | null = null;
  let open = false;
  const taken = new Set<Promise<unknown>>();
  /** By Slack's id of the event. */
  const underWay = new Map<string, Promise<unknown>>();

  /** What is acked before it is done is waited for, too. */
  function track<T>(work: Promise<T>): Promise<T> {
    const over = () => void taken.delete(work);
    taken.add(work);
    work.then(over, over);
    return work;
  }

  /** What Slack sends again while it is still being stored is stored once: many such would keep each other from ever being acked. */
  function once(delivery: Delivery, work: () => Promise<unknown>): Promise<unknown> {
    const { event_id: id } = Object(delivery.body) as { readonly event_id?: unknown };
    if (typeof id !== "string") return work();
    const before = underWay.get(id);
    if (before !== undefined) return before;
    const now = work().finally(() => underWay.delete(id));
    underWay.set(id, now);
    return now;
  }

  async function process(bolt: App, { body: raw, retryNum, retryReason }: Delivery): Promise<unknown> {
    const parsed = body.safeParse(raw);
    if (!parsed.success) {
      options.onMalformed(flawOf(parsed.error));
      return undefined;
    }
    // Of its kind alone it comes bare, without the envelope of the other events.
    const event = parsed.data.event ?? (parsed.data.type === "app_rate_limited" ? { ...parsed.data, type: parsed.data.type } : undefined);
    const acked = Promise.withResolvers<unknown>();
    const done = bolt
      .processEvent({
        body: event === undefined ? parsed.data : { ...parsed.data, event },
        ack: async (answer?: unknown) => acked.resolve(answer),
        ...(retryNum === undefined ? {} : { retryNum }),
        ...(retryReason === undefined ? {} : { retryReason }),
      })
      .then(() => undefined);
    if (event !== undefined) return done;
    track(done);
    done.catch((error: unknown) => options.log.error({ reason: String(error) }, "a command or action of Slack's failed"));
    return Promise.race([acked.promise, done]);
  }

  return {
    init(bolt) {
      app = bolt;
    },
    async start() {
      open = true;
    },
    async stop() {
      open = false;
      const patience = new AbortController();
      const done = Promise.allSettled(taken).then(() => patience.abort());
      await Promise.race([done, sleep(STOP_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => {})]);
      // The acks of those go out before the turn ends, and the sockets close after this.
      await nextTurn();
    },
    async deliver(delivery) {
      const bolt = app;
      if (!open || bolt === null) throw new Error("not listening");
      return track(once(delivery, () => process(bolt, delivery)));
    },
  };
}
