import { expect, test } from "vitest";
import { compact } from "../src/compact.ts";

test("what nobody holds any more is given back", async () => {
  const unheld = new WeakRef({ name: "unheld" });
  await compact();
  expect(unheld.deref()).toBeUndefined();
});
