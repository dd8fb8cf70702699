-- What is remembered of a person until they are forgotten, such as what they were told once and are not told again.
CREATE TABLE words (
  person TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (person, word)
);
