import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from "@slack/web-api";
import { ERROR_CODE, TOKEN_ADVICE } from "./info.ts";

/** Slack's name of what is wrong; null when it did not answer with one. */
export function codeOf(error: unknown): string | null {
  return error instanceof WebAPIPlatformError && ERROR_CODE.test(error.data.error) ? error.data.error : null;
}

/** Rejects as `call` does, but never with what somebody who is not Slack has answered. */
export async function slackOnly<T>(call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    throw error instanceof WebAPIPlatformError && codeOf(error) === null
      ? new Error("what answers at SLACK_API_URL is not Slack's API")
      : error;
  });
}

/** Why the start failed, for the operator. */
export function plainly(error: unknown, token: "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN", apiUrl: string): Error {
  const code = codeOf(error);
  if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
    return new Error(`Slack cannot be reached at ${apiUrl}`, { cause: error });
  }
  if (code === null) return error instanceof Error ? error : new Error(String(error));
  const advice = TOKEN_ADVICE[code];
  return new Error(`Slack refuses ${token}: ${code}${advice === undefined ? "" : ` (${advice})`}`, { cause: error });
}
