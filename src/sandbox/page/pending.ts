import { z } from "zod";
import type { Pending } from "./view.ts";

const Answer = z.object({
  mirrors: z.array(z.object({ links: z.array(z.string()), failure: z.object({ message: z.string() }).nullable() })),
});

/** Asks the bridge, as an operator would, for which links it still has work, or has given up. */
export async function askPending(url: string, adminToken: string, signal: AbortSignal): Promise<Pending> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const pages = ["parked", "due"].map(async (state) => {
    const answer = await fetch(`${url}/api/v1/mirrors?state=${state}`, { headers, signal });
    const { mirrors } = Answer.parse(await answer.json());
    return mirrors.flatMap(({ links, failure }) =>
      links.map((link) => [link, { parked: state === "parked", why: failure?.message ?? null }] as const),
    );
  });
  return new Map((await Promise.all(pages)).flat());
}
