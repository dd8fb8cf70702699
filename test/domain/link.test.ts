import { describe, expect, test } from "vitest";
import { sideAt, sides, sideTo } from "../../src/domain/link.ts";
import { reversed } from "../../src/domain/policy.ts";
import { link, policy, SLOT } from "./given.ts";

const SLACK = "slack:C0NORTH";
const DISCORD = "discord:1187001002003004006";
const strict = { direction: "outbound", emoji: { deny: ["👀"] }, who: { allow: ["group:sales"] }, conflict: "first" } as const;
const mirrored = { ...link("internal", strict), account: null, conversation: null, mirrorTo: DISCORD };

describe("the ends of a link", () => {
  test("are a channel, and the account that shows there what its customers hold", () => {
    const northwind = link("northwind", strict);
    expect(sides(northwind)).toEqual([
      { at: SLACK, to: SLOT.account, account: SLOT.account, post: false, policy: policy(strict) },
      { at: SLOT.account, to: SLACK, account: "slack", post: false, policy: reversed(policy(strict)) },
    ]);
    expect(sides({ ...northwind, posts: true })[0]?.post).toBe(true);
  });

  test("are two channels, of which neither may say more than the policy allows, and which tell nobody", () => {
    const forth = { ...policy(strict), notify: "off" };
    expect(sides(mirrored)).toEqual([
      { at: SLACK, to: DISCORD, account: "discord", post: false, policy: forth },
      { at: DISCORD, to: SLACK, account: "slack", post: false, policy: { ...forth, direction: "inbound" } },
    ]);
  });

  test("are found by where they are, and by where they lead", () => {
    expect(sideAt(mirrored, DISCORD)?.to).toBe(SLACK);
    expect(sideTo(mirrored, DISCORD)?.at).toBe(SLACK);
    expect(sideTo(link(), SLACK)?.at).toBe(SLOT.account);
    expect([sideAt(mirrored, "slack:C0ELSEWHERE"), sideTo(mirrored, SLOT.account)]).toEqual([null, null]);
  });

  test("are none where it leads nowhere", () => {
    expect(sides({ ...mirrored, mirrorTo: null })).toEqual([]);
  });

  test.each(["off", "both"] as const)("are both %s, or neither is", (direction) => {
    expect(sides({ ...mirrored, policy: policy({ direction }) }).map((side) => side.policy.direction)).toEqual([direction, direction]);
  });
});
