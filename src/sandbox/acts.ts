import { IDS, type Stage } from "./stage.ts";

/** One target over there, and what two teammates do about it. */
export interface Act {
  readonly title: string;
  readonly endpoint: string;
  readonly link: string;
  /** What the customer wrote, as it stands in the channel. */
  readonly said: string;
  /** As the JSON API takes it. */
  readonly target: Readonly<Record<string, unknown>>;
  /** What the team's tool uses to say which message it is. */
  readonly by: "api" | "metadata";
  /** Slack's names of what Ana and Ben press, and what the customer is to see for each. */
  readonly ana: { readonly presses: string; readonly shows: string };
  readonly ben: { readonly presses: string; readonly shows: string };
  /** The network cannot take a reaction back: it stays, and Ana is told. */
  readonly keeps: boolean;
  /** What the customer sees of us. */
  readonly shown: () => readonly string[];
}

const COMMENT = "7332661864792854529";
const POST = "urn:li:activity:7332661864792854528";

/** Puts the targets on the phones and says what is to happen with them: each documented endpoint at least once. */
export function prepare({ providers }: Stage): readonly Act[] {
  const { postpress, linq, connectsafely, ryzeapi } = providers;
  const author = "5511888888888@s.whatsapp.net";
  const linqMessage = "e230c922-3e96-4376-9332-67b644d11237";
  const urn = "urn:li:msg_message:(urn:li:fsd_profile:ACoAASandbox,2-bWVzc2FnZQ==)";
  ryzeapi.message({ id: "3EB08FCF27E532F1B0F5", conversation: IDS.group, fromMe: false, author });
  postpress.message({ id: "msg_wa_1", network: "whatsapp", conversation: "chat_wa" });
  postpress.message({ id: "msg_li_1", network: "linkedin", conversation: "chat_li" });
  postpress.post({ id: POST, network: "linkedin", comments: [COMMENT] });
  postpress.post({ id: "17900000000000001", network: "instagram" });
  linq.message({ id: linqMessage, conversation: IDS.linqChat, parts: 2 });
  connectsafely.message({ id: urn, conversation: IDS.conversationUrn });

  return [
    {
      title: "WhatsApp group, through RyzeAPI",
      endpoint: "POST /api/message/reaction/{instance}",
      link: "northwind",
      said: "The pallets have arrived, all 24 of them.",
      target: { id: "3EB08FCF27E532F1B0F5", fromMe: false, author },
      by: "api",
      ana: { presses: "+1::skin-tone-4", shows: "👍🏽" },
      ben: { presses: "heart", shows: "❤️" },
      keeps: false,
      shown: () => ryzeapi.shown("3EB08FCF27E532F1B0F5"),
    },
    {
      title: "WhatsApp, through PostPress",
      endpoint: "POST /messages/{message_id}/reaction",
      link: "contoso",
      said: "Could you send the invoice again?",
      target: { id: "msg_wa_1" },
      by: "metadata",
      ana: { presses: "eyes", shows: "👀" },
      ben: { presses: "white_check_mark", shows: "✅" },
      keeps: true,
      shown: () => postpress.shown("msg_wa_1"),
    },
    {
      title: "LinkedIn message, through PostPress: a set that nobody published",
      endpoint: "POST /messages/{message_id}/reaction",
      link: "fabrikam",
      said: "We signed!",
      target: { id: "msg_li_1" },
      by: "api",
      ana: { presses: "thumbsup", shows: "👍" },
      ben: { presses: "tada", shows: "👏" },
      keeps: true,
      shown: () => postpress.shown("msg_li_1"),
    },
    {
      title: "LinkedIn comment, as the organization, through PostPress",
      endpoint: "POST /posts/reaction",
      link: "brand",
      said: "https://www.linkedin.com/feed/update/urn:li:activity:7332661864792854528",
      target: { id: POST, comment: COMMENT },
      by: "api",
      ana: { presses: "bulb", shows: "💡" },
      ben: { presses: "trophy", shows: "👏" },
      keeps: true,
      shown: () => postpress.shown(POST, { comment: COMMENT, organization: IDS.organization }),
    },
    {
      title: "iMessage, second part of a message, through Linq",
      endpoint: "POST /v3/messages/{messageId}/reactions",
      link: "litware",
      said: "Here is the picture of the leak.",
      target: { id: linqMessage, part: 1 },
      by: "api",
      ana: { presses: "thumbsup", shows: "👍" },
      ben: { presses: "tada", shows: "🎉" },
      keeps: false,
      shown: () => linq.shown(linqMessage, { part: 1 }),
    },
    {
      title: "LinkedIn message, through ConnectSafely",
      endpoint: "POST /conversations/{conversationUrn}/messages/{messageUrn}/react",
      link: "tailspin",
      said: "Thursday at ten works for me.",
      target: { id: urn },
      by: "metadata",
      ana: { presses: "pray", shows: "🙏" },
      ben: { presses: "rocket", shows: "🚀" },
      keeps: false,
      shown: () => connectsafely.shown(urn),
    },
  ];
}
