import { drawBox } from "./box.js";
import { discordMessage } from "./discord.js";
import { avatar, draw, face, make } from "./draw.js";
import { slackMessage } from "./slack.js";

const NAMES = { slack: "Slack", discord: "Discord" };
const MESSAGES = { slack: slackMessage, discord: discordMessage };

/** The left side: the homes of the team, the channels, the customer's message as it stands in one of them, and what one can do there. */
export function drawTeam({ state, home, current, me, page }) {
  const { homes, conversations } = state;
  const { platform } = home;
  const { link } = current;
  const corner = current.corners[platform];
  const team = document.getElementById("team");
  team.dataset.home = platform;
  team.setAttribute("aria-label", `The team's ${NAMES[platform]}`);

  draw("rail", [platform, link, homes.length], () => (homes.length < 2 ? [] : homes.map((one) => door(one.platform, platform, link))));
  draw("channels", [platform, link], () => channels(conversations, platform, link));
  const nav = document.getElementById("channels");
  const active = nav.querySelector("[aria-current]");
  // On a narrow screen the channels are a row that scrolls.
  if (nav.dataset.link !== link) nav.scrollLeft = active.offsetLeft - (nav.clientWidth - active.offsetWidth) / 2;
  nav.dataset.link = link;
  draw("title", [platform, link, me.id], () => title(current, home, me, page));
  draw("message", [platform, link, me.id, corner], () => MESSAGES[platform]({ current, corner, home, me, page }));
  draw("tray", [platform, link, me.id, corner.reactions], () => picker({ current, corner, home, me, page }));
  draw("box", [platform, link, me.id], () => drawBox({ current, home, me, page }));
}

function hash(platform, link) {
  return platform === "slack" ? `#${link}` : `#${platform}/${link}`;
}

function door(platform, now, link) {
  return make(
    "a",
    { href: hash(platform, link), "data-home": platform, "data-key": platform, "aria-current": platform === now ? "page" : null },
    make("b", { "aria-hidden": "true" }, platform === "slack" ? "#" : "A"),
    NAMES[platform],
  );
}

function channels(conversations, platform, link) {
  return [
    make("p", { class: "workspace" }, "Acme"),
    make("p", { class: "kind", "aria-hidden": "true" }, "Customers"),
    make(
      "ul",
      {},
      conversations.map((one) =>
        make(
          "li",
          {},
          make(
            "a",
            { href: hash(platform, one.link), "data-key": one.link, "aria-current": one.link === link ? "page" : null },
            make("span", { class: "name" }, make("i", { "aria-hidden": "true" }, "#"), one.link),
            make("small", {}, one.look === "comment" ? `${one.network} comment` : one.network),
          ),
        ),
      ),
    ),
  ];
}

function title({ link, network, through }, { platform, people }, me, page) {
  return [
    make("div", {}, make("h2", {}, make("i", { "aria-hidden": "true" }, "#"), link), make("p", {}, `${network}, through ${through}`)),
    make(
      "div",
      { class: "who", role: "group", "aria-label": "Who you are" },
      make("span", { "aria-hidden": "true" }, "You are"),
      people.map(({ id, name }) =>
        make(
          "button",
          { type: "button", "data-key": id, "aria-pressed": String(id === me.id), press: () => page.be(platform, id) },
          avatar(name),
          name,
        ),
      ),
    ),
  ];
}

function picker({ current: { link }, corner, home: { platform, tray }, me, page }) {
  const mine = new Set(corner.reactions.filter(({ by }) => by.includes(me.id)).map(({ name }) => name));
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
            ...{ "aria-pressed": String(mine.has(name)) },
            press: () => page.ask("/press", { home: platform, link, person: me.id, name }),
          },
          face({ name, emoji }),
        ),
      ),
    ),
  ];
}
