import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectSafelyScheme } from "../../../src/sandbox/providers/connectsafely-deliveries.ts";
import { createDeliveries, type Deliveries, type DeliveryOptions } from "../../../src/sandbox/providers/deliveries.ts";
import { linqScheme } from "../../../src/sandbox/providers/linq-deliveries.ts";
import { postPressScheme } from "../../../src/sandbox/providers/postpress-deliveries.ts";
import { ryzeApiScheme } from "../../../src/sandbox/providers/ryzeapi-deliveries.ts";
import { openReceiver, type Receiver } from "./receiver.ts";

const FAST = [0, 0, 0, 0, 0, 0, 0, 0, 0];
const SCHEMES = { PostPress: postPressScheme, Linq: linqScheme, ConnectSafely: connectSafelyScheme, RyzeAPI: ryzeApiScheme } as const;
type Vendor = keyof typeof SCHEMES;
let receiver: Receiver;
let open: Deliveries | null = null;

beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await open?.close();
  await receiver.close();
});

function deliveriesOf(vendor: Vendor, options: DeliveryOptions = { retryAfterMs: FAST }): Deliveries {
  open = createDeliveries(SCHEMES[vendor], options);
  open.deliverTo({ url: receiver.url });
  return open;
}
const over = (deliveries: Deliveries) => vi.waitFor(() => expect(deliveries.all.every(({ acked, lost }) => acked || lost)).toBe(true));
const said = (index: number) => receiver.got[index]?.json;

test.each<[Vendor, number, number]>([
  ["PostPress", 6, 30_000],
  ["Linq", 10, 10_000],
  ["ConnectSafely", 3, 15_000],
  ["RyzeAPI", 6, 10_000],
])("%s makes %i attempts, and gives a receiver %i ms", (vendor, attempts, answerWithinMs) => {
  const scheme = SCHEMES[vendor];
  expect(scheme.retryAfterMs).toHaveLength(attempts - 1);
  expect(scheme.answerWithinMs).toBe(answerWithinMs);
});

test("Linq's attempts take about 25 minutes, ConnectSafely's come after 10 and after 20 seconds", () => {
  const sum = (all: readonly number[]) => all.reduce((so, one) => so + one, 0);
  expect(sum(linqScheme.retryAfterMs)).toBe(25 * 60_000);
  expect(connectSafelyScheme.retryAfterMs).toEqual([10_000, 10_000]);
});

test.each<[Vendor, number | "cut", boolean]>([
  ["PostPress", 202, true],
  ["PostPress", 401, true],
  ["PostPress", "cut", true],
  ["Linq", 503, true],
  ["Linq", 429, true],
  ["Linq", "cut", true],
  ["Linq", 400, false],
  ["Linq", 401, false],
  ["ConnectSafely", 401, true],
  ["ConnectSafely", 500, true],
  ["RyzeAPI", 401, true],
  ["RyzeAPI", "cut", true],
])("%s, answered %s, tries again: %s", async (vendor, answer, again) => {
  const deliveries = deliveriesOf(vendor);
  receiver.answer(answer);
  deliveries.emit("something", { text: "Olá" });
  await over(deliveries);
  const first = answer === "cut" ? null : answer;
  expect(deliveries.all).toMatchObject([{ event: "something", acked: again, lost: !again, answers: again ? [first, 200] : [first] }]);
  expect(receiver.got.every(({ raw }) => raw.includes("Olá"))).toBe(true);
});

test("gives up after the last attempt", async () => {
  const deliveries = deliveriesOf("ConnectSafely", { retryAfterMs: [0, 0] });
  receiver.answer(500, 500, 500);
  deliveries.emit("message.received", {});
  await over(deliveries);
  expect(deliveries.all).toMatchObject([{ attempts: 3, acked: false, lost: true, answers: [500, 500, 500] }]);
});

test("does not wait longer for an answer than the vendor", async () => {
  const deliveries = deliveriesOf("RyzeAPI", { retryAfterMs: [0], answerWithinMs: 250 });
  receiver.answer("hang");
  deliveries.emit("message.exchange", {});
  await over(deliveries);
  expect(deliveries.all).toMatchObject([{ acked: true, answers: [null, 200] }]);
});

test("waits on demand, and then sends in the order that is made of it", async () => {
  const deliveries = deliveriesOf("Linq");
  deliveries.hold();
  for (const at of [1, 2]) deliveries.emit("message.received", { at });
  expect(receiver.got).toEqual([]);
  deliveries.release((waiting) => waiting.slice(1));
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
  expect(said(0)).toEqual({ at: 2 });
});

test("sends everything several times on demand, under the same id", async () => {
  const deliveries = deliveriesOf("Linq");
  deliveries.duplicate(3);
  deliveries.emit("message.received", {}, { id: "evt_1" });
  await over(deliveries);
  expect(receiver.got).toHaveLength(3);
  expect(new Set(deliveries.all.map(({ id }) => id))).toEqual(new Set(["evt_1"]));
});

test("goes to every address that wants the event and the account, and nowhere when there is none", async () => {
  const deliveries = deliveriesOf("PostPress");
  deliveries.forget();
  deliveries.emit("message_received", {}, { account: "acc_1" });
  expect(deliveries.all).toEqual([]);
  deliveries.deliverTo({ url: `${receiver.url}/1`, accounts: ["acc_1"] });
  deliveries.deliverTo({ url: `${receiver.url}/2`, accounts: ["acc_2"] });
  deliveries.deliverTo({ url: `${receiver.url}/3`, events: ["message_reaction"] });
  deliveries.deliverTo({ url: `${receiver.url}/4` });
  deliveries.emit("message_received", {}, { account: "acc_1" });
  await over(deliveries);
  expect(receiver.got.map(({ path }) => path).toSorted()).toEqual(["/webhooks/acme/1", "/webhooks/acme/4"]);
});

test("follows an address that moves, also with what is under way, and leaves one that is gone", async () => {
  const deliveries = deliveriesOf("PostPress", { retryAfterMs: [400, 400] });
  deliveries.forget();
  deliveries.deliverTo({ id: "wh", url: `${receiver.url}/old` });
  receiver.answer(500, 500);
  deliveries.emit("message_received", {});
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
  deliveries.deliverTo({ id: "wh", url: `${receiver.url}/new` });
  await vi.waitFor(() => expect(receiver.got).toHaveLength(2));
  deliveries.forget("wh");
  await over(deliveries);
  expect(receiver.got.map(({ path }) => path)).toEqual(["/webhooks/acme/old", "/webhooks/acme/new"]);
  expect(deliveries.all).toMatchObject([{ lost: true, answers: [500, 500] }]);
});

test("closes at once, with deliveries that wait and receivers that hang", async () => {
  const deliveries = deliveriesOf("PostPress", {});
  receiver.answer("hang", 500);
  for (const at of [1, 2]) deliveries.emit("message_received", { at });
  await vi.waitFor(() => expect(receiver.got).toHaveLength(2));
  await deliveries.close();
  expect(deliveries.all.every(({ lost }) => lost)).toBe(true);
});
