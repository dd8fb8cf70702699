import { drawPhone } from "./phone.js";
import { drawStrip } from "./strip.js";
import { drawTeam } from "./team.js";

let state = null;
/** Whom one is, in each of the homes. */
const persons = {};

const page = {
  be(home, id) {
    persons[home] = id;
    show();
  },
  /** Does something as whom one is; resolves with the answer, or null when it was refused, which is said. */
  ask,
  fail: (link, kind) => ask("/trouble", { link, kind }),
};

async function ask(path, body) {
  const refused = document.getElementById("refused");
  refused.textContent = "";
  try {
    const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const said = await answer.json();
    if (answer.ok) return said;
    refused.textContent = said.error;
  } catch {
    refused.textContent = "The sandbox does not answer.";
  }
  return null;
}

/** `#northwind` is a channel of Slack's, `#discord/northwind` one of Discord's. */
function place() {
  const [, discord, link] = /^#(discord\/)?(.*)$/.exec(location.hash) ?? [];
  const platform = discord === undefined ? "slack" : "discord";
  const home = state.homes.find((one) => one.platform === platform) ?? state.homes[0];
  const current = state.conversations.find((one) => one.link === link) ?? state.conversations[0];
  return { home, current };
}

function show() {
  if (state === null) return;
  const { home, current } = place();
  persons[home.platform] ??= home.people[0].id;
  const me = home.people.find(({ id }) => id === persons[home.platform]);
  drawTeam({ state, home, current, me, page });
  drawPhone(current);
  drawStrip({ state, current, page });
}

addEventListener("hashchange", show);
// The press itself comes first: the click is told after these.
for (const letGo of ["pointerup", "pointercancel", "keyup"]) addEventListener(letGo, () => setTimeout(show));

const events = new EventSource("/events");
events.addEventListener("message", ({ data }) => {
  state = JSON.parse(data);
  show();
});
events.addEventListener("open", () => {
  document.getElementById("lost").hidden = true;
});
events.addEventListener("error", () => {
  document.getElementById("lost").hidden = false;
});
