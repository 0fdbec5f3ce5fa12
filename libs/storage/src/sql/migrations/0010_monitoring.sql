-- What is watched, one value for each series and interval, and what was odd about it.

CREATE TABLE stepwise.metric_points (
  series text COLLATE "C" NOT NULL,
  start timestamptz NOT NULL,
  value double precision NOT NULL,
  -- What each "tag=value" has of it, the greatest.
  parts jsonb NOT NULL,
  PRIMARY KEY (series, start)
);
CREATE INDEX metric_points_by_age ON stepwise.metric_points (start);

CREATE TABLE stepwise.anomalies (
  id text COLLATE "C" PRIMARY KEY,
  series text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  -- Value, usual value, strangeness, contributions and related series, as they were told.
  finding jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'confirmed', 'dismissed')),
  note text CHECK (char_length(note) <= 1000),
  decided_by text,
  decided_at timestamptz,
  CHECK ((status = 'open') = (decided_at IS NULL))
);
CREATE INDEX anomalies_by_time ON stepwise.anomalies (at, id);
CREATE INDEX anomalies_of_series ON stepwise.anomalies (series, at);
