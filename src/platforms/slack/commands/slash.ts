import type { App } from "@slack/bolt";
import { z } from "zod";
import { flawOf, id } from "../mappers.ts";
import type { Desk, Trigger } from "./desk.ts";
import { responseUrl } from "./form.ts";
import { openLinkForm } from "./link-form.ts";
import { parseBridge, parseReact } from "./parse.ts";
import { answerOf, type Manner, type Outcome } from "./reply.ts";
import { LATE, NOT_TAKEN } from "./sentences.ts";
import { sentence, type Whisper, whisper } from "./shown.ts";

const payload = z.object({
  ...{ user_id: id, channel_id: id, trigger_id: z.string().min(1), response_url: responseUrl },
  text: z.string().default(""),
});

interface Given {
  readonly body: unknown;
  readonly ack: (answer?: Whisper & { readonly response_type: "ephemeral" }) => Promise<void>;
}

/** `/react` and `/bridge`. Their ack carries the answer, which only whoever asked sees. */
export function listenToSlash(app: App, desk: Desk): void {
  const { reply, ourselves, onMalformed } = desk;

  async function answer({ body, ack }: Given, understand: (text: string, trigger: Trigger) => Promise<Outcome>): Promise<void> {
    const parsed = payload.safeParse(body);
    if (!parsed.success) {
      await ack();
      return onMalformed(`command ${flawOf(parsed.error)}`);
    }
    const { user_id: user, channel_id: channel, trigger_id, response_url, text } = parsed.data;
    const trigger = { id: trigger_id, user, channel, thread: null, responseUrl: response_url };
    const manner: Manner = {
      failed: NOT_TAKEN,
      async ack(outcome) {
        if (outcome === null) await ack();
        else await ack({ response_type: "ephemeral", ...whisper(outcome === "late" ? sentence(LATE) : answerOf(outcome), ourselves()) });
        return outcome !== "late";
      },
    };
    await reply(trigger, () => understand(text, trigger), manner);
  }

  async function react(text: string, trigger: Trigger): Promise<Outcome> {
    let parsed = parseReact(text, ourselves(), desk.names);
    if ("unknown" in parsed && parsed.unknown !== undefined) {
      await desk.lookUp(parsed.unknown);
      parsed = parseReact(text, ourselves(), desk.names);
    }
    return "said" in parsed ? { said: parsed.said } : desk.ask(trigger, parsed.command, parsed.place);
  }

  async function bridge(text: string, trigger: Trigger): Promise<Outcome> {
    const parsed = parseBridge(text);
    if ("open" in parsed) return openLinkForm(desk, trigger);
    return "said" in parsed ? parsed : desk.ask(trigger, parsed.command, { kind: "newest" });
  }

  app.command("/react", ({ body, ack }) => answer({ body, ack }, react));
  app.command("/bridge", ({ body, ack }) => answer({ body, ack }, bridge));
}
