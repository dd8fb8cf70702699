-- Links made in chat. One that was dropped keeps its name and nothing else: messages of its time stand under it, so nobody else gets it.
CREATE TABLE made_links (
  name TEXT PRIMARY KEY,
  number INTEGER NOT NULL, -- in the order in which they were made
  channel TEXT,
  account TEXT,
  conversation TEXT
);
CREATE UNIQUE INDEX made_links_place ON made_links (channel, account, conversation);
