import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect } from "vitest";
import { z } from "zod";
import type { Heard } from "../../src/domain/heard.ts";
import type { Inbox } from "../../src/ports/inbox.ts";

/** `MUTATION_RUNS=25000 npm test -- test/providers` delivers so many of each provider, instead of 10,000. */
const RUNS = Number(process.env["MUTATION_RUNS"] ?? 10_000);
export const MUTATIONS_MS = Math.max(60_000, 6 * RUNS);

type Path = readonly (string | number)[];

/** Every place in a JSON value, itself included. */
function places(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) => places(one, [...path, Array.isArray(value) ? Number(key) : key]));
  return [path, ...inner];
}

/** The value with another thing in one place; `undefined` takes out what is there. */
function put(value: unknown, [key, ...rest]: Path, thing: unknown): unknown {
  if (key === undefined) return thing;
  if (typeof value !== "object" || value === null) return value;
  const changed = put((value as Record<string | number, unknown>)[key], rest, thing);
  if (Array.isArray(value)) return typeof key === "number" && key < value.length ? value.with(key, changed) : value;
  return { ...value, [key]: changed };
}

const hostile = fc.constantFrom(
  ...["", " ", "\0", "\ud800", "a\nb", "x".repeat(5_000), "__proto__", "constructor", "120363@newsletter", "2-", "javascript:alert(1)"],
  ...["https://user:pass@a.example/", "9".repeat(400), "🎉", "NaN", "-1", "1e309"],
  ...[0, -1, 1e308, 1.5, Number.MAX_SAFE_INTEGER, 8.64e15, true, false, null, [], {}, [[]], { id: {} }, { text: ["👍"] }],
);
const thing = fc.oneof({ arbitrary: hostile, weight: 3 }, { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 1 }, fc.constant(undefined));

/** One of the deliveries, with up to four places of it changed. */
function mutated(deliveries: readonly unknown[]): fc.Arbitrary<unknown> {
  const spots = deliveries.map((delivery) => places(delivery));
  return fc
    .tuple(fc.nat(deliveries.length - 1), fc.array(fc.tuple(fc.nat(10_000), thing), { minLength: 1, maxLength: 4 }))
    .map(([which, changes]) =>
      changes.reduce<unknown>((delivery, [at, another]) => {
        const there = spots[which] ?? [];
        return put(delivery, there[at % there.length] ?? [], another);
      }, deliveries[which]),
    );
}

const id = z
  .string()
  .min(1)
  .max(600)
  .refine((text) => text.isWellFormed() && !/[\p{Cc}]/u.test(text));
const text = z
  .string()
  .min(1)
  .refine((said) => said.isWellFormed() && !said.includes("\0"));
const person = z.strictObject({ id, name: text.nullable() });
const conversation = z.strictObject({ ids: z.array(id).min(1), name: text.nullable(), isGroup: z.boolean() });
const atUs = z.int().positive().nullable();
const attachments = z.array(
  z.strictObject({ name: text.nullable(), type: z.string().min(1).max(40), url: z.url({ protocol: /^https?$/ }).nullable() }),
);
const part = z.strictObject({ part: z.int().min(0), text: text.nullable(), attachments });

const heard = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("message"),
    ...{ conversation, id, fromMe: z.boolean(), author: person, parts: z.array(part).min(1), atUs },
    quoted: z.strictObject({ id, part: z.int().min(0) }).nullable(),
  }),
  z.strictObject({ kind: z.literal("edited"), id, part: z.int().min(0), text, event: id }),
  z.strictObject({ kind: z.literal("deleted"), id }),
  z.strictObject({
    kind: z.literal("reaction"),
    ...{ op: z.enum(["add", "remove"]), id, part: z.int().min(0), conversation: conversation.nullable() },
    ...{ emoji: text.nullable(), fromMe: z.boolean(), person, atUs, event: id.nullable() },
  }),
  z.strictObject({ kind: z.literal("other") }),
]);

/** Holds what was heard to what the rest of the bridge takes for granted. */
export function expectSound(told: readonly Heard[]): void {
  const read = z.array(heard).safeParse(told);
  if (!read.success) expect(read.error.issues, JSON.stringify(told)).toEqual([]);
}

/**
 * Delivers mutilated copies of them, each twice: none may throw or read differently, what is heard must be sound, `secret` must be
 * nowhere and `foreign` in no refusal.
 */
export function expectUnharmed(
  deliver: (body: unknown) => ReturnType<Inbox["read"]>,
  deliveries: readonly unknown[],
  secret: RegExp,
  foreign: RegExp,
): void {
  let taken = 0;
  const check = fc.property(mutated(deliveries), (body = null) => {
    const read = deliver(body);
    const told = JSON.stringify(read);
    if ("heard" in read) expectSound(read.heard);
    if ("heard" in read && read.heard.some(({ kind }) => kind !== "other")) taken += 1;
    return isDeepStrictEqual(deliver(body), read) && !secret.test(told) && ("heard" in read || !foreign.test(told));
  });
  fc.assert(check, { numRuns: RUNS });
  expect(taken).toBeGreaterThan(RUNS / 10);
}
