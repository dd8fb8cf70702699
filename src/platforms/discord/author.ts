import { tidyName } from "../../domain/foreign.ts";

/** As long as a webhook may call itself. */
const LONGEST = 80;
const LONGEST_SUFFIX = 40;

/** What Discord does not want in names (docs.discord.com, Usernames and Nicknames; Create Webhook), and what looks alike. */
const LOOKALIKES: Readonly<Record<string, string>> = { "@": "＠", "#": "＃", ":": "꞉", "`": "ˋ" };
const WORDS = /(cl)(yde)|(dis)(cord)/gi;
const WHOLE = /^(everyone|here)$/i;

/**
 * Under which name a message appears, and in any case what the bridge says after it: nobody can be called so that it is pushed out. In
 * names nothing is markup.
 */
export function authorOf(author: string): string {
  const at = author.lastIndexOf(" · ");
  const suffix = at < 0 ? "" : allowed(tidyName(author.slice(at), "", LONGEST_SUFFIX));
  const room = LONGEST - suffix.length - (suffix === "" ? 0 : 1);
  // Tidied once more: what takes the place of signs can be longer.
  const name = tidyName(allowed(tidyName(at < 0 ? author : author.slice(0, at), "Somebody", room)), "Somebody", room);
  return `${name}${suffix === "" ? "" : ` ${suffix}`}`;
}

function allowed(name: string): string {
  const signs = name.replace(/[@#:`]/g, (sign) => LOOKALIKES[sign] ?? sign).replace(WORDS, "$1$3-$2$4");
  return WHOLE.test(signs) ? `${signs}.` : signs;
}
