import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTown, type Town, until } from "../support/town.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

it("folds 1,001 toggles spread over a second into at most two calls, and ends right", async () => {
  const { slack, providers, team } = town.stage;
  const channel = "C0CONTOSO";
  providers.postpress.message({ id: "msg_toggled", network: "whatsapp" });
  const ts = slack.workspace.post(slack.workspace.bot.user, channel, "Are you still there?");
  const linked = await town.api("/api/v1/messages", {
    method: "POST",
    body: { link: "contoso", message: ts, target: { id: "msg_toggled" } },
  });
  expect(linked.status).toBe(201);

  const began = performance.now();
  for (let toggle = 0; toggle < 1_001; toggle += 1) {
    if (toggle % 2 === 0) slack.workspace.react(team.ana, channel, ts, "thumbsup");
    else slack.workspace.unreact(team.ana, channel, ts, "thumbsup");
    if (toggle % 10 === 9) await sleep(Math.max(0, toggle - (performance.now() - began)));
  }
  await until(() => slack.deliveries.all.every(({ acked }) => acked));
  await until(async () => {
    const { body } = await town.api("/api/v1/mirrors?link=contoso");
    return (body as { mirrors: { state: string }[] }).mirrors.every(({ state }) => state === "settled");
  });

  expect(providers.postpress.shown("msg_toggled")).toEqual(["👍"]);
  expect(providers.postpress.calls.filter(({ method }) => method === "POST").length).toBeLessThanOrEqual(2);
  expect(town.stage.violations()).toEqual([]);
});
