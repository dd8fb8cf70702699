-- Columns repeat what is asked for by index; `body` is the whole mirror as the domain knows it. Moments are milliseconds since 1970.
CREATE TABLE mirrors (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  target TEXT NOT NULL,
  part INTEGER NOT NULL,
  place TEXT NOT NULL,    -- the rest of what makes a slot: post, comment, organization
  ready_ms REAL,          -- NULL: no work
  unsettled TEXT,         -- 'due', 'parked'; NULL: settled
  waits INTEGER,          -- 1: for its links, which are switched off; else NULL
  holder TEXT,            -- of the lease
  attempts INTEGER NOT NULL,
  changed_ms REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX mirrors_slot ON mirrors (account, target, part, place);
CREATE INDEX mirrors_changed ON mirrors (changed_ms DESC);
-- Settled mirrors are in none of these, so that a million of them cost the claim nothing.
CREATE INDEX mirrors_ready ON mirrors (account, ready_ms) WHERE ready_ms IS NOT NULL;
CREATE INDEX mirrors_unsettled ON mirrors (unsettled) WHERE unsettled IS NOT NULL;
CREATE INDEX mirrors_waits ON mirrors (waits) WHERE waits IS NOT NULL;
CREATE INDEX mirrors_holder ON mirrors (holder) WHERE holder IS NOT NULL;

-- Which messages feed which mirror.
CREATE TABLE sources (
  message TEXT NOT NULL,  -- with platform, workspace and channel
  link TEXT NOT NULL,
  mirror INTEGER NOT NULL,
  platform TEXT NOT NULL,
  workspace TEXT NOT NULL,
  channel TEXT NOT NULL,
  PRIMARY KEY (message, link)
) STRICT, WITHOUT ROWID;
CREATE INDEX sources_link ON sources (link, mirror);
CREATE INDEX sources_channel ON sources (channel);

-- Events whose message is not linked yet.
CREATE TABLE waiting (
  id INTEGER PRIMARY KEY,
  message TEXT NOT NULL,
  until_ms REAL NOT NULL,
  resolved TEXT NOT NULL
) STRICT;
CREATE INDEX waiting_message ON waiting (message);
CREATE INDEX waiting_until ON waiting (until_ms);

-- What was taken once and must not be taken again.
CREATE TABLE seen (
  id TEXT PRIMARY KEY,
  at_ms REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_at ON seen (at_ms);

CREATE TABLE accounts (
  name TEXT PRIMARY KEY,
  served INTEGER NOT NULL, -- the number of the last call; the account with the lowest is next
  health TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The calls that a provider may still count, and how many rows they are.
CREATE TABLE windows (
  scope TEXT PRIMARY KEY,
  calls INTEGER NOT NULL,
  blocked_until_ms REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE calls (
  scope TEXT NOT NULL,
  token TEXT NOT NULL,
  ended_ms REAL NOT NULL, -- of a call in flight: when it will have ended at the latest
  PRIMARY KEY (scope, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX calls_ended ON calls (scope, ended_ms);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  ready_ms REAL,          -- NULL: done
  holder TEXT,
  attempts INTEGER NOT NULL,
  done_ms REAL
) STRICT;
CREATE INDEX outbox_ready ON outbox (ready_ms) WHERE ready_ms IS NOT NULL;
CREATE INDEX outbox_holder ON outbox (holder) WHERE holder IS NOT NULL;
CREATE INDEX outbox_done ON outbox (done_ms) WHERE done_ms IS NOT NULL;

-- What was said in chat or through the API, over what the file says.
CREATE TABLE directions (
  link TEXT PRIMARY KEY,
  direction TEXT NOT NULL
) STRICT, WITHOUT ROWID;
