import { z } from "zod";
import type { Access } from "./access.ts";
import { drawMessage } from "./drawn-message.ts";
import { INTENTS } from "./intents.ts";
import { may } from "./permissions.ts";
import type { Pins } from "./pins.ts";
import { type Route, route } from "./route.ts";
import type { World } from "./state.ts";

const PLACE = "/channels/:channel/messages/pins";
const PAGE = 50;

export function pinRoutes(world: World, access: Access, pins: Pins): readonly Route[] {
  const bare = (world.granted & INTENTS.MessageContent) === 0;
  function at(param: (name: string) => string) {
    const channel = access.channel(param("channel"));
    const message = access.message(channel, param("message"));
    if (channel.recipients.length === 0) access.needs(channel, "PinMessages");
    return message;
  }
  return [
    route(
      "list_pins",
      `GET ${PLACE}`,
      { query: { before: z.iso.datetime({ offset: true }).optional(), limit: z.coerce.number().int().min(1).max(PAGE).optional() } },
      ({ param, query: { before, limit = PAGE } }) => {
        const channel = access.channel(param("channel"));
        if (!may(world, world.bot.id, channel, "ReadMessageHistory")) return [200, { items: [], has_more: false }];
        const older = pins.of(channel).filter(({ at }) => before === undefined || Date.parse(at) < Date.parse(before));
        const items = older
          .slice(0, limit)
          .map(({ message, at: pinned_at }) => ({ pinned_at, message: drawMessage(world, message, { bare }) }));
        return [200, { items, has_more: older.length > limit }];
      },
    ),
    route("create_pin", `PUT ${PLACE}/:message`, {}, ({ param }) => {
      pins.add(world.bot, at(param));
      return [204];
    }),
    route("delete_pin", `DELETE ${PLACE}/:message`, {}, ({ param }) => {
      pins.remove(at(param));
      return [204];
    }),
  ];
}
