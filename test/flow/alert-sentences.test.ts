import { expect, it } from "vitest";
import type { Alert } from "../../src/domain/alert.ts";
import { alertSentence } from "../../src/flow/alert-sentences.ts";

const reason = "PostPress does not accept the credentials.";
const MINUTE = 60_000;

const ALERTS: readonly Alert[] = [
  { about: "paused", accounts: ["acme-wa-2"], reason },
  { about: "paused", accounts: ["acme-wa-2", "acme-linkedin", "acme-instagram"], reason },
  { about: "failing", accounts: ["acme-whatsapp"], reason: "RyzeAPI gave no answer in time.", forMs: 1.2 * MINUTE },
  { about: "working", accounts: ["acme-wa-2"], forMs: 119 * MINUTE },
  { about: "working", accounts: ["acme-wa-2", "acme-linkedin"], forMs: 47 * 60 * MINUTE },
  { about: "lost", platform: "discord", forMs: 1 },
  { about: "found", platform: "slack", forMs: 2.4 * MINUTE },
  { about: "found", platform: "slack", forMs: 50 * 60 * MINUTE },
  { about: "parked", accounts: { "acme-whatsapp": 1 }, more: false },
  { about: "parked", accounts: { "acme-whatsapp": 99, "acme-imessage": 1 }, more: true },
];

it("tells operators what is the matter and what they can do about it", () => {
  expect(ALERTS.map(alertSentence)).toMatchInlineSnapshot(`
    [
      "acme-wa-2 is paused: PostPress does not accept the credentials. Reactions through it wait. They go on by themselves some minutes after it is mended, or at once with POST /api/v1/accounts/{name}/resume.",
      "acme-wa-2, acme-linkedin and acme-instagram are paused: PostPress does not accept the credentials. Reactions through them wait. They go on by themselves some minutes after it is mended, or at once with POST /api/v1/accounts/{name}/resume.",
      "acme-whatsapp has been failing for a minute: RyzeAPI gave no answer in time. Reactions through it wait, and the bridge tries every 30 seconds.",
      "acme-wa-2 works again, after 119 minutes. What waited goes on.",
      "acme-wa-2 and acme-linkedin work again, after 47 hours. What waited goes on.",
      "The connection to Discord has been lost for a minute. The bridge keeps trying, and reads what it misses.",
      "The connection to Slack is back; it was lost for 2 minutes. What was missed is being read.",
      "The connection to Slack is back; it was lost for 2 days. What was missed is being read.",
      "Reactions on one message could not be set and are parked: 1 through acme-whatsapp. npx reacji-bridge mirrors --state parked says why; npx reacji-bridge retry tries one again.",
      "Reactions on more than 100 messages could not be set and are parked: 99 through acme-whatsapp, 1 through acme-imessage. npx reacji-bridge mirrors --state parked says why; npx reacji-bridge retry tries one again.",
    ]
  `);
});
