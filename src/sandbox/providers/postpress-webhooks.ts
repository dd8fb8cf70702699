import { z } from "zod";
import type { Deliveries } from "./deliveries.ts";
import { limitOf, page } from "./pages.ts";
import { madeUpId, type PostPressNetwork } from "./postpress-chats.ts";
import { headersOf, type PostPressAddress } from "./postpress-deliveries.ts";
import { get, post, type Route } from "./route.ts";

const EVENTS = ["message_received", "message_read", "message_reaction", "message_edited", "message_deleted", "message_delivered"] as const;
const KEYS = [
  ...["account_id", "account_type", "account_info", "chat_id", "timestamp", "webhook_name", "message_id", "message", "reaction"],
  ...[
    "reaction_sender",
    "read_by",
    "sender",
    "is_sender",
    "attendees",
    "attachments",
    "subject",
    "provider_chat_id",
    "provider_message_id",
  ],
  ...["is_event", "chat_pinned", "quoted", "is_forwarded", "chat_content_type", "message_type", "is_group", "folder"],
];
const Creating = z.strictObject({
  source: z.literal("messaging"),
  request_url: z.url({ protocol: /^https?$/ }),
  name: z.string().optional(),
  format: z.literal("json").optional(),
  enabled: z.boolean().default(true),
  account_ids: z.array(z.string()).default([]),
  events: z.array(z.enum(EVENTS)).default(["message_received"]),
  headers: z.array(z.strictObject({ key: z.string().min(1), value: z.string() })).default([]),
  data: z.array(z.strictObject({ name: z.string().min(1), key: z.enum(KEYS) })).default([]),
});

interface Around {
  readonly accounts: Readonly<Record<string, PostPressNetwork>>;
  readonly deliveries: Deliveries<PostPressAddress>;
}

/** `webhooks-create` and `webhooks-list` of the reference. What creating one answers, only the original's SDK says. */
export function webhookRoutes({ accounts, deliveries }: Around): readonly Route[] {
  const disabled = new Map<string, PostPressAddress>();

  return [
    post("/webhooks", [], Creating, (asked, { request_url: url, enabled, account_ids, name, events, headers, data }) => {
      const stranger = account_ids.find((id) => accounts[id] === undefined);
      if (stranger !== undefined) return asked.invalid("account_ids names an unknown account");
      const id = madeUpId("wh");
      const whose = account_ids.length === 0 ? {} : { accounts: account_ids };
      const address = { id, url, events, headers, data, ...whose, ...(name !== undefined && { name }) };
      return {
        answer: { status: 201, body: { object: "WebhookCreated", webhook_id: id } },
        apply: () => (enabled ? deliveries.deliverTo(address) : void disabled.set(id, address)),
      };
    }),
    get("/webhooks", ["limit", "cursor"], (asked) => {
      const limit = limitOf(asked.query.get("limit"), 250, 100);
      const all = [...deliveries.addresses(), ...disabled.values()];
      const found = limit === null ? null : page(all, idOf, asked.query.get("cursor"), limit);
      if (found === null) return asked.invalid("limit is not between 1 and 250, or no page gave out the cursor").answer;
      return { status: 200, body: { object: "WebhookList", items: found.items.map(shown), cursor: found.next } };
    }),
  ];

  function shown(address: PostPressAddress): unknown {
    const { url, name, accounts: whose = Object.keys(accounts), events = EVENTS, data = [] } = address;
    const id = idOf(address);
    return {
      ...{ object: "Webhook", type: "AUTO", id, ...(name !== undefined && { name }), enabled: !disabled.has(id), request_url: url },
      ...{ format: "json", headers: headersOf(address), data, events },
      account_ids: whose.map((account) => ({ id: account, type: accounts[account]?.toUpperCase() })),
    };
  }
}

function idOf({ id, url }: PostPressAddress): string {
  return id ?? url;
}
