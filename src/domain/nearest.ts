/** The option that was probably meant, or undefined when none is near. `api_key` is as good as `apiKey`. */
export function nearest(written: string, options: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[-_\s]/g, "");
  const most = Math.max(1, Math.floor(written.length / 3));
  const meant = plain(written);
  const candidates = options
    .map((option) => ({ option, plain: plain(option) }))
    // Each letter more or less is an edit: what is too long or too short need not be compared.
    .filter((one) => Math.abs(one.plain.length - meant.length) <= most);
  const ranked = candidates.map((one) => ({ option: one.option, distance: editDistance(meant, one.plain) }));
  return ranked.filter(({ distance }) => distance <= most).sort((a, b) => a.distance - b.distance)[0]?.option;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replace = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = swapped ? (beforeLast[column - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replace, swap, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
