/** Somebody over there. */
export interface Person {
  /** As the network knows them: a phone number, a JID, a LinkedIn id. */
  readonly id: string;
  readonly name: string;
}

export interface File {
  readonly name: string;
  /** Its MIME type. */
  readonly type: string;
  readonly url: string;
}

/** What somebody over there writes, or the owner of our account with their own thumbs. */
export interface Writing {
  readonly conversation: string;
  readonly text?: string;
  readonly attachments?: readonly File[];
  /** The id of the message that it answers. */
  readonly quoted?: string;
  /** The name of the group, where the conversation is one. */
  readonly group?: string;
  /** Made up without it. */
  readonly id?: string;
}

export interface Authored extends Writing {
  readonly author: Person;
}

/** One of the people, and something that they show on a message. */
export interface Shows<M> {
  readonly person: Person;
  readonly mark: M;
}

/** What other people than us show on messages, in the order in which they put it there. */
export function createCrowd<M>() {
  const places = new Map<string, readonly Shows<M>[]>();
  const key = (message: string, part: number) => JSON.stringify([message, part]);
  const on = (message: string, part = 0): readonly Shows<M>[] => places.get(key(message, part)) ?? [];

  return {
    on,
    /** Null takes everything of theirs away. With `beside` the new stands beside the old, else in its place. Answers the old. */
    show(message: string, part: number, person: Person, mark: M | null, beside = false): readonly M[] {
      const isTheirs = (one: Shows<M>) => one.person.id === person.id;
      const before = on(message, part);
      const others = mark !== null && beside ? before : before.filter((one) => !isTheirs(one));
      places.set(key(message, part), mark === null ? others : [...others, { person, mark }]);
      return before.filter(isTheirs).map((one) => one.mark);
    },
  };
}
