import { describe } from "vitest";
import { accountsContract } from "./store/accounts.ts";
import { ailingContract } from "./store/ailing.ts";
import { askingContract } from "./store/asking.ts";
import { claimContract } from "./store/claim.ts";
import { conversationsContract } from "./store/conversations.ts";
import { crashContract } from "./store/crash.ts";
import { expectedContract } from "./store/expected.ts";
import { holdsContract } from "./store/holds.ts";
import { keepingContract } from "./store/keeping.ts";
import { lanesContract } from "./store/lanes.ts";
import { leaseContract } from "./store/lease.ts";
import { madeLinksContract } from "./store/made-links.ts";
import { outboxContract } from "./store/outbox.ts";
import { pagesContract } from "./store/pages.ts";
import { recordContract } from "./store/record.ts";
import { threadsContract } from "./store/threads.ts";
import { tokenContract } from "./store/tokens.ts";
import { wordsContract } from "./store/words.ts";
import type { Open } from "./store/world.ts";

/** What every store promises, whatever it is made of. */
export function storeContract(name: string, open: Open): void {
  describe(`${name} keeps the store's promises`, () => {
    recordContract(open);
    claimContract(open);
    leaseContract(open);
    tokenContract(open);
    ailingContract(open);
    accountsContract(open);
    outboxContract(open);
    lanesContract(open);
    conversationsContract(open);
    threadsContract(open);
    expectedContract(open);
    holdsContract(open);
    keepingContract(open);
    askingContract(open);
    pagesContract(open);
    madeLinksContract(open);
    wordsContract(open);
    crashContract(open);
  });
}
