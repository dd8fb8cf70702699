import type { Act } from "../acts.ts";
import type { Stage } from "../stage.ts";

/** How a network's app looks on the customer's phone. */
export type Look = "whatsapp" | "linkedin" | "comment" | "imessage" | "instagram";

/** A conversation as the page shows it: one per link of the stage. */
export interface Scene extends Pick<Act, "link" | "said" | "begin" | "shown"> {
  readonly network: string;
  readonly provider: keyof Stage["providers"];
  readonly look: Look;
  /** Whose phone it is: the customer who wrote. */
  readonly customer: string;
  /** What stands at the top of the phone's screen: us, as the customer knows us. */
  readonly title: string;
  readonly subtitle: string;
  /** What we wrote before. */
  readonly before: string;
  /** What the customer wrote, where it is not what stands in the channel. */
  readonly wrote: string;
}

type Dressing = Omit<Scene, "link" | "said" | "begin" | "shown" | "wrote"> & { readonly wrote?: string };

const DRESSING: Readonly<Record<string, Dressing>> = {
  northwind: {
    network: "WhatsApp",
    provider: "ryzeapi",
    look: "whatsapp",
    customer: "Rui",
    title: "Northwind × Acme",
    subtitle: "Marta, Acme, you",
    before: "Good morning! The truck left Lisbon at nine.",
  },
  contoso: {
    network: "WhatsApp",
    provider: "postpress",
    look: "whatsapp",
    customer: "Helena",
    title: "Acme",
    subtitle: "Business account",
    before: "Your order is on its way.",
  },
  fabrikam: {
    network: "LinkedIn",
    provider: "postpress",
    look: "linkedin",
    customer: "Jonas",
    title: "Clara Moreau",
    subtitle: "Partnerships at Acme",
    before: "How did the board meeting go?",
  },
  tailspin: {
    network: "LinkedIn",
    provider: "connectsafely",
    look: "linkedin",
    customer: "Yuki",
    title: "Dana Berg",
    subtitle: "Founder at Acme",
    before: "Shall we talk about the pilot this week?",
  },
  litware: {
    network: "iMessage",
    provider: "linq",
    look: "imessage",
    customer: "Sam",
    title: "Acme",
    subtitle: "iMessage",
    before: "Sorry to hear that. Can you show us where?",
  },
  brand: {
    network: "LinkedIn",
    provider: "postpress",
    look: "comment",
    customer: "Priya",
    title: "Acme",
    subtitle: "Company · 12,408 followers",
    before: "Our second warehouse opens in Porto today. Thank you to everybody who made it happen.",
    wrote: "Congratulations to the whole team! What a year.",
  },
  gram: {
    network: "Instagram",
    provider: "postpress",
    look: "instagram",
    customer: "Noa",
    title: "noa.makes.coffee",
    subtitle: "Porto",
    before: "Acme",
    wrote: "First cups from the new machine.",
  },
};

/** Every act with what surrounds it, and the post that no act is about, in the order of the links. */
export function dress(acts: readonly Act[], { links, providers, slack, team }: Stage): readonly Scene[] {
  const said = "https://www.instagram.com/p/C0ffee00000/";
  const gram = {
    link: "gram",
    said,
    begin: () => void slack.workspace.post(team.ana, "C0GRAM", said),
    shown: () => providers.postpress.shown("17900000000000001"),
  };
  return links.flatMap(({ name }) => {
    const dressing = DRESSING[name];
    const act = [...acts, gram].find(({ link }) => link === name);
    if (dressing === undefined || act === undefined) return [];
    return [{ wrote: act.said, ...dressing, link: act.link, said: act.said, begin: () => act.begin(), shown: act.shown }];
  });
}
