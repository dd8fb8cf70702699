/** The first moment that Discord's ids can tell, in milliseconds since 1970. */
const EPOCH = 1_420_070_400_000n;

/** Discord's ids: when they were made, above the 22 bits that keep them apart. No two are the same, and they never go back. */
export function createSnowflakes(now: () => number): () => string {
  let last = 0n;
  return () => {
    const next = (BigInt(Math.floor(now())) - EPOCH) << 22n;
    last = next > last ? next : last + 1n;
    return String(last);
  };
}

/** When an id was made, as Discord writes moments. */
export function madeAt(id: string): string {
  return new Date(Number((BigInt(id) >> 22n) + EPOCH)).toISOString();
}

/** Older first. */
export function byAge(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id.length - b.id.length || (a.id < b.id ? -1 : Number(a.id > b.id));
}
