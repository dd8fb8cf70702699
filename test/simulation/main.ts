import { openMemoryStore } from "../support/memory-store.ts";
import { simulate } from "./run.ts";

const seed = Number(process.argv[2]);
const n = Number(process.argv[3] ?? 1);
const t = performance.now();
let bad = 0;
const total: Record<string, number> = {};
for (let s = seed; s < seed + n; s++) {
  const r = await simulate(s, openMemoryStore, n === 1);
  if (n === 1) console.log(r.story.join("\n"));
  for (const [k, v] of Object.entries(r.counts)) total[k] = (total[k] ?? 0) + v;
  if (r.wrong.length) {
    bad++;
    if (bad < 30) console.log(s, r.wrong.join(" | "));
  }
}
console.log(bad, "wrong of", n, total, (performance.now() - t) / n, "ms each");
