import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { z } from "zod";
import { blocks, weigh } from "./blocks.ts";
import type { Told } from "./state.ts";

/** docs.slack.dev, Handling user interaction: so often, and for so long. */
const MOST_USES = 5;
const LASTS_MS = 30 * 60_000;

/** What an app answers for one person alone: in an ack, or to a `response_url`. */
const answer = z.strictObject({
  text: z.string().min(1).max(3_000),
  blocks: blocks.optional(),
  // Of itself an answer is for one person, but that is worth being said.
  response_type: z.literal("ephemeral"),
  replace_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
});

/** Where an answer is shown. */
export interface Place {
  readonly user: string;
  readonly channel: string;
  /** The message whose button was pressed. Nothing else can be replaced: not what a command was answered with before. */
  readonly pressed: Told | null;
}

export interface Hooks {
  /** A fresh `response_url`. */
  open(place: Place): string;
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** From now on so many answers are refused. */
  refuse(times: number): void;
  /** What an ack says to one person; null for nothing. */
  said(place: Place, body: unknown): Told | null;
}

export function createHooks(options: {
  readonly base: () => string;
  readonly ephemerals: Told[];
  readonly onViolation: (violation: string) => void;
}): Hooks {
  const { base, ephemerals, onViolation } = options;
  const urls = new Map<string, { place: Place; uses: number; readonly atMs: number }>();
  let refusing = 0;

  function show(place: Place, body: unknown): Told | null {
    const { data, error } = answer.safeParse(body);
    if (error) {
      onViolation(`an answer: ${error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join(", ")}`);
      return null;
    }
    weigh(data.blocks ?? []);
    const { user, channel, pressed } = place;
    const told: Told = { channel, user, text: data.text, ...(data.blocks && { blocks: data.blocks }) };
    const at = pressed === null || data.replace_original !== true ? -1 : ephemerals.indexOf(pressed);
    if (at >= 0) ephemerals.splice(at, 1, told);
    else ephemerals.push(told);
    return told;
  }

  return {
    open(place) {
      const path = `/hooks/${randomUUID()}`;
      urls.set(path, { place, uses: 0, atMs: performance.now() });
      return `${base()}${path}`;
    },
    async serve(request, response) {
      const sent = await textOf(request);
      const hook = urls.get(request.url ?? "");
      if (refusing > 0 || hook === undefined || hook.uses >= MOST_USES || performance.now() - hook.atMs > LASTS_MS) {
        if (refusing > 0) refusing -= 1;
        else onViolation("an answer to an address that takes none any more");
        return void response.writeHead(404).end("used_url");
      }
      hook.uses += 1;
      const told = show(hook.place, JSON.parse(sent));
      if (told === null) return void response.writeHead(400).end("invalid_payload");
      // What takes the place of a message can be replaced in its turn.
      if (hook.place.pressed !== null && !ephemerals.includes(hook.place.pressed)) hook.place = { ...hook.place, pressed: told };
      response.end("ok");
    },
    refuse(times) {
      refusing = times;
    },
    said: (place, body) => (body === undefined || body === null || body === "" ? null : show(place, body)),
  };
}
