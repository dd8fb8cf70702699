-- What is remembered for ever, such as what somebody was told once and is not told again.
CREATE TABLE words (
  word TEXT PRIMARY KEY
);
