import type { Asking } from "../../domain/command.ts";
import { channelName } from "../../domain/message.ts";
import { maySpeak } from "../../domain/policy.ts";
import type { Source } from "../../ports/source.ts";
import type { Links } from "../links.ts";

/** Whether a person may speak to the customer under any link of a channel. Rejects when that cannot be found out now. */
export async function maySpeakHere(
  { person, channel }: Pick<Asking, "person" | "channel">,
  { links, sources }: { readonly links: Links; readonly sources: readonly Source[] },
): Promise<boolean> {
  const source = sources.find(({ platform }) => platform === channel.platform);
  const classes = (await source?.classes(person)) ?? [];
  return links.ofChannel(channelName(channel)).some(({ policy }) => maySpeak(policy, classes));
}
