import { setTimeout as sleep } from "node:timers/promises";
import { flawOf } from "../flaw.ts";
import { toChannel, toMessage } from "../ids.ts";
import { type Acted, actedOn, undoOf } from "./buttons.ts";
import { emojiChoices, menuOf, offerChoices, reactMenu } from "./choose.ts";
import { type Asker, ask, type DeskOptions, toNamed } from "./desk.ts";
import { ANSWER, COMMANDS, REACT_MENU, SEE_MENU, SEND_MENU } from "./info.ts";
import { type Interaction, toInteraction } from "./interaction.ts";
import { placeIn } from "./place.ts";
import { createReply, type Shown } from "./reply.ts";
import { CHOOSE, NO_LONGER_OFFERED, NOT_PRESSED, NOT_TAKEN, NOT_UNDONE, NOT_YOURS, NOWHERE, SENDING } from "./sentences.ts";
import { sentence } from "./shown.ts";
import { answerSlash } from "./slash.ts";

const AGAIN_MS: readonly number[] = [1_000, 5_000, 30_000, 300_000];

/** Discord's face of the commands of chat: `/react`, `/reactions`, `/bridge`, the messages' menus, buttons, and choices while somebody types. */
export interface Interactions {
  /** What Discord tells of an interaction. Never rejects: it is told of once, and whoever did it is answered. */
  take(data: unknown): Promise<void>;
  /** Says what can be chosen, which stays when it was said before. Never rejects: everything else works without it. */
  register(signal: AbortSignal): Promise<void>;
}

export function createInteractions(desk: DeskOptions): Interactions {
  const { rest, application, log, placeOf, serverOf, send, onMalformed } = desk;
  const reply = createReply(desk);

  async function choices(interaction: Interaction): Promise<void> {
    const found = await chosenFrom(interaction).catch(() => []);
    const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
    const json = { type: ANSWER.choices, data: { choices: found } };
    await rest.ask({ method: "POST", path, json, isOpen: true }).catch((error: unknown) => {
      log.warn({ reason: reasonOf(error) }, "choices did not arrive");
    });
  }

  async function chosenFrom(interaction: Interaction) {
    const { channel, guild, focused, options } = interaction;
    const place = await placeOf(channel, guild);
    if (place === null || focused === null) return [];
    const written = options.get(focused) ?? "";
    if (focused === "conversation") return offerChoices(desk, { interaction, place }, written);
    const where = (await placeIn(options.get("message"), { channel, guild, place }, placeOf)) ?? ({ kind: "newest" } as const);
    return emojiChoices(desk, { interaction, place }, where.kind === "post" ? { kind: "newest" } : where, written);
  }

  /** Runs with the place of an interaction; without one there is nothing to do. */
  const within = (interaction: Interaction, work: (asker: Asker) => Promise<Shown>) => async (): Promise<Shown> => {
    const place = await placeOf(interaction.channel, interaction.guild);
    return place === null ? sentence(NOWHERE) : work({ interaction, place });
  };

  async function fromMenu(asker: Asker): Promise<Shown> {
    const { interaction, place } = asker;
    const { target, name, user } = interaction;
    if (target === null) return sentence(NOWHERE);
    const message = toMessage(place, target.id);
    const where = { kind: "message", message } as const;
    switch (name) {
      case REACT_MENU:
        return reactMenu(desk, asker, message.message, where);
      case SEE_MENU:
        return ask(desk, asker, { kind: "who" }, where);
      case SEND_MENU:
        return sentence((await send(target.message, place, user)) ? SENDING : NOT_YOURS);
      default:
        return sentence(NO_LONGER_OFFERED);
    }
  }

  /** What somebody is told of a press can stand in their direct messages: the channel is that of the press. */
  async function act(interaction: Interaction, { channel, message, ...acted }: Acted): Promise<Shown> {
    const workspace = await serverOf(channel);
    if (workspace === null) return sentence(NOWHERE);
    const place = { workspace, channel, thread: null };
    return ask(desk, { interaction, place }, { kind: "act", ...acted }, { kind: "message", message: { ...toChannel(place), message } });
  }

  async function fromMessage(asker: Asker): Promise<Shown> {
    const { interaction, place } = asker;
    const about = (message: string) => ({ kind: "message", message: { ...toMessage(place, ""), message } }) as const;
    const undo = undoOf(interaction.custom);
    if (undo !== null) {
      const emoji = toNamed(undo.name);
      const named = "name" in emoji ? emoji : { name: undo.name, emoji: null };
      return ask(desk, asker, { kind: "remove", emoji: { ...named, name: undo.name } }, about(undo.message));
    }
    const message = menuOf(interaction.custom);
    const emoji = toNamed(interaction.chosen ?? "");
    if (message === null || !("name" in emoji)) return sentence(CHOOSE);
    return ask(desk, asker, { kind: "react", emoji }, about(message));
  }

  return {
    async take(data) {
      let interaction: Interaction | null;
      try {
        interaction = toInteraction(data);
      } catch (error) {
        return onMalformed(`INTERACTION_CREATE ${flawOf(error)}`);
      }
      if (interaction === null) return;
      if (interaction.kind === "autocomplete") return choices(interaction);
      const acted = interaction.kind === "component" ? actedOn(interaction.custom) : null;
      if (acted !== null) return reply(interaction, () => act(interaction, acted), { here: interaction.isPrivate, failed: NOT_PRESSED });
      if (interaction.kind === "component") {
        const failed = interaction.custom.startsWith("undo:") ? NOT_UNDONE : NOT_TAKEN;
        return reply(interaction, within(interaction, fromMessage), { here: true, failed });
      }
      const work = interaction.target === null ? (asker: Asker) => answerSlash(desk, asker) : fromMenu;
      return reply(interaction, within(interaction, work), { here: false, failed: NOT_TAKEN });
    },
    async register(signal) {
      for (const waitMs of [...AGAIN_MS, null]) {
        try {
          await rest.ask({ method: "PUT", path: `/applications/${application()}/commands`, json: COMMANDS });
          return;
        } catch (error) {
          if (waitMs === null) log.error({ reason: reasonOf(error) }, "commands could not be offered in Discord");
          else await sleep(waitMs, undefined, { signal }).catch(() => {});
          if (signal.aborted) return;
        }
      }
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown";
}
