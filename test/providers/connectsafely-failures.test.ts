import type { FailureKind } from "../../src/domain/failure.ts";
import { FAILURES } from "../../src/providers/connectsafely/failures.ts";
import { createConnectSafely } from "../../src/providers/connectsafely/index.ts";
import { openConnectSafely } from "../../src/sandbox/providers/connectsafely.ts";
import { failureTable, type Played, SPOKEN } from "./failure-table.ts";
import { slotOf } from "./under-test.ts";

const ACCOUNT = "665000000000000000000001";
const CONVERSATION = "urn:li:msg_conversation:(urn:li:fsd_profile:ACoAAA1,2-YmFzZQ==)";
const MESSAGE = "urn:li:msg_message:(urn:li:fsd_profile:ACoAAA1,2-MTcxODA=)";

/** 400, 401, 404 and 500 are the page's own; 403 is that of the general pages. */
const DOCUMENTED: readonly (readonly [status: number, said: string, kind: FailureKind, ambiguous: boolean])[] = [
  [400, "Reaction failed", "rejected", false],
  [401, "Unauthorized", "unauthorized", false],
  [403, "No active subscription", "unauthorized", false],
  [404, "Account not found", "unauthorized", false],
  [500, "Server error", "transient", true],
];

/** The page of this call, the overview and the cookbook: three shapes of one error. */
const played = DOCUMENTED.flatMap(([status, said, kind, ambiguous]): readonly Played[] => [
  { title: `${status} as a sentence`, answer: { status, body: { error: `${said} ${SPOKEN}` } }, kind, ambiguous },
  {
    title: `${status} with a code`,
    answer: { status, body: { success: false, code: "SOME_CODE", message: `${said} ${SPOKEN}` } },
    kind,
    ambiguous,
    vendor: { code: "SOME_CODE" },
  },
  {
    title: `${status} from the validator`,
    answer: { status, body: { success: false, error: { name: "ZodError", issues: [{ path: ["emoji"], message: SPOKEN }] } } },
    kind,
    ambiguous,
    vendor: { code: "ZodError" },
  },
  { title: `${status} that is empty`, answer: { status }, kind, ambiguous },
]);

failureTable({
  name: "ConnectSafely",
  async open() {
    const standIn = await openConnectSafely({ credential: "key", accounts: [ACCOUNT] });
    standIn.message({ id: MESSAGE, conversation: CONVERSATION });
    return standIn;
  },
  create: (pools, baseUrl) => createConnectSafely({ pools, baseUrl, accountId: ACCOUNT, apiKey: "key" }),
  slot: slotOf({ message: MESSAGE, conversation: CONVERSATION }),
  emoji: "👍",
  rows: FAILURES,
  played: [
    ...played,
    {
      title: "429 with holdUntil",
      answer: {
        status: 429,
        body: { success: false, error: `Rate limit exceeded ${SPOKEN}`, holdUntil: new Date(Date.now() + 30_000).toISOString() },
      },
      kind: "rate-limited",
      ambiguous: false,
      waitMs: 30_000,
    },
    {
      title: "a success with another emoji",
      answer: { status: 200, body: { success: true, messageUrn: MESSAGE, emoji: "👎", react: true } },
      kind: "transient",
      ambiguous: true,
    },
  ],
  error: { error: SPOKEN },
});
