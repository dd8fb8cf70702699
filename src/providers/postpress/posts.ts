import { z } from "zod";
import type { Emoji } from "../../domain/emoji.ts";
import { own } from "../../domain/own.ts";
import type { Slot } from "../../domain/slot.ts";
import { segment } from "../../http/segment.ts";
import { instagramPostIn } from "../../networks/instagram.ts";
import { LINKEDIN_POST_REACTIONS, linkedInPostIn } from "../../networks/linkedin.ts";
import type { Calls, FoundPost } from "../../ports/calls.ts";
import type { Asker, Call, Told } from "../call.ts";
import { opaqueId } from "../check.ts";
import { ifReadable } from "../reading.ts";
import { toReply } from "./mappers.ts";

export interface Posts {
  readonly network: "linkedin" | "instagram";
  readonly account: string;
  readonly ask: Asker;
}

/** LinkedIn's own names for the six, as readings have them; they go with PostPress's by what LinkedIn's buttons say. */
const READ: Readonly<Record<string, Emoji>> = {
  LIKE: LINKEDIN_POST_REACTIONS.like,
  PRAISE: LINKEDIN_POST_REACTIONS.celebrate,
  APPRECIATION: LINKEDIN_POST_REACTIONS.support,
  EMPATHY: LINKEDIN_POST_REACTIONS.love,
  INTEREST: LINKEDIN_POST_REACTIONS.insightful,
  ENTERTAINMENT: LINKEDIN_POST_REACTIONS.funny,
};

/** `GET /posts/{post_id}`, which takes the bare number of an activity, though reactions take its URN. */
function toPost(account: string, id: string): Call | null {
  const post = segment(id.replace(/^urn:li:activity:/, ""));
  return post === null ? null : { method: "GET", path: `/posts/${post}?account_id=${encodeURIComponent(account)}` };
}

const post = z.object({
  social_id: opaqueId.optional().catch(undefined),
  provider_id: opaqueId.optional().catch(undefined),
  permissions: z
    .object({ can_react: z.boolean().catch(true) })
    .optional()
    .catch(undefined),
  user_reacted: z.string().nullish(),
});
type Post = z.output<typeof post>;

function toTold<T>(body: unknown, read: (post: Post) => T | null): Told<T> {
  const { data } = post.safeParse(body);
  return { reply: toReply(body, ({ object }) => object === "Post"), value: data === undefined ? null : read(data) };
}

/** Null where nobody says, or says it in a word that is not documented. */
function shownBy({ user_reacted: said }: Post): Emoji | null {
  return said == null ? null : (own(READ, said) ?? null);
}

/**
 * What our account shows on a post: nothing else about it tells of organizations or comments. Only LinkedIn's `user_reacted` is known
 * to be left out where there is nothing to tell.
 */
export async function shownOnPost({ network, account, ask }: Posts, slot: Slot, signal: AbortSignal): Promise<readonly Emoji[] | null> {
  const call = toPost(account, slot.message);
  if (call === null || slot.organization !== null || slot.comment !== null) return null;
  const read = (found: Post): { readonly shown: readonly Emoji[] | null } => {
    const emoji = shownBy(found);
    const isNothing = found.user_reacted == null && network === "linkedin";
    return { shown: emoji !== null ? [emoji] : isNothing ? [] : null };
  };
  return (await ifReadable(ask(call, (body) => toTold(body, read), signal)))?.shown ?? null;
}

/**
 * Posts by their URLs. A comment keeps the number that the URL gives it: the document asks for the id that the list of comments
 * returns, and does not say whether that is another.
 */
export function createPostCalls({ network, account, ask }: Posts): Calls {
  return {
    postIn: network === "linkedin" ? linkedInPostIn : instagramPostIn,
    async findPost(name, permit, signal) {
      const call = toPost(account, name.post);
      if (call !== null) await permit();
      const read = (found: Post): FoundPost | null => {
        const id = network === "linkedin" ? found.social_id : found.provider_id;
        if (id === undefined) return null;
        const shown = name.comment === null ? shownBy(found) : null;
        return { id, comment: name.comment, canReact: found.permissions?.can_react ?? true, shown };
      };
      return ask(call, (body) => toTold(body, read), signal);
    },
  };
}
