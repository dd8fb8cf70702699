-- Mirrors whose last call failed are claimed beside the others: however many of them are ready, the others' first is found at once.
DROP INDEX mirrors_ready;
CREATE INDEX mirrors_well ON mirrors (account, ready_ms) WHERE ready_ms IS NOT NULL AND attempts = 0;
CREATE INDEX mirrors_ailing ON mirrors (account, ready_ms, attempts) WHERE ready_ms IS NOT NULL AND attempts > 0;
