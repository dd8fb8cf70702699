/** What a measured process says to the one that measures it. */
export type Said =
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "usage"; readonly cpuMs: number; readonly rssMb: number };
export type Asked = "usage" | "stop";

/** Says that this process is ready, answers what it uses, and ends when it is told to. */
export function answer(url: string, stop: () => Promise<void>): void {
  const end = () => void stop().then(() => process.exit(0));
  // Whoever measures is gone.
  process.on("disconnect", end);
  process.on("message", (asked: Asked) => {
    if (asked === "stop") end();
    else {
      const { user, system } = process.cpuUsage();
      say({ kind: "usage", cpuMs: (user + system) / 1_000, rssMb: process.memoryUsage.rss() / 2 ** 20 });
    }
  });
  say({ kind: "ready", url });
}

function say(said: Said): void {
  process.send?.(said);
}
