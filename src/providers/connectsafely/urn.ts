import { opaqueId } from "../check.ts";

export const messageUrn = opaqueId.regex(/^urn:li:msg_message:\S+$/, "must be a URN of the form urn:li:msg_message:…");
export const conversationUrn = opaqueId.regex(/^urn:li:msg_conversation:\S+$/, "must be a URN of the form urn:li:msg_conversation:…");
export const accountId = opaqueId.regex(/^[\da-f]{24}$/i, "must be ConnectSafely's id of the LinkedIn account: 24 hexadecimal digits");

const KEY = /(?:^|[:,])(2-[\w+/=-]{1,256})\)?$/;

/**
 * What the two URNs of one thing have in common: its calls speak of `urn:li:msg_conversation:(urn:li:fsd_profile:…,2-…)` and
 * `urn:li:msg_message:(…,2-…)`, its deliveries of `urn:li:messagingThread:2-…` and `urn:li:messagingMessage:2-…`. An id without a key
 * is its own.
 */
export function keyOf(urn: string): string {
  return KEY.exec(urn)?.[1] ?? urn;
}
