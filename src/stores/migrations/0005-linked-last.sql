-- The mirrors of a channel that were made last, however many there are.
CREATE INDEX sources_mirror ON sources (channel, mirror);
DROP INDEX sources_channel;
