import { z } from "zod";

/** A link for which the bridge still has work, or has given up. */
export interface Waiting {
  readonly state: "under-way" | "failing" | "checking" | "parked";
  /** What went wrong last; null when nothing did. */
  readonly why: string | null;
}

/** By the link's name. */
export type Pending = ReadonlyMap<string, Waiting>;

const Answer = z.object({
  mirrors: z.array(
    z.object({
      links: z.array(z.string()),
      state: z.enum(["settled", "due", "parked"]),
      failure: z.object({ message: z.string() }).nullable(),
      dueAt: z.iso.datetime().nullable(),
    }),
  ),
});
type Mirror = z.output<typeof Answer>["mirrors"][number];

/** Due only later, without a failure: it arrived, and the bridge looks once more because an answer was doubtful. */
const LATER_MS = 1_000;

/** Asks the bridge, as an operator would, for which links it still has work, or has given up. */
export async function askPending(url: string, adminToken: string, signal: AbortSignal): Promise<Pending> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const pages = ["parked", "due"].map(async (state) => {
    const answer = await fetch(`${url}/api/v1/mirrors?state=${state}`, { headers, signal });
    return Answer.parse(await answer.json()).mirrors;
  });
  const mirrors = (await Promise.all(pages)).flat();
  return new Map(mirrors.flatMap((mirror) => mirror.links.map((link) => [link, waiting(mirror)] as const)));
}

function waiting({ state, failure, dueAt }: Mirror): Waiting {
  const why = failure?.message ?? null;
  if (state === "parked") return { state, why };
  if (why !== null) return { state: "failing", why };
  return { state: dueAt !== null && Date.parse(dueAt) - Date.now() > LATER_MS ? "checking" : "under-way", why };
}
