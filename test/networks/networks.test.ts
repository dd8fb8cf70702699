import { expect, test } from "vitest";
import { IMESSAGE_MESSAGES, TAPBACKS, type Tapback, tapback } from "../../src/networks/imessage.ts";
import { INSTAGRAM_POSTS, instagramReaction } from "../../src/networks/instagram.ts";
import {
  LINKEDIN_MESSAGE_FLOOR,
  LINKEDIN_MESSAGES,
  LINKEDIN_POST_REACTIONS,
  LINKEDIN_POSTS,
  linkedInPostReaction,
} from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";

test("WhatsApp takes any emoji, one at a time, without variation selector, and clears the slot without naming it", () => {
  expect(WHATSAPP_MESSAGES).toMatchObject({ allowed: "any", perMessage: 1, replaces: true, canRemove: true, removesByName: false });
  expect(WHATSAPP_MESSAGES.variationSelector).toBe("strip");
});

test("LinkedIn messages hold several emoji, each removed by its name", () => {
  expect(LINKEDIN_MESSAGES).toMatchObject({ allowed: "any", replaces: false, canRemove: true, removesByName: true });
  expect(LINKEDIN_MESSAGES.perMessage).toBeGreaterThan(1);
  expect(LINKEDIN_MESSAGE_FLOOR).toEqual(["👏", "👍", "👎", "😊", "😞"]);
});

test.each(Object.entries(LINKEDIN_POST_REACTIONS))("LinkedIn's %s is %s, both ways", (type, emoji) => {
  expect(LINKEDIN_POSTS.allowed).toContain(emoji);
  expect(linkedInPostReaction(emoji)).toBe(type);
  expect(linkedInPostReaction(emoji.replace("\uFE0F", ""))).toBe(type);
});

test.each(Object.entries(TAPBACKS) as [Tapback, string][])("the tapback %s is %s, both ways", (type, emoji) => {
  expect(IMESSAGE_MESSAGES.allowed).toContain(emoji);
  expect(tapback(emoji)).toBe(type);
  expect(tapback(emoji.replace("\uFE0F", ""))).toBe(type);
});

test("an emoji that is none of a fixed set is not taken for one of it", () => {
  expect(linkedInPostReaction("🎉")).toBeNull();
  expect(tapback("🎉")).toBeNull();
  expect(tapback("👍🏽")).toBeNull();
});

test("iMessage holds one tapback, repeats it to remove it, and lets any other emoji go as itself", () => {
  expect(IMESSAGE_MESSAGES).toMatchObject({ custom: true, perMessage: 1, replaces: true, removesByName: true });
});

test("Instagram's posts know nothing but the like, which is called a thumb and drawn as a heart", () => {
  expect(INSTAGRAM_POSTS.allowed).toEqual(["👍", "❤️"]);
  expect(["👍", "❤️", "❤", "👏", "👎"].map(instagramReaction)).toEqual(["like", "like", "like", null, null]);
});

test("a request that was given up on may land for half a minute on every network", () => {
  for (const rules of [WHATSAPP_MESSAGES, LINKEDIN_MESSAGES, LINKEDIN_POSTS, IMESSAGE_MESSAGES, INSTAGRAM_POSTS]) {
    expect(rules.abandonedForMs).toBe(30_000);
  }
});
