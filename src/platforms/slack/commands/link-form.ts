import { createHash } from "node:crypto";
import type { App, types, ViewSubmitAction } from "@slack/bolt";
import { z } from "zod";
import type { Offer } from "../../../domain/command.ts";
import { tidyName } from "../../../domain/foreign.ts";
import { LINK_FORM } from "../info.ts";
import { flawOf, id, toChannel } from "../mappers.ts";
import type { Desk, Trigger } from "./desk.ts";
import { inForm, LONGEST_LABEL, MOST_OPTIONS, plain, responseUrl, select, submission, valueIn } from "./form.ts";
import type { Outcome } from "./reply.ts";
import { ADMINS_ONLY, CHOOSE_CONVERSATION, NO_LONGER_OFFERED, NOTHING_OFFERED } from "./sentences.ts";

const CONVERSATION = "conversation";
const LONGEST_SUFFIX = 40;
const about = z.object({ channel: id, responseUrl });
const payload = submission(about);

/** Opens the form by which a channel is linked. Resolves with what to say in place of it, or null. */
export async function openLinkForm({ commands, ourselves, isAdmin, open }: Desk, trigger: Trigger): Promise<Outcome> {
  if (!(await isAdmin(trigger.user))) return { said: ADMINS_ONLY };
  const offers = await commands().offers(toChannel(ourselves(), trigger.channel));
  return offers.length === 0 ? { said: NOTHING_OFFERED } : open(trigger, formOf(trigger, offers));
}

function formOf({ channel, responseUrl: url }: Trigger, offers: readonly Offer[]): types.ModalView {
  // A whole inbox is offered however many conversations there are.
  const [inboxes = [], heard = []] = [true, false].map((whole) => offers.filter(({ conversation }) => (conversation === "*") === whole));
  const shown = [...heard.slice(0, Math.max(0, MOST_OPTIONS - inboxes.length)), ...inboxes];
  const options = new Map(shown.map((offer) => [keyOf(offer), labelOf(offer)] as const));
  const offered = [...options].map(([value, label]) => [label, value] as const);
  return {
    ...{
      type: "modal",
      callback_id: LINK_FORM,
      private_metadata: JSON.stringify({ channel, responseUrl: url } satisfies z.infer<typeof about>),
    },
    ...{ title: plain("Link this channel"), submit: plain("Link"), close: plain("Cancel") },
    blocks: [
      {
        ...{ type: "input", block_id: CONVERSATION, label: plain("Conversation") },
        element: select(CONVERSATION, "The one heard of last comes first", offered),
      },
    ],
  };
}

/** A conversation's id can be longer than an option's value may be. */
function keyOf({ account, conversation }: Offer): string {
  return createHash("sha256")
    .update(JSON.stringify([account, conversation]))
    .digest("base64url");
}

/** The title is foreign; what the core says after it stays in any case. */
function labelOf({ account, title }: Offer): string {
  const at = title.lastIndexOf(" · ");
  const suffix = ` ${tidyName(at < 0 ? `· ${account}` : title.slice(at), "", LONGEST_SUFFIX)}`;
  return `${tidyName(at < 0 ? title : title.slice(0, at), "without a name", LONGEST_LABEL - suffix.length)}${suffix}`;
}

export function listenToLinkForm(app: App, { commands, ourselves, ask, reply, onMalformed }: Desk): void {
  app.view<ViewSubmitAction>({ type: "view_submission", callback_id: LINK_FORM }, async ({ ack, body }) => {
    const parsed = payload.safeParse(body);
    if (!parsed.success) {
      await ack();
      return onMalformed(`view_submission ${flawOf(parsed.error)}`);
    }
    const { user, trigger_id, view } = parsed.data;
    const { channel } = view.private_metadata;
    const trigger = { id: trigger_id, user: user.id, thread: null, ...view.private_metadata };
    const chosen = valueIn(view.state, CONVERSATION);
    const work = async (): Promise<Outcome> => {
      if (chosen === null) return { said: CHOOSE_CONVERSATION };
      const offer = (await commands().offers(toChannel(ourselves(), channel))).find((one) => keyOf(one) === chosen);
      if (offer === undefined) return { said: NO_LONGER_OFFERED };
      const { account, conversation } = offer;
      return ask(trigger, { kind: "link", account, conversation }, { kind: "newest" });
    };
    await reply(trigger, work, inForm(ack, CONVERSATION));
  });
}
