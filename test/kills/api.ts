import type { Place, Scene } from "./scene.ts";

/** A mirror as the JSON API shows it. */
export interface Remembered {
  readonly id: string;
  readonly state: string;
  readonly sources: readonly { readonly message: string }[];
  readonly held: readonly { readonly person: string; readonly emoji: string }[];
  readonly failure: { readonly message: string } | null;
}

export async function mirrors(scene: Scene): Promise<readonly Remembered[]> {
  return (await asked<{ readonly mirrors: readonly Remembered[] }>(scene, "mirrors")).mirrors;
}

/** Nothing is due, in doubt or set aside. */
export async function isSettled(scene: Scene): Promise<boolean> {
  return (await mirrors(scene)).every(({ state }) => state === "settled");
}

export async function link(scene: Scene, { link, ts, target }: Place): Promise<void> {
  await asked(scene, "messages", { link, message: ts, target });
}

async function asked<Answer>({ url, stage }: Scene, path: string, body?: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${stage.adminToken}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/api/v1/${path}`, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
