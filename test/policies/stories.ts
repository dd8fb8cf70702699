import fc from "fast-check";
import type { Emoji } from "../../src/domain/emoji.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/domain/policy.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { INSTAGRAM_POSTS } from "../../src/networks/instagram.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import type { Pressed } from "./said.ts";

/** Everything that people press here: with and without tones and selectors, sequences, what networks refuse, and the workspace's own. */
export const PRESSES: readonly Pressed[] = [
  ...[
    "👍",
    "👍🏽",
    "👍🏿",
    "❤️",
    "❤",
    "🎉",
    "👏",
    "👏🏼",
    "👎",
    "👎🏻",
    "😂",
    "🤣",
    "🙄",
    "👀",
    "✅",
    "🔥",
    "❤️‍🔥",
    "👩‍💻",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "☝️",
    "☝🏽",
  ].map((name) => ({
    name,
    emoji: name === "❤" ? "❤️" : name,
  })),
  // As Slack names them.
  ...(
    [
      ["+1::skin-tone-4", "👍🏽"],
      ["heart", "❤️"],
      // An alias of the workspace's.
      ["lgtm", "👍"],
      ["-1", "👎"],
      ["shrug", "🤷"],
      ["man-shrugging", "🤷‍♂️"],
      ["woman-shrugging::skin-tone-4", "🤷🏽‍♀️"],
    ] as const
  ).map(([name, emoji]) => ({ name, emoji })),
  ...["shipit", "parrot", "boo", "thumbsup_all"].map((name) => ({ name, emoji: null })),
];

/** By whose classes: the last one is in none, and no policy lets them speak. */
export const PEOPLE: Readonly<Record<string, readonly string[]>> = {
  dana: ["members", "dana"],
  lee: ["members", "lee", "group:sales"],
  kim: ["guests", "kim"],
  bo: ["bots", "bo"],
  ghost: [],
};
export const OUTSIDER = "ghost";

export const NETWORKS: Readonly<Record<string, ReactionRules>> = {
  whatsapp: WHATSAPP_MESSAGES,
  imessage: IMESSAGE_MESSAGES,
  "linkedin-messages": LINKEDIN_MESSAGES,
  "linkedin-posts": LINKEDIN_POSTS,
  instagram: INSTAGRAM_POSTS,
  discover: {
    ...LINKEDIN_MESSAGES,
    allowed: "discover",
    floor: LINKEDIN_MESSAGE_FLOOR,
    perMessage: 1,
    replaces: true,
    removesByName: false,
  },
  "tapbacks-alone": { ...IMESSAGE_MESSAGES, custom: false },
};

const listed = fc.constantFrom("👍", "❤️", "🎉", "👏", "👎", "😂", "🙄", "👀", "✅", "🔥", "👍🏽", "🤷", "🤷‍♂️", ":shipit:", ":boo:", "☝️");
const several = fc.uniqueArray(listed, { maxLength: 6 });
const as = fc.constantFrom<Emoji | null>("🚀", "👍", "👎", "❤️", null);
const classes = fc.constantFrom("members", "guests", "bots", "dana", "lee", "kim", "group:sales");

const policies: fc.Arbitrary<Policy> = fc.record({
  direction: fc.oneof(
    { weight: 16, arbitrary: fc.constant("both" as const) },
    { weight: 1, arbitrary: fc.constantFrom("outbound", "inbound", "off") },
  ),
  emoji: fc.record({
    allow: fc.oneof({ weight: 4, arbitrary: fc.constant("any" as const) }, { weight: 1, arbitrary: several }),
    deny: fc.uniqueArray(listed, { maxLength: 3 }),
    custom: fc
      .dictionary(fc.constantFrom("shipit", "boo", "lgtm", "✅", "🔥", "👍", "👍🏽", "🤷", "🤷‍♂️"), as, { maxKeys: 3 })
      .map((given) => ({ ...given })),
    confirm: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: several }),
    standIns: fc.boolean(),
  }),
  conflict: fc.constantFrom("latest", "first", "most"),
  who: fc.oneof(
    { weight: 4, arbitrary: fc.constant(DEFAULT_POLICY.who) },
    {
      weight: 1,
      arbitrary: fc.record({ allow: fc.uniqueArray(classes, { maxLength: 4 }), deny: fc.uniqueArray(classes, { maxLength: 2 }) }),
    },
  ),
  graceMs: fc.constantFrom(0, 1_000, 5_000),
  staleAfterMs: fc.constantFrom(60_000, 86_400_000),
  quietHours: fc.oneof(
    { weight: 3, arbitrary: fc.constant(DEFAULT_POLICY.quietHours) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom([8, 10], [9, 11], [22, 10], [10, 9])
        .map(([from = 0, to = 0]) => ({ fromMin: from * 60, toMin: to * 60, timeZone: "UTC" })),
    },
  ),
  dryRun: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  notify: fc.constantFrom("reactor", "off"),
  relay: fc.constant(DEFAULT_POLICY.relay),
});

/** Something that happens; `who` and `what` are places in the lists above. */
export type Deed =
  | { readonly does: "press" | "command" | "late"; readonly who: string; readonly what: number }
  | { readonly does: "release" | "send" | "take-back" | "release-command"; readonly who: string; readonly what: number }
  | { readonly does: "policy"; readonly policy: Policy; readonly sweeps: boolean }
  | { readonly does: "turn"; readonly to: "off" | "both" | null }
  | { readonly does: "wait"; readonly ms: number }
  | { readonly does: "read" | "retry" };

const person = fc.constantFrom("dana", "dana", "lee", "lee", ...Object.keys(PEOPLE));
const what = fc.nat({ max: PRESSES.length - 1 });
const of = <Does extends string>(...does: readonly Does[]) => fc.record({ does: fc.constantFrom(...does), who: person, what });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 10, arbitrary: of("press", "press", "press", "command", "late") },
  { weight: 6, arbitrary: of("release", "release", "send", "send", "take-back", "release-command") },
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant("wait" as const), ms: fc.constantFrom(10, 400, 1_500, 10_000, 1_800_000, 7_200_000) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("policy" as const), policy: policies, sweeps: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("turn" as const), to: fc.constantFrom("off", "both", null) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom("read", "retry") }) },
);

export interface Story {
  readonly network: string;
  readonly policy: Policy;
  readonly deeds: readonly Deed[];
}

export const stories: fc.Arbitrary<Story> = fc.record({
  network: fc.constantFrom(...Object.keys(NETWORKS)),
  policy: policies,
  deeds: fc.array(deed, { minLength: 8, maxLength: 40 }),
});
