#!/usr/bin/env node
require("./node-version.cjs");

// Reading the code anew would take half of the time until the bridge is ready. NODE_COMPILE_CACHE names another place, as in the image.
require("node:module").enableCompileCache(require("node:path").join(__dirname, "../node_modules/.cache/reacji-bridge"));
if (require("node:fs").existsSync(".env")) process.loadEnvFile();
process.argv[1] = require.resolve("./main.ts");
require("node:module").runMain();
