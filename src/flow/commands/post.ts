import type { Asking, NamedEmoji, Place } from "../../domain/command.ts";
import { NETWORK_TITLES } from "../../domain/conversation.ts";
import { whyInside } from "../../domain/ladder.ts";
import { type Link, NAMED_POSTS, sideAt } from "../../domain/link.ts";
import { type Channel, channelName, isPlatform, type Message, platformOf } from "../../domain/message.ts";
import type { Account } from "../../ports/account.ts";
import type { FoundPost, PostName } from "../../ports/calls.ts";
import type { Answer } from "../../ports/commands.ts";
import { TargetError } from "../../ports/target.ts";
import { boardOf } from "../boards.ts";
import type { Introduce } from "../introduce.ts";
import { patiently } from "../locate.ts";
import { answerItem } from "../notify.ts";
import type { Handler } from "../outbox.ts";
import type { Permits } from "../permits.ts";
import { termsAt } from "../resolve.ts";
import { unsent } from "../speech-sentences.ts";
import { createAskedAgain } from "./asked-again.ts";
import type { React, ReactOptions } from "./react.ts";
import { denied, LOOKING, NO_POSTS, TURN_ON, WHICH_ACCOUNT } from "./sentences.ts";
import { only } from "./tell-outcome.ts";

/** About two hours. */
const TRIES = 20;
/** What takes longer than this is told as it is. */
const LOOKS = 5;
const LOOK_MS = 2_000;

interface Wanted {
  readonly id: string;
  readonly person: string;
  readonly channel: Channel;
  readonly emoji: NamedEmoji;
  readonly link: string;
  readonly url: string;
  readonly post: PostName;
}

export interface PostOptions extends ReactOptions {
  readonly introduce: Introduce;
  readonly permits: Permits;
}

type PostPlace = Extract<Place, { readonly kind: "post" }>;

/** A link under which a post can be reacted to. */
interface Way {
  readonly link: Link;
  readonly account: Account;
  readonly post: PostName;
}

/** Reacting to a post or comment by its address. */
export interface PostReactions {
  react(asking: Asking, emoji: NamedEmoji, place: PostPlace): Promise<Answer>;
  /** Looks the post up, shows it in the channel if it is not there yet, and reacts to it there. */
  readonly handler: Handler;
}

export function createPostReactions({ press }: Pick<React, "press">, options: PostOptions): PostReactions {
  const { store, links, accounts, sources, introduce, permits, clock, wake } = options;
  // An address has no room on every button.
  const askedAgain = createAskedAgain(clock);

  function accountOf({ account }: Link): Account | undefined {
    return account === null ? undefined : accounts.get(account);
  }

  /** The channel's own link that reaches a post. */
  function linkFor({ channel }: Asking, { url, account: named }: PostPlace): Way | null {
    for (const link of links.ofChannel(channelName(channel)).filter(({ posts }) => posts)) {
      const account = accountOf(link);
      const post = account?.postIn?.(url) ?? null;
      if (account !== undefined && post !== null && (named === undefined || named === account.name)) return { link, account, post };
    }
    return null;
  }

  /** Where the channel has none: the only account that reaches the post and that the person may use. Otherwise what to say. */
  async function makeWay({ channel }: Asking, { url, account: named }: PostPlace, classes: readonly string[]): Promise<Way | string> {
    const mayUse = ({ owner = null }: Account) =>
      owner === null || (platformOf(owner) === channel.platform && classes.includes(idOf(owner)));
    const able = [...accounts.values()].flatMap((account) => {
      const post = account.posts === null || account.findPost === undefined ? null : (account.postIn?.(url) ?? null);
      return post !== null && mayUse(account) ? [{ account, post }] : [];
    });
    const chosen = named === undefined ? able : able.filter(({ account }) => account.name === named);
    const [only, other] = chosen;
    if (able.length === 0) return NO_POSTS;
    if (only === undefined || other !== undefined) return WHICH_ACCOUNT(able.map(({ account }) => account.name));
    const where = { channel: channelName(channel), account: only.account.name, conversation: NAMED_POSTS };
    const isShared = (await boardOf(sources, where.channel)?.isShared(channel.channel)) === true;
    const made = await links.make(where, isShared ? "unconfirmed" : null);
    const link = made ?? links.ofChannel(where.channel).find((one) => one.posts && one.account === where.account);
    return link === undefined ? NO_POSTS : { link, ...only };
  }

  function whereOf({ network }: Account): string {
    return isPlatform(network) ? network : NETWORK_TITLES[network];
  }

  async function tell({ id, person, channel }: Wanted, message: string, text: string): Promise<null> {
    await store.send([answerItem(`post ${id}`, { message: { ...channel, message }, person, text })]);
    wake();
    return null;
  }

  /** The message of the channel that stands for the post: one that was there, or one that is shown now. */
  async function messageFor(wanted: Wanted, found: FoundPost, link: Link, account: Account, again: boolean): Promise<Message | null> {
    const { channel } = wanted;
    const there = (await store.mirrorsOn(account.name, found.id, 0)).filter(({ slot }) => slot.post && slot.comment === found.comment);
    const feed = there
      .filter(({ slot }) => slot.organization === link.asOrganization)
      .flatMap(({ feeds }) => feeds)
      .find((one) => one.link === link.name && one.frozen === null);
    if (feed !== undefined) {
      const { platform, workspace, channel: id, message } = feed;
      return { platform, workspace, channel: id, message };
    }
    const post = {
      ...{ author: `A post on ${whereOf(account)}`, text: null, thread: null, quoted: null },
      attachments: [{ name: wanted.url, type: "link", url: wanted.url }],
    };
    const key = `post ${link.name} ${found.id} ${found.comment}`;
    const shown = await boardOf(sources, link.channel)?.post(channel.channel, post, key, again);
    if (shown === undefined) return null;
    const introduced = await introduce.introduce(link.name, shown, { id: found.id, comment: found.comment });
    return "mirror" in introduced ? shown : null;
  }

  return {
    async react(asking, emoji, place) {
      const { id, person, channel } = asking;
      const { url } = place;
      const source = sources.find(({ platform }) => platform === channel.platform);
      const classes = (await source?.classes(person)) ?? [];
      const to = linkFor(asking, place) ?? (await makeWay(asking, place, classes));
      if (typeof to === "string") return only(to);
      const what = `${person} ${emoji.name} ${url}`;
      const confirmed = askedAgain.is(what, id);
      const terms = termsAt(sideAt(to.link, channelName(channel)), { ...emoji, ageMs: 0, classes, confirmed }, options);
      if (terms === null) return only(NO_POSTS);
      if (terms.denied === "unconfirmed") askedAgain.ask(what, id);
      const yours = emoji.emoji ?? `:${emoji.name}:`;
      const where = whereOf(to.account);
      const why = emoji.emoji === null ? null : whyInside(emoji.emoji, options.families);
      const turnOn = TURN_ON[source?.platform ?? "slack"];
      if (terms.denied !== null) return only(denied(terms.denied, yours, where, links.isUnconfirmed(to.link.name), [], why, turnOn));
      const wanted: Wanted = { id, person, channel, emoji, link: to.link.name, url, post: to.post };
      const key = `react-to-post ${channelName(channel)} ${id}`;
      // One after the other, so that two people who ask for the same post find one message.
      await store.send([{ key, kind: "react-to-post", payload: wanted, lane: `react-to-post ${to.link.name}` }]);
      wake();
      return only(LOOKING(yours, where));
    },

    handler: {
      tries: TRIES,
      failed: "a post could not be looked up for a command",
      async handle({ payload, attempts }, signal) {
        const wanted = payload as Wanted;
        const link = links.named(wanted.link);
        const account = link === undefined ? undefined : accountOf(link);
        const findPost = account?.findPost?.bind(account);
        if (link === undefined || account === undefined || findPost === undefined) return null;
        const refused = (why: "no-post" | "no-reactions") => tell(wanted, "", unsent(why, whereOf(account)));
        try {
          const found = await patiently(() => permits.within(account, "find-post", (permit) => findPost(wanted.post, permit, signal)));
          if (typeof found === "number") return found;
          if (!found.canReact) return await refused("no-reactions");
          const message = await messageFor(wanted, found, link, account, attempts > 0);
          if (message === null) return await refused("no-post");
          const { id, person, channel, emoji } = wanted;
          const asking: Asking = { id, person, channel, command: { kind: "react", emoji }, place: { kind: "message", message } };
          const { text, isOpen } = await press(asking, emoji);
          if (isOpen && attempts < LOOKS) return LOOK_MS;
          return await tell(wanted, message.message, text.filter((one) => typeof one === "string").join(""));
        } catch (error) {
          const isThere = !(error instanceof TargetError) || (error.failure.kind !== "gone" && error.failure.kind !== "rejected");
          if (isThere) throw error;
          return refused("no-post");
        }
      },
      async gaveUp({ payload }) {
        const wanted = payload as Wanted;
        await tell(wanted, "", unsent("no-post", "the network"));
      },
    },
  };
}

/** The person's id on its platform, of a name as a configuration has it. */
function idOf(owner: string): string {
  return owner.slice(owner.indexOf(":") + 1);
}
