import type { Said } from "../../domain/command.ts";
import type { Answer, Commands } from "../../ports/commands.ts";
import type { Handler } from "../outbox.ts";
import { createActing } from "./act.ts";
import { createChannelCommands } from "./channel.ts";
import { createChoices } from "./choices.ts";
import { createLegend } from "./legend.ts";
import { createLinking } from "./linking.ts";
import { createPostReactions, type PostOptions } from "./post.ts";
import { createReact } from "./react.ts";
import { whoHolds } from "./seen.ts";

/** What chat can ask of the bridge, one core for every platform, and what the outbox does for it. */
export function createCommands(options: PostOptions): {
  readonly commands: Commands;
  readonly handlers: Readonly<Record<string, Handler>>;
} {
  const { observer } = options;
  const { react, press, remove, clear } = createReact(options);
  const posts = createPostReactions({ press }, options);
  const channel = createChannelCommands(options);
  const linking = createLinking(options);
  const act = createActing({ react }, options);
  const legend = createLegend(options);

  const take: Commands["ask"] = async (asking, isAdmin) => {
    const { command } = asking;
    switch (command.kind) {
      case "react":
        return asking.place.kind === "post" ? posts.react(asking, command.emoji, asking.place) : react(asking, command.emoji);
      case "act":
        return act(asking, command);
      case "remove":
        return remove(asking, command.emoji);
      case "clear":
        return clear(asking);
      case "who":
        return said(await whoHolds(asking, options));
      case "allowed":
        return said(await channel.allowed(asking));
      case "legend":
        return said(await legend.ask(asking, isAdmin));
      case "status":
        return said(await channel.status(asking));
      case "turn":
        return said(await channel.turn(asking, command.to, isAdmin));
      case "list":
        return said(await linking.list(asking));
      case "link":
        return said(await linking.link(asking, isAdmin));
      case "unlink":
        return said(await linking.unlink(asking, isAdmin));
    }
  };

  const commands: Commands = {
    async ask(asking, isAdmin) {
      const { kind } = asking.command;
      try {
        const answer = await take(asking, isAdmin);
        observer.event(asking.channel.platform, `command-${kind}`, "answered");
        return answer;
      } catch (error) {
        observer.event(asking.channel.platform, `command-${kind}`, "failed");
        throw error;
      }
    },
    choices: createChoices(options),
    offers: linking.offers,
  };
  return { commands, handlers: { "react-to-post": posts.handler, legend: legend.handler } };
}

function said(text: Said): Answer {
  return { text, undo: null, later: null };
}
