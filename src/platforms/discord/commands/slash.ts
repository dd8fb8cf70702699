import type { Command } from "../../../domain/command.ts";
import { toChannel } from "../ids.ts";
import { keyOf } from "./choose.ts";
import { type Asker, ask, type DeskOptions, toNamed } from "./desk.ts";
import { placeIn } from "./place.ts";
import type { Shown } from "./reply.ts";
import { NO_ADDRESS, NO_LONGER_OFFERED, unknown } from "./sentences.ts";
import { sentence } from "./shown.ts";

/** What needs nothing more to be said. */
const PLAIN: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["reactions clear", { kind: "clear" }],
  ["reactions who", { kind: "who" }],
  ["reactions allowed", { kind: "allowed" }],
  ["reactions legend", { kind: "legend" }],
  ["reactions status", { kind: "status" }],
  ["reactions off", { kind: "turn", to: "off" }],
  ["reactions on", { kind: "turn", to: null }],
  ["reactions inbound", { kind: "turn", to: "inbound" }],
  ["reactions outbound", { kind: "turn", to: "outbound" }],
  ["bridge list", { kind: "list" }],
]);

/** `/react`, `/reactions …` and `/bridge …`. */
export async function answerSlash(desk: DeskOptions, asker: Asker): Promise<Shown> {
  const { interaction, place } = asker;
  const { name, options, channel, guild } = interaction;
  const command = await commandOf(desk, asker);
  if (command === null) return sentence(NO_LONGER_OFFERED);
  if ("said" in command) return sentence(command.said);
  const where = await placeIn(options.get("message"), { channel, guild, place }, desk.placeOf);
  if (where === null) return sentence(NO_ADDRESS);
  // A post has nothing to show before somebody reacts to it.
  if (where.kind === "post" && name !== "react") return sentence(NO_ADDRESS);
  const account = options.get("account");
  return ask(desk, asker, command, where.kind === "post" && account ? { ...where, account } : where);
}

async function commandOf({ commands }: DeskOptions, { interaction, place }: Asker): Promise<Command | { readonly said: string } | null> {
  const { name, options } = interaction;
  const plain = PLAIN.get(name);
  if (plain !== undefined) return plain;
  switch (name) {
    case "react":
    case "reactions remove": {
      const written = options.get("emoji") ?? "";
      if (written === "" && name === "reactions remove") return { kind: "remove", emoji: null };
      const emoji = toNamed(written);
      if (!("name" in emoji)) return { said: unknown(written, emoji.nearest) };
      return { kind: name === "react" ? "react" : "remove", emoji };
    }
    case "bridge unlink":
      return { kind: "unlink", link: options.get("link") || null };
    case "bridge link": {
      const chosen = options.get("conversation") ?? "";
      const offers = await commands().offers(toChannel(place));
      const offer = offers.find((one) => keyOf(one) === chosen);
      return offer === undefined ? null : { kind: "link", account: offer.account, conversation: offer.conversation };
    }
    default:
      return null;
  }
}
