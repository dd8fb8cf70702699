import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Random } from "../simulation/random.ts";

/** Stands between clients and their server, and breaks connections. */
export interface Way {
  readonly port: number;
  /** Breaks one connection, whichever, for both ends; does nothing when there is none. */
  cut(random: Random): void;
  cuts(): number;
  close(): Promise<void>;
}

export async function openWay(serverPort: number): Promise<Way> {
  const clients = new Set<Socket>();
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    clients.add(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on("error", () => {});
      socket.on("close", () => {
        clients.delete(client);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut(random) {
      if (clients.size === 0) return;
      cuts += 1;
      random.pick([...clients]).resetAndDestroy();
    },
    cuts: () => cuts,
    async close() {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
