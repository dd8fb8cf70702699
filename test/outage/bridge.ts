import { answer } from "../../bench/child.ts";
import { openBridge, read } from "../../src/main.ts";
import { createTimeLapse } from "./time-lapse.ts";

// The bridge as `npm start` opens it, in a process of its own, but for its clock: whoever starts it says how fast that goes.
const [speed, originMs] = process.argv.slice(2).map(Number);
const bridge = await openBridge(read(process.env), { clock: createTimeLapse(speed ?? 1, originMs ?? 0) });
answer(bridge.url, bridge.stop);
