import { compact } from "../src/compact.ts";
import { openBridge, read } from "../src/main.ts";
import { answer } from "./child.ts";

// The bridge as `npm start` opens it, in a process of its own.
const bridge = await openBridge(read(process.env));
await compact();
answer(bridge.url, bridge.stop);
