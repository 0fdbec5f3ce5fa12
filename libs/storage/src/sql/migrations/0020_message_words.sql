-- The words of a text are kept beside it: a search in somebody's conversations parsed each of their texts again.

DROP INDEX stepwise.messages_words;
ALTER TABLE stepwise.messages
  -- Of the beginning of the text: a longer one would break the limit of a text search vector.
  ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', left(content, 100000))) STORED;
CREATE INDEX messages_words ON stepwise.messages USING gin (words);

ANALYZE stepwise.messages;
