/** Some rows of a table, as they go from one database to another. */
export interface Rows {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

/** What is of one database alone: its schema, and who does what at the moment. */
export const STAYS: readonly string[] = ["migrations", "holds"];
