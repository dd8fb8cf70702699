import { type Address, type Scheme, wire } from "./deliveries.ts";

/** `secret` goes into the header that the guide uses as its example; whoever wants another one names it among `headers`. */
export interface PostPressAddress extends Address {
  /** What deliveries say as `webhook_name`. */
  readonly name?: string;
  readonly headers?: readonly { readonly key: string; readonly value: string }[];
  /** Which fields are delivered, and under which names; all of them under their own without it. */
  readonly data?: readonly { readonly name: string; readonly key: string }[];
}

/**
 * Nothing but a 200 within 30 seconds will do; five more attempts, with a growing delay that no document gives. There is no
 * signature, no event id, and no content type unless one of the headers says so.
 */
export const postPressScheme: Scheme<PostPressAddress> = {
  answerWithinMs: 30_000,
  retryAfterMs: [5_000, 30_000, 120_000, 600_000, 1_800_000],
  judge: (status) => (status === 200 ? "acked" : "again"),
  request({ body }, address) {
    const { name = "", data } = address;
    const said = isFields(body) ? mapped({ ...body, webhook_name: name }, data) : body;
    return { headers: Object.fromEntries(headersOf(address).map(({ key, value }) => [key, value])), body: wire(said) };
  },
};

export function headersOf({ secret, headers = [] }: PostPressAddress): readonly { readonly key: string; readonly value: string }[] {
  return secret === undefined ? headers : [{ key: "Postpress-Auth", value: secret }, ...headers];
}

type Fields = Readonly<Record<string, unknown>>;

/** That `event` is always there is an assumption: it is none of the keys that can be mapped. */
function mapped(body: Fields, data: PostPressAddress["data"]): Fields {
  if (data === undefined || data.length === 0) return body;
  return { event: body["event"], ...Object.fromEntries(data.map(({ name, key }) => [name, body[key]])) };
}

function isFields(body: unknown): body is Fields {
  return typeof body === "object" && body !== null && !Array.isArray(body);
}
