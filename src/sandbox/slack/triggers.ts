import { randomUUID } from "node:crypto";
import { Refusal } from "./state.ts";

/** What opens a form: each for 3 s, and once (docs.slack.dev, views.open). */
export interface Triggers {
  issue(user: string): string;
  /** Answers whose it was. */
  spend(id: string): string;
}

export function createTriggers(lastsMs: number): Triggers {
  const issued = new Map<string, { readonly user: string; readonly atMs: number; spent: boolean }>();
  return {
    issue(user) {
      const id = `${issued.size + 1}.1718031112.${randomUUID().replaceAll("-", "")}`;
      issued.set(id, { user, atMs: performance.now(), spent: false });
      return id;
    },
    spend(id) {
      const trigger = issued.get(id);
      if (trigger === undefined) throw new Refusal("invalid_trigger_id");
      if (trigger.spent) throw new Refusal("exchanged_trigger_id");
      if (performance.now() - trigger.atMs > lastsMs) throw new Refusal("expired_trigger_id");
      trigger.spent = true;
      return trigger.user;
    },
  };
}
