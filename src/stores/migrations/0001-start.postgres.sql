-- Columns repeat what is asked for by index; `body` is the whole mirror as the domain knows it. Moments are milliseconds since 1970.
CREATE SEQUENCE mirror_numbers;
CREATE TABLE mirrors (
  id BIGINT PRIMARY KEY,
  account TEXT COLLATE "C" NOT NULL,
  target TEXT COLLATE "C" NOT NULL,
  part BIGINT NOT NULL,
  place TEXT COLLATE "C" NOT NULL, -- the rest of what makes a slot: post, comment, organization
  ready_ms DOUBLE PRECISION,       -- NULL: no work
  unsettled TEXT COLLATE "C",      -- 'due', 'parked'; NULL: settled
  waits INTEGER,                   -- 1: for its links, which are switched off; else NULL
  holder TEXT COLLATE "C",         -- of the lease
  attempts INTEGER NOT NULL,
  changed_ms DOUBLE PRECISION NOT NULL,
  body TEXT COLLATE "C" NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE UNIQUE INDEX mirrors_slot ON mirrors (account, target, part, place);
CREATE INDEX mirrors_changed ON mirrors (changed_ms DESC);
-- Settled mirrors are in none of these, so that a million of them cost the claim nothing.
CREATE INDEX mirrors_ready ON mirrors (account, ready_ms) WHERE ready_ms IS NOT NULL;
CREATE INDEX mirrors_unsettled ON mirrors (unsettled) WHERE unsettled IS NOT NULL;
CREATE INDEX mirrors_waits ON mirrors (waits) WHERE waits IS NOT NULL;
CREATE INDEX mirrors_holder ON mirrors (holder) WHERE holder IS NOT NULL;

-- Which messages feed which mirror.
CREATE TABLE sources (
  message TEXT COLLATE "C" NOT NULL, -- with platform, workspace and channel
  link TEXT COLLATE "C" NOT NULL,
  mirror BIGINT NOT NULL,
  platform TEXT COLLATE "C" NOT NULL,
  workspace TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (message, link)
);
CREATE INDEX sources_link ON sources (link, mirror);
CREATE INDEX sources_channel ON sources (channel);

-- Events whose message is not linked yet.
CREATE TABLE waiting (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message TEXT COLLATE "C" NOT NULL,
  until_ms DOUBLE PRECISION NOT NULL,
  resolved TEXT COLLATE "C" NOT NULL
);
CREATE INDEX waiting_message ON waiting (message);
CREATE INDEX waiting_until ON waiting (until_ms);

-- What was taken once and must not be taken again.
CREATE TABLE seen (
  id TEXT COLLATE "C" PRIMARY KEY,
  at_ms DOUBLE PRECISION NOT NULL
);
CREATE INDEX seen_at ON seen (at_ms);

CREATE SEQUENCE call_numbers;
CREATE TABLE accounts (
  name TEXT COLLATE "C" PRIMARY KEY,
  served BIGINT NOT NULL, -- the number of the last call; the account with the lowest is next
  health TEXT COLLATE "C" NOT NULL
) WITH (fillfactor = 50);

-- The calls that a provider may still count, and how many rows they are.
CREATE TABLE windows (
  scope TEXT COLLATE "C" PRIMARY KEY,
  calls INTEGER NOT NULL,
  blocked_until_ms DOUBLE PRECISION NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE calls (
  scope TEXT COLLATE "C" NOT NULL,
  token TEXT COLLATE "C" NOT NULL,
  ended_ms DOUBLE PRECISION NOT NULL, -- of a call in flight: when it will have ended at the latest
  PRIMARY KEY (scope, token)
) WITH (autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 1000);
CREATE INDEX calls_ended ON calls (scope, ended_ms);

CREATE TABLE outbox (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key TEXT COLLATE "C" NOT NULL UNIQUE,
  kind TEXT COLLATE "C" NOT NULL,
  payload TEXT COLLATE "C" NOT NULL,
  ready_ms DOUBLE PRECISION,          -- NULL: done
  holder TEXT COLLATE "C",
  attempts INTEGER NOT NULL,
  done_ms DOUBLE PRECISION
) WITH (fillfactor = 80);
CREATE INDEX outbox_ready ON outbox (ready_ms) WHERE ready_ms IS NOT NULL;
CREATE INDEX outbox_holder ON outbox (holder) WHERE holder IS NOT NULL;
CREATE INDEX outbox_done ON outbox (done_ms) WHERE done_ms IS NOT NULL;

-- What was said in chat or through the API, over what the file says.
CREATE TABLE directions (
  link TEXT COLLATE "C" PRIMARY KEY,
  direction TEXT COLLATE "C" NOT NULL
);
