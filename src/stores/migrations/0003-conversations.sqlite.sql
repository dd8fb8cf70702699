-- Items of one lane go one after the other: only the first that is not done has a `ready_ms`, so that a long lane costs the claim nothing.
ALTER TABLE outbox ADD COLUMN lane TEXT;
ALTER TABLE outbox ADD COLUMN place_us REAL NOT NULL DEFAULT 0; -- in its lane
ALTER TABLE outbox ADD COLUMN behind_ms REAL; -- of the others: from when it is ready once it comes first; else NULL
CREATE UNIQUE INDEX outbox_first ON outbox (lane) WHERE lane IS NOT NULL AND ready_ms IS NOT NULL;
CREATE INDEX outbox_lane ON outbox (lane, place_us, id) WHERE lane IS NOT NULL AND done_ms IS NULL;

-- Columns repeat what is asked for by index; `body` is the whole conversation as the port knows it.
CREATE TABLE conversations (
  number INTEGER PRIMARY KEY, -- in the order in which they were met
  account TEXT NOT NULL,
  heard_ms REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX conversations_heard ON conversations (heard_ms);
CREATE INDEX conversations_account ON conversations (account, heard_ms);

-- Every id under which an account heard of a conversation.
CREATE TABLE conversation_ids (
  id TEXT NOT NULL,
  account TEXT NOT NULL,
  conversation INTEGER NOT NULL,
  PRIMARY KEY (id, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_ids_conversation ON conversation_ids (conversation);

-- Which message is at the head of a conversation's thread in a link's channel.
CREATE TABLE threads (
  number INTEGER PRIMARY KEY, -- in the order in which they were opened
  link TEXT NOT NULL,
  conversation TEXT NOT NULL, -- the id by which it was named then
  head TEXT NOT NULL,         -- the message's key
  message TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX threads_conversation ON threads (link, conversation);
CREATE INDEX threads_head ON threads (link, head);

-- Texts on their way to a conversation; each is kept until its delivery came, or for a day after it was tried last.
CREATE TABLE expected (
  number INTEGER PRIMARY KEY, -- in the order in which they were first expected
  key TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  conversation TEXT NOT NULL, -- the id by which it was named then
  text TEXT NOT NULL,
  message TEXT NOT NULL,
  link TEXT NOT NULL,
  at_ms REAL NOT NULL
) STRICT;
CREATE INDEX expected_conversation ON expected (account, conversation);
CREATE INDEX expected_at ON expected (at_ms);
