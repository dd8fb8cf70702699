-- What one process does for all: who does it, and until when nobody else may.
CREATE TABLE holds (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until_ms DOUBLE PRECISION NOT NULL
);
