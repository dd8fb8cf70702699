import { avatar, make, ourAvatar } from "./draw.js";
import { body, buttons, more, nameOf, newest, pills } from "./slack.js";

/** The customer's message as Discord shows it, with what people were told of it. */
export function discordMessage(around) {
  const { current, corner } = around;
  const { author, isApp, told } = corner;
  const isNew = newest(around);
  return [
    make(
      "div",
      { class: "post" },
      avatar(author),
      make(
        "div",
        {},
        make("p", { class: "author" }, make("b", {}, author), isApp ? tag() : null, make("time", {}, "Today at 9:40 AM")),
        ...body(current, (said, name, what, wrote) => [
          make("p", { class: "text link" }, said),
          make("div", { class: "card-of" }, make("b", {}, `${name} ${what}`), make("p", {}, wrote)),
        ]),
        pills(around),
      ),
      more(around, ["React for the customer", "What do they see?"]),
    ),
    ...told.map((one, index) => notice(around, one, isNew && index === told.length - 1)),
  ];
}

function tag() {
  return make("span", { class: "tag" }, "APP");
}

function notice(around, { key, user, text, directly, after, buttons: labels, choices }, isNew) {
  const who = nameOf(user, around);
  const only = directly ? `A direct message to ${who}` : `Only ${who} can see this`;
  return make(
    "div",
    { class: `notice${directly ? " direct" : ""}${isNew ? " new" : ""}` },
    after === null ? null : make("p", { class: "after" }, make("b", {}, who === "you" ? "You" : who), after),
    ourAvatar(),
    make(
      "div",
      {},
      make("p", { class: "author" }, make("b", {}, "Reacji Bridge"), tag(), make("time", {}, "Today at 9:41 AM")),
      make("p", { class: "text" }, text),
      choices.length > 0 ? menu(around, user, key, choices) : null,
      buttons(around, user, key, labels),
      make("p", { class: "only" }, only),
    ),
  );
}

function menu({ current: { link }, home: { platform }, me, page }, user, key, choices) {
  if (user !== me.id) return null;
  const select = make(
    "select",
    { "aria-label": "What the customer will see", "data-key": `menu ${key}` },
    make("option", { value: "" }, "What the customer will see"),
    choices.map(({ label, value }) => make("option", { value }, label)),
  );
  select.addEventListener("change", () => page.ask("/choose", { home: platform, link, person: me.id, key, value: select.value }));
  return select;
}
