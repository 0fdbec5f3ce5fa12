-- What turns came to, summed by minute, hour and day and by what they are told apart by. A row is a copy of what Redis counted,
-- replaced by newer copies and never added to, so that a copy made twice or half counts once. When Redis is lost a bucket begins
-- another life (generation) beside the first; a bucket is the sum of its lives.

CREATE TABLE stepwise.analytics_buckets (
  organisation_id text COLLATE "C" NOT NULL,
  grain text NOT NULL CHECK (grain IN ('minute', 'hour', 'day')),
  dimension text NOT NULL,
  -- Empty: everything of the dimension that has no row of its own.
  value text COLLATE "C" NOT NULL,
  start timestamptz NOT NULL,
  generation text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  cache_hits bigint NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  cached_input_tokens bigint NOT NULL,
  cost_micro_usd bigint NOT NULL,
  saved_micro_usd bigint NOT NULL,
  saved_tokens bigint NOT NULL,
  latency_ms bigint NOT NULL,
  first_token_ms bigint NOT NULL,
  -- How many durations fell into each slot of the sketch.
  latency jsonb,
  first_token jsonb,
  PRIMARY KEY (organisation_id, grain, dimension, value, start, generation)
) WITH (fillfactor = 80); -- the rows of open buckets are rewritten in place
CREATE INDEX analytics_buckets_by_time ON stepwise.analytics_buckets (organisation_id, grain, dimension, start);
CREATE INDEX analytics_buckets_by_age ON stepwise.analytics_buckets (grain, start);
