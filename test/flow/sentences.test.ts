import { expect, it } from "vitest";
import type { Notice, NoticeReason } from "../../src/domain/notice.ts";
import { sentence } from "../../src/flow/sentences.ts";

const REASONS: readonly NoticeReason[] = [
  ...(["unmapped", "unsupported", "stale", "rejected", "undelivered", "gone", "kept", "not-taken-back"] as const),
  ...(["stand-in", "first", "waits", "queued", "quiet", "unconfirmed"] as const),
];

it("says what became of a reaction in one plain sentence each", () => {
  const notice: Omit<Notice, "reason"> = {
    ...{ key: "", mirror: "1", version: 1 },
    account: "acme",
    message: { platform: "slack", workspace: "T0ACME", channel: "C0", message: "1718031112.000200" },
    person: "slack:T0ACME:U0ANA",
    name: "tada",
    emoji: "🎉",
    ...{ shown: "👏", at: "08:00" },
  };
  expect(Object.fromEntries(REASONS.map((reason) => [reason, sentence({ ...notice, reason }, "linkedin")]))).toMatchInlineSnapshot(`
    {
      "first": "The customer now sees your 👏 on LinkedIn. Take it off the message here and it goes there, too.",
      "gone": "Your 🎉 could not be shown: the customer's message can no longer be reacted to on LinkedIn.",
      "kept": "The customer still sees 👏: reactions cannot be taken back on LinkedIn through this account. A new reaction replaces it.",
      "not-taken-back": "The customer still sees 👏: LinkedIn did not let it be taken back. Reacting again and taking it back tries once more.",
      "queued": "The customer still sees 👏: the account makes no more calls for now. It is taken back after that.",
      "quiet": "Your 🎉 waits: these are the customer's quiet hours. It goes at 08:00 there, unless you take it off before.",
      "rejected": "Your 🎉 could not be shown: LinkedIn refused it on this message. Another emoji may work.",
      "stale": "Your 🎉 stayed inside: it reached the bridge too late to still make sense to the customer.",
      "stand-in": "Your 🎉 went out as 👏: that is what the customer sees on LinkedIn.",
      "unconfirmed": "Your 🎉 stays inside for now: in this channel it is one to think twice about. Shall the customer see it on LinkedIn?",
      "undelivered": "Your 🎉 could not be shown: LinkedIn has not taken it, and the bridge has stopped trying.",
      "unmapped": "Your :tada: stayed inside: LinkedIn has no such emoji. Use a standard one, or ask an admin to say what it stands for.",
      "unsupported": "Your 🎉 stayed inside: LinkedIn does not offer it here, and nothing that it offers means the same.",
      "waits": "The customer still sees 👏: LinkedIn cannot be reached just now. It is taken back as soon as that works.",
    }
  `);
  expect(sentence({ ...notice, reason: "unsupported", emoji: "🍕" }, "linkedin", "food is no opinion")).toBe(
    "Your 🍕 stayed inside: LinkedIn does not offer it here, and nothing that it offers means the same: food is no opinion.",
  );
  expect(sentence({ ...notice, reason: "unmapped", name: "shipit", emoji: null }, "whatsapp")).toContain(":shipit:");
});
