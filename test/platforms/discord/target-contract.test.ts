import { slotOn } from "../../../src/domain/slot.ts";
import { canonical } from "../../../src/names/index.ts";
import type { Target } from "../../../src/ports/target.ts";
import { type Scripted, targetContract } from "../../contracts/target.ts";
import { openWorld } from "./world.ts";

const ADD = "add_my_message_reaction";

targetContract("Discord", async () => {
  const { discord, guild, source, post, messageOf, start, close } = await openWorld();
  await start();
  const message = post();
  let listening = true;
  const script = ({ status, hang, ...rest }: Scripted) => {
    if (status !== undefined) return { status, headers: {}, ...rest };
    return hang ? ({ hang: true } as const) : ({ cut: true } as const);
  };
  return {
    target: source.account.messages as Target,
    slot: slotOn(messageOf(message)),
    emoji: ["❤️", "🎉"],
    shown: () => [...guild.shown(guild.message(message.id)).keys()].flatMap((name) => canonical(name) ?? []),
    answerNext: (answer) => discord.api.refuse(ADD, script(answer)),
    paths: () => discord.api.calls.filter(({ operation }) => operation === ADD).map(({ path }) => path),
    error: (_, text) => ({ message: text, code: 0 }),
    done: 204,
    kinds: { 400: "rejected", 404: "gone" },
    async stopServer() {
      if (listening) await discord.close();
      listening = false;
    },
    async close() {
      if (listening) return close();
      await source.stop();
    },
  };
});
