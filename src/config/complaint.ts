/** Where a key stands: `["links", 2, "policy", "conflict"]`; one element for an environment variable. */
export type Path = readonly (string | number)[];

/** One thing that is wrong. Quotes keys and names that are allowed, never a value: a value may be a secret. */
export interface Complaint {
  /** `links[2].policy.conflict`, or the name of an environment variable, or the path of a file that cannot be read. */
  readonly key: string;
  readonly problem: string;
  /** What to do about it, as a sentence. */
  readonly fix: string;
  /** In the file that BRIDGE_CONFIG names, from 1; absent for everything else. */
  readonly line?: number;
}

/** Files a complaint. Of several about one key only the first is kept: the others follow from it. */
export type Complain = (path: Path, problem: string, fix: string) => void;

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly complaints: readonly Complaint[];

  constructor(file: string, complaints: readonly Complaint[]) {
    const lines = complaints.map(({ key, problem, fix, line }) => {
      const place = line === undefined ? "" : ` (${file}:${line})`;
      return `- ${key}${place}: ${problem}. ${fix}`;
    });
    super(`The configuration has ${complaints.length === 1 ? "1 problem" : `${complaints.length} problems`}:\n${lines.join("\n")}`);
    this.complaints = Object.freeze(complaints.map((complaint) => Object.freeze(complaint)));
  }
}

export function keyOf(path: Path): string {
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
  /** In the order of the file's lines, behind those that have none. */
  readonly all: () => readonly Complaint[];
}

export function complaints(lineOf: (path: Path) => number | undefined): Complaints {
  const heard = new Set<string>();
  const filed: Complaint[] = [];
  return {
    complain(path, problem, fix) {
      const key = keyOf(path);
      if (heard.has(key)) return;
      heard.add(key);
      const line = lineOf(path);
      filed.push({ key, problem, fix, ...(line === undefined ? {} : { line }) });
    },
    mute: (path) => void heard.add(keyOf(path)),
    all: () => filed.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}

/** The same, for the keys below `prefix`. */
export function below(complain: Complain, ...prefix: Path): Complain {
  return (path, problem, fix) => complain([...prefix, ...path], problem, fix);
}
