-- The providers' own reasoning (signed, encrypted or plain), to be sent back in later turns exactly as it came. Sealed with the
-- secret of the installation; found by hashes of what was said.

CREATE TABLE stepwise.reasoning_entries (
  id text COLLATE "C" PRIMARY KEY,
  organisation_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  provider text NOT NULL,
  model text NOT NULL,
  blocks bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  FOREIGN KEY (organisation_id, user_id) REFERENCES stepwise.users (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX reasoning_entries_of_user ON stepwise.reasoning_entries (organisation_id, user_id);
CREATE INDEX reasoning_entries_expiry ON stepwise.reasoning_entries (expires_at);

CREATE TABLE stepwise.reasoning_keys (
  user_id text COLLATE "C" NOT NULL,
  key bytea NOT NULL CHECK (octet_length(key) = 32),
  entry_id text COLLATE "C" NOT NULL REFERENCES stepwise.reasoning_entries (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, key)
);
CREATE INDEX reasoning_keys_of_entry ON stepwise.reasoning_keys (entry_id);
