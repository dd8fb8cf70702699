import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { DiscordStandInOptions } from "./discord/index.ts";
import { openGuild } from "./guild.ts";
import { openConnectSafely } from "./providers/connectsafely.ts";
import { openLinq } from "./providers/linq.ts";
import type { Shown } from "./providers/phone.ts";
import { openPostPress } from "./providers/postpress.ts";
import { openRyzeApi } from "./providers/ryzeapi.ts";
import { openSlack, type SlackStandInOptions } from "./slack/index.ts";

/** Where our accounts are known by these ids; none of them belongs to anybody. */
export const IDS = {
  whatsapp: "acc_wa_sandbox",
  linkedin: "acc_li_sandbox",
  instagram: "acc_ig_sandbox",
  connectsafely: "665000000000000000000001",
  organization: "1234",
  instance: "sandbox",
  group: "120363000000000000@g.us",
  conversationUrn: "urn:li:msg_conversation:(urn:li:fsd_profile:ACoAASandbox,2-c2FuZGJveA==)",
  linqChat: "3caaf1a0-ef9f-46e0-8c22-31e82c8514dc",
} as const;

/** Every stand-in, open, and what a bridge needs to know to meet them. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Of one stage alone: a bridge that is left over from another one, whose ports these are by now, is let in nowhere. */
function secretsOf(stage: string) {
  return {
    postpress: `pp_test_sandbox-${stage}`,
    linq: `linq-sandbox-${stage}`,
    connectsafely: `cs-sandbox-${stage}`,
    ryzeapi: `ryze-sandbox-${stage}`,
    slack: { botToken: `xoxb-sandbox-${stage}`, appToken: `xapp-sandbox-${stage}` },
  };
}

/** What authenticates the deliveries of each; Linq's is base64, as Standard Webhooks wants it. */
const WEBHOOK_SECRETS = {
  postpress: "postpress-deliveries",
  linq: `whsec_${Buffer.from("linq-deliveries-of-the-sandbox").toString("base64")}`,
  connectsafely: "connectsafely-deliveries",
  ryzeapi: "ryzeapi-deliveries",
} as const;

export interface StageOptions {
  readonly slack?: SlackStandInOptions;
  /** The team is in Discord too, and each conversation has a channel there as well; not of itself. */
  readonly discord?: DiscordStandInOptions;
  /** Called when something has changed on a phone; what a request changed is not answered yet then. */
  readonly onShown?: (shown: Shown) => void;
  /** When providers deliver again what was not taken; as each of them says of itself. */
  readonly redeliverAfterMs?: readonly number[];
}

/** Opens Slack, Discord and the four providers on free ports of 127.0.0.1, a team with its channels, and a configuration for it all. */
export async function openStage(options: StageOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), "reacji-sandbox-"));
  const secrets = secretsOf(randomUUID().slice(0, 8));
  const slack = await openSlack({ ...secrets.slack, ...options.slack });
  // What our calls do is told like everything else, as it is in earnest.
  const { onShown, redeliverAfterMs } = options;
  const watched = { echoes: true, ...(onShown && { onShown }), ...(redeliverAfterMs && { retryAfterMs: redeliverAfterMs }) };
  const postpress = await openPostPress({
    ...watched,
    credential: secrets.postpress,
    accounts: { [IDS.whatsapp]: "whatsapp", [IDS.linkedin]: "linkedin", [IDS.instagram]: "instagram" },
    organizations: [IDS.organization],
    fixedSet: ["👏", "👍", "👎", "😊", "😞"],
  });
  const linq = await openLinq({ ...watched, credential: secrets.linq });
  const connectsafely = await openConnectSafely({ ...watched, credential: secrets.connectsafely, accounts: [IDS.connectsafely] });
  const ryzeapi = await openRyzeApi({ ...watched, credential: secrets.ryzeapi, instances: [IDS.instance] });
  const providers = { postpress, linq, connectsafely, ryzeapi };

  const accounts = {
    "acme-whatsapp": {
      provider: "ryzeapi",
      instance: IDS.instance,
      token: secrets.ryzeapi,
      webhookSecret: WEBHOOK_SECRETS.ryzeapi,
      baseUrl: ryzeapi.url,
    },
    "acme-wa-2": { ...postPress("whatsapp", IDS.whatsapp, secrets.postpress), baseUrl: postpress.url },
    "acme-linkedin": { ...postPress("linkedin", IDS.linkedin, secrets.postpress), baseUrl: postpress.url },
    "acme-instagram": { ...postPress("instagram", IDS.instagram, secrets.postpress), baseUrl: postpress.url },
    // LinkedIn would show several; one at a time is what this team wants to be seen with.
    "dana-linkedin": {
      provider: "connectsafely",
      accountId: IDS.connectsafely,
      apiKey: secrets.connectsafely,
      webhookSecret: WEBHOOK_SECRETS.connectsafely,
      baseUrl: connectsafely.url,
      reactions: { perMessage: 1 },
    },
    "acme-imessage": { provider: "linq", apiKey: secrets.linq, webhookSecret: WEBHOOK_SECRETS.linq, baseUrl: linq.url },
  };
  const links = [
    { name: "northwind", channel: "slack:C0NORTHWIND", account: "acme-whatsapp", conversation: IDS.group },
    { name: "contoso", channel: "slack:C0CONTOSO", account: "acme-wa-2", conversation: "chat_wa" },
    { name: "fabrikam", channel: "slack:C0FABRIKAM", account: "acme-linkedin", conversation: "chat_li" },
    { name: "tailspin", channel: "slack:C0TAILSPIN", account: "dana-linkedin", conversation: IDS.conversationUrn },
    {
      name: "litware",
      channel: "slack:C0LITWARE",
      account: "acme-imessage",
      conversation: IDS.linqChat,
      policy: { relay: { outbound: "threads" } },
    },
    { name: "brand", channel: "slack:C0BRAND", account: "acme-linkedin", posts: true, asOrganization: IDS.organization },
    { name: "gram", channel: "slack:C0GRAM", account: "acme-instagram", posts: true },
  ];
  const ana = slack.workspace.addUser("Ana");
  const ben = slack.workspace.addUser("Ben");
  // The team's own tool, which posts what customers write.
  const desk = slack.workspace.addUser("Desk", "bot");
  for (const { channel } of links) slack.workspace.addChannel(channel.slice("slack:".length));
  const discord = options.discord === undefined ? null : await openGuild(links, options.discord);

  return {
    slack,
    /** Null where the team is in Slack alone. */
    discord,
    providers,
    /** Those of Slack: one for each conversation. */
    links,
    team: { ana, ben, desk },
    adminToken: "sandbox-admin",
    /** The operator's file. `graceMs` is 0: nobody wants to wait in a story. */
    yaml: stringify({ accounts, defaults: { policy: { graceMs: 0 } }, links: [...links, ...(discord?.links ?? [])] }),
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.url,
      ...(discord && { DISCORD_BOT_TOKEN: discord.botToken, DISCORD_API_URL: discord.apiUrl }),
      DATABASE_URL: `sqlite:${join(folder, "bridge.db")}`,
      BRIDGE_CONFIG: "sandbox.yaml",
      PORT: "0",
      METRICS_PORT: "0",
      ADMIN_TOKEN: "sandbox-admin",
      LOG_LEVEL: "error",
    },
    /** Tells every provider where the bridge takes deliveries. */
    connect(url: string): void {
      const at = (account: string) => `${url}/webhooks/${account}`;
      for (const [name, id] of [
        ["acme-wa-2", IDS.whatsapp],
        ["acme-linkedin", IDS.linkedin],
      ] as const) {
        postpress.deliverTo({ url: at(name), secret: WEBHOOK_SECRETS.postpress, accounts: [id] });
      }
      linq.deliverTo({ url: at("acme-imessage"), secret: WEBHOOK_SECRETS.linq });
      connectsafely.deliverTo({ url: at("dana-linkedin"), secret: WEBHOOK_SECRETS.connectsafely });
      ryzeapi.deliverTo({ url: at("acme-whatsapp"), secret: WEBHOOK_SECRETS.ryzeapi });
    },
    /** Everything in which the bridge broke a documented contract. */
    violations: () => [
      ...slack.violations,
      ...(discord?.brokenRules() ?? []),
      ...Object.values(providers).flatMap((one) => [...one.violations, ...one.limitBreaches]),
    ],
    async close() {
      await Promise.all([slack.close(), discord?.close(), ...Object.values(providers).map((one) => one.close())]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function postPress(network: string, accountId: string, apiKey: string) {
  return { provider: "postpress", network, accountId, apiKey, webhookSecret: WEBHOOK_SECRETS.postpress };
}
