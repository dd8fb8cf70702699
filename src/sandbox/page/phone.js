import { avatar, draw, fresh, make } from "./draw.js";

/** Instagram has one reaction, which it draws as a heart. */
const HEART = "❤️";

/** The right side: what the customer sees of us, in the look of their network. */
export function drawPhone(current) {
  const { link, look, customer, shown, pending, trouble } = current;
  document.getElementById("customer").dataset.look = look;
  draw("screen", [link, shown], () => screen(current));
  const sees = shown.map((emoji) => (look === "instagram" ? HEART : emoji)).join(" ");
  draw("sees", [link, sees, pending, trouble?.kind], () => [
    make("span", {}, make("b", {}, customer), sees === "" ? " sees no reaction of ours" : ` sees ${sees}`),
    waiting(current),
  ]);
}

function waiting({ pending, trouble }) {
  if (pending === null) return make("small", {}, "Nothing is waiting.");
  const { state, why } = pending;
  const sentence = {
    "under-way": trouble === null ? "On its way." : "On its way, and nobody has answered yet.",
    failing: `${why} The bridge tries again by itself.`,
    checking: "It is there. The bridge will make sure once more.",
    parked: `${why ?? ""} The bridge has stopped trying; the next reaction wakes it.`,
  };
  return make("small", { class: state === "checking" ? "" : "late" }, sentence[state]);
}

function screen(current) {
  const marks = fresh(`phone ${current.link}`, current.shown);
  const mark = (emoji) => make("span", { class: marks.has(emoji) ? "mark new" : "mark", "data-emoji": emoji }, emoji);
  const { title, subtitle, look } = current;
  return [
    make(
      "div",
      { class: "status", "aria-hidden": "true" },
      make("span", {}, "9:41"),
      make("span", { class: "signs" }, make("i", { class: "bars" }), make("i", { class: "battery" })),
    ),
    make(
      "div",
      { class: "bar" },
      make("span", { class: "back", "aria-hidden": "true" }),
      avatar(look === "instagram" ? current.customer : title, "us"),
      make("div", {}, make("b", {}, title), make("small", {}, subtitle)),
    ),
    make("div", { class: "talk" }, LOOKS[look](current, mark)),
    make(
      "div",
      { class: "write", "aria-hidden": "true" },
      make("span", {}, look === "comment" || look === "instagram" ? "Add a comment…" : "Message"),
    ),
  ];
}

const LOOKS = {
  whatsapp: ({ before, wrote, shown }, mark) => [
    make("p", { class: "day" }, "Today"),
    bubble("in", before, "9:38"),
    bubble("out", wrote, "9:40", shown.length === 0 ? null : make("div", { class: "under" }, shown.map(mark))),
  ],

  linkedin: ({ title, customer, before, wrote, shown }, mark) => [
    make("p", { class: "day" }, "Today"),
    line(title, "us", "9:38", before, null),
    line(
      customer,
      "",
      "9:40",
      wrote,
      shown.length === 0
        ? null
        : make(
            "div",
            { class: "under" },
            shown.map((emoji) => make("span", { class: "chip" }, mark(emoji), "1")),
          ),
    ),
  ],

  comment: ({ title, customer, before, wrote, shown }, mark) => [
    make("div", { class: "card" }, make("p", {}, before), make("p", { class: "counts" }, "214 reactions · 31 comments")),
    make(
      "div",
      { class: "line" },
      avatar(customer),
      make(
        "div",
        {},
        make("div", { class: "box" }, make("b", {}, customer), make("small", {}, "Operations at Harbour"), make("p", {}, wrote)),
        make(
          "p",
          { class: "act" },
          "Like",
          make("i", {}),
          shown.length === 0 ? null : make("span", { class: "under" }, shown.map(mark), " 1"),
          "Reply",
        ),
        shown.length === 0 ? null : make("p", { class: "by" }, avatar(title, "us small"), `${title} reacted to your comment`),
      ),
    ),
  ],

  imessage: ({ before, wrote, shown }, mark) => [
    make("p", { class: "day" }, make("b", {}, "iMessage"), make("br"), "Today 9:41"),
    bubble("in", before),
    bubble("out", wrote),
    make(
      "div",
      { class: "bubble out picture" },
      make("img", { src: "/leak.svg", alt: "A dripping pipe", width: "220", height: "150" }),
      shown.length === 0 ? null : make("div", { class: "under" }, shown.map(mark)),
    ),
    make("p", { class: "delivered" }, "Delivered"),
  ],

  instagram: ({ title, before, wrote, shown }, mark) => {
    const liked = shown.length > 0;
    return [
      make("img", { class: "photo", src: "/cups.svg", alt: "Two cups of coffee", width: "320", height: "320" }),
      make(
        "div",
        { class: "acts", "aria-hidden": "true" },
        make("span", { class: liked ? "heart" : "heart empty" }, liked ? mark(HEART) : null),
        make("i", { class: "say" }),
      ),
      make(
        "p",
        { class: "by" },
        ...(liked ? ["Liked by ", make("b", {}, before.toLowerCase()), " and ", make("b", {}, "others")] : ["Be the first to like this"]),
      ),
      make("p", {}, make("b", {}, title), ` ${wrote}`),
    ];
  },
};

function bubble(way, text, time = "", under = null) {
  return make("div", { class: `bubble ${way}` }, make("p", {}, text, time === "" ? null : make("time", {}, time)), under);
}

function line(name, kind, time, text, under) {
  return make(
    "div",
    { class: "line" },
    avatar(name, kind),
    make("div", {}, make("p", { class: "author" }, make("b", {}, name), make("time", {}, time)), make("p", {}, text), under),
  );
}
