import { draw, fresh, make } from "./draw.js";

const TROUBLES = [
  ["error", "Answer 500", "Every request is refused with an error."],
  ["hang", "Never answer", "Requests arrive, and nobody answers."],
  ["lost", "Lose the answer", "Requests take effect, but the line is cut before the answer."],
];

/** Below: the requests that reached the providers, and the switches that make one of them fail for a while. */
export function drawStrip({ state, current, page }) {
  draw("calls", state.calls, () => calls(state.calls));
  draw("trouble", [current.link, current.trouble], () => trouble(current, page));
}

function calls(all) {
  const news = fresh(
    "calls",
    all.map(({ at, path }) => `${at} ${path}`),
  );
  if (all.length === 0) return make("li", { class: "none" }, "Nothing yet.");
  return all.map(({ at, through, method, path, status, what }) =>
    make(
      "li",
      { class: news.has(`${at} ${path}`) ? "new" : "" },
      make("span", { class: "method" }, method),
      make("span", { class: "through" }, through),
      make("span", { class: "path", title: path }, path),
      make("span", { class: "what" }, what),
      make(
        "span",
        { class: `code ${status === null ? "open" : status < 300 ? "good" : "bad"}` },
        status === null ? "no answer" : String(status),
      ),
    ),
  );
}

function trouble({ link, through, trouble: now }, page) {
  const buttons = TROUBLES.map(([kind, name, meaning]) =>
    make(
      "button",
      {
        ...{ type: "button", title: meaning, "data-key": kind, class: now?.kind === kind ? "on" : null },
        ...{ "aria-pressed": String(now?.kind === kind), press: () => page.fail(link, kind) },
      },
      name,
    ),
  );
  // Whoever looks again later sees what is left of it.
  for (const button of buttons) button.style.setProperty("--left", `${(now?.until ?? 0) - Date.now()}ms`);
  return [
    make("h2", { id: "make" }, "Make trouble"),
    make("p", {}, `For 5 seconds, let ${through}…`),
    make("div", { role: "group", "aria-labelledby": "make" }, buttons),
    make("p", { class: "promise" }, "Then react. Nothing is lost, and nothing arrives twice."),
  ];
}
