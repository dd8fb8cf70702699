#!/usr/bin/env node
require("./node-version.cjs");

if (require("node:fs").existsSync(".env")) process.loadEnvFile();
process.argv[1] = require.resolve("./main.ts");
require("node:module").runMain();
