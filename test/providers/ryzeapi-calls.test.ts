import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPools, type Pools } from "../../src/http/pool.ts";
import type { Account } from "../../src/ports/account.ts";
import { accountSchema, open } from "../../src/providers/ryzeapi/index.ts";
import { type Answering, type Asked, answering, failureOf, permits } from "./answering.ts";
import { soon } from "./under-test.ts";

const URL_OF_OURS = "https://bridge.example/webhooks/acme-whatsapp";
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const sentence = (message: string) => ({ success: false, error: { message } });

describe("RyzeAPI's further calls", () => {
  let server: Answering;
  let pools: Pools;
  let answer: (asked: Asked) => { status?: number; body?: unknown };
  beforeEach(async () => {
    [server, pools] = [await answering((asked) => answer(asked)), createPools()];
  });
  afterEach(() => Promise.all([server.close(), pools.close()]));

  const account = (also: { events?: "webhook" | "websocket"; webhookSecrets?: readonly string[] } = {}): Account =>
    open(
      {
        ...{ name: "acme-whatsapp", network: "whatsapp", instance: "acme / two", token: "the-token", baseUrl: server.url, reactions: {} },
        ...{ webhookSecrets: ["new secret", "old secret"], ...also },
      },
      { pools, limits: [], log: silent },
    );
  const last = () => server.asked.at(-1);
  const refused = (call: Promise<unknown> | undefined) => failureOf(Promise.resolve(call));

  describe("a text", () => {
    const outgoing = { conversation: "120363000000000001@g.us", text: "It left at noon.", key: "k" };

    it("is sent once, signed as the bridge's, and its id read", async () => {
      answer = () => ({
        body: { success: true, message: "Message sent successfully", status: "sent", data: { messageId: "3EB0C1", direction: "outgoing" } },
      });
      const permit = permits();
      expect(await account().send?.(outgoing, permit, soon())).toEqual({ id: "3EB0C1" });
      expect(permit.given()).toBe(1);
      expect(server.asked).toMatchObject([
        {
          ...{ method: "POST", path: "/api/message/text/acme%20%2F%20two" },
          headers: { token: "the-token" },
          body: { number: "120363000000000001@g.us", message: "It left at noon.", source: "reacji-bridge" },
        },
      ]);
      expect(account().sendsOnce).toBe(false);
    });

    it("may be sent without an id to show for it", async () => {
      answer = () => ({ body: { success: true, messageId: "3EB0C2" } });
      expect(await account().send?.(outgoing, permits(), soon())).toEqual({ id: "3EB0C2" });
      for (const data of [undefined, null, {}, { messageId: "" }, { messageId: 7 }, []]) {
        answer = () => ({ body: { success: true, data } });
        expect(await account().send?.(outgoing, permits(), soon())).toEqual({ id: null });
      }
    });

    it("is not sent without a permit, nor to what is no conversation", async () => {
      expect(await refused(account().send?.(outgoing, permits(0), soon()))).toMatchObject({ kind: "rate-limited" });
      const permit = permits();
      expect(await refused(account().send?.({ ...outgoing, conversation: "news@newsletter" }, permit, soon()))).toMatchObject({
        kind: "gone",
        ambiguous: false,
      });
      expect([permit.given(), server.asked.length]).toEqual([0, 0]);
    });

    it.each([
      [400, sentence("Invalid phone number format: 5511"), "gone", false, "phone number"],
      [400, sentence("Number is required"), "gone", false, "conversation"],
      [400, sentence("Instance is not connected to WhatsApp"), "transient", false, "not connected"],
      [400, sentence("Message is required"), "rejected", false, "malformed"],
      [401, sentence("Invalid token"), "unauthorized", false, "token"],
      [403, sentence("Instance token does not match"), "unauthorized", false, "token"],
      [404, sentence("Instance not found"), "unauthorized", false, "no instance"],
      [404, sentence("Not here"), "gone", false, "does not know"],
      [429, sentence("Rate limit exceeded. Try again later."), "rate-limited", false, "fewer requests"],
      [500, sentence("Failed to send message: 5511"), "transient", true, "could not send the message"],
      [503, sentence("Instance is not connected to WhatsApp"), "transient", false, "not connected"],
      [200, sentence("No"), "transient", true, "without saying"],
      [200, "<html>", "transient", true, "without saying"],
    ])("that is answered %i %j comes to %s", async (status, body, kind, ambiguous, words) => {
      answer = () => ({ status, body });
      const failure = await refused(account().send?.(outgoing, permits(), soon()));
      expect(failure).toMatchObject({ kind, ambiguous, message: expect.stringContaining(words) });
      expect(JSON.stringify(failure)).not.toMatch(/reaction|5511|noon|the-token/);
    });
  });

  describe("the webhook", () => {
    const ours = {
      label: "default",
      enabled: true,
      url: URL_OF_OURS,
      authorization: "old secret",
      byEvents: false,
      events: ["message.exchange"],
      mediaBase64: false,
    };
    const isRegistered = (webhook: unknown, also = {}) => {
      answer = () => ({ body: { success: true, webhooks: [{ label: "another", enabled: true, url: "https://a.example" }, webhook] } });
      return account(also).registration?.isRegistered(URL_OF_OURS, soon());
    };

    it("is there when RyzeAPI lists it as the bridge wants it", async () => {
      expect(await isRegistered(ours)).toBe(true);
      expect(server.asked).toMatchObject([{ method: "GET", path: "/api/events/getWebhook/acme%20%2F%20two" }]);
      for (const events of [[], null, undefined, ["call.update", "message.exchange"]])
        expect(await isRegistered({ ...ours, events })).toBe(true);
    });

    it.each([
      ["is at another address", { url: `${URL_OF_OURS}/` }],
      ["is switched off", { enabled: false }],
      ["does not tell of messages", { events: ["call.update"] }],
      ["appends the event to the address", { byEvents: true }],
      ["sends media along", { mediaBase64: true }],
      ["shows another secret", { authorization: "guess" }],
      ["shows none", { authorization: null }],
    ])("is not there when one %s", async (_, flaw) => {
      expect(await isRegistered({ ...ours, ...flaw })).toBe(false);
    });

    it("is not there when the account has no secret", async () => {
      expect(await isRegistered(ours, { webhookSecrets: [] })).toBe(false);
    });

    it("is registered with what the bridge wants to hear, and its first secret", async () => {
      answer = ({ method }) => ({ body: method === "GET" ? { success: true, webhooks: [] } : { success: true, webhook: {} } });
      expect(await account().registration?.register(URL_OF_OURS, soon())).toEqual({ secret: null });
      expect(last()).toMatchObject({
        ...{ method: "POST", path: "/api/events/webhook/acme%20%2F%20two" },
        body: { ...ours, label: "reacji-bridge", authorization: "new secret" },
      });
    });

    it("is mended under its own label where one with this address is there", async () => {
      answer = () => ({ body: { success: true, webhooks: [{ ...ours, enabled: false }] } });
      await account().registration?.register(URL_OF_OURS, soon());
      expect(last()?.body).toEqual({ ...ours, authorization: "new secret" });
    });

    it("is not registered without a secret, and says what to do", async () => {
      const failure = await refused(account({ webhookSecrets: [] }).registration?.register(URL_OF_OURS, soon()));
      expect(failure).toMatchObject({ kind: "rejected", message: expect.stringContaining("webhookSecret") });
      expect(server.asked).toEqual([]);
    });

    it.each([
      [400, "Invalid request body", "rejected", "malformed"],
      [401, "Invalid token", "unauthorized", "token"],
      [404, "Instance not found", "unauthorized", "no instance"],
      [409, "Duplicate", "rejected", "three webhooks"],
      [500, "Failed to get instance", "transient", "settings"],
    ])("that is answered %i %j comes to %s", async (status, message, kind, words) => {
      answer = () => ({ status, body: sentence(message) });
      expect(await refused(account().registration?.isRegistered(URL_OF_OURS, soon()))).toMatchObject({
        kind,
        message: expect.stringContaining(words),
      });
    });

    it("is not called absent when the answer is none that is documented", async () => {
      for (const body of [{ success: true }, { success: true, webhooks: {} }, { webhooks: [] }, []]) {
        answer = () => ({ body });
        expect(await refused(account().registration?.isRegistered(URL_OF_OURS, soon()))).toMatchObject({ kind: "transient" });
      }
    });
  });

  describe("the event socket", () => {
    const registration = () => account({ events: "websocket" }).registration;

    it("is opened only where the configuration asks for it", () => {
      expect(account().stream).toBeUndefined();
      expect(account({ events: "websocket" }).stream?.connected()).toBe(false);
      expect(server.asked).toEqual([]);
    });

    it("is enabled when RyzeAPI says so", async () => {
      const said = (websocket: unknown) => {
        answer = () => ({ body: { success: true, message: "WebSocket configuration retrieved", websocket } });
        return registration()?.isRegistered(URL_OF_OURS, soon());
      };
      expect(await said({ enabled: true, events: ["message.exchange"], mediaBase64: false })).toBe(true);
      expect(await said({ enabled: true, events: [] })).toBe(true);
      expect(last()).toMatchObject({ method: "GET", path: "/api/events/getWebsocket/acme%20%2F%20two" });
      expect(await said({ enabled: false, events: [], mediaBase64: false })).toBe(false);
      expect(await said({ enabled: true, events: ["call.update"], mediaBase64: false })).toBe(false);
      expect(await said({ enabled: true, events: [], mediaBase64: true })).toBe(false);
    });

    it("is not when it was never configured, which is not the same as no instance", async () => {
      answer = () => ({ status: 404, body: sentence("WebSocket not configured for this instance") });
      expect(await registration()?.isRegistered(URL_OF_OURS, soon())).toBe(false);
      answer = () => ({ status: 404, body: sentence("Instance not found") });
      expect(await refused(registration()?.isRegistered(URL_OF_OURS, soon()))).toMatchObject({ kind: "unauthorized" });
      answer = () => ({ status: 404, body: "<html>" });
      expect(await refused(registration()?.isRegistered(URL_OF_OURS, soon()))).toMatchObject({ kind: "transient" });
    });

    it("is enabled for messages alone", async () => {
      answer = () => ({ body: { success: true, websocket: {} } });
      expect(await registration()?.register(URL_OF_OURS, soon())).toEqual({ secret: null });
      expect(last()).toMatchObject({
        ...{ method: "POST", path: "/api/events/websocket/acme%20%2F%20two" },
        body: { enabled: true, events: ["message.exchange"], mediaBase64: false },
      });
    });
  });

  it("nothing but `webhook` and `websocket` may be asked for", () => {
    const keys = { instance: "acme", token: "t" };
    for (const events of [undefined, "webhook", "websocket"]) expect(accountSchema.safeParse({ ...keys, events }).success).toBe(true);
    expect(accountSchema.safeParse({ ...keys, events: "polling" }).success).toBe(false);
  });
});
