import type { Slot } from "../../src/domain/slot.ts";
import { createPools, type Pools } from "../../src/http/pool.ts";
import type { Target } from "../../src/ports/target.ts";
import type { StandIn } from "../../src/sandbox/providers/stand-in.ts";
import type { TargetUnderTest } from "../contracts/target.ts";

/** A slot on a plain message; tests name what matters to them. */
export function slotOf(slot: Partial<Slot> & Pick<Slot, "message">): Slot {
  return {
    account: "acme",
    part: 0,
    comment: null,
    organization: null,
    post: false,
    conversation: null,
    fromMe: false,
    author: null,
    ...slot,
  };
}

interface Parts<S extends StandIn> extends Pick<TargetUnderTest, "slot" | "emoji" | "error" | "kinds"> {
  readonly standIn: S;
  create(pools: Pools, baseUrl: string): Target;
}

/** A target against its provider's stand-in, as the contract wants it. */
export function underTest<S extends StandIn>({ standIn, create, ...parts }: Parts<S>): TargetUnderTest {
  const pools = createPools();
  let listening = true;
  const stopServer = async () => {
    if (listening) await standIn.close();
    listening = false;
  };
  return {
    ...parts,
    target: create(pools, standIn.url),
    shown: () => standIn.shown(parts.slot.message),
    answerNext: (answer) => standIn.fail(answer),
    paths: () => standIn.calls.map((call) => call.path),
    stopServer,
    async close() {
      await stopServer();
      await pools.close();
    },
  };
}

export function soon(ms = 5_000): AbortSignal {
  return AbortSignal.timeout(ms);
}
