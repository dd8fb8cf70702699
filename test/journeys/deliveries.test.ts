import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IDS } from "../../src/sandbox/stage.ts";
import { openTown, type Town, until } from "../support/town.ts";

const HELENA = { id: "351910000001@s.whatsapp.net", name: "Helena" };
const SAM = { id: "+15550002000", name: "Sam" };

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const texts = (channel: string) => [...town.stage.slack.workspace.conversation(channel).messages.values()].map(({ text }) => text);

async function statuses(count: number, ask: (index: number) => Promise<Response>): Promise<Readonly<Record<number, number>>> {
  const counted: Record<number, number> = {};
  for (let from = 0; from < count; from += 50) {
    const answers = await Promise.all(Array.from({ length: Math.min(50, count - from) }, (_, index) => ask(from + index)));
    for (const answer of answers) {
      counted[answer.status] = (counted[answer.status] ?? 0) + 1;
      await answer.body?.cancel();
    }
  }
  return counted;
}

describe("1,000 deliveries that nobody sent", () => {
  const deliver = (account: string, headers: Record<string, string>, body: string) =>
    fetch(`${town.bridge.url}/webhooks/${account}`, { method: "POST", headers, body });
  const written = JSON.stringify({
    ...{ account_id: IDS.whatsapp, account_type: "WHATSAPP", account_info: { type: "WHATSAPP", user_id: "me" }, event: "message_received" },
    ...{ chat_id: "chat_wa", message_id: "msg_forged", message: "Forged", timestamp: new Date().toISOString() },
    sender: { attendee_id: "a", attendee_name: "Mallory", attendee_provider_id: "mallory" },
  });

  it("are refused when they are forged, whichever the provider", async () => {
    const forge = (index: number) => {
      const hex = createHmac("sha256", `guess ${index}`).update(written).digest("hex");
      const ways = [
        () => deliver("acme-wa-2", { "Postpress-Auth": hex }, written),
        () => deliver("acme-wa-2", {}, written),
        () => deliver("dana-linkedin", { "X-Webhook-Signature": `sha256=${hex}` }, written),
        () => deliver("acme-whatsapp", { authorization: hex }, written),
        () =>
          deliver(
            "acme-imessage",
            { "webhook-id": randomUUID(), "webhook-timestamp": String(Math.floor(Date.now() / 1_000)), "webhook-signature": `v1,${hex}` },
            written,
          ),
      ];
      return (ways[index % ways.length] as () => Promise<Response>)();
    };
    expect(await statuses(600, forge)).toEqual({ 401: 600 });
  });

  it("are refused when they are old, or from the future, where the signature says when", async () => {
    const key = Buffer.from("linq-deliveries-of-the-sandbox");
    const signed = (index: number) => {
      const id = randomUUID();
      const at = String(Math.floor(Date.now() / 1_000) + (index % 2 === 0 ? -1 : 1) * (310 + index));
      const signature = createHmac("sha256", key).update(`${id}.${at}.${written}`).digest("base64");
      return deliver("acme-imessage", { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": `v1,${signature}` }, written);
    };
    expect(await statuses(200, signed)).toEqual({ 401: 200 });
  });

  it("are refused when they are too large, even with the right secret", async () => {
    const large = "x".repeat(256 * 1_024 + 1);
    expect(await statuses(200, () => deliver("acme-wa-2", { "Postpress-Auth": "postpress-deliveries" }, large))).toEqual({ 413: 200 });
  });

  it("leave no trace", async () => {
    expect(texts("C0CONTOSO")).toEqual([]);
    expect((await town.api("/api/v1/conversations")).body).toEqual({ conversations: [] });
  });
});

it("1,000 redeliveries change nothing", async () => {
  const { postpress, linq } = town.stage.providers;
  for (const provider of [postpress, linq]) provider.deliveries.duplicate(50);
  const all = () => [...postpress.deliveries.all, ...linq.deliveries.all];
  const unacked = () => all().filter(({ acked }) => !acked).length;
  for (let index = 0; index < 5; index += 1) {
    const id = postpress.writes({ account: IDS.whatsapp, conversation: "chat_wa", author: HELENA, text: `Helena ${index}` });
    postpress.reacts(HELENA, id, "👍");
    const other = linq.writes({ conversation: IDS.linqChat, author: SAM, text: `Sam ${index}` });
    linq.reacts(SAM, other, "❤️");
    // All thousand at once would be longer under way than a receiver has for its answer.
    await until(() => all().length >= 200 * (index + 1) && unacked() === 0, unacked, 10_000);
  }
  expect(all().filter(({ answers }) => answers.some((status) => status !== 200))).toEqual([]);
  await until(() => texts("C0CONTOSO").length >= 5 && texts("C0LITWARE").length >= 5);
  expect(texts("C0CONTOSO")).toEqual(Array.from({ length: 5 }, (_, index) => `Helena ${index}`));
  expect(texts("C0LITWARE")).toEqual(Array.from({ length: 5 }, (_, index) => `Sam ${index}`));
  const { bot } = town.stage.slack.workspace;
  const shown = () =>
    [...town.stage.slack.workspace.conversation("C0CONTOSO").messages.values()].map(({ reactions }) => reactions.get("+1"));
  await until(() => shown().every((people) => people?.length === 1 && people[0] === bot.user), shown);
  expect(town.stage.violations()).toEqual([]);
});
