import type { FailureKind } from "../../src/domain/failure.ts";
import { FAILURES } from "../../src/providers/ryzeapi/failures.ts";
import { createRyzeApi } from "../../src/providers/ryzeapi/index.ts";
import { openRyzeApi } from "../../src/sandbox/providers/ryzeapi.ts";
import { failureTable, type Played, SPOKEN } from "./failure-table.ts";
import { slotOf } from "./under-test.ts";

const PERSON = "5511988887777@s.whatsapp.net";

type Line = readonly [status: number, internal: string | null, sentence: string, kind: FailureKind, ambiguous: boolean];

/** The page's table; below it what the guide adds. */
const DOCUMENTED: readonly Line[] = [
  [400, null, "Instance name is required", "unauthorized", false],
  [400, null, `Invalid request body: ${SPOKEN}`, "rejected", false],
  [400, null, "Number is required", "gone", false],
  [400, null, "MessageID is required", "gone", false],
  [400, null, "Reaction is required", "rejected", false],
  [400, "invalid_number", `Invalid phone number format: ${SPOKEN}`, "gone", false],
  [400, "invalid_message_id", `The messageId is not valid: ${SPOKEN}`, "gone", false],
  [400, "missing_participant", "Participant is required for group reactions when fromMe=false", "gone", false],
  [404, null, "Instance not found", "unauthorized", false],
  [500, "send_failed", `Failed to send reaction: ${SPOKEN}`, "transient", true],
  [503, "disconnected", "Instance is not connected to WhatsApp", "transient", false],
  [400, null, `Something else: ${SPOKEN}`, "rejected", false],
  [401, null, "Invalid token", "unauthorized", false],
  [401, null, "Missing token in header", "unauthorized", false],
  [403, null, `The token does not belong to this instance: ${SPOKEN}`, "unauthorized", false],
  [404, null, `Not found: ${SPOKEN}`, "gone", false],
  [409, null, SPOKEN, "rejected", false],
  [501, null, SPOKEN, "transient", true],
];

/** What the mapper makes of a sentence where no internal status comes. */
const NAMED =
  /^(Instance name is required|Invalid request body|Number is required|MessageID is required|Reaction is required|Instance not found)/;

const played = DOCUMENTED.flatMap(([status, internal, message, kind, ambiguous]): readonly Played[] => {
  const code = internal ?? NAMED.exec(message)?.[1];
  const one = { kind, ambiguous, ...(code !== undefined && { vendor: { code } }) };
  const plain: Played = {
    ...one,
    title: `${status} “${message.slice(0, 30)}”`,
    answer: { status, body: { success: false, error: { message } } },
  };
  if (internal === null) return [plain];
  return [
    plain,
    {
      ...one,
      title: `${status} ${internal}, told in the error`,
      answer: { status, body: { success: false, error: { message, status: internal } } },
    },
    {
      ...one,
      title: `${status} ${internal}, told beside the error, with another sentence`,
      answer: { status, body: { success: false, status: internal, error: { message: SPOKEN } } },
    },
  ];
});

failureTable({
  name: "RyzeAPI",
  async open() {
    const standIn = await openRyzeApi({ credential: "tok", instances: ["acme"] });
    standIn.message({ id: "3EB0AA", conversation: PERSON });
    return standIn;
  },
  create: (pools, baseUrl) => createRyzeApi({ pools, baseUrl, instance: "acme", token: "tok" }),
  slot: slotOf({ message: "3EB0AA", conversation: PERSON }),
  emoji: "👍",
  rows: FAILURES,
  played,
  error: { success: false, error: { message: SPOKEN } },
});
