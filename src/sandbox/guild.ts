import { canonical } from "../names/index.ts";
import { type DiscordStandInOptions, openDiscord } from "./discord/index.ts";
import type { Channel, Message } from "./discord/state.ts";

/** Which links of Slack's have another beside them in Discord, and what is different there. */
interface Twin {
  readonly name: string;
  readonly channel: string;
}

/** What the team keeps for itself in one of its channels. */
const KEPT_INSIDE: Readonly<Record<string, readonly string[]>> = { tailspin: ["eyes", "white_check_mark"] };
/** The conversation whose two channels are mirrored, so that each shows the people on the other. */
const MIRRORED = "contoso";
const UNLINKED = "wingtip";
/** What is sent along to tell one message from another, and is seen by nobody. */
const MARKS = /[\u200C\u200D]{3,}/g;

/** The team's other home: its server in Discord, with a channel for each conversation that Slack has one for. */
export type DiscordSide = Awaited<ReturnType<typeof openGuild>>;

/** Opens Discord on a free port of 127.0.0.1, with the people and channels of the team. `C` is a link as the operator's file has it. */
export async function openGuild<L extends Twin>(links: readonly L[], options: DiscordStandInOptions = {}) {
  const discord = await openDiscord({ granted: ["MessageContent"], limitsReactions: true, ...options });
  const { guild } = discord;
  const leads = guild.role("Leads", ["ManageChannels"]);
  const cleo = guild.member("Cleo", { roles: [leads] });
  const eli = guild.member("Eli");
  const channels = new Map<string, Channel>([...links.map(({ name }) => name), UNLINKED].map((name) => [name, guild.channel(name)]));

  function channelOf(link: string): Channel {
    const found = channels.get(link);
    if (found === undefined) throw new Error(`Discord has no channel for ${link}`);
    return found;
  }

  const at = (link: string) => `discord:${channelOf(link).id}`;
  const beside = links.map((link) => {
    const deny = KEPT_INSIDE[link.name];
    const policy = { ...("policy" in link && Object(link.policy)), ...(deny && { emoji: { deny } }) };
    return { ...link, name: `${link.name}-discord`, channel: at(link.name), ...(Object.keys(policy).length > 0 && { policy }) };
  });
  const home = links.find(({ name }) => name === MIRRORED)?.channel ?? "";

  /** As people read it: what is escaped stands for itself, mentions are names, what nobody sees is not there. */
  function read(content: string): string {
    return content
      .replace(MARKS, "")
      .replace(/\\([^\p{L}\p{N}\s])/gu, "$1")
      .replace(/<@!?(\d+)>/g, (whole, id: string) => guild.people.get(id)?.displayName ?? guild.people.get(id)?.name ?? whole);
  }

  return {
    ...discord,
    team: { cleo, eli },
    links: [...beside, { name: `${MIRRORED}-copies`, channel: home, mirrorTo: at(MIRRORED) }],
    /** Where a link of Slack's has its twin; `wingtip` is linked with nothing. */
    channelOf,
    read,
    find: (link: string, text: string): Message | undefined =>
      guild.messages(channelOf(link)).find(({ content }) => read(content) === text),
    /** What our bot holds on a message. */
    ofBot: (message: Message): readonly string[] =>
      [...guild.shown(message)].filter(([, people]) => people.includes(guild.bot.id)).map(([name]) => canonical(name) ?? name),
    brokenRules: () => [...discord.violations, ...discord.api.limitBreaches],
  };
}
