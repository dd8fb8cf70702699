import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDeliveries, type Deliveries } from "./deliveries.ts";
import { createHooks, type Hooks } from "./hooks.ts";
import { createInteractions, type Interact, type Interactions } from "./interactions.ts";
import { createMethods } from "./methods.ts";
import { createPosts } from "./posts.ts";
import { createSocketMode, type SocketMode } from "./sockets.ts";
import { createTriggers } from "./triggers.ts";
import { createWebApi, type WebApi } from "./web-api.ts";
import { createWorkspace, type SlackEvent, type Workspace } from "./workspace.ts";

export interface SlackStandInOptions {
  readonly botToken?: string;
  readonly appToken?: string;
  /** HTTP mode: where events are posted, and the secret to sign them with. Without it events go over Socket Mode. */
  readonly http?: { readonly to: string; readonly signingSecret: string };
  /** How long the app has for an ack; Slack's 3 s of itself. */
  readonly ackWithinMs?: number;
  /** When an event that was not acked is sent again; Slack's at once, a minute, five minutes of itself. */
  readonly retryAfterMs?: readonly number[];
  /** Scopes that the app was not given. */
  readonly missingScopes?: readonly string[];
  /** After the closing handshake of a socket its connection stays, as Slack does it; of itself it is closed, for short tests. */
  readonly keepsConnections?: boolean;
  /** How long what somebody did can open a form; Slack's 3 s of itself. */
  readonly triggerLastsMs?: number;
  readonly now?: () => number;
}

export interface SlackStandIn {
  /** What to configure as the API's URL. */
  readonly url: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly workspace: Workspace & Pick<Interactions, "forms" | "command" | "press" | "submit">;
  readonly api: Pick<WebApi, "calls" | "refuse" | "mend" | "revoke" | "restore">;
  readonly sockets: Pick<SocketMode, "open" | "drop" | "mute" | "raw">;
  readonly deliveries: Omit<Deliveries, "close" | "add">;
  /** Every way in which the app broke the documented contract. Empty in a healthy run. */
  readonly violations: readonly string[];
  /** The app is uninstalled: it is told so, and its bot token is refused from then on. */
  uninstall(): void;
  /** Delivers an event, or a whole body, that no workspace would make. */
  deliver(body: Readonly<Record<string, unknown>>): void;
  acked(eventId: string): boolean;
  readonly shortcut: Interactions["shortcut"];
  /** Where the app answers to what somebody did. */
  readonly hooks: Pick<Hooks, "refuse">;
  /** Sends a payload that no workspace would make; resolves with what its ack said, or null. */
  readonly interact: Interact;
  /** How many people each reaction lists from now on before its list is cut short; all of itself. */
  showReactors(most: number): void;
  close(): Promise<void>;
}

const TEAM = "T0ACME";
const BOT = { user: "U0BRIDGE", bot: "B0BRIDGE", app: "A0BRIDGE" };

/** Slack on a free port of 127.0.0.1: the Web API, and Socket Mode or HTTP mode. */
export async function openSlack(options: SlackStandInOptions = {}): Promise<SlackStandIn> {
  const { botToken = "xoxb-sandbox", appToken = "xapp-sandbox", ackWithinMs = 3_000, retryAfterMs = [0, 60_000, 300_000] } = options;
  const { now = Date.now, missingScopes = [], keepsConnections = false, triggerLastsMs = 3_000, http } = options;
  const violations: string[] = [];
  const onViolation = (violation: string) => void violations.push(violation);
  let origin = "";
  let shownReactors = Number.POSITIVE_INFINITY;

  const sockets = createSocketMode({ app: BOT.app, base: () => `ws://${origin}`, ackWithinMs, keepsConnections, onViolation });
  const { send, interact } = http ? createPosts({ ...http, ackWithinMs }) : sockets;
  const deliveries = createDeliveries(send, retryAfterMs);

  function emit(event: SlackEvent, sharedChannel: boolean): void {
    const authorization = { enterprise_id: null, team_id: TEAM, user_id: BOT.user, is_bot: true, is_enterprise_install: false };
    const app = {
      token: "sandbox",
      team_id: TEAM,
      api_app_id: BOT.app,
      authorizations: [authorization],
      is_ext_shared_channel: sharedChannel,
    };
    deliver({ ...app, type: "event_callback", event, event_time: Math.floor(Number(event.event_ts)), event_context: "4-sandbox" });
  }
  function deliver(body: Readonly<Record<string, unknown>>): void {
    const { event } = body;
    const type = typeof event === "object" && event !== null && "type" in event ? String(event.type) : String(body["type"]);
    deliveries.add(`Ev${randomUUID().replaceAll("-", "").slice(0, 10).toUpperCase()}`, type, body);
  }

  const workspace = createWorkspace({ team: TEAM, bot: BOT, now, emit });
  const triggers = createTriggers(triggerLastsMs);
  const hooks = createHooks({ base: () => `http://${origin}`, ephemerals: workspace.ephemerals, onViolation });
  const interactions = createInteractions({ workspace, interact, triggers, hooks, onViolation });
  const { forms, command, press, submit, shortcut } = interactions;
  const methods = createMethods(workspace, {
    now,
    address: sockets.address,
    shownReactors: () => shownReactors,
    mayName: () => !missingScopes.includes("chat:write.customize"),
    open: interactions.open,
  });
  const api = createWebApi({ methods, tokens: { bot: botToken, app: appToken }, missingScopes: new Set(missingScopes), onViolation });

  const server = createServer((request, response) => {
    const serve = request.url?.startsWith("/hooks/") ? hooks.serve : api.serve;
    serve(request, response).catch(() => response.destroy());
  });
  server.on("upgrade", sockets.upgrade);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `http://${origin}/api/`,
    botToken,
    appToken,
    workspace: Object.assign(workspace, { forms, command, press, submit }),
    api,
    sockets,
    deliveries,
    violations,
    deliver,
    uninstall() {
      workspace.tellUninstalled();
      api.revoke("bot", "account_inactive");
    },
    acked: (eventId) => deliveries.all.some((delivery) => delivery.eventId === eventId && delivery.acked),
    shortcut,
    hooks,
    interact,
    showReactors(most) {
      shownReactors = most;
    },
    async close() {
      sockets.close();
      await deliveries.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
