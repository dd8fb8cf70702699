import { createHmac, timingSafeEqual } from "node:crypto";
import { bytesOf } from "../../http/bytes.ts";
import { MAX_BODY_BYTES, SIGNATURE_WINDOW_S } from "./info.ts";
import type { Log } from "./log.ts";
import type { AckingReceiver } from "./receiver.ts";

/** Slack's `v0` signature of a body, as `x-slack-signature` carries it. */
function signatureOf(secret: string, timestamp: string, body: Buffer): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")}`;
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** JSON of the Events API, or the form of commands (fields) and interactivity (JSON in `payload`). Undefined when it is neither. */
function parse(body: Buffer, form: boolean): unknown {
  const text = body.toString("utf8");
  try {
    if (!form) return JSON.parse(text);
    const fields = Object.fromEntries(new URLSearchParams(text));
    return fields["payload"] === undefined ? fields : JSON.parse(fields["payload"]);
  } catch {
    return undefined;
  }
}

/** Slack's side of HTTP mode: one URL for events, commands and interactivity. Answers 200 once the payload may be acked, else 503. */
export function createEndpoint(options: {
  readonly signingSecret: string;
  readonly deliver: AckingReceiver["deliver"];
  readonly log: Log;
  /** Called with the code of each refusal. */
  readonly onRefused: (code: string) => void;
}): (request: Request) => Promise<Response> {
  const refuse = (status: number, code: string, message: string, fix: string): Response => {
    options.onRefused(code);
    return Response.json({ error: { code, message, fix } }, { status });
  };

  return async (request) => {
    if (request.method !== "POST")
      return refuse(405, "method_not_allowed", "Slack sends POST requests", "This address is for Slack alone.");
    const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    const form = type === "application/x-www-form-urlencoded";
    if (!form && type !== "application/json")
      return refuse(415, "unsupported_media_type", "Slack sends JSON or a form", "Send application/json, or a form.");
    const body = await bytesOf(request, MAX_BODY_BYTES);
    if (body === null) return refuse(413, "too_large", `a payload may have ${MAX_BODY_BYTES} bytes`, "Nothing that Slack sends is larger.");
    // Unsigned: it only asks whether the certificate is good, and nothing else in it is looked at.
    if (form && new URLSearchParams(body.toString("utf8")).get("ssl_check") === "1") return new Response();

    const timestamp = request.headers.get("x-slack-request-timestamp") ?? "";
    const signature = request.headers.get("x-slack-signature") ?? "";
    if (!/^\d{1,12}$/.test(timestamp) || signature === "")
      return refuse(401, "unsigned", "the request is not signed by Slack", "Does a proxy take the headers X-Slack-* away?");
    if (!equal(signature, signatureOf(options.signingSecret, timestamp, body))) {
      return refuse(
        401,
        "wrong_signature",
        "the signature does not fit",
        "Compare SLACK_SIGNING_SECRET with the app's, and let no proxy change the body.",
      );
    }
    if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > SIGNATURE_WINDOW_S) {
      return refuse(
        401,
        "stale",
        "the request was signed more than 5 minutes before or after this server's clock",
        "Set this server's clock.",
      );
    }

    const payload = parse(body, form);
    if (typeof payload !== "object" || payload === null)
      return refuse(400, "not_json", "the payload is not a JSON object", "Send what the Events API documents.");
    if ("type" in payload && payload.type === "url_verification") {
      const challenge = "challenge" in payload ? payload.challenge : undefined;
      return typeof challenge === "string"
        ? Response.json({ challenge })
        : refuse(400, "no_challenge", "url_verification without a challenge", "Send what the Events API documents.");
    }
    try {
      const retryNum = request.headers.get("x-slack-retry-num");
      const retryReason = request.headers.get("x-slack-retry-reason") ?? undefined;
      const answer = await options.deliver({ body: payload, retryNum: retryNum === null ? undefined : Number(retryNum), retryReason });
      return typeof answer === "object" && answer !== null
        ? Response.json(answer)
        : new Response(typeof answer === "string" ? answer : null);
    } catch (error) {
      options.log.warn(
        { reason: error instanceof Error ? error.message : "unknown" },
        "an event of Slack's was not taken; Slack will send it again",
      );
      return refuse(503, "not_taken", "the event could not be stored", "Send it again.");
    }
  };
}
