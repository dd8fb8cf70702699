import type { Account } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Hear } from "../ports/inbox.ts";
import type { Observer } from "../ports/observer.ts";
import { bytesOf } from "./bytes.ts";

/** Far above what any provider sends. */
const MOST_BYTES = 256 * 1_024;

export interface WebhooksOptions {
  readonly accounts: ReadonlyMap<string, Account>;
  /** Who hears what each account's deliveries tell. */
  readonly hears: ReadonlyMap<string, Hear>;
  readonly clock: Clock;
  readonly observer: Observer;
}

/**
 * Answers `POST /webhooks/{account}`: 200 once everything that the delivery tells is committed, 503 when it was not, so that the
 * provider sends it again; else what is wrong with it, for whoever set it up.
 */
export function createWebhooks({
  accounts,
  hears,
  clock,
  observer,
}: WebhooksOptions): (name: string, request: Request) => Promise<Response> {
  const refuse = (source: string, status: number, code: string, message: string, fix: string): Response => {
    observer.log.warn({ account: source, status, code }, "a delivery was refused");
    return Response.json({ error: { code, message, fix } }, { status });
  };

  return async (name, request) => {
    const account = accounts.get(name);
    const hear = hears.get(name);
    if (account?.inbox === undefined || hear === undefined) {
      // The name is whoever's: it goes into no log.
      return Response.json(
        {
          error: {
            code: "unknown_account",
            message: "No account of this name takes deliveries.",
            fix: "Compare the webhook's address with the accounts in the configuration.",
          },
        },
        { status: 404 },
      );
    }
    const body = await bytesOf(request, MOST_BYTES);
    if (body === null) {
      observer.event(account.network, "delivery", "too_large");
      return refuse(name, 413, "too_large", `A delivery may have ${MOST_BYTES} bytes.`, "Nothing that the provider documents is larger.");
    }
    const read = account.inbox.read({ headers: request.headers, body }, clock.now());
    if ("refused" in read) {
      const { status, code, message, fix } = read.refused;
      observer.event(account.network, "delivery", code);
      return refuse(name, status, code, message, fix);
    }
    try {
      await hear(read.heard);
    } catch (error) {
      observer.log.warn({ account: name, error: String(error) }, "a delivery was not taken; its provider will send it again");
      return Response.json(
        { error: { code: "not_taken", message: "The delivery could not be stored.", fix: "Send it again." } },
        { status: 503 },
      );
    }
    return Response.json({ ok: true });
  };
}
