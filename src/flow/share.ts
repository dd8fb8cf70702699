import { type Channel, channelName } from "../domain/message.ts";
import type { Observer } from "../ports/observer.ts";
import type { Links } from "./links.ts";

export interface ShareOptions {
  readonly links: Links;
  readonly observer: Observer;
}

/** A channel turned out to be shared with another organization, or not any more. Must be done before what happens there is judged. */
export async function share(channel: Channel, shared: boolean, { links, observer }: ShareOptions): Promise<void> {
  const { paused, resumed } = await links.share(channelName(channel), shared);
  const { platform } = channel;
  for (const link of paused) {
    observer.log.warn({ platform, link }, "a channel is shared with another organization: its link is paused until an admin confirms it");
  }
  for (const link of resumed) {
    observer.log.info({ platform, link }, "a channel is no longer shared with another organization: its link goes on");
  }
}
