import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Heard } from "../../src/domain/heard.ts";
import type { Verify } from "../../src/providers/delivery.ts";
import { createInbox, hexHmacInHeader, secretInHeader } from "../../src/providers/delivery.ts";

const OTHER: readonly Heard[] = [{ kind: "other" }];
const [OLD, NEW] = ["the old secret", "the new secret"];

const inbox = (verify: Verify, secrets: readonly string[]) =>
  createInbox({ title: "Acme", secrets, verify, fix: "Sign it.", read: (body) => (body === 1 ? null : OTHER) });
const delivery = (headers: Record<string, string>, body: string | Uint8Array = "{}") => ({
  headers: new Headers(headers),
  body: typeof body === "string" ? new TextEncoder().encode(body) : body,
});
const refused = (status: number, code: string) => ({ refused: expect.objectContaining({ status, code }) });
const signed = (secret: string, body = "{}") => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

describe("a delivery that carries the secret", () => {
  const read = inbox(secretInHeader("x-secret"), [OLD, NEW]).read;

  it("is genuine with any active secret, and with nothing else", () => {
    expect(read(delivery({ "X-Secret": OLD }), 0)).toEqual({ heard: OTHER });
    expect(read(delivery({ "x-secret": NEW }), 0)).toEqual({ heard: OTHER });
    for (const secret of ["", "the", `${OLD}${NEW}`, `${OLD}, ${NEW}`, OLD.toUpperCase(), `${NEW}x`]) {
      expect(read(delivery({ "x-secret": secret }), 0)).toEqual(refused(401, "forged"));
    }
    expect(read(delivery({ authorization: OLD }), 0)).toEqual(refused(401, "unsigned"));
  });

  it("may be beyond ASCII, as the bytes that travel", () => {
    const bytes = Buffer.from("clé", "utf8").toString("latin1");
    expect(inbox(secretInHeader("x-secret"), ["clé"]).read(delivery({ "x-secret": bytes }), 0)).toEqual({ heard: OTHER });
  });
});

describe("a delivery that is signed", () => {
  const read = inbox(hexHmacInHeader("x-signature", "sha256="), [OLD, NEW]).read;

  it("is genuine when its very bytes were signed with an active secret", () => {
    expect(read(delivery({ "x-signature": signed(OLD) }), 0)).toEqual({ heard: OTHER });
    expect(read(delivery({ "x-signature": signed(NEW).toUpperCase() }), 0)).toEqual({ heard: OTHER });
    expect(read(delivery({ "x-signature": signed(NEW) }, "{} "), 0)).toEqual(refused(401, "forged"));
    for (const signature of ["", "sha256=", signed(OLD).slice(7), signed(OLD).slice(0, -1), signed("another")]) {
      expect(read(delivery({ "x-signature": signature }), 0)).toEqual(refused(401, "forged"));
    }
    expect(read(delivery({}), 0)).toEqual(refused(401, "unsigned"));
  });
});

describe("an inbox", () => {
  const genuine = inbox(() => "genuine", [NEW]).read;

  it("takes nothing while no secret is configured", () => {
    expect(inbox(() => "genuine", []).read(delivery({}), 0)).toEqual(refused(503, "not_configured"));
  });

  it("looks into nothing that is not genuine", () => {
    for (const verdict of ["unsigned", "forged", "stale"] as const) {
      expect(inbox(() => verdict, [NEW]).read(delivery({}, "not JSON"), 0)).toEqual(refused(401, verdict));
    }
  });

  it("says what is no JSON, and what is none of the provider's", () => {
    for (const body of ["", "{", "[1,]", "undefined", "\u0000", new Uint8Array([0x22, 0xff, 0x22])]) {
      expect(genuine(delivery({}, body), 0)).toEqual(refused(400, "not_json"));
    }
    expect(genuine(delivery({}, "1"), 0)).toEqual(refused(400, "malformed"));
    expect(genuine(delivery({ "content-type": "text/plain" }, "\ufeff{}"), 0)).toEqual({ heard: OTHER });
  });

  it("says how to mend it, and neither a secret nor anything of the delivery", () => {
    const body = JSON.stringify({ text: "see you at noon" });
    const all = [inbox(secretInHeader("x"), [OLD]).read(delivery({ x: "wrong guess" }, body), 0), genuine(delivery({}, "see you"), 0)];
    for (const answer of all) expect(JSON.stringify(answer)).not.toMatch(/old secret|wrong guess|see you/);
    expect(all[0]).toMatchObject({ refused: { fix: "Sign it." } });
  });
});
