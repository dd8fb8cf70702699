import { setTimeout as sleep } from "node:timers/promises";
import type { types } from "@slack/bolt";
import type { Command, Place } from "../../../domain/command.ts";
import type { Commands } from "../../../ports/commands.ts";
import type { SlackClient } from "../client.ts";
import type { WorkspaceEmoji } from "../emoji.ts";
import { codeOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Ourselves, toChannel, toPerson } from "../mappers.ts";
import type { People } from "../people.ts";
import { type Asker, createReply, type Outcome, type Reply } from "./reply.ts";
import { TOO_LATE } from "./sentences.ts";
import { createNames, type Names } from "./typed.ts";

/** A form must be open within 3 s of what opens it, and an ack out too: what is only nice to have is not waited for longer. */
const PATIENCE_MS = 1_200;

/** Somebody did something: Slack's own id of that, and who waits for an answer. */
export interface Trigger extends Asker {
  readonly id: string;
}

export interface DeskOptions {
  readonly client: Pick<SlackClient, "ephemeral" | "openForm">;
  readonly people: Pick<People, "isAdmin">;
  readonly emoji: WorkspaceEmoji;
  readonly ourselves: () => Ourselves;
  /** What answers. Throws where nothing does. */
  readonly commands: () => Commands;
  readonly log: Log;
  readonly onMalformed: (reason: string) => void;
}

/** What every way of asking has in common. */
export interface Desk {
  readonly names: Names;
  readonly reply: Reply;
  readonly ourselves: () => Ourselves;
  readonly commands: () => Commands;
  readonly onMalformed: (reason: string) => void;
  ask(trigger: Trigger, command: Command, place: Place): Promise<Outcome>;
  /** Whether somebody administers the workspace. Rejects when Slack does not say. */
  isAdmin(user: string): Promise<boolean>;
  /** Looks up words that may name custom emoji, as far as there is time. Never rejects. */
  lookUp(text: string): Promise<void>;
  /** Null once the form is open. */
  open(trigger: Trigger, form: types.ModalView): Promise<Outcome>;
}

/** As `promise`, but null when it takes too long, or fails. */
export async function soon<T>(promise: Promise<T>): Promise<T | null> {
  const patience = new AbortController();
  const late = sleep(PATIENCE_MS, null, { signal: patience.signal }).catch(() => null);
  const first = await Promise.race([promise.catch(() => null), late]);
  patience.abort();
  return first;
}

export function createDesk(options: DeskOptions): Desk {
  const { client, people, emoji, ourselves, commands, onMalformed } = options;
  const isAdmin = (user: string) => people.isAdmin(user, ourselves());
  return {
    names: createNames(emoji),
    reply: createReply(options),
    ourselves,
    commands,
    onMalformed,
    isAdmin,
    ask({ id, user, channel }, command, place) {
      const us = ourselves();
      return commands().ask({ id, person: toPerson(us, user), channel: toChannel(us, channel), command, place }, () => isAdmin(user));
    },
    async lookUp(text) {
      await soon(emoji.know(text.split(/\s+/).map((word) => word.replace(/^:|:$/g, "").toLowerCase())));
    },
    async open({ id }, form) {
      try {
        await client.openForm(id, form);
      } catch (error) {
        const code = codeOf(error);
        if (code === "expired_trigger_id") return { said: TOO_LATE };
        // A redelivery: the form is open.
        if (code !== "exchanged_trigger_id") throw error;
      }
      return null;
    },
  };
}
