import type { ReactionRules } from "../domain/network.ts";

/**
 * WhatsApp holds one reaction per account and message, any emoji; a new one takes the old one's place, and a removal is the
 * reaction with an empty text, so it names nothing (WhatsApp Cloud API, "Reaction messages"; whatsmeow's `RemoveReactionText`).
 * U+FE0F is stripped before sending, as the WhatsApp bridges that have run for years do (mautrix-whatsapp): WhatsApp's own
 * clients send "❤" without it, and both forms on one message show as two reactions.
 */
export const WHATSAPP_MESSAGES: ReactionRules = {
  allowed: "any",
  floor: [],
  custom: false,
  perMessage: 1,
  replaces: true,
  canRemove: true,
  removesByName: false,
  variationSelector: "strip",
  abandonedForMs: 30_000,
};
