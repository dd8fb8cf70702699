import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { playRound } from "./round.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

// `npm run kills -- --store postgres` plays many more.
it.each([
  { bridges: 2, mode: "socket", seed: 1 },
  { bridges: 1, mode: "http", seed: 2 },
] as const)(
  "bridges on one PostgreSQL ($bridges, $mode, $seed) of which one is killed lose nothing that was acked, and the customer sees what the team means",
  async (of) => {
    const judge = await playRound({ kills: 2, settles: false, ...of, database: await server.database() });
    const { events, acked, lost, wrong, faults, readyMs } = await judge();
    expect({ acked, lost, wrong, faults }).toEqual({ acked: events, lost: [], wrong: [], faults: [] });
    expect(events).toBeGreaterThan(50);
    expect(readyMs.length).toBeGreaterThan(2);
  },
  120_000,
);
