import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ZodError } from "zod";
import { escapeText, flawOf, micros, type Ourselves, toEvent, toReading, userOf } from "../../../src/platforms/slack/mappers.ts";

const us: Ourselves = { team: "T0ACME", user: "U0BRIDGE", bot: "B0BRIDGE" };
const unicode = (name: string) => (name.startsWith("tada") ? "🎉" : null);
const read = (event: { type: string }) => toEvent(event, us, unicode);

describe("what Slack's payloads mean", () => {
  it("times are exact to the microsecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), fc.integer({ min: 0, max: 999_999 }), (seconds, micro) => {
        expect(micros(`${seconds}.${String(micro).padStart(6, "0")}`)).toBe(seconds * 1_000_000 + micro);
      }),
    );
    expect(micros("1718031112")).toBe(1_718_031_112_000_000);
  });

  it("of no event, whatever it holds, does more than be refused as malformed", () => {
    const types = fc.constantFrom(
      "reaction_added",
      "reaction_removed",
      "message",
      "message_metadata_posted",
      "channel_archive",
      "member_left_channel",
    );
    const keys = fc.constantFrom(
      "user",
      "item",
      "reaction",
      "event_ts",
      "channel",
      "subtype",
      "deleted_ts",
      "metadata",
      "message",
      "channel_id",
    );
    fc.assert(
      fc.property(types, fc.dictionary(keys, fc.jsonValue()), (type, rest) => {
        try {
          read({ ...rest, type });
        } catch (error) {
          expect(error).toBeInstanceOf(ZodError);
          expect(flawOf(error)).not.toBe("");
        }
      }),
    );
  });

  it("our own bot is nobody, by its user or its bot id", () => {
    const item = { type: "message", channel: "C1", ts: "1718031112.000200" };
    const reaction = { type: "reaction_added", reaction: "tada", item, event_ts: "1718031113.000300" };
    expect(read({ ...reaction, ...{ user: us.user } })).toBeNull();
    expect(read({ ...reaction, ...{ user: "U1" } })).toMatchObject({ kind: "added", person: "slack:T0ACME:U1", emoji: "🎉", id: null });
    const metadata = { event_type: "reacji_bridge", event_payload: { link: "northwind", target: { id: "3EB0" } } };
    const posted = { type: "message", channel: "C1", ts: item.ts, metadata };
    expect(read({ ...posted, ...{ bot_id: us.bot } })).toBeNull();
    expect(read({ ...posted, ...{ bot_id: "B0OTHER" } })).toMatchObject({ kind: "declared", link: "northwind" });
    expect(read({ type: "member_left_channel", ...{ user: "U1", channel: "C1" } })).toBeNull();
    expect(read({ type: "member_left_channel", ...{ user: us.user, channel: "C1" } })).toMatchObject({ kind: "left", reason: "removed" });
  });

  it("a list of people that is shorter than its count is incomplete, our bot's place in it included", () => {
    const reactions = [
      { name: "tada", users: ["U1", us.user], count: 2 },
      { name: "eyes", users: ["U1", "U2"], count: 5 },
      { name: "shipit", users: [us.user], count: 1 },
    ];
    expect(toReading({ ok: true, message: { reactions } }, 7, us, unicode)).toEqual({
      reactions: [
        { person: "slack:T0ACME:U1", name: "tada", emoji: "🎉" },
        { person: "slack:T0ACME:U1", name: "eyes", emoji: null },
        { person: "slack:T0ACME:U2", name: "eyes", emoji: null },
      ],
      incomplete: ["eyes"],
      atUs: 7,
    });
    expect(toReading({ ok: true, message: {} }, 7, us, unicode).reactions).toEqual([]);
    expect(() => toReading({ ok: true, type: "file" }, 7, us, unicode)).toThrow(ZodError);
  });

  it("text is escaped once", () => {
    expect(escapeText("R&D <b> &lt;")).toBe("R&amp;D &lt;b&gt; &amp;lt;");
  });

  it("a person of another workspace or platform is not ours", () => {
    expect(userOf(us, "slack:T0ACME:U1")).toBe("U1");
    expect(userOf(us, "slack:T0OTHER:U1")).toBeNull();
    expect(userOf(us, "discord:T0ACME:U1")).toBeNull();
  });
});
