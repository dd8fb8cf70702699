interface Spoken {
  readonly text: string;
  readonly link_names?: boolean | undefined;
  readonly parse?: string | undefined;
  readonly blocks?: readonly unknown[] | undefined;
}

const MENTION = /<(?:!(?:channel|here|everyone|subteam\^)|@[UW])[^<>]*>/g;
const BARE = /(?<![\w<])@[\w.-]+/g;
/** Elements of rich text that notify, and which of their fields says whom (docs.slack.dev, Rich text element types). */
const ELEMENTS: Readonly<Record<string, string>> = { user: "user_id", usergroup: "usergroup_id", broadcast: "range" };
/** Text objects and blocks in which markup has a meaning. */
const MARKED: readonly unknown[] = ["mrkdwn", "markdown"];

/**
 * Whom a message notifies (docs.slack.dev, "Formatting message text"): mentions in angle brackets, also where the text is only what
 * notifications show; elements of blocks that are mentions; and bare names where the caller asks for them to be looked for.
 */
export function pingsOf({ text, link_names, parse, blocks = [] }: Spoken): readonly string[] {
  const marked = (markup: string) => [...markup.matchAll(MENTION)].map(([mention]) => mention);
  const bare = link_names === true || parse === "full" ? [...text.matchAll(BARE)].map(([mention]) => mention) : [];
  return [...marked(text), ...bare, ...objectsIn(blocks).flatMap((one) => inBlocks(one, marked))];
}

function inBlocks(one: Readonly<Record<string, unknown>>, marked: (markup: string) => readonly string[]): readonly string[] {
  const { type, text } = one;
  if (MARKED.includes(type) && typeof text === "string") return marked(text);
  const whom = typeof type === "string" ? ELEMENTS[type] : undefined;
  return whom === undefined ? [] : [`${type} ${one[whom]}`];
}

/** Everything that is an object, however deep. */
function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== "object" || value === null) return [];
  const within = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? within : [value as Readonly<Record<string, unknown>>, ...within];
}
