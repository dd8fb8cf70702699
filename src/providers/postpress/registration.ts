import { z } from "zod";
import type { Registration } from "../../ports/calls.ts";
import { TargetError } from "../../ports/target.ts";
import type { Asker, Told } from "../call.ts";
import { unasked } from "../failure.ts";
import { PROBE, toProbeReply, toReply } from "./mappers.ts";
import type { WebhookOptions } from "./webhook.ts";

const EVENTS = ["message_received", "message_reaction", "message_edited", "message_deleted"] as const;

const list = z.object({ items: z.array(z.unknown()) });
const account = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const webhook = z.object({
  request_url: z.string(),
  enabled: z.literal(true),
  /** Without any it is about all. */
  account_ids: z.array(account).nullish(),
  /** The list need not say these. */
  events: z.array(z.string()).nullish(),
  headers: z.array(z.object({ key: z.string() })).nullish(),
});

/**
 * `GET /webhooks` and `POST /webhooks`. PostPress signs nothing: deliveries carry the headers that the webhook was created with, ours
 * and the content type among them; and without `events` it tells of new messages alone.
 */
export function createRegistration({ accountId, webhookHeader, webhookSecrets }: WebhookOptions, ask: Asker): Registration {
  const isOurs = (one: unknown, url: string) => {
    const { data } = webhook.safeParse(one);
    if (data === undefined || data.request_url !== url) return false;
    const { account_ids: accounts, events, headers } = data;
    const isAbout = accounts == null || accounts.length === 0 || accounts.includes(accountId);
    const tells = events == null || EVENTS.every((event) => events.includes(event));
    const carries = headers == null || headers.some(({ key }) => key.toLowerCase() === webhookHeader.toLowerCase());
    return isAbout && tells && carries;
  };

  return {
    async isRegistered(url, signal) {
      const read = (body: unknown): Told<readonly unknown[]> => ({
        reply: toProbeReply(body),
        value: list.safeParse(body).data?.items ?? null,
      });
      return (await ask({ ...PROBE, method: "GET" }, read, signal)).some((one) => isOurs(one, url));
    },
    async register(url, signal) {
      const [secret] = webhookSecrets;
      if (secret === undefined) {
        throw new TargetError(unasked("rejected", "PostPress was not asked: set the account's webhookSecret first, any long random text."));
      }
      const json = {
        ...{ source: "messaging", request_url: url, name: "Reacji Bridge", format: "json", enabled: true },
        ...{ account_ids: [accountId], events: EVENTS },
        headers: [
          { key: "Content-Type", value: "application/json" },
          { key: webhookHeader, value: secret },
        ],
      };
      // What it answers, no page says: any success that is an object and no error.
      const done = (body: unknown): Told<true> => ({
        reply: toReply(body, ({ type, error }) => type === undefined && error === undefined),
        value: true,
      });
      await ask({ path: "/webhooks", json }, done, signal);
      return { secret: null };
    },
  };
}
