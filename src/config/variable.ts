import type { Complain, Path } from "./complaint.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the text of a file; throws as `node:fs` does (`code: "ENOENT"`) when it cannot. */
export type ReadFile = (path: string) => string;

/** The value of a variable, trimmed; undefined when it is not set (or empty), null when a complaint about it has been filed. */
export type Lookup = (name: string) => string | null | undefined;

/** Looks a secret up as `NAME`, or as the trimmed content of the file that `NAME_FILE` names. */
export function lookupIn(env: Environment, readFile: ReadFile, complain: Complain): Lookup {
  return (name) => {
    const value = env[name]?.trim() || undefined;
    const file = env[`${name}_FILE`]?.trim() || undefined;
    if (file === undefined) return value;
    if (value !== undefined) {
      complain([name], `is given twice, as ${name} and as ${name}_FILE`, "Unset one of the two.");
      return null;
    }
    try {
      const content = readFile(file).trim();
      if (content !== "") return content;
      complain([`${name}_FILE`], "names an empty file", "Write the secret into it, or unset the variable.");
    } catch {
      // Not quoted: a secret may have been put here by mistake.
      complain(
        [`${name}_FILE`],
        "names a file that cannot be read",
        "Give the path of a file that holds the secret and that this user may read.",
      );
    }
    return null;
  };
}

const REFERENCE = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Puts variables in the place of `${NAME}` in every string of a tree; `$${NAME}` stays as `${NAME}`. `mute` is told where a
 * variable stood that somebody complained about already.
 */
export function interpolate(value: unknown, lookup: Lookup, complain: Complain, mute: (path: Path) => void): unknown {
  const visit = (node: unknown, path: Path): unknown => {
    if (typeof node === "string") {
      return node.replace(REFERENCE, (whole, name: string) => {
        if (whole.startsWith("$$")) return whole.slice(1);
        // `${NAME_FILE}` means what is in the file: no key of the configuration takes a path.
        const secret = name.replace(/_FILE$/, "");
        const found = lookup(secret);
        if (found === undefined)
          complain(path, `refers to ${whole}, which is not set`, `Set ${secret} or ${secret}_FILE in the environment.`);
        if (found === null) mute(path);
        return found ?? whole;
      });
    }
    if (Array.isArray(node)) return node.map((item, index) => visit(item, [...path, index]));
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return visit(value, []);
}
