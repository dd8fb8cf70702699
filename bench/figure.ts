/** One measured thing: a value per run, and what it should be. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly goal: Goal | null;
}

export interface Goal {
  readonly is: "at most" | "at least";
  readonly value: number;
}

export const atMost = (value: number): Goal => ({ is: "at most", value });
export const atLeast = (value: number): Goal => ({ is: "at least", value });

/** The value below which `share` of them lie; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}

/** A goal is reached by the median of the runs. */
function isReached({ values, goal }: Figure): boolean | null {
  if (goal === null) return null;
  const middle = median(values);
  return goal.is === "at most" ? middle <= goal.value : middle >= goal.value;
}

/** One row of the table, in Markdown. */
export function row(figure: Figure): string {
  const { name, unit, values, goal } = figure;
  const [min, middle, max] = [Math.min(...values), median(values), Math.max(...values)].map(shown);
  const reached = { true: "reached", false: "**not reached**", null: "" }[String(isReached(figure))];
  const wanted = goal === null ? "" : `${goal.is === "at most" ? "≤" : "≥"} ${shown(goal.value)}`;
  return `| ${name} | ${unit} | ${min} | ${middle} | ${max} | ${wanted} | ${reached} |`;
}

export const HEADER = "| figure | unit | min | median | max | goal | |\n|---|---|---:|---:|---:|---:|---|";

function shown(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en").replaceAll(",", " ");
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
