/** What no URL holds as it is, though a text has it right beside one. */
const BETWEEN = /[\s<>"|`]+/;
const SCHEME = /https?:\/\//i;
/** Of a word that comes before a scheme: part of another URL, or of its query. */
const INSIDE = /[/?=&#]/;
const OPENING = /^[([{'*_~]+/;

/**
 * The URLs of a text at a host, in their order; also without `https://` where the host begins the word. Neither one that hides the
 * host behind a user or a port, nor one that is part of another.
 */
export function urlsAt(text: string, host: RegExp): readonly URL[] {
  return text.split(BETWEEN).flatMap((word) => {
    if (!word.includes("/")) return [];
    const at = word.search(SCHEME);
    if (at > 0 && INSIDE.test(word.slice(0, at))) return [];
    const url = URL.parse(at >= 0 ? word.slice(at) : `https://${word.replace(OPENING, "")}`);
    return url !== null && host.test(url.hostname) && url.username === "" && url.password === "" && url.port === "" ? [url] : [];
  });
}

/** The path as it is meant, with nothing percent-encoded; null when that cannot be told. */
export function pathOf({ pathname }: URL): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
