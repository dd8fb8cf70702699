import { z } from "zod";
import type { Link } from "../domain/link.ts";
import type { NetworkName } from "../domain/network.ts";
import type { Slot } from "../domain/slot.ts";

/** What a link says about where its targets are. `conversation` is `*` when the link is a whole account and nobody knows better. */
export type Place = Pick<Slot, "account" | "conversation" | "organization" | "post">;

/** What is told of a target message from outside (the JSON API, Slack message metadata), as a slot; or every complaint, each a clause. */
export type SlotCheck = { readonly slot: Slot } | { readonly complaints: readonly string[] };

/** What the configuration says of an account, as far as a provider has a say in it. Complaints are clauses that begin with the key. */
export interface AccountFacts {
  readonly network: NetworkName;
  readonly baseUrl: string;
  /** The API key or token. */
  readonly secret: string;
  /** PostPress's and ConnectSafely's id of the account. */
  readonly accountId?: string | undefined;
  /** RyzeAPI's name of the instance. */
  readonly instance?: string | undefined;
}

/** Which networks, messages and posts are reached at all is data in `info`, and not checked again. */
export type LinkFacts = Pick<Link, "conversation" | "posts" | "asOrganization">;

const LONGEST_ID = 512;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const FIELD = /^[A-Za-z_]{1,32}$/;
const MOST_KEYS = 5;
const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** An id of any vendor: nothing in it may break a line, a path or a log. */
export const opaqueId = z
  .string({ error: (issue) => (issue.input === undefined ? "is required" : "must be a string") })
  .min(1, "must not be empty")
  .max(LONGEST_ID, `must not be longer than ${LONGEST_ID} characters`)
  .refine((id) => !CONTROL.test(id), "must not contain control characters or line breaks")
  .refine((id) => id.isWellFormed(), "must be well-formed Unicode")
  .refine((id) => id === id.trim() && id !== "." && id !== "..", "must not begin or end with a space, nor be a dot or two");

export interface SlotFormat {
  readonly id: z.ZodType<string>;
  /** Whether a message has parts that are reacted to one by one. */
  readonly parts?: boolean;
  /** What this provider asks beyond the fields themselves. */
  readonly also?: (slot: Slot) => readonly string[];
}

/**
 * A check of `{ id, part?, fromMe?, author?, comment?, conversation? }`; a conversation is heard only where the link leaves it open.
 * Complaints name the field and never repeat a value.
 */
export function slotCheck(format: SlotFormat): (target: unknown, place: Place) => SlotCheck {
  const schema = z.strictObject(
    {
      id: format.id,
      part: z.int("must be a whole number").min(0, "must be 0 or more").max(10_000, "is too large").nullish(),
      fromMe: z.boolean("must be true or false").nullish(),
      author: opaqueId.nullish(),
      comment: opaqueId.nullish(),
      conversation: opaqueId.nullish(),
    },
    { error: (issue) => (issue.code === "invalid_type" ? "must be an object with an id" : `does not know ${keysOf(issue)}`) },
  );
  return (target, place) => {
    const read = schema.safeParse(target);
    if (!read.success) return { complaints: read.error.issues.map((issue) => `${["target", ...issue.path].join(".")} ${issue.message}`) };
    const { id, part, fromMe, author, comment, conversation } = read.data;
    const open = place.conversation === "*" && !place.post;
    const slot: Slot = {
      account: place.account,
      message: id,
      part: part ?? 0,
      comment: comment ?? null,
      organization: place.post ? place.organization : null,
      post: place.post,
      conversation: place.post ? null : open ? (conversation ?? null) : place.conversation,
      fromMe: fromMe ?? null,
      author: author ?? null,
    };
    const complaints = [...(format.also?.(slot) ?? [])];
    if (slot.part > 0 && format.parts !== true) complaints.push("target.part applies to iMessage alone");
    if (slot.comment !== null && !slot.post) complaints.push("target.comment applies to posts alone");
    if (!open && conversation != null && conversation !== place.conversation)
      complaints.push("target.conversation is not that of the link");
    return complaints.length > 0 ? { complaints } : { slot };
  };
}

/** A key from outside is repeated only where it looks like the name of a field: a value could be written there as well. */
function keysOf(issue: { readonly keys?: unknown }): string {
  if (!Array.isArray(issue.keys)) return "this";
  const named = issue.keys.slice(0, MOST_KEYS).map((key) => (FIELD.test(String(key)) ? key : "a key"));
  const more = issue.keys.length - named.length;
  return `${[...new Set(named)].join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What every provider asks of an account. */
export function checkReachable({ baseUrl, secret }: AccountFacts): readonly string[] {
  const complaints: string[] = [];
  const url = URL.parse(baseUrl);
  if (url === null || !/^https?:$/.test(url.protocol)) complaints.push("baseUrl must be an http(s) URL");
  else if (url.search !== "" || url.hash !== "" || url.username !== "") complaints.push("baseUrl must hold no user, query or fragment");
  if (!HEADER_SAFE.test(secret)) complaints.push("the key must be printable ASCII without spaces: it travels in a header");
  return complaints;
}

/** For a conversation of a link: `*` and null are nobody's concern here. */
export function checkConversation({ conversation }: LinkFacts, format: z.ZodType<string>): readonly string[] {
  if (conversation === null || conversation === "*") return [];
  const read = format.safeParse(conversation);
  return read.success ? [] : read.error.issues.map((issue) => `conversation ${issue.message}`);
}

/** For a provider that knows no organizations. */
export function checkNoOrganization({ asOrganization }: LinkFacts): readonly string[] {
  return asOrganization === null ? [] : ["asOrganization applies to LinkedIn posts through PostPress alone"];
}
