import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Heard } from "../domain/heard.ts";
import type { Delivery, Inbox, RefusedDelivery } from "../ports/inbox.ts";

/** What a signature, or whatever accompanies a delivery, turned out to be. */
export type Verdict = "genuine" | "unsigned" | "forged" | "stale";

/** Judges a delivery by its headers and its raw body, against the one or two secrets that are active. Must take constant time. */
export type Verify = (delivery: Delivery, secrets: readonly string[], nowMs: number) => Verdict;

/** What a delivery tells; null for what the provider does not document. Must not throw. */
export type ReadBody = (body: unknown) => readonly Heard[] | null;

export interface InboxOptions {
  /** Of the provider, as people write it. */
  readonly title: string;
  readonly secrets: readonly string[];
  readonly verify: Verify;
  /** What whoever set the webhook up must do so that its deliveries are genuine. One sentence. */
  readonly fix: string;
  readonly read: ReadBody;
}

/** An inbox that verifies first, then parses as JSON whatever the content type says, then reads. It keeps nothing. */
export function createInbox({ title, secrets, verify, fix, read }: InboxOptions): Inbox {
  const refused = (status: RefusedDelivery["status"], code: string, message: string, mend: string) => ({
    refused: { status, code, message, fix: mend },
  });
  const refusals: Readonly<Record<Exclude<Verdict, "genuine">, ReturnType<typeof refused>>> = {
    unsigned: refused(401, "unsigned", `The delivery carries nothing that shows it to be ${title}'s.`, fix),
    forged: refused(401, "forged", `The delivery is not signed with the account's webhookSecret.`, fix),
    stale: refused(401, "stale", "The delivery was signed too long ago, or in the future.", "Compare the clocks of both sides."),
  };
  const unconfigured = refused(
    503,
    "not_configured",
    "The account has no webhookSecret, so no delivery can be told from a forged one.",
    "Set `webhookSecret` in the account's configuration.",
  );
  const notJson = refused(400, "not_json", `The delivery is not JSON, which ${title} documents.`, `Let ${title} send JSON.`);
  const malformed = refused(
    400,
    "malformed",
    `The delivery is genuine, but not what ${title} documents.`,
    "Send what the provider documents, without renamed or left out fields.",
  );

  return {
    read(delivery, nowMs) {
      if (secrets.length === 0) return unconfigured;
      const verdict = verify(delivery, secrets, nowMs);
      if (verdict !== "genuine") return refusals[verdict];
      const body = jsonOf(delivery.body);
      if (body === undefined) return notJson;
      const heard = read(body);
      return heard === null ? malformed : { heard };
    },
  };
}

/** For a header that holds the secret itself, as it is. */
export function secretInHeader(name: string): Verify {
  return ({ headers }, secrets) => {
    const given = headers.get(name);
    if (given === null) return "unsigned";
    // Each character of a header's value is one byte of it.
    return isOneOf(
      Buffer.from(given, "latin1"),
      secrets.map((secret) => Buffer.from(secret, "utf8")),
    )
      ? "genuine"
      : "forged";
  };
}

/** For a header that holds `prefix` and the HMAC-SHA256 of the raw body in hexadecimal. */
export function hexHmacInHeader(name: string, prefix: string): Verify {
  return ({ headers, body }, secrets) => {
    const given = headers.get(name);
    if (given === null) return "unsigned";
    const expected = secrets.map((secret) => `${prefix}${createHmac("sha256", secret).update(body).digest("hex")}`);
    return isOneOf(
      Buffer.from(given.toLowerCase(), "latin1"),
      expected.map((one) => Buffer.from(one)),
    )
      ? "genuine"
      : "forged";
  };
}

/** Whether `given` is one of `expected`. How long it takes tells neither which, nor how much of it was right, nor how long they are. */
export function isOneOf(given: Uint8Array, expected: readonly Uint8Array[]): boolean {
  const hashed = sha256(given);
  return expected.map((one) => timingSafeEqual(sha256(one), hashed)).includes(true);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Parsed JSON; undefined for what is none, or no UTF-8. */
export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(body));
  } catch {
    return undefined;
  }
}
