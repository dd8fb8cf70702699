import { avatar, face, fresh, make, ourAvatar } from "./draw.js";

/** The customer's message as Slack shows it, with what people were told of it. */
export function slackMessage(around) {
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
        make(
          "p",
          { class: "author" },
          make("b", {}, author),
          isApp ? make("span", { class: "tag" }, "App") : null,
          make("span", {}, "9:40 AM"),
        ),
        ...body(current, (said, name, what, wrote) => [
          make("p", { class: "text link" }, said),
          make("blockquote", {}, make("b", {}, `${name} ${what}`), make("p", {}, wrote)),
        ]),
        pills(around),
      ),
      more(around, ["What do they see?"]),
    ),
    ...told.map((one, index) => notice(around, one, isNew && index === told.length - 1)),
  ];
}

function notice(around, { key, user, text, buttons: labels }, isNew) {
  return make(
    "div",
    { class: isNew ? "notice new" : "notice" },
    ourAvatar(),
    make(
      "div",
      {},
      make("p", { class: "only" }, `Only visible to ${nameOf(user, around)}`),
      make("p", { class: "author" }, make("b", {}, "Reacji Bridge"), make("span", { class: "tag" }, "App")),
      make("p", { class: "text" }, text),
      buttons(around, user, key, labels),
    ),
  );
}

/** What stands in the message: the words, a picture where there is one, or a post by its address as `unfurl` draws it. */
export function body({ look, customer, said, wrote }, unfurl) {
  if (said !== wrote) return unfurl(said, customer, look === "comment" ? "commented" : "posted", wrote);
  const picture = make("img", { class: "attached", src: "/leak.svg", alt: "A dripping pipe", width: "176", height: "120" });
  return [make("p", { class: "text" }, said), look === "imessage" ? picture : null];
}

/** Who reacted with what. */
export function pills({ current: { link }, corner: { reactions }, home, me, page }) {
  const { platform } = home;
  const news = fresh(
    `${platform} ${link}`,
    reactions.map(({ name }) => name),
  );
  const pill = ({ name, emoji, by, burst }) => {
    const who = by.map((id) => nameOf(id, { home, me }));
    const label = `:${name}: from ${who.join(" and ")}`;
    const mine = by.includes(me.id);
    return make(
      "button",
      {
        ...{ type: "button", class: `pill${news.has(name) ? " new" : ""}${burst ? " burst" : ""}`, title: label, "data-key": name },
        ...{ "aria-pressed": String(mine), "aria-label": `${label}. ${mine ? "Take yours back" : "Add yours"}` },
        press: () => page.ask("/press", { home: platform, link, person: me.id, name }),
      },
      face({ name: name.split("::")[0], emoji }),
      make("span", { class: "by", "aria-hidden": "true" }, who.join(", ")),
    );
  };
  return make(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    reactions.map(pill),
    reactions.length === 0 ? make("p", { class: "none" }, "Nobody has reacted yet.") : null,
  );
}

/** The menu of the message. It stays open until something in it is chosen. */
export function more({ current: { link }, home: { platform }, me, page }, entries) {
  const choose = (name) => () => {
    menu.removeAttribute("open");
    opener.focus();
    return page.ask("/menu", { home: platform, link, person: me.id, name });
  };
  const opener = make("summary", { "aria-label": "More", title: "More", "data-key": "more" }, "⋯");
  const entry = (name) => make("button", { type: "button", "data-key": name, press: choose(name) }, name);
  const menu = make("details", { class: "more", "data-key": `menu ${platform} ${link}` }, opener, make("div", {}, entries.map(entry)));
  return menu;
}

/** What can be pressed beside what somebody was told. Nobody else sees it. */
export function buttons({ current: { link }, home: { platform }, me, page }, user, key, labels) {
  if (user !== me.id || labels.length === 0) return null;
  const push = (button) => () => page.ask("/push", { home: platform, link, person: me.id, key, button });
  return make(
    "div",
    { class: "buttons" },
    labels.map((label) => make("button", { type: "button", class: "pressed", "data-key": `${label} ${key}`, press: push(label) }, label)),
  );
}

/** Whether the last of what people were told has come only now. */
export function newest({ current: { link }, home: { platform }, corner: { toldCount } }) {
  return fresh(`told ${platform} ${link}`, [String(toldCount)]).size > 0;
}

export function nameOf(id, { home: { people, bot }, me }) {
  return id === me.id ? "you" : ([...people, bot].find((one) => one.id === id)?.name ?? id);
}
