/** An option of a command as Discord writes it: its own value, or a subcommand with options of its own. */
export interface Option {
  readonly type: number;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly options?: readonly Option[] | null | undefined;
  readonly autocomplete?: boolean | null | undefined;
}

/** What somebody has typed for one of the commands. */
export interface Typed {
  /** The command, and its subcommand: `reactions who`. */
  readonly words: string;
  readonly given: Readonly<Record<string, string>>;
  /** The option that is being typed, if it completes; with what stands before it. */
  readonly focused: { readonly name: string; readonly before: string } | null;
}

const SUBCOMMAND = 1;
const ADDRESS = /^(?:https?:|\d{15,})/;

/** Every command there is, in words. */
export function wordsOf(commands: readonly Option[]): readonly { readonly words: string; readonly option: Option }[] {
  return commands.flatMap((command) => {
    const subs = (command.options ?? []).filter(({ type }) => type === SUBCOMMAND);
    return subs.length === 0
      ? [{ words: command.name, option: command }]
      : subs.map((sub) => ({ words: `${command.name} ${sub.name}`, option: sub }));
  });
}

/** Reads `/react 🎉 https://…` as Discord would have it filled in. Null where it is no whole command. */
export function readTyped(text: string, commands: readonly Option[]): Typed | null {
  const found = wordsOf(commands).find(({ words }) => `${text} `.startsWith(`/${words} `));
  if (found === undefined) return null;
  const [first, second] = found.option.options ?? [];
  const rest = text.slice(found.words.length + 2).trim();
  if (first === undefined) return { words: found.words, given: {}, focused: null };
  const [, head = "", address = ""] = /^(?:(.*)\s)?(\S+)$/s.exec(rest) ?? [];
  const isTwo = second !== undefined && ADDRESS.test(address);
  const value = (isTwo ? head.trim() : rest).replace(new RegExp(`^${first.name}:\\s*`), "");
  // What is only a message's link goes where links go.
  const named = second === undefined && first.name === "message" ? rest : value;
  return {
    words: found.words,
    given: { ...(named !== "" && { [first.name]: named }), ...(isTwo && { [second.name]: address }) },
    focused: first.autocomplete === true && !isTwo ? { name: first.name, before: `/${found.words} ` } : null,
  };
}
