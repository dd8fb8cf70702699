export type Row = Readonly<Record<string, string | number | null>>;

/** A table on its way from one database to another. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** In the order of the primary key, a piece at a time. */
  readonly pieces: Iterable<readonly Row[]>;
}

/** What is of one database alone: its schema, and who does what at the moment. */
export const STAYS: readonly string[] = ["migrations", "holds"];
