import type { App } from "@slack/bolt";
import { listenToButtons } from "./buttons.ts";
import { createDesk, type DeskOptions } from "./desk.ts";
import { listenToLinkForm } from "./link-form.ts";
import { listenToReactForm } from "./react-form.ts";
import { listenToShortcuts } from "./shortcuts.ts";
import { listenToSlash } from "./slash.ts";

/** Slack's face of the commands of chat: `/react`, `/bridge`, the shortcuts in a message's menu, and the buttons below what is told. */
export function listenToCommands(app: App, options: DeskOptions): void {
  const desk = createDesk(options);
  listenToSlash(app, desk);
  listenToShortcuts(app, desk);
  listenToReactForm(app, desk);
  listenToLinkForm(app, desk);
  listenToButtons(app, desk);
}
