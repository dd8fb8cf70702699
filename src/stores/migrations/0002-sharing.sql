-- Links whose channel is shared with another organization: 'unconfirmed' or 'confirmed' by an admin.
CREATE TABLE sharings (
  link TEXT PRIMARY KEY,
  sharing TEXT NOT NULL
);
