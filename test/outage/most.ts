/** The most of these moments that fall into any span this long. */
export function most(timesMs: readonly number[], perMs: number): number {
  let from = 0;
  return timesMs.reduce((greatest, atMs, index) => {
    while ((timesMs[from] ?? atMs) <= atMs - perMs) from += 1;
    return Math.max(greatest, index - from + 1);
  }, 0);
}
