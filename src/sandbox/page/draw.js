/** Makes an element. Children are elements or strings; a string is only ever text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "press") element.addEventListener("click", value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const drawn = new WeakMap();

/**
 * Fills a section anew when what it shows has changed, and leaves the focus on the control that had it and open what was open.
 * A section somebody is just pressing in stays: with its button gone the press would be nobody's. `page.js` draws once they let go.
 */
export function draw(id, shows, build) {
  const section = document.getElementById(id);
  const key = JSON.stringify(shows);
  if (drawn.get(section) === key || section.matches(":active")) return;
  drawn.set(section, key);
  const keyed = (name) => section.querySelector(`[data-key="${CSS.escape(name)}"]`);
  const focused = section.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const open = [...section.querySelectorAll("details[open]")].map(({ dataset }) => dataset.key);
  section.replaceChildren(...[build()].flat().filter((child) => child !== null));
  for (const name of open) keyed(name)?.setAttribute("open", "");
  if (focused !== undefined) keyed(focused)?.focus();
}

const seen = new Map();

/** Which keys are here for the first time, and so may move. On the first look nothing is new. */
export function fresh(scope, keys) {
  const before = seen.get(scope);
  seen.set(scope, new Set(keys));
  return new Set(before === undefined ? [] : keys.filter((key) => !before.has(key)));
}

/** An emoji as text, or the workspace's own as its picture. */
export function face({ name, emoji }) {
  return emoji === null
    ? make("img", { class: "emoji", src: `/${name}.svg`, alt: `:${name}:` })
    : make("span", { class: "emoji", "aria-hidden": "true" }, emoji);
}

/** A round picture with the first letter of a name. */
export function avatar(name, kind = "") {
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0] ?? "?";
  return make("span", { class: `avatar ${kind}`, "data-letter": letter.toLowerCase(), "aria-hidden": "true" }, letter.toUpperCase());
}

/** The bridge's own. */
export function ourAvatar() {
  return make("img", { class: "avatar", src: "/icon.svg", alt: "", width: "36", height: "36" });
}
