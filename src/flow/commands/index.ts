import type { Said } from "../../domain/command.ts";
import type { Answer, Commands } from "../../ports/commands.ts";
import { createChannelCommands } from "./channel.ts";
import { createChoices } from "./choices.ts";
import { createLinking } from "./linking.ts";
import { createReact, type ReactOptions } from "./react.ts";
import { whoHolds } from "./seen.ts";

/** What chat can ask of the bridge: one core for every platform. */
export function createCommands(options: ReactOptions): Commands {
  const { observer } = options;
  const { react, remove, clear } = createReact(options);
  const channel = createChannelCommands(options);
  const linking = createLinking(options);

  const take: Commands["ask"] = async (asking, isAdmin) => {
    const { command } = asking;
    switch (command.kind) {
      case "react":
        return react(asking, command.emoji);
      case "remove":
        return remove(asking, command.emoji);
      case "clear":
        return clear(asking);
      case "who":
        return said(await whoHolds(asking, options));
      case "allowed":
        return said(await channel.allowed(asking));
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

  return {
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
}

function said(text: Said): Answer {
  return { text, undo: null, later: null };
}
