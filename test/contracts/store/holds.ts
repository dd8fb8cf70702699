import { describe, expect } from "vitest";
import { promise } from "./fixture.ts";
import type { Open } from "./world.ts";

export function holdsContract(open: Open): void {
  describe("what one process does for all", () => {
    promise(open, "is held by the first that asks, for as long as it says, and no longer", async ({ store, clock }) => {
      const asked = await Promise.all(["p1", "p2", "p3"].map((holder) => store.hold("gateway", holder, 5_000)));
      expect(asked.filter((held) => held)).toHaveLength(1);
      const [holder = "", other = ""] = asked[0] ? ["p1", "p2"] : asked[1] ? ["p2", "p3"] : ["p3", "p1"];
      clock.pass(4_999);
      expect(await store.hold("gateway", other, 5_000)).toBe(false);
      clock.pass(1);
      expect(await store.hold("gateway", other, 5_000)).toBe(true);
      expect(await store.hold("gateway", holder, 5_000)).toBe(false);
    });

    promise(open, "is kept by asking again, and let go of at once with no time at all", async ({ store, clock }) => {
      await store.hold("gateway", "p1", 5_000);
      clock.pass(4_000);
      expect(await store.hold("gateway", "p1", 5_000)).toBe(true);
      clock.pass(4_000);
      expect(await store.hold("gateway", "p2", 5_000)).toBe(false);
      expect(await store.hold("gateway", "p2", 0)).toBe(false);
      expect(await store.hold("gateway", "p1", 0)).toBe(true);
      expect(await store.hold("gateway", "p2", 5_000)).toBe(true);
    });

    promise(open, "is held one by one", async ({ store }) => {
      expect(await store.hold("gateway", "p1", 5_000)).toBe(true);
      expect(await store.hold("sweep", "p2", 5_000)).toBe(true);
      expect(await store.hold("sweep", "p1", 5_000)).toBe(false);
    });
  });
}
