import { Worker } from "node:worker_threads";
import { type Batch, type Report, sum } from "./batch.ts";

const PER_BATCH = 500;

/** Runs seeds in several threads at once, one for each of these databases (null: none is needed), and tells of every batch that is done. */
export async function runInThreads(
  all: Omit<Batch, "url">,
  urls: readonly (string | null)[],
  done: (report: Report) => void,
): Promise<Report> {
  const batches: Omit<Batch, "url">[] = [];
  for (let from = 0; from < all.seeds; from += PER_BATCH) {
    batches.push({ ...all, firstSeed: all.firstSeed + from, seeds: Math.min(PER_BATCH, all.seeds - from) });
  }
  const reports: Report[] = [];
  await Promise.all(
    urls.slice(0, batches.length).map(async (url) => {
      const worker = new Worker(new URL("./hand.ts", import.meta.url));
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        const report = await ask(worker, { ...batch, url });
        reports.push(report);
        done(report);
      }
      await worker.terminate();
    }),
  );
  return sum(reports);
}

function ask(worker: Worker, batch: Batch): Promise<Report> {
  return new Promise((resolve, reject) => {
    worker.once("message", (report: Report) => {
      worker.off("error", reject);
      resolve(report);
    });
    worker.once("error", reject);
    worker.postMessage(batch);
  });
}
