/** What somebody outside could write to ping a channel, to forge formatting, or to pass for another. */
export const HOSTILE: readonly string[] = [
  ...["@everyone", "@here", "@channel", "@Dana", "@U0DANA"],
  ...["<!channel>", "<!here>", "<!everyone>", "<!channel|channel>", "<!here|@here>", "<!subteam^S0SALES>", "<!subteam^S0SALES|@sales>"],
  ...["<@U0DANA>", "<@U0DANA|dana>", "<@W0DANA>", "<#C0NORTHWIND>", "<#C0NORTHWIND|general>", "<!date^1392734382^{date}|soon>"],
  ...["<https://x.example|@here>", "<https://x.example|<!channel>>", "<mailto:a@b.example|<@U0DANA>>", "<javascript:alert(1)|x>"],
  ...["&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "<<!channel>>", "<! channel>", "<\u200B!channel>", "<!\u200Bchannel>"],
  ...["<\u202E!channel>", "\u202Elennahc!\u202C", "\u2066<!here>\u2069", "\u061C<@U0DANA>", "<!cha\u00ADnnel>", "<!channel\u0000>"],
  ...["*bold*", "_italic_", "~struck~", "`code`", "```\ncode\n```", "> quoted", ">>> all quoted", "- list\n- list", "1. one"],
  ...["*@here* _<!channel>_", "`<@U0DANA>`", "```<!everyone>```", "> <!channel>", "[x](https://evil.example)", "# Head"],
  ...[
    "\u{E0001}<!channel>",
    "\u{E0040}\u{E0068}ere",
    "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309 <!here>",
    "\uD800<!channel>",
  ],
  ...["<!channel>\n".repeat(200), "@here ".repeat(2_000), `${"x".repeat(100_000)}<!channel>`, "\u200B\u200B\u200B", " ", "\n\n\n"],
  ...["slackbot: <!channel>", "/invite @U0DANA", ":tada: <!here> :tada:", "＠here", "@\u200Chere", "＜!channel＞"],
];
