import type { Act } from "../acts.ts";
import { createNarrator, type Say } from "../narrator.ts";
import type { Stage } from "../stage.ts";
import { playDiscordCommand, playSlackCommand } from "./commands.ts";
import { playCopies } from "./copies.ts";
import { playLinking } from "./linking.ts";
import { playLost } from "./lost.ts";
import { playPost } from "./posts.ts";
import { playAct } from "./slack.ts";
import { playCleared, playUnheard } from "./unheard.ts";
import { playWritten } from "./written.ts";

/** Plays the whole story and prints it line by line. Resolves with what did not come true. */
export async function playStory(stage: Stage, acts: readonly Act[], say: Say): Promise<readonly string[]> {
  const { discord } = stage;
  if (discord === null) throw new Error("the story needs Discord on its stage");
  const narrator = createNarrator(stage, say);
  const telling = { stage, discord, narrator, acts };
  await playWritten(telling);
  for (const act of acts) await playAct(act, telling);
  for (const play of [playLost, playUnheard, playCleared, playSlackCommand, playDiscordCommand, playPost, playLinking, playCopies]) {
    await play(telling);
  }
  return narrator.failures;
}
