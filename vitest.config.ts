import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, most of it by far first. In a fresh checkout nobody knows that yet: by their size most of these would come last, and be waited for. */
const LONG = [
  "test/simulation/simulation.test.ts",
  "test/outage/outage.test.ts",
  "test/journeys/sandbox.test.ts",
  "test/chaos/chaos.test.ts",
  "test/journeys/takeover.test.ts",
  "test/kills/postgres.test.ts",
  "test/stores/postgres.test.ts",
  "test/stores/postgres-server.test.ts",
  "test/sandbox/discord/gateway.test.ts",
  "test/journeys/stop.test.ts",
  "test/journeys/bad-input.test.ts",
  "test/house/cli.test.ts",
  "test/kills/relay.test.ts",
  "test/kills/kills.test.ts",
  "test/journeys/conversations.test.ts",
  "test/platforms/slack/troubles.test.ts",
  "test/journeys/down.test.ts",
  "test/sandbox/page.test.ts",
  "test/journeys/commands-discord.test.ts",
  "test/journeys/replicas-discord.test.ts",
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => LONG.findIndex((path) => moduleId.endsWith(`/${path}`)) >>> 0;
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // For two processors: much of the time is spent waiting, for pauses that are the product's own.
    maxWorkers: 4,
    // Nothing of ours keeps anything at the level of a module that a test could meet, and loading it all for each file was a third of the work.
    isolate: false,
    sequence: { sequencer: LongFirst },
    globalSetup: ["test/support/global-setup.ts"],
  },
});
