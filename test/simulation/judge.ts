import type { Provider } from "./provider.ts";
import type { Stage } from "./stage.ts";

/** What is wrong in the end; empty when all is right. */
export async function judge(stage: Stage, provider: Provider): Promise<readonly string[]> {
  const { schedule, ledger, phone, store } = stage;
  const wrong: string[] = [];
  ledger.close(stage.world.storeMs());
  const { mirrors } = await store.mirrors({ limit: 100 });
  for (const plan of schedule.targets) {
    if (plan.goneAtMs !== null) continue;
    const parked = mirrors.find(({ slot }) => slot.message === plan.id)?.parked === true;
    // Set aside because the provider did not know the message: then nothing is shown until somebody changes something.
    if (parked && provider.unknown(plan.id) && ledger.isUnchanged(plan.id)) continue;
    const shown = phone.shown(plan.id);
    const rightly = ledger.rightly(plan.id);
    const isRight = rightly.some((wanted) => {
      if (wanted.length === 0 && !plan.kind.rules.canRemove) return true;
      const differing = [...wanted.filter((emoji) => !shown.includes(emoji)), ...shown.filter((emoji) => !wanted.includes(emoji))];
      return differing.length === 0 || ledger.isExcused(plan.id, differing, (emoji) => phone.lastBy(plan.id, emoji));
    });
    if (!isRight)
      wrong.push(
        `${plan.id} (${plan.kind.name}) shows [${shown.join(" ")}] instead of [${[...new Set(rightly.map((one) => one.join(" ")))].join("] or [")}]`,
      );
  }
  for (const source of schedule.sources) {
    const aged = schedule.happenings.some((one) => one.kind === "press" && one.source === source.id && one.ageMs > 0);
    // Word that came late of what a reading had missed can be put right by the next reading only.
    if (aged || stage.lossy.has(source.id)) continue;
    const since = (atUs: number) => (source.timed ? ` since ${atUs}` : "");
    const held = [...ledger.held(source.id)]
      .map(([key, atUs]) => key + since(atUs))
      .sort()
      .join(", ");
    const truth = [...(stage.truth.get(source.id) ?? [])];
    const really = truth
      .map(([key, { atUs }]) => key + since(atUs))
      .sort()
      .join(", ");
    if (held !== really) wrong.push(`${source.id} is known to hold [${held}] instead of [${really}]`);
  }
  for (const mirror of mirrors) {
    const { message } = mirror.slot;
    const plan = stage.target(message);
    if (mirror.lease !== null) wrong.push(`${message} is still leased`);
    if (mirror.parked && plan.goneAtMs === null && plan.refuses.length === 0 && !provider.unknown(message))
      wrong.push(`${message} is parked: ${mirror.failure?.kind}`);
  }
  for (const plan of schedule.targets) {
    if (schedule.toggles && provider.callsOn(plan.id) > 2) wrong.push(`${provider.callsOn(plan.id)} calls for toggles on ${plan.id}`);
    const steps = schedule.happenings.some(({ kind }) => kind === "step");
    const perMs = plan.limit.perMs - (steps ? 5_000 : 0);
    const arrivals = [...(provider.arrivals.get(plan.account) ?? [])].sort((a, b) => a - b);
    const isBreach = arrivals.some((atMs, index) => (arrivals[index + plan.limit.requests] ?? Number.POSITIVE_INFINITY) - atMs < perMs);
    if (isBreach) wrong.push(`the limit of ${plan.account} was breached`);
  }
  return wrong;
}
