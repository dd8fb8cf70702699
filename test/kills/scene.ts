import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import type { Shown } from "../../src/sandbox/providers/phone.ts";
import { IDS, openStage, type Stage } from "../../src/sandbox/stage.ts";
import type { OperatorsFile } from "../support/town.ts";

export type Mode = "socket" | "http";

/** A message in the channel and the target that it stands for. */
export interface Place {
  readonly link: string;
  readonly channel: string;
  /** The message in Slack. */
  readonly ts: string;
  /** As the JSON API takes it. */
  readonly target: { readonly id: string } & Readonly<Record<string, unknown>>;
  /** How many emoji our account may show there. */
  readonly perMessage: number;
  /** What was shown there cannot be taken back, only replaced. */
  readonly keeps: boolean;
  /** What the customer sees of us. */
  readonly shown: () => readonly string[];
}

/** Everything around the bridge. It lives in this process, and outlives each bridge that is killed. */
export interface Scene {
  readonly stage: Stage;
  readonly url: string;
  readonly metricsUrl: string;
  /** Null: the database is a server's. */
  readonly databasePath: string | null;
  /** What the bridge is started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly people: readonly string[];
  /** What another bridge on the same database is started with. */
  another(): Promise<Pick<Scene, "url" | "env" | "folder">>;
  /** Posts a message in each channel, with its counterpart over there; the bridge knows nothing of them yet. */
  post(): readonly Place[];
}

export interface SceneOptions {
  readonly mode: Mode;
  readonly onShown?: (shown: Shown) => void;
  /** Of an empty PostgreSQL database; without it, a file. */
  readonly database?: string | undefined;
  /** Slack's clock. */
  readonly now?: () => number;
  /** Slack can be read, and gives an event up at once: what the bridge does not hear it has to read. Of itself Slack refuses every reading. */
  readonly readable?: boolean;
  /** Keep the limits that the providers document; none of itself. */
  readonly limited?: boolean;
  /** Edits the operator's file, last. */
  readonly change?: (file: OperatorsFile) => OperatorsFile | Promise<OperatorsFile>;
  /** What the bridge is started with besides. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Slack tries for six minutes, which no bridge here is away for. So does this, only more often: nobody wants to wait. */
const RETRY_AFTER_MS = [0, ...Array.from({ length: 360 }, () => 1_000)];
const PEOPLE = 12;
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const AUTHOR = "5511888888888@s.whatsapp.net";
const PLENTY = { requests: 1_000_000, perMs: 60_000 };
const LINKS = ["northwind", "contoso", "tailspin", "litware"];

export async function openScene(options: SceneOptions): Promise<Scene> {
  const { mode, onShown, database, now, readable = false, limited = false, change = (file) => file, more } = options;
  const port = await fixedPort();
  const metricsPort = await fixedPort();
  const url = `http://127.0.0.1:${port}`;
  const retryAfterMs = readable ? [] : RETRY_AFTER_MS;
  const http = { to: `${url}/slack/events`, signingSecret: SECRET };
  const stage = await openStage({
    ...(onShown && { onShown }),
    redeliverAfterMs: RETRY_AFTER_MS,
    slack: { ...(now && { now }), retryAfterMs, ...(mode === "http" ? { http } : {}) },
  });
  const { slack } = stage;
  // What a reading would bring back cannot hide that an event was lost.
  for (const method of readable ? [] : ["reactions.get", "conversations.history"])
    slack.api.refuse(method, { error: "internal_error" }, Infinity);

  const path = stage.env.DATABASE_URL.slice("sqlite:".length);
  const folder = dirname(path);
  const config = join(folder, "bridge.yaml");
  const file = scened(parse(stage.yaml) as OperatorsFile, limited ? {} : { rateLimit: PLENTY });
  await writeFile(config, stringify(await change(file)));
  const { SLACK_APP_TOKEN, ...rest } = stage.env;
  const people = Array.from({ length: PEOPLE }, (_, index) => slack.workspace.addUser(`Person ${index}`));
  for (const { members } of slack.workspace.conversations.values()) for (const person of people) members.add(person);
  const env = {
    ...rest,
    ...(database === undefined ? {} : { DATABASE_URL: database }),
    BRIDGE_CONFIG: config,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    ...(mode === "http" ? { SLACK_SIGNING_SECRET: SECRET } : { SLACK_APP_TOKEN }),
    ...more,
  };
  return {
    stage,
    url,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    databasePath: database === undefined ? path : null,
    folder,
    people,
    env,
    async another() {
      const other = await fixedPort();
      return { url: `http://127.0.0.1:${other}`, folder, env: { ...env, PORT: String(other), METRICS_PORT: "0" } };
    },
    post: () => [0, 1, 2, 3, 4, 5].flatMap((index) => postOn(stage, index)),
  };
}

/** Four accounts with a provider each. */
function scened({ accounts, links, ...file }: OperatorsFile, more: object): OperatorsFile {
  const kept = links.filter(({ name }) => LINKS.includes(name));
  const used = ["acme-whatsapp", "acme-wa-2", "dana-linkedin", "acme-imessage"].map((name) => {
    const { reactions: _, ...account } = { reactions: null, ...accounts[name] };
    return [name, { ...account, ...more }];
  });
  return { ...file, accounts: Object.fromEntries(used), links: kept };
}

function postOn({ slack, providers, team, links }: Stage, index: number): readonly Place[] {
  const { ryzeapi, postpress, connectsafely, linq } = providers;
  const group = `3EB0${index}`;
  const direct = `msg_${index}`;
  const urn = `urn:li:msg_message:(urn:li:fsd_profile:ACoAASandbox,2-${index})`;
  const uuid = `e230c922-3e96-4376-9332-67b644d1123${index}`;
  ryzeapi.message({ id: group, conversation: IDS.group, fromMe: false, author: AUTHOR });
  postpress.message({ id: direct, network: "whatsapp", conversation: "chat_wa" });
  connectsafely.message({ id: urn, conversation: IDS.conversationUrn });
  linq.message({ id: uuid, conversation: IDS.linqChat, parts: 1 });

  function place(link: string, more: Pick<Place, "target" | "shown"> & Partial<Place>): Place {
    const channel = links.find(({ name }) => name === link)?.channel.slice("slack:".length) ?? "";
    return { link, channel, ts: slack.workspace.post(team.desk, channel, "Hello"), perMessage: 1, keeps: false, ...more };
  }
  return [
    place("northwind", { target: { id: group, fromMe: false, author: AUTHOR }, shown: () => ryzeapi.shown(group) }),
    place("contoso", { target: { id: direct }, shown: () => postpress.shown(direct), keeps: true }),
    place("tailspin", { target: { id: urn }, shown: () => connectsafely.shown(urn), perMessage: 5 }),
    place("litware", { target: { id: uuid, part: 0 }, shown: () => linq.shown(uuid, { part: 0 }) }),
  ];
}

/** Below those that systems hand out by themselves: nobody takes it while the bridge is down. */
let nextPort = 12_000 + (process.pid % 150) * 100;

async function fixedPort(): Promise<number> {
  for (;;) {
    nextPort += 1;
    const port = nextPort;
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer().once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
