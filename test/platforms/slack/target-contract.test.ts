import { slotOn } from "../../../src/domain/slot.ts";
import { fromSlackName } from "../../../src/names/index.ts";
import type { Target } from "../../../src/ports/target.ts";
import { type Scripted, targetContract } from "../../contracts/target.ts";
import { CHANNEL, openWorld } from "./world.ts";

targetContract("Slack", async () => {
  const { slack, source, post, start, close } = await openWorld("HTTP mode");
  await start();
  const message = post();
  let listening = true;
  const script = ({ status, ...rest }: Scripted) => {
    if (status !== undefined) return { status, ...rest };
    return rest.hang ? ({ hang: true } as const) : ({ cut: true } as const);
  };
  return {
    target: source.account.messages as Target,
    slot: slotOn(message),
    emoji: ["❤️", "🎉"],
    shown: () => {
      const { reactions } = slack.workspace.messageIn(slack.workspace.conversation(CHANNEL), message.message);
      return [...reactions.keys()].flatMap((name) => fromSlackName(name) ?? []);
    },
    answerNext: (answer) => slack.api.refuse("reactions.add", script(answer)),
    paths: () => slack.api.calls.filter((call) => call.startsWith("reactions.")).map((call) => `/api/${call}`),
    // Slack says what is wrong with 200; these statuses are somebody's in between.
    error: (_, text) => ({ ok: false, error: text }),
    kinds: { 400: "rejected", 404: "rejected" },
    async stopServer() {
      if (listening) await slack.close();
      listening = false;
    },
    close,
  };
});
