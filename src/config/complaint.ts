/** Where a key stands: `["links", 2, "policy", "conflict"]`; one element for an environment variable. */
export type Path = readonly (string | number)[];

/** One thing that is wrong. Quotes keys and names that are allowed, never a value: a value may be a secret. */
export interface Complaint {
  /** `links[2].policy.conflict`, or the name of an environment variable, or the path of a file that cannot be read. */
  readonly key: string;
  readonly problem: string;
  /** What to do about it, as a sentence. */
  readonly fix: string;
  /** Where the key stands, or the nearest key above it that is there; absent for what is in no file. `line` is from 1. */
  readonly place?: { readonly file: string; readonly line: number };
}

/** Files a complaint. Of several about one key only the first is kept: the others follow from it. */
export type Complain = (path: Path, problem: string, fix: string) => void;

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly complaints: readonly Complaint[];

  constructor(complaints: readonly Complaint[]) {
    const lines = complaints.map(({ key, problem, fix, place }) => {
      return `- ${key}${place === undefined ? "" : ` (${place.file}:${place.line})`}: ${problem}. ${fix}`;
    });
    super(`The configuration has ${complaints.length === 1 ? "1 problem" : `${complaints.length} problems`}:\n${lines.join("\n")}`);
    this.complaints = Object.freeze(complaints.map((complaint) => Object.freeze(complaint)));
  }
}

function keyOf(path: Path): string {
  const parts = path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    return /^[\p{L}\p{N}_-]+$/u.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  });
  return parts.join("").replace(/^\./, "");
}

/** Gathers complaints, one for each key. */
export interface Complaints {
  readonly complain: Complain;
  /** Nothing more about this key: what is wrong with it has been said elsewhere. */
  readonly mute: (path: Path) => void;
  /** In the order of the file's lines. */
  readonly all: () => readonly Complaint[];
}

/** About one file, whose name stands for the empty path; or, without one, about the environment. */
export function complaints(file: string | null, lineOf: (path: Path) => number): Complaints {
  const heard = new Set<string>();
  const filed: Complaint[] = [];
  return {
    complain(path, problem, fix) {
      const key = keyOf(path) || (file ?? "");
      if (heard.has(key)) return;
      heard.add(key);
      filed.push({ key, problem, fix, ...(file !== null && { place: { file, line: lineOf(path) } }) });
    },
    mute: (path) => void heard.add(keyOf(path)),
    all: () => filed.toSorted((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0)),
  };
}

/** The same, for the keys below `prefix`. */
export function below(complain: Complain, ...prefix: Path): Complain {
  return (path, problem, fix) => complain([...prefix, ...path], problem, fix);
}
