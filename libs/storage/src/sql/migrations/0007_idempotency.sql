-- What requests with an Idempotency-Key came to, so that the same request again gets the same outcome and has no second effect.

CREATE TABLE stepwise.idempotency_keys (
  -- Hash of user, route and key.
  key bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  organisation_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  -- Hash of what was asked.
  fingerprint bytea NOT NULL,
  -- Names the request over all its attempts.
  series bytea NOT NULL,
  -- Names the attempt that runs.
  token bytea NOT NULL,
  -- Until when the attempt has promised to be alive. Past, without a status: the key is free.
  lease_until timestamptz NOT NULL,
  status integer,
  headers jsonb,
  body bytea,
  expires_at timestamptz NOT NULL,
  FOREIGN KEY (organisation_id, user_id) REFERENCES stepwise.users (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX idempotency_keys_expiry ON stepwise.idempotency_keys (expires_at);
CREATE INDEX idempotency_keys_of_user ON stepwise.idempotency_keys (organisation_id, user_id);
