const CONFLICTS = ["40001", "40P01"];
/** A statement that was prepared before the schema changed, or that a pooler has forgotten. */
const STALE = ["0A000", "26000"];
/**
 * The server is stopping, starting, or was told to end this connection, ends those that do nothing for too long, has none to spare, or
 * only reads, since another has taken its place; or the network did it.
 */
const BROKEN = ["57P01", "57P02", "57P03", "57P05", "25006", "25P03", "53300", "08000", "08001", "08003", "08004", "08006"];
const NETWORK = ["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"];
const SAID = /connection terminated|not queryable|Connection ended unexpectedly/i;

/** Two transactions were in each other's way: one has to be repeated. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.includes(codeOf(error));
}

export function isStale(error: unknown): boolean {
  return STALE.includes(codeOf(error));
}

/** The connection is gone, or could not be made. */
export function isBroken(error: unknown): boolean {
  const code = codeOf(error);
  return BROKEN.includes(code) || NETWORK.includes(code) || (error instanceof Error && SAID.test(error.message));
}

/** The server was killed, or kills its own processes because one of them has crashed. */
export function isCrash(error: unknown): boolean {
  return codeOf(error) === "57P02";
}

/** The server was asked about a transaction of which it knows nothing (yet). */
export function isOfTheFuture(error: unknown): boolean {
  return codeOf(error) === "22023";
}

/** The server did not answer in time: what was asked may have happened. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
