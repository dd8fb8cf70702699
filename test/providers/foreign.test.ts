import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attachment, foreignText, momentUs, webUrl } from "../../src/providers/foreign.ts";

const AT = 1_788_253_200_000_000;

describe("what comes from outside", () => {
  it.each([
    ["seconds", 1_788_253_200, AT],
    ["seconds with a fraction", 1_788_253_200.25, AT + 250_000],
    ["milliseconds", 1_788_253_200_250, AT + 250_000],
    ["seconds as text", "1788253200", AT],
    ["milliseconds as text", "1788253200250", AT + 250_000],
    ["ISO", "2026-09-01T09:00:00Z", AT],
    ["ISO with a fraction", "2026-09-01T09:00:00.250Z", AT + 250_000],
    ["ISO with a zone", "2026-09-01T06:00:00-03:00", AT],
    ["ISO with a zone without a colon", "2026-09-01T06:00:00-0300", AT],
    ["ISO without a zone, which is UTC", "2026-09-01T09:00:00", AT],
    ["a space in place of the T", "2026-09-01 09:00:00", AT],
    ["zero", 0, null],
    ["a negative number", -5, null],
    ["more than a number can tell", 1e300, null],
    ["no number", Number.NaN, null],
    ["a day that is none", "2026-13-41T09:00:00Z", null],
    ["a date alone", "2026-09-01", null],
    ["a word", "yesterday", null],
    ["an object", {}, null],
  ])("tells a moment by %s", (_, written, us) => {
    expect(momentUs(written)).toBe(us);
  });

  it("gives text that any store keeps, and none for what says nothing", () => {
    expect(foreignText(" a\0b\ud800 ")).toBe(" ab\ufffd ");
    for (const nothing of ["", "  ", "\0", undefined, null, 1, {}]) expect(foreignText(nothing)).toBeNull();
  });

  it("gives addresses that a browser opens, and only those", () => {
    expect(webUrl("https://a.example/b c?d=<e>")).toBe("https://a.example/b%20c?d=%3Ce%3E");
    const none = [
      "",
      "/a",
      "javascript:alert(1)",
      "data:,a",
      "ftp://a.example",
      "https://slack.com@a.example",
      `https://a/${"b".repeat(5_000)}`,
      1,
    ];
    for (const url of none) expect(webUrl(url)).toBeNull();
  });

  it("calls an attachment a file unless its type is a word", () => {
    expect(attachment("IMAGE", "crate.jpg", "https://a.example/1")).toEqual({
      type: "image",
      name: "crate.jpg",
      url: "https://a.example/1",
    });
    expect(attachment("<!channel>", " ", "nowhere")).toEqual({ type: "file", name: null, url: null });
  });

  it("is read without a throw, whatever it is", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of [foreignText, webUrl, momentUs]) read(value);
        attachment(value, value, value);
      }),
    );
  });
});
