import { expect, test } from "vitest";
import { networkMessage } from "../../src/domain/message.ts";
import { messageOn, slotKey, slotOn } from "../../src/domain/slot.ts";
import { MESSAGE, SLOT } from "./given.ts";

test("a channel's message is a place that our bot fills, and is found again by it", () => {
  const slot = slotOn(MESSAGE);
  expect(slot).toMatchObject({ account: "slack", conversation: MESSAGE.channel, post: false });
  expect(messageOn(slot)).toEqual(MESSAGE);
});

test("two messages are two places, also in channels of one name in two workspaces", () => {
  const all = [MESSAGE, { ...MESSAGE, message: "1767603600.000200" }, { ...MESSAGE, workspace: "T0OTHER" }];
  expect(new Set(all.map((message) => slotKey(slotOn(message)))).size).toBe(3);
});

test("a place on a network is no message of a channel", () => {
  expect(messageOn(SLOT)).toBeNull();
  expect(messageOn({ account: "slack", message: "something else" })).toBeNull();
  expect(messageOn({ account: "discord", message: slotOn(MESSAGE).message })).toBeNull();
});

test("a message on a network is known by its account, id and part", () => {
  expect(networkMessage("imessage", "acme-imessage", "m:1", 2)).toEqual({
    ...{ platform: "imessage", workspace: "acme-imessage", channel: "acme-imessage", message: "m:1#2" },
  });
});
