import { registerHooks } from "node:module";
import { env } from "node:process";
import { FAULTS } from "./faults.ts";

const name = env["SIMULATION_FAULT"];
const fault = FAULTS.find((one) => one.name === name);
if (fault === undefined) throw new Error(`there is no fault called ${name}`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const edits = fault.edits.filter(({ file }) => url.endsWith(`/${file}`));
    if (edits.length === 0) return loaded;
    let source = String(loaded.source);
    for (const { file, find, put } of edits) {
      const parts = source.split(find);
      if (parts.length !== 2) throw new Error(`"${fault.name}" is out of step: ${file} has ${parts.length - 1} times: ${find}`);
      source = parts.join(put);
    }
    return { ...loaded, source };
  },
});
