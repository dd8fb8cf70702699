import { avatar, draw, face, fresh, make } from "./draw.js";

/** The left side: the channels, the customer's message as it stands in one of them, and what one can press. */
export function drawSlack({ state, current, me, page }) {
  const { conversations, people, tray } = state;
  const { link, reactions, told, toldCount } = current;

  draw("channels", [link, conversations.map((one) => [one.link, one.reactions.length > 0])], () => channels(conversations, link));
  const nav = document.getElementById("channels");
  const active = nav.querySelector("[aria-current]");
  // On a narrow screen the channels are a row that scrolls.
  if (nav.dataset.link !== link) nav.scrollLeft = active.offsetLeft - (nav.clientWidth - active.offsetWidth) / 2;
  nav.dataset.link = link;
  draw("title", [link, me.id], () => title(current, people, me, page));
  draw("message", [link, me.id, reactions, told, toldCount], () => message(current, people, me, page));
  draw("tray", [link, me.id, reactions], () => picker(tray, current, me, page));
}

function channels(conversations, link) {
  return [
    make("p", { class: "workspace" }, "Acme"),
    make(
      "ul",
      {},
      conversations.map((one) =>
        make(
          "li",
          {},
          make(
            "a",
            { href: `#${one.link}`, "data-key": one.link, "aria-current": one.link === link ? "page" : null },
            make("span", { class: "name" }, make("i", { "aria-hidden": "true" }, "#"), one.link),
            make("small", {}, one.look === "comment" ? `${one.network} comment` : one.network),
          ),
        ),
      ),
    ),
  ];
}

function title({ link, network, through }, people, me, page) {
  return [
    make("div", {}, make("h2", {}, make("i", { "aria-hidden": "true" }, "#"), link), make("p", {}, `${network}, through ${through}`)),
    make(
      "div",
      { class: "who", role: "group", "aria-label": "Who you are" },
      make("span", { "aria-hidden": "true" }, "You are"),
      people.map(({ id, name }) =>
        make(
          "button",
          { type: "button", "data-key": id, "aria-pressed": String(id === me.id), press: () => page.be(id) },
          avatar(name),
          name,
        ),
      ),
    ),
  ];
}

function message(current, people, me, page) {
  const { link, look, customer, network, said, wrote, reactions, told, toldCount } = current;
  const news = fresh(
    `slack ${link}`,
    reactions.map(({ name }) => name),
  );
  const notices = fresh(`told ${link}`, [String(toldCount)]);
  return [
    make(
      "div",
      { class: "post" },
      avatar("Desk", "app"),
      make(
        "div",
        {},
        make(
          "p",
          { class: "author" },
          make("b", {}, "Desk"),
          make("span", { class: "tag" }, "App"),
          make("span", {}, `${customer} on ${network}`),
        ),
        said === wrote ? make("p", { class: "text" }, said) : unfurled(said, customer, wrote, look),
        look === "imessage"
          ? make("img", { class: "attached", src: "/leak.svg", alt: "A dripping pipe", width: "176", height: "120" })
          : null,
        make(
          "div",
          { class: "reactions", role: "group", "aria-label": "Reactions" },
          reactions.map((one) => reaction(one, people, me, news.has(one.name), () => page.press(link, one.name))),
          reactions.length === 0 ? make("p", { class: "none" }, "Nobody has reacted yet.") : null,
        ),
      ),
    ),
    ...told.map(({ user, text }, index) => notice(text, nameOf(user, people, me), index === told.length - 1 && notices.size > 0)),
  ];
}

function unfurled(said, customer, wrote, look) {
  const what = look === "comment" ? "commented" : "posted";
  return make(
    "div",
    {},
    make("p", { class: "text link" }, said),
    make("blockquote", {}, make("b", {}, `${customer} ${what}`), make("p", {}, wrote)),
  );
}

function reaction({ name, emoji, by }, people, me, isNew, press) {
  const who = by.map((id) => nameOf(id, people, me));
  const label = `:${name}: from ${who.join(" and ")}`;
  const mine = by.includes(me.id);
  return make(
    "button",
    {
      ...{ type: "button", class: isNew ? "pill new" : "pill", title: label, "data-key": name },
      ...{ "aria-pressed": String(mine), "aria-label": `${label}. ${mine ? "Take yours back" : "Add yours"}`, press },
    },
    face({ name: name.split("::")[0], emoji }),
    make("span", { class: "by", "aria-hidden": "true" }, who.join(", ")),
  );
}

function notice(text, who, isNew) {
  return make(
    "div",
    { class: isNew ? "notice new" : "notice" },
    avatar("Reacji", "bridge"),
    make(
      "div",
      {},
      make("p", { class: "only" }, `Only visible to ${who === "you" ? "you" : who}`),
      make("p", { class: "author" }, make("b", {}, "Reacji Bridge"), make("span", { class: "tag" }, "App")),
      make("p", { class: "text" }, text),
    ),
  );
}

function picker(tray, { link, reactions }, me, page) {
  const mine = new Set(reactions.filter(({ by }) => by.includes(me.id)).map(({ name }) => name));
  return [
    make("p", {}, make("span", { id: "pick" }, `React as ${me.name}`), make("span", {}, "The customer sees one: the latest that stands.")),
    make(
      "div",
      { class: "tray", role: "group", "aria-labelledby": "pick" },
      tray.map(({ name, emoji }) =>
        make(
          "button",
          {
            ...{ type: "button", title: `:${name}:`, "data-key": name, "aria-label": `:${name}:` },
            ...{ "aria-pressed": String(mine.has(name)), press: () => page.press(link, name) },
          },
          face({ name, emoji }),
        ),
      ),
    ),
  ];
}

function nameOf(id, people, me) {
  return id === me.id ? "you" : (people.find((one) => one.id === id)?.name ?? id);
}
