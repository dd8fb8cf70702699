import { type Action, DOINGS, type Doing, type Undo } from "../../../domain/command.ts";
import type { Via } from "../../../domain/event.ts";
import { canonical } from "../../../names/index.ts";
import { addressOf, messageIn } from "../ids.ts";
import { LONGEST_ID } from "./info.ts";

const ROW = 1;
const BUTTON = 2;
const GREY = 2;

/** The buttons below what somebody is told, as components; those for which there is no room are left out. */
export function buttonsOf(undo: Undo | null, actions: readonly Action[]): readonly object[] {
  const all = [
    ...(undo === null ? [] : [{ label: "Undo", custom_id: undoId(undo.message.message, undo.emoji.name) }]),
    ...actions.map((one) => ({ label: one.label, custom_id: actionId(one) })),
  ];
  const buttons = all.filter(({ custom_id }) => custom_id !== null).map((one) => ({ type: BUTTON, style: GREY, ...one }));
  return buttons.length === 0 ? [] : [{ type: ROW, components: buttons }];
}

const UNDO = /^undo:([\d/]{15,41}):(.{1,60})$/su;

/** What the button says when it is pressed; null where it would not fit, and there is none. */
function undoId(message: string, name: string): string | null {
  const id = `undo:${message}:${name}`;
  return id.length <= LONGEST_ID && UNDO.test(id) ? id : null;
}

/** What was to be taken back: the message, and the emoji's name. */
export function undoOf(custom: string): { readonly message: string; readonly name: string } | null {
  const [, message, name] = UNDO.exec(custom) ?? [];
  return message === undefined || name === undefined ? null : { message, name };
}

/** Of what is done, and by which way of reacting, the first letter; Discord's ids, which are numbers, as short as they can be. */
const ACTION = /^do:([a-z])([rc]):([\w-]{11})((?:\.[\w-]{11}){1,2}):(.{1,60})$/su;

function actionId({ does, via, message, emoji }: Action): string | null {
  const address = addressOf(message);
  if (address === null) return null;
  const ids = [message.channel, ...(address.thread === null ? [] : [address.thread]), address.message].map(short);
  const id = `do:${does[0]}${via[0]}:${ids.join(".")}:${emoji.name}`;
  return id.length <= LONGEST_ID && ACTION.test(id) ? id : null;
}

/** A press that somebody comes back to, in whatever channel they were told of it. */
export interface Acted {
  readonly does: Doing;
  readonly via: Via;
  readonly channel: string;
  readonly message: string;
  readonly emoji: { readonly name: string; readonly emoji: string | null };
}

/** Null when it is none of these buttons. */
export function actedOn(custom: string): Acted | null {
  const [, doing, by, channel = "", rest = "", name] = ACTION.exec(custom) ?? [];
  const does = DOINGS.find((one) => one[0] === doing);
  if (does === undefined || name === undefined) return null;
  const ids = rest.slice(1).split(".").map(long);
  const message = messageIn(ids.length > 1 ? (ids[0] ?? null) : null, ids.at(-1) ?? "");
  return { does, via: by === "c" ? "command" : "reaction", channel: long(channel), message, emoji: { name, emoji: canonical(name) } };
}

function short(id: string): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(id)));
  return bytes.toString("base64url");
}

function long(id: string): string {
  return String(Buffer.from(id, "base64url").readBigUInt64BE());
}
