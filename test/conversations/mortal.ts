import type { Around } from "./world.ts";

/** What a process calls by its name and waits for nothing. */
const AT_ONCE = ["shows", "postIn", "conversationKey"];

export interface Death {
  /** At which of its calls the process dies. */
  readonly at: number;
  /** Whether that call is still carried out. */
  readonly when: "before" | "after";
}

export interface Mortal {
  readonly around: Around;
  isDead(): boolean;
  /** Its start is over: from now on its calls count. */
  begin(): void;
  calls(): number;
}

/** A process that dies at one of its calls to the outside: from then on nothing that it does has any effect. */
export function createMortal(death: Death | null): Mortal {
  let calls = 0;
  let isBegun = false;
  let isDead = false;

  async function call(carryOut: () => unknown): Promise<unknown> {
    if (isDead) throw new Error("the process is dead");
    if (isBegun) calls += 1;
    const isLast = calls === death?.at;
    if (isLast && death?.when === "before") isDead = true;
    if (isDead) throw new Error("the process died");
    const result = await carryOut();
    if (isLast) isDead = true;
    if (isDead) throw new Error("the process died");
    return result;
  }

  return {
    around: (part) =>
      new Proxy(part, {
        get(target, name) {
          const value = Reflect.get(target, name);
          if (typeof value !== "function" || AT_ONCE.includes(String(name))) return value;
          return (...args: unknown[]) => call(() => value.apply(target, args));
        },
      }),
    isDead: () => isDead,
    begin: () => {
      isBegun = true;
    },
    calls: () => calls,
  };
}
