import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segment } from "../../src/http/segment.ts";

describe("a path segment", () => {
  it("encodes what URNs are made of, parentheses included", () => {
    expect(segment("urn:li:m:(a,b)='*!")).toBe("urn%3Ali%3Am%3A%28a%2Cb%29%3D%27%2A%21");
  });

  it.each(["", ".", "..", "\ud800"])("cannot say %j", (id) => {
    expect(segment(id)).toBeNull();
  });

  it("stays one segment of a URL, and says the id again when it is decoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 40 }), (id) => {
        const one = segment(id);
        if (one === null) return;
        const { pathname, search, hash } = new URL(`https://api.test/v1/messages/${one}/reaction`);
        expect(pathname.split("/")).toHaveLength(5);
        expect([search, hash]).toEqual(["", ""]);
        expect(decodeURIComponent(pathname.split("/")[3] ?? "")).toBe(id);
      }),
    );
  });
});
