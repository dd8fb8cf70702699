import { drawPhone } from "./phone.js";
import { drawSlack } from "./slack.js";
import { drawStrip } from "./strip.js";

let state = null;
let person = null;

const page = {
  /** Whom one is. */
  be(id) {
    person = id;
    show();
  },
  press: (link, name) => ask("/press", { link, person, name }),
  fail: (link, kind) => ask("/trouble", { link, kind }),
};

async function ask(path, body) {
  const refused = document.getElementById("refused");
  refused.textContent = "";
  try {
    const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    if (!answer.ok) refused.textContent = (await answer.json()).error;
  } catch {
    refused.textContent = "The sandbox does not answer.";
  }
}

function show() {
  if (state === null) return;
  const { conversations, people } = state;
  person ??= people[0].id;
  const current = conversations.find(({ link }) => `#${link}` === location.hash) ?? conversations[0];
  const me = people.find(({ id }) => id === person);
  drawSlack({ state, current, me, page });
  drawPhone(current);
  drawStrip({ state, current, page });
}

addEventListener("hashchange", show);

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
