import { describe, expect, it, test } from "vitest";
import { instagramPostIn } from "../../src/networks/instagram.ts";
import { linkedInPostIn } from "../../src/networks/linkedin.ts";

const N = "7332661864792854528";
const M = "7332700000000000001";
const R = "7332700000000000002";
const post = (name: string, comment: string | null = null) => ({ post: name, comment });

describe("a LinkedIn post", () => {
  it.each([
    [`https://www.linkedin.com/feed/update/urn:li:activity:${N}`, post(N)],
    [`https://www.linkedin.com/feed/update/urn:li:activity:${N}/`, post(N)],
    [`https://www.linkedin.com/feed/update/urn:li:activity:${N}?utm_source=share&utm_medium=member_desktop`, post(N)],
    [`https://www.linkedin.com/feed/update/urn:li:share:${N}/`, post(`urn:li:share:${N}`)],
    [`https://www.linkedin.com/feed/update/urn:li:ugcPost:${N}/`, post(`urn:li:ugcPost:${N}`)],
    [`https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A${N}`, post(N)],
    [`https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A${N}/?actorCompanyId=1`, post(`urn:li:ugcPost:${N}`)],
    [`https://www.linkedin.com/embed/feed/update/urn:li:share:${N}`, post(`urn:li:share:${N}`)],
    [`https://www.linkedin.com/posts/ana-prado_crates-are-leaving-activity-${N}-Ab3d`, post(N)],
    [`https://www.linkedin.com/posts/ana-prado_crates-are-leaving-activity-${N}-A_-d/?utm_source=share`, post(N)],
    [`https://www.linkedin.com/posts/northwind_crates-ugcPost-${N}-Ab3d`, post(`urn:li:ugcPost:${N}`)],
    [`https://www.linkedin.com/posts/northwind_crates-share-${N}-Ab3d`, post(`urn:li:share:${N}`)],
    [`https://www.linkedin.com/posts/northwind_activity-${N}-Ab3d`, post(N)],
    [`https://www.linkedin.com/posts/activity-${N}`, post(N)],
    [`https://www.linkedin.com/posts/a_share-1234567890-of-activity-${N}-Ab3d`, post(N)],
    [`https://www.linkedin.com/posts/jos%C3%A9_caf%C3%A9-activity-${N}-Ab3d`, post(N)],
    [`https://www.linkedin.com/posts/josé_café-activity-${N}-Ab3d`, post(N)],
    [`https://linkedin.com/feed/update/urn:li:activity:${N}`, post(N)],
    [`https://m.linkedin.com/feed/update/urn:li:activity:${N}`, post(N)],
    [`https://de.linkedin.com/posts/x_y-activity-${N}-Ab3d`, post(N)],
    [`http://WWW.LinkedIn.com/feed/update/urn:li:activity:${N}`, post(N)],
    [`www.linkedin.com/feed/update/urn:li:activity:${N}`, post(N)],
    [`linkedin.com/posts/x_y-activity-${N}-Ab3d`, post(N)],
  ])("is found in %s", (text, found) => {
    expect(linkedInPostIn(text)).toEqual(found);
  });

  it.each([
    [`?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A${N}%2C${M}%29`, M],
    [`?commentUrn=urn%3Ali%3Acomment%3A(activity%3A${N}%2C${M})`, M],
    [`?commentUrn=urn:li:comment:(activity:${N},${M})`, M],
    [`?commentUrn=urn:li:comment:(urn:li:activity:${N},${M})`, M],
    [`/?commentUrn=urn%3Ali%3Acomment%3A%28ugcPost%3A${N}%2C${M}%29`, M],
    [`?dashCommentUrn=urn%3Ali%3Afsd_comment%3A%28${M}%2Curn%3Ali%3Aactivity%3A${N}%29`, M],
    [
      `?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A${N}%2C${M}%29&dashCommentUrn=urn%3Ali%3Afsd_comment%3A%28${M}%2Curn%3Ali%3Aactivity%3A${N}%29`,
      M,
    ],
    [`?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A${N}%2C${M}%29&replyUrn=urn%3Ali%3Acomment%3A%28activity%3A${N}%2C${R}%29`, R],
    [`?dashReplyUrn=urn%3Ali%3Afsd_comment%3A%28${R}%2Curn%3Ali%3Aactivity%3A${N}%29`, R],
    ["?commentUrn=urn%3Ali%3Acomment%3A%28activity%3Anone%29", null],
    ["?commentUrn=%E0%A4%A", null],
  ])("has the comment that %s names", (query, comment) => {
    expect(linkedInPostIn(`https://www.linkedin.com/feed/update/urn:li:activity:${N}${query}`)).toEqual(post(N, comment));
    expect(linkedInPostIn(`(https://www.linkedin.com/posts/x_y-activity-${N}-Ab3d${query})`)).toEqual(post(N, comment));
  });

  it.each([
    ["See URL."],
    ["See URL, please"],
    ["(URL)"],
    ["“URL”"],
    ["Our post: URL!"],
    ["Our post:URL"],
    ["*URL*"],
    ["見てURL。"],
    ["<URL>"],
    ["<URL|our post>"],
    ["our post\nURL\n"],
    ["https://example.com/ and then URL"],
    ["https://lnkd.in/eAbCdEf URL"],
    ["URL https://www.linkedin.com/feed/update/urn:li:activity:1111111111111111111"],
  ])("is found in a text such as %j", (text) => {
    for (const url of [
      `https://www.linkedin.com/feed/update/urn:li:activity:${N}`,
      `https://www.linkedin.com/posts/x_y-activity-${N}-Ab3d`,
    ]) {
      expect(linkedInPostIn(text.replace("URL", url))).toEqual(post(N));
    }
  });

  it.each([
    [`https://linkedin.com.evil.example/feed/update/urn:li:activity:${N}`],
    [`https://www.linkedin.com.evil.example/posts/x_y-activity-${N}-Ab3d`],
    [`https://evil-linkedin.com/feed/update/urn:li:activity:${N}`],
    [`https://notlinkedin.com/feed/update/urn:li:activity:${N}`],
    [`https://evil.example/https://www.linkedin.com/feed/update/urn:li:activity:${N}`],
    [`https://evil.example/?u=https://www.linkedin.com/feed/update/urn:li:activity:${N}`],
    [`evil.example/www.linkedin.com/feed/update/urn:li:activity:${N}`],
    [`evil.example?https://www.linkedin.com/feed/update/urn:li:activity:${N}`],
    [`https://www.linkedin.com@evil.example/feed/update/urn:li:activity:${N}`],
    [`https://evil.example@www.linkedin.com/feed/update/urn:li:activity:${N}`],
    [`https://www.linkedin.com:8443/feed/update/urn:li:activity:${N}`],
    [`https://www.linkedin.com\\@evil.example/feed/update/urn:li:activity:${N}x`],
    [`https://www.linkedіn.com/feed/update/urn:li:activity:${N}`],
    [`https://www.linkedin.co/feed/update/urn:li:activity:${N}`],
    [`ftp://www.linkedin.com/feed/update/urn:li:activity:${N}`],
    [`https://www.linkedin.com/feed/update/urn:li:activity:${N}abc`],
    [`https://www.linkedin.com/feed/update/urn:li:activity:${"9".repeat(31)}`],
    ["https://www.linkedin.com/feed/update/urn:li:activity:"],
    [`https://www.linkedin.com/feed/update/urn:li:member:${N}`],
    [`https://www.linkedin.com/pulse/crates-activity-${N}`],
    ["https://www.linkedin.com/posts/x_activity-12-months-of-crates"],
    ["https://www.linkedin.com/in/ana-prado/"],
    ["https://www.linkedin.com/feed/update/%E0%A4%A"],
    ["https://lnkd.in/eAbCdEf"],
    ["https://"],
    [`urn:li:activity:${N}`],
    ["no link at all / or any"],
    [""],
  ])("is not found in %s", (text) => {
    expect(linkedInPostIn(text)).toBeNull();
  });
});

describe("an Instagram post", () => {
  it.each([
    ["https://www.instagram.com/p/C9xAb_-12Qz/", post("C9xAb_-12Qz")],
    ["https://www.instagram.com/p/C9xAb_-12Qz", post("C9xAb_-12Qz")],
    ["https://instagram.com/p/C9xAb_-12Qz/?igsh=MTIz&img_index=2", post("C9xAb_-12Qz")],
    ["https://www.instagram.com/reel/C9xAb_-12Qz/", post("C9xAb_-12Qz")],
    ["https://www.instagram.com/reels/C9xAb_-12Qz/", post("C9xAb_-12Qz")],
    ["https://www.instagram.com/tv/C9xAb_-12Qz/", post("C9xAb_-12Qz")],
    ["https://www.instagram.com/north.wind_/p/C9xAb_-12Qz/", post("C9xAb_-12Qz")],
    ["https://www.instagram.com/north.wind_/reel/C9xAb_-12Qz", post("C9xAb_-12Qz")],
    ["https://m.instagram.com/p/C9xAb_-12Qz/", post("C9xAb_-12Qz")],
    ["instagram.com/p/C9xAb_-12Qz/", post("C9xAb_-12Qz")],
    ["(https://www.instagram.com/p/C9xAb_-12Qz).", post("C9xAb_-12Qz")],
    ["https://www.instagram.com/p/C9xAb_-12Qz/c/18012345678901234/", post("C9xAb_-12Qz", "18012345678901234")],
    ["https://www.instagram.com/reel/C9xAb_-12Qz/c/18012345678901234", post("C9xAb_-12Qz", "18012345678901234")],
    ["https://www.instagram.com/p/C9xAb_-12Qz/c/18012345678901234/r/18012345678909999/", post("C9xAb_-12Qz", "18012345678909999")],
  ])("is found in %s", (text, found) => {
    expect(instagramPostIn(text)).toEqual(found);
  });

  it.each([
    ["https://www.instagram.com.evil.example/p/C9xAb_-12Qz/"],
    ["https://evilinstagram.com/p/C9xAb_-12Qz/"],
    ["https://evil.example/instagram.com/p/C9xAb_-12Qz/"],
    ["https://instagram.com@evil.example/p/C9xAb_-12Qz/"],
    ["https://www.instagram.com/share/p/BAbCdEfGh1/"],
    ["https://www.instagram.com/share/reel/BAbCdEfGh1/"],
    ["https://www.instagram.com/reels/audio/1234567890/"],
    ["https://www.instagram.com/stories/northwind/1234567890/"],
    ["https://www.instagram.com/northwind/"],
    ["https://www.instagram.com/p/"],
    ["https://www.instagram.com/explore/p/"],
    ["https://ig.me/m/northwind"],
  ])("is not found in %s", (text) => {
    expect(instagramPostIn(text)).toBeNull();
  });
});

test("neither network's posts are taken for the other's", () => {
  expect(instagramPostIn(`https://www.linkedin.com/feed/update/urn:li:activity:${N}`)).toBeNull();
  expect(linkedInPostIn("https://www.instagram.com/p/C9xAb_-12Qz/")).toBeNull();
});

test("the longest of texts is read at once", () => {
  const begun = performance.now();
  const hostile = [
    "/a".repeat(20_000),
    "https://".repeat(5_000),
    "linkedin.com/posts/".repeat(2_000),
    `linkedin.com/posts/${"-activity-1".repeat(4_000)}`,
  ];
  for (const text of hostile) expect([linkedInPostIn(text), instagramPostIn(text)]).toEqual([null, null]);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
