// Old JavaScript on purpose: a Node.js that cannot read TypeScript must still be able to say what it lacks.
const wanted = require("../package.json").engines.node.replace(">=", "");

const [major, minor] = process.versions.node.split(".").map(Number);
const [wantedMajor, wantedMinor] = wanted.split(".").map(Number);

if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
  console.error(
    `Reacji Bridge needs Node.js ${wanted} or newer, and this is ${process.versions.node}: install it from https://nodejs.org (on Linux and Windows "npm ci" brings one along, which every npm script uses).`,
  );
  process.exit(1);
}
