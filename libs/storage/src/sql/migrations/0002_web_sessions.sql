-- Who is logged in at the web page. A session ends with the key that it was begun with: whatever takes that key's rights away takes
-- the session's too.

CREATE TABLE stepwise.web_sessions (
  -- Keyed hash of the session's id, which only the browser has.
  digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  -- Keyed hash of the key that was given, as in api_keys, or of one of the setting API_KEYS.
  credential bytea NOT NULL CHECK (octet_length(credential) = 32),
  organisation_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  FOREIGN KEY (organisation_id, user_id) REFERENCES stepwise.users (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX web_sessions_expiry ON stepwise.web_sessions (expires_at);

CREATE TRIGGER web_sessions_change AFTER UPDATE OF ended_at ON stepwise.web_sessions
  FOR EACH STATEMENT EXECUTE FUNCTION stepwise.note_identity_change();
