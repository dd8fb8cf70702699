import { Webhook } from "standardwebhooks";
import type { Inbox } from "../../ports/inbox.ts";
import { createInbox, isOneOf, type Verdict, type Verify } from "../delivery.ts";
import { toHeard } from "./events.ts";
import { INFO } from "./info.ts";

const TOLERANCE_MS = 5 * 60_000;
/** Seconds since 1970. */
const TIMESTAMP = /^\d{1,12}$/;

/** Deliveries are signed as Standard Webhooks has it (docs.linqapp.com, Webhook events); the older `X-Webhook-…` headers are not looked at. */
export function createWebhook(secrets: readonly string[]): Inbox {
  const keys = secrets.map(keyOf).filter((key) => key !== null);
  return createInbox({
    title: INFO.title,
    // What no signature can be made with is as good as none.
    secrets: keys.length === 0 ? [] : secrets,
    verify: verifyWith(keys),
    fix: "Set the account's webhookSecret to the signing_secret (whsec_…) that Linq showed when the webhook subscription was created.",
    read: toHeard,
  });
}

function keyOf(secret: string): Webhook | null {
  try {
    return new Webhook(secret);
  } catch {
    return null;
  }
}

/** The library judges by the clock on the wall, so it only signs here. A stale delivery is called so only when it is genuine. */
function verifyWith(keys: readonly Webhook[]): Verify {
  return ({ headers, body }, _, nowMs): Verdict => {
    const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => headers.get(name) ?? "");
    if (!id || !timestamp || !signatures) return "unsigned";
    if (!TIMESTAMP.test(timestamp)) return "forged";
    const sentMs = Number(timestamp) * 1_000;
    const payload = Buffer.from(body).toString("utf8");
    const expected = keys.map((key) => Buffer.from(key.sign(id, new Date(sentMs), payload)));
    const genuine = signatures.split(" ").map((signature) => isOneOf(Buffer.from(signature), expected));
    if (!genuine.includes(true)) return "forged";
    return Math.abs(nowMs - sentMs) > TOLERANCE_MS ? "stale" : "genuine";
  };
}
