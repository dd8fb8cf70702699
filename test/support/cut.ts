import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between a client and its server, and can cut a connection at a moment of its choice. */
export interface Cut {
  readonly port: number;
  /** Cuts the next connection whose client sends this: before the server has it, or before the client hears what became of it. */
  at(sent: string, when: "before" | "after"): void;
  /** From now on nothing passes, either way, and nobody is told. */
  mute(): void;
  /** The same for the connections there are; what is opened from now on passes. */
  muteOpen(): void;
  /** How often it has cut. */
  cuts(): number;
  close(): Promise<void>;
}

/** For so long the server may take to do what it was sent. */
const DONE_MS = 200;

export async function openCut(serverPort: number): Promise<Cut> {
  const sockets = new Set<Socket>();
  let wanted: { readonly sent: string; readonly when: "before" | "after" } | null = null;
  let cuts = 0;
  let isMuted = false;
  let muted: ReadonlySet<Socket> = new Set();

  const server = createServer((client) => {
    const upstream = connect(serverPort, "127.0.0.1");
    let isDeaf = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.on("data", (bytes) => (isDeaf || isMuted || muted.has(client) ? undefined : client.write(bytes)));
    client.on("data", (bytes) => {
      if (isMuted || muted.has(client)) return;
      const cut = wanted !== null && bytes.includes(wanted.sent) ? wanted.when : null;
      if (cut !== null) {
        wanted = null;
        cuts += 1;
      }
      if (cut === "before") return void client.destroy();
      upstream.write(bytes);
      if (cut === null) return;
      isDeaf = true;
      setTimeout(() => client.destroy(), DONE_MS);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    at(sent, when) {
      wanted = { sent, when };
    },
    mute() {
      isMuted = true;
    },
    muteOpen() {
      muted = new Set(sockets);
    },
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
