import { make } from "./draw.js";

/** How long somebody must have stopped typing. */
const PAUSE_MS = 60;

/** Where one types a command, with what may come next above it. */
export function drawBox({ current: { link }, home: { platform }, me, page }) {
  const by = { home: platform, link, person: me.id };
  let options = [];
  let chosen = 0;
  let asked = 0;
  let timer;

  const list = make("ul", { id: "completions", role: "listbox", "aria-label": "What may come next", hidden: true });
  const send = make("button", { type: "submit", disabled: true }, "Send");
  const input = make("input", {
    ...{
      type: "text",
      "data-key": "box",
      placeholder: "Type a command: /react 🎉",
      "aria-label": "Command",
      autocomplete: "off",
      spellcheck: "false",
    },
    ...{ role: "combobox", "aria-controls": "completions", "aria-autocomplete": "list", "aria-expanded": "false", maxlength: "400" },
  });
  const form = make("form", {}, input, send);

  function show(next) {
    options = next;
    chosen = 0;
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    list.replaceChildren(
      make("li", { class: "head", role: "presentation" }, headOf(input.value)),
      ...options.map(({ label, note }, index) => {
        const option = make(
          "li",
          { id: `completion-${index}`, role: "option" },
          make("span", {}, label),
          note === "" ? null : make("small", {}, note),
        );
        // Before the box loses the focus.
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(index);
        });
        return option;
      }),
    );
    mark();
  }

  function mark() {
    const shown = [...list.querySelectorAll("[role=option]")];
    for (const [index, option] of shown.entries()) option.setAttribute("aria-selected", String(index === chosen));
    if (options.length === 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `completion-${chosen}`);
    shown[chosen]?.scrollIntoView({ block: "nearest" });
  }

  async function complete() {
    asked += 1;
    const mine = asked;
    const found = input.value.startsWith("/") ? await page.ask("/complete", { ...by, text: input.value }) : [];
    if (mine === asked) show(found ?? []);
  }

  /** What is whole already is sent. */
  function choose(index) {
    const { text, sends } = options[index];
    const isWhole = sends || text === input.value.trim();
    if (isWhole) return void say(text);
    input.value = text;
    typed();
  }

  async function say(text) {
    clearTimeout(timer);
    asked += 1;
    show([]);
    input.value = "";
    send.disabled = true;
    if (text.trim() !== "" && (await page.ask("/command", { ...by, text: text.trim() })) === null && input.value === "") input.value = text;
  }

  function typed() {
    send.disabled = input.value.trim() === "";
    clearTimeout(timer);
    timer = setTimeout(complete, PAUSE_MS);
  }

  input.addEventListener("input", typed);
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (options.length === 0) return;
    if (event.key === "Escape") show([]);
    else if (event.key === "Tab" || event.key === "Enter") choose(chosen);
    else if (move === undefined) return;
    else {
      chosen = (chosen + move + options.length) % options.length;
      mark();
    }
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void say(input.value);
  });
  return [form, list];
}

function headOf(written) {
  if (!written.includes(" ")) return "Commands";
  return written.startsWith("/bridge") ? "Conversations" : "What goes out here";
}
