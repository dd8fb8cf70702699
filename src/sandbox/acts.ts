import type { Person } from "./providers/people.ts";
import { IDS, type Stage } from "./stage.ts";

/** Somebody over there who reacts, or takes it back (null). */
export interface Customer {
  readonly name: string;
  readonly reacts: (message: string, emoji: string | null) => void;
}

/** One target over there, and what two teammates and the customers do about it. */
export interface Act {
  readonly title: string;
  readonly endpoint: string;
  readonly link: string;
  /** What stands in the channel: what the customer wrote, or the address of a post. */
  readonly said: string;
  /** The customer writes it, or a teammate posts the address. */
  readonly begin: () => void;
  /** Slack's names of what Ana and Ben press, and what the customer is to see for each. */
  readonly ana: { readonly presses: string; readonly shows: string };
  readonly ben: { readonly presses: string; readonly shows: string };
  /** The network cannot take a reaction back: it stays, and Ana is told. */
  readonly keeps: boolean;
  /** What the customer sees of us. */
  readonly shown: () => readonly string[];
  /** Who reacts to what stands in the channel, where the provider tells of it; in this order, and with which emoji. */
  readonly back?: readonly { readonly customer: Customer; readonly id: string; readonly emoji: string }[];
  /** What Ana answers in the thread, where it goes to the customer, and who reacts to that. */
  readonly answer?: {
    readonly text: string;
    /** The id of what arrived; null while it has not. */
    readonly arrived: () => string | null;
    readonly customer: Customer;
    readonly emoji: string;
  };
}

const COMMENT = "7332661864792854529";
export const POST_ID = "urn:li:activity:7332661864792854528";
export const POST_URL = `https://www.linkedin.com/feed/update/${POST_ID}`;
const COMMENT_URL = `${POST_URL}?commentUrn=${encodeURIComponent(`urn:li:comment:(activity:${POST_ID.split(":").at(-1)},${COMMENT})`)}`;

export const TOMAS: Person = { id: "351910000003@s.whatsapp.net", name: "Tomás" };

/** Puts the posts on the phones and says what is to happen: each documented endpoint at least once. */
export function prepare({ slack, team, providers }: Stage): readonly Act[] {
  const { postpress, linq, connectsafely, ryzeapi } = providers;
  const group = "3EB08FCF27E532F1B0F5";
  const parts = "e230c922-3e96-4376-9332-67b644d11237";
  const urn = "urn:li:msg_message:(urn:li:fsd_profile:ACoAASandbox,2-bWVzc2FnZQ==)";
  const leak = { name: "leak.jpg", type: "image/jpeg", url: "https://files.example.com/leak.jpg" };
  postpress.post({ id: POST_ID, network: "linkedin", comments: [COMMENT] });
  postpress.post({ id: "17900000000000001", network: "instagram", names: ["C0ffee00000"] });
  const onPostPress = (person: Person): Customer => ({
    name: person.name,
    reacts: (message, emoji) => postpress.reacts(person, message, emoji),
  });
  const helena = { id: "351910000001@s.whatsapp.net", name: "Helena" };
  const ines = onPostPress({ id: "351910000002@s.whatsapp.net", name: "Inês" });
  const tomas = onPostPress(TOMAS);
  const sam = { id: "+15550002000", name: "Sam" };
  const onLinq: Customer = { name: sam.name, reacts: (message, emoji) => linq.reacts(sam, message, emoji) };

  return [
    {
      title: "WhatsApp group, through RyzeAPI",
      endpoint: "POST /api/message/reaction/{instance}",
      link: "northwind",
      said: "The pallets have arrived, all 24 of them.",
      begin() {
        const author = { id: "5511888888888@s.whatsapp.net", name: "Rui" };
        ryzeapi.writes({ id: group, conversation: IDS.group, author, text: this.said, group: "Northwind × Acme" });
      },
      ana: { presses: "+1::skin-tone-4", shows: "👍🏽" },
      ben: { presses: "heart", shows: "❤️" },
      keeps: false,
      shown: () => ryzeapi.shown(group),
    },
    {
      title: "WhatsApp group of three, through PostPress",
      endpoint: "POST /messages/{message_id}/reaction",
      link: "contoso",
      said: "Could you send the invoice again?",
      begin() {
        const chat = { account: IDS.whatsapp, conversation: "chat_wa", group: "Contoso orders" };
        postpress.writes({ ...chat, id: "msg_wa_1", author: helena, text: this.said });
      },
      ana: { presses: "eyes", shows: "👀" },
      ben: { presses: "white_check_mark", shows: "✅" },
      keeps: true,
      shown: () => postpress.shown("msg_wa_1"),
      back: [
        { customer: onPostPress(helena), id: "msg_wa_1", emoji: "👍" },
        { customer: ines, id: "msg_wa_1", emoji: "❤️" },
        { customer: tomas, id: "msg_wa_1", emoji: "👍" },
      ],
    },
    {
      title: "LinkedIn message, through PostPress: a set that nobody published",
      endpoint: "POST /messages/{message_id}/reaction",
      link: "fabrikam",
      said: "We signed!",
      begin() {
        const chat = { account: IDS.linkedin, conversation: "chat_li" };
        postpress.writes({ ...chat, id: "msg_li_1", author: { id: "ACoAAJonas", name: "Jonas" }, text: this.said });
      },
      ana: { presses: "thumbsup", shows: "👍" },
      ben: { presses: "tada", shows: "👏" },
      keeps: true,
      shown: () => postpress.shown("msg_li_1"),
    },
    {
      title: "LinkedIn comment by its address, as the organization, through PostPress",
      endpoint: "POST /posts/reaction",
      link: "brand",
      said: COMMENT_URL,
      begin() {
        slack.workspace.post(team.ana, "C0BRAND", this.said);
      },
      ana: { presses: "bulb", shows: "💡" },
      ben: { presses: "trophy", shows: "👏" },
      keeps: true,
      shown: () => postpress.shown(POST_ID, { comment: COMMENT, organization: IDS.organization }),
    },
    {
      title: "iMessage, second part of a message, through Linq",
      endpoint: "POST /v3/messages/{messageId}/reactions",
      link: "litware",
      said: "Here is the picture of the leak.",
      begin() {
        const written = [{ type: "media", file: leak } as const, { type: "text", value: this.said } as const];
        linq.writes({ id: parts, conversation: IDS.linqChat, author: sam, parts: written });
      },
      ana: { presses: "thumbsup", shows: "👍" },
      ben: { presses: "tada", shows: "🎉" },
      keeps: false,
      shown: () => linq.shown(parts, { part: 1 }),
      answer: {
        text: "The plumber comes at three.",
        arrived: () => linq.sent.at(-1)?.id ?? null,
        customer: onLinq,
        emoji: "❤️",
      },
    },
    {
      title: "LinkedIn message, through ConnectSafely",
      endpoint: "POST /conversations/{conversationUrn}/messages/{messageUrn}/react",
      link: "tailspin",
      said: "Thursday at ten works for me.",
      begin() {
        const author = { id: "ACoAAYuki", name: "Yuki" };
        connectsafely.writes({ id: urn, conversation: IDS.conversationUrn, author, text: this.said });
      },
      ana: { presses: "pray", shows: "🙏" },
      ben: { presses: "rocket", shows: "🚀" },
      keeps: false,
      shown: () => connectsafely.shown(urn),
    },
  ];
}
