const LEFT_BARE = /[!'()*]/g;

/**
 * An id as exactly one segment of a path, with everything encoded that RFC 3986 does not leave alone (`encodeURIComponent` leaves
 * `(` and `)`, which LinkedIn's URNs contain). Null for what no segment can say: nothing at all, `.` and `..`, lone surrogates.
 */
export function segment(id: string): string | null {
  if (id === "" || id === "." || id === ".." || !id.isWellFormed()) return null;
  return encodeURIComponent(id).replace(LEFT_BARE, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
