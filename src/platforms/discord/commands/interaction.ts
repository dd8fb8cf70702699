import { z } from "zod";
import { id } from "../ids.ts";
import { ADMINISTRATOR, EPHEMERAL, INTERACTION, MANAGE_CHANNELS } from "./info.ts";

const option = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
  focused: z.boolean().nullish(),
});
const data = z.object({
  name: z.string().nullish(),
  options: z.array(option.extend({ options: z.array(option).nullish() })).nullish(),
  target_id: id.nullish(),
  resolved: z.object({ messages: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  custom_id: z.string().nullish(),
  values: z.array(z.string()).nullish(),
});
const schema = z.object({
  id,
  type: z.int(),
  /** What answers it: good for 15 minutes. */
  token: z.string().regex(/^[\w.~+/=-]{1,1000}$/),
  guild_id: id.nullish(),
  channel_id: id,
  member: z.object({ user: z.object({ id }), permissions: z.string().regex(/^\d{1,30}$/) }).nullish(),
  user: z.object({ id }).nullish(),
  data: data.nullish(),
  message: z.object({ flags: z.int().nullish() }).nullish(),
});

/** Something that somebody did with what the bridge offers in Discord, as far as it matters here. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: keyof typeof INTERACTION;
  readonly guild: string | null;
  readonly channel: string;
  readonly user: string;
  /** May manage the channel, or the whole server. */
  readonly isAdmin: boolean;
  /** `react`, `reactions who`, or what stands in a message's menu. */
  readonly name: string;
  /** By name, as they were typed. */
  readonly options: ReadonlyMap<string, string>;
  /** Which one is being typed. */
  readonly focused: string | null;
  /** The message whose menu it was, and what Discord tells of it. */
  readonly target: { readonly id: string; readonly message: unknown } | null;
  /** Of a button or a menu. */
  readonly custom: string;
  readonly chosen: string | null;
  /** Of a button or a menu: nobody else sees what it is below. */
  readonly isPrivate: boolean;
}

/** Null when it is of a kind that nothing here offers. Throws a ZodError when it is malformed. */
export function toInteraction(raw: unknown): Interaction | null {
  const { type, member, user, data: given, ...read } = schema.parse(raw);
  const [kind] = Object.entries(INTERACTION).find(([, one]) => one === type) ?? [];
  const person = member?.user.id ?? user?.id;
  if (kind === undefined || person === undefined) return null;
  const [first] = given?.options ?? [];
  const isSub = first !== undefined && first.value == null;
  const options = isSub ? (first.options ?? []) : (given?.options ?? []);
  const permissions = BigInt(member?.permissions ?? 0);
  const target = given?.target_id ?? null;
  return {
    ...{ id: read.id, token: read.token, kind: kind as Interaction["kind"], guild: read.guild_id ?? null, channel: read.channel_id },
    ...{ user: person, isAdmin: (permissions & (ADMINISTRATOR | MANAGE_CHANNELS)) !== 0n },
    name: [given?.name ?? "", ...(isSub ? [first.name] : [])].join(" "),
    options: new Map(options.flatMap(({ name, value }) => (value == null ? [] : [[name, String(value).trim()] as const]))),
    focused: options.find(({ focused }) => focused === true)?.name ?? null,
    target: target === null ? null : { id: target, message: given?.resolved?.messages?.[target] },
    custom: given?.custom_id ?? "",
    chosen: given?.values?.[0] ?? null,
    isPrivate: read.guild_id == null || ((read.message?.flags ?? 0) & EPHEMERAL) !== 0,
  };
}
