-- What was spent: one row for each call of a model at a provider, made before the call and settled after it.

CREATE TABLE stepwise.usage_calls (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  key_id text COLLATE "C",
  turn_id text COLLATE "C" NOT NULL,
  request_id text NOT NULL,
  dialect text NOT NULL,
  strategy text NOT NULL,
  provider text NOT NULL,
  model text NOT NULL,
  state text NOT NULL DEFAULT 'reserved' CHECK (state IN ('reserved', 'settled')),
  outcome text CHECK (outcome IN ('success', 'cancelled', 'error', 'lost')),
  error_code text,
  -- The most that the call could cost, until it is settled.
  reserved_micro_usd bigint NOT NULL DEFAULT 0 CHECK (reserved_micro_usd >= 0),
  -- What is charged when nobody is left to settle it: the prompt, which the provider had in any case.
  lost_micro_usd bigint NOT NULL DEFAULT 0 CHECK (lost_micro_usd >= 0),
  lost_input_tokens integer NOT NULL DEFAULT 0,
  -- Null: the price is not known.
  cost_micro_usd bigint CHECK (cost_micro_usd >= 0),
  price_version text,
  input_tokens integer,
  output_tokens integer,
  reasoning_tokens integer,
  cached_input_tokens integer,
  cache_write_tokens integer,
  -- True when the provider did not tell all that has a price.
  estimated boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  settled_at timestamptz,
  -- Whoever makes the call prolongs this; a row whose lease is over has nobody to settle it.
  lease_until timestamptz NOT NULL,
  CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
  CHECK ((state = 'settled') = (outcome IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX usage_calls_by_time ON stepwise.usage_calls (organisation_id, created_at)
  INCLUDE (user_id, key_id, state, cost_micro_usd, reserved_micro_usd);
CREATE INDEX usage_calls_of_user ON stepwise.usage_calls (organisation_id, user_id, created_at);
CREATE INDEX usage_calls_open ON stepwise.usage_calls (lease_until) WHERE state = 'reserved';

CREATE TABLE stepwise.budgets (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL REFERENCES stepwise.organisations (id),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  -- Whose spend counts: of the whole organisation, of a user or of a key; without an id, of each of them by itself.
  subject_type text NOT NULL CHECK (subject_type IN ('organisation', 'user', 'key')),
  subject_id text COLLATE "C" CHECK (subject_type <> 'organisation' OR subject_id IS NULL),
  period text NOT NULL CHECK (period IN ('day', 'month', 'total')),
  limit_micro_usd bigint NOT NULL CHECK (limit_micro_usd >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, name)
);

-- What calls had cost that retention has removed, for budgets that never reset and for the yearly bill.
CREATE TABLE stepwise.usage_days (
  organisation_id text COLLATE "C" NOT NULL,
  day date NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  key_id text COLLATE "C" NOT NULL DEFAULT '',
  provider text NOT NULL,
  model text NOT NULL,
  strategy text NOT NULL,
  calls bigint NOT NULL,
  estimated_calls bigint NOT NULL,
  unpriced_calls bigint NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  cached_input_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  cost_micro_usd bigint NOT NULL,
  estimated_cost_micro_usd bigint NOT NULL,
  PRIMARY KEY (organisation_id, day, user_id, key_id, provider, model, strategy)
);
