import { z } from "zod";

const loose = z.looseObject;
const IDENTIFY = 2;

/** What a client may send (discord.com/developers/docs/events/gateway-events#send-events). */
const frame = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal(1), d: z.int().nonnegative().nullable() }),
  z.strictObject({
    op: z.literal(IDENTIFY),
    d: z.strictObject({
      token: z.string(),
      intents: z.int().nonnegative(),
      properties: loose({ os: z.string(), browser: z.string(), device: z.string() }),
      compress: z.boolean().optional(),
      large_threshold: z.int().min(50).max(250).optional(),
      shard: z.tuple([z.int().nonnegative(), z.int().positive()]).optional(),
      presence: loose({ status: z.string() }).nullish(),
    }),
  }),
  z.strictObject({ op: z.literal(3), d: loose({ status: z.string(), afk: z.boolean(), activities: z.array(loose({})) }) }),
  z.strictObject({ op: z.literal(4), d: loose({ guild_id: z.string() }) }),
  z.strictObject({ op: z.literal(6), d: z.strictObject({ token: z.string(), session_id: z.string(), seq: z.int().nonnegative() }) }),
  z.strictObject({
    op: z.literal(8),
    d: z.strictObject({
      ...{ guild_id: z.string(), query: z.string().optional(), limit: z.int().nonnegative().optional() },
      ...{ presences: z.boolean().optional(), nonce: z.string().max(32).optional() },
      user_ids: z.union([z.string(), z.array(z.string()).max(100)]).optional(),
    }),
  }),
]);

export type Frame = z.output<typeof frame>;
export type Identify = Extract<Frame, { readonly op: typeof IDENTIFY }>["d"];

/** What a client sent, or with which code Discord closes on it, and why. */
export function readFrame(text: string): { readonly frame: Frame } | { readonly code: number; readonly why: string } {
  const json = parse(text);
  if (typeof json !== "object" || json === null || !("op" in json)) return { code: 4002, why: "a frame that is no payload" };
  const { success, data, error } = frame.safeParse(json);
  if (success) return { frame: data };
  const unknown = error.issues.some(({ path, code }) => path[0] === "op" && code === "invalid_union");
  const why = error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join(", ");
  return { code: unknown ? 4001 : 4002, why: `op ${String(json.op)}: ${why}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
