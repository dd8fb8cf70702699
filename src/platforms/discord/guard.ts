import { type Client, SimpleShardingStrategy } from "discord.js";

export interface GuardOptions {
  /** Called when the library could not take what came: a few words, without what it says. */
  readonly onThrown: (where: string) => void;
  /** Called when the library has let go of its connection and will not open another. */
  readonly onBroken: (reason: string) => void;
  /** Whether nobody wants a connection any more: what the library has begun would go on for ever. */
  readonly isOver: () => boolean;
}

/** What the library calls without waiting for it, so that whatever is thrown there would end the process. */
const TAKES = ["onMessage", "heartbeat"] as const;
const CONNECTS = ["internalConnect", "onClose"] as const;

/**
 * The library's own way of connecting, behind a wall: what Discord sends in another form than documented is thrown inside of it, where
 * nobody could catch it.
 */
export function guardedStrategy({ onThrown, onBroken, isOver }: GuardOptions) {
  return (manager: ConstructorParameters<typeof SimpleShardingStrategy>[0]): SimpleShardingStrategy => {
    const strategy = new SimpleShardingStrategy(manager);
    const spawn = strategy.spawn.bind(strategy);
    strategy.spawn = async (ids) => {
      await spawn(ids);
      const shards: Map<number, object> = Reflect.get(strategy, "shards");
      for (const shard of shards.values()) {
        for (const name of TAKES) wall(shard, name, isOver, () => onThrown(`the gateway, in ${name}`));
        for (const name of CONNECTS) wall(shard, name, isOver, onBroken);
      }
    };
    return strategy;
  };
}

function wall(owner: object, name: string, isOver: () => boolean, onFailed: (reason: string) => void): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== "function") throw new Error(`discord.js has no ${name} any more: this is not the version that the bridge knows`);
  Reflect.set(owner, name, async (...args: readonly unknown[]) => {
    if (isOver()) return undefined;
    try {
      return await Reflect.apply(original, owner, args);
    } catch (error) {
      onFailed(error instanceof Error ? error.name : "unknown");
      return undefined;
    }
  });
}

/** What the library makes of a dispatch for itself. It calls it from timers, too. */
export function guardHandlers(client: Client, { onThrown }: Pick<GuardOptions, "onThrown">): void {
  const original: unknown = Reflect.get(client.ws, "handlePacket");
  if (typeof original !== "function")
    throw new Error("discord.js has no handlePacket any more: this is not the version that the bridge knows");
  Reflect.set(client.ws, "handlePacket", (packet: unknown, shard: unknown) => {
    try {
      return Reflect.apply(original, client.ws, [packet, shard]);
    } catch {
      onThrown(String(Object(packet).t));
      return false;
    }
  });
}
