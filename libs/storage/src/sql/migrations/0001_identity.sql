-- Who may: organisations, their users, and the keys of those users. Ids sort by the time they were made and compare bytewise,
-- so that new rows lie together in every index.

CREATE TABLE stepwise.organisations (
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz
);

CREATE TABLE stepwise.users (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL REFERENCES stepwise.organisations (id),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  roles text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['user', 'auditor', 'operator', 'admin']),
  -- Whom a token names: its issuer and, there, its subject.
  issuer text,
  subject text,
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz,
  CHECK ((issuer IS NULL) = (subject IS NULL)),
  UNIQUE (organisation_id, id)
);
CREATE UNIQUE INDEX users_subject ON stepwise.users (issuer, subject) WHERE issuer IS NOT NULL;

CREATE TABLE stepwise.api_keys (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  -- The key's first characters, to tell keys apart. The key itself is nowhere: only its keyed hash is.
  prefix text NOT NULL,
  digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
  scopes text[],
  allowed_models text[],
  limits jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(limits) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  FOREIGN KEY (organisation_id, user_id) REFERENCES stepwise.users (organisation_id, id),
  UNIQUE (organisation_id, id)
) WITH (fillfactor = 80); -- room for last_used_at to be rewritten in place
CREATE INDEX api_keys_of_user ON stepwise.api_keys (user_id, id);

-- One row that changes with every change of an identity, in the same transaction: processes that keep identities in memory ask
-- for it every few seconds.
CREATE TABLE stepwise.identity_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version bigint NOT NULL DEFAULT 0,
  -- Tells whether a process has the secret that the keys were hashed with.
  key_secret_check bytea
);
INSERT INTO stepwise.identity_state DEFAULT VALUES;

CREATE FUNCTION stepwise.note_identity_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE stepwise.identity_state SET version = version + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER organisations_change AFTER UPDATE OR DELETE ON stepwise.organisations
  FOR EACH STATEMENT EXECUTE FUNCTION stepwise.note_identity_change();
CREATE TRIGGER users_change AFTER INSERT OR UPDATE OR DELETE ON stepwise.users
  FOR EACH STATEMENT EXECUTE FUNCTION stepwise.note_identity_change();
-- Every column but last_used_at.
CREATE TRIGGER api_keys_change
  AFTER INSERT OR DELETE
    OR UPDATE OF organisation_id, user_id, digest, scopes, allowed_models, limits, expires_at, revoked_at
  ON stepwise.api_keys
  FOR EACH STATEMENT EXECUTE FUNCTION stepwise.note_identity_change();

-- The owner of a private installation, and whoever holds a key of the setting API_KEYS.
INSERT INTO stepwise.organisations (id, name) VALUES ('org_local', 'This installation');
INSERT INTO stepwise.users (id, organisation_id, name, roles) VALUES
  ('user_local', 'org_local', 'Owner of this machine', ARRAY['admin']),
  ('user_bootstrap', 'org_local', 'Keys of API_KEYS', ARRAY['admin']);
