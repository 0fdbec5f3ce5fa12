-- Who did what: one chain of entries for each organisation. An entry is kept as the canonical text (RFC 8785) that its hash covers;
-- what is searched by is taken from it by the database. No foreign keys: a trail outlives whom it tells of.

CREATE TABLE stepwise.audit_entries (
  organisation_id text COLLATE "C" NOT NULL CHECK (organisation_id ~ '^[A-Za-z0-9_-]{1,100}$'),
  sequence bigint NOT NULL CHECK (sequence > 0),
  previous_hash bytea NOT NULL CHECK (octet_length(previous_hash) = 32),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  entry text NOT NULL CHECK (octet_length(entry) <= 65536),
  at bigint NOT NULL GENERATED ALWAYS AS ((entry::jsonb ->> 'at')::bigint) STORED,
  action text COLLATE "C" NOT NULL GENERATED ALWAYS AS (entry::jsonb ->> 'action') STORED,
  result text COLLATE "C" NOT NULL GENERATED ALWAYS AS (entry::jsonb ->> 'result') STORED,
  user_id text COLLATE "C" GENERATED ALWAYS AS (entry::jsonb #>> '{actor,userId}') STORED,
  target text COLLATE "C"
    GENERATED ALWAYS AS ((entry::jsonb #>> '{target,type}') || ':' || (entry::jsonb #>> '{target,id}')) STORED,
  PRIMARY KEY (organisation_id, sequence)
);
CREATE INDEX audit_entries_by_time ON stepwise.audit_entries (organisation_id, at);
CREATE INDEX audit_entries_by_action ON stepwise.audit_entries (organisation_id, action, sequence);
CREATE INDEX audit_entries_by_user ON stepwise.audit_entries (organisation_id, user_id, sequence);
CREATE INDEX audit_entries_by_target ON stepwise.audit_entries (organisation_id, target, sequence);

-- The end of each chain. Its row is locked while entries are added, so that a chain never forks.
CREATE TABLE stepwise.audit_heads (
  organisation_id text COLLATE "C" PRIMARY KEY,
  sequence bigint NOT NULL,
  hash bytea NOT NULL
) WITH (fillfactor = 50);

-- Beginnings of chains that were moved to files, with what proves that nothing is missing in between.
CREATE TABLE stepwise.audit_archives (
  organisation_id text COLLATE "C" NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence bigint NOT NULL CHECK (last_sequence >= first_sequence),
  previous_hash bytea NOT NULL CHECK (octet_length(previous_hash) = 32),
  last_hash bytea NOT NULL CHECK (octet_length(last_hash) = 32),
  file text NOT NULL,
  file_hash bytea NOT NULL CHECK (octet_length(file_hash) = 32),
  archived_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, last_sequence)
);

-- Adds entries to a chain, in order, and gives the sequence and hash of the last. Runs with its owner's rights, so that a role may
-- add without being able to write the tables. Waits two seconds at most for another one who adds.
CREATE FUNCTION stepwise.append_audit(chain text, entries text[], OUT last_sequence bigint, OUT last_hash bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
DECLARE
  item text;
  before bytea;
BEGIN
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  SELECT sequence, hash INTO last_sequence, last_hash FROM stepwise.audit_heads WHERE organisation_id = chain FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO stepwise.audit_heads VALUES (chain, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
    SELECT sequence, hash INTO last_sequence, last_hash FROM stepwise.audit_heads WHERE organisation_id = chain FOR UPDATE;
  END IF;
  FOREACH item IN ARRAY entries LOOP
    before := last_hash;
    last_sequence := last_sequence + 1;
    last_hash := sha256(convert_to(
      '{"entryHash":"' || encode(sha256(convert_to(item, 'UTF8')), 'hex') || '","organisationId":"' || chain ||
      '","previousHash":"' || encode(before, 'hex') || '","sequence":' || last_sequence || '}', 'UTF8'));
    INSERT INTO stepwise.audit_entries (organisation_id, sequence, previous_hash, hash, entry)
      VALUES (chain, last_sequence, before, last_hash, item);
  END LOOP;
  UPDATE stepwise.audit_heads SET sequence = last_sequence, hash = last_hash WHERE organisation_id = chain;
END $$;

-- Removes what a row of audit_archives says is in a file. Returns how many entries that were.
CREATE FUNCTION stepwise.drop_archived_audit(chain text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  dropped bigint;
BEGIN
  DELETE FROM stepwise.audit_entries WHERE organisation_id = chain
    AND sequence <= (SELECT max(last_sequence) FROM stepwise.audit_archives WHERE organisation_id = chain);
  GET DIAGNOSTICS dropped = ROW_COUNT;
  RETURN dropped;
END $$;

CREATE FUNCTION stepwise.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_entries' AND EXISTS (
    SELECT FROM stepwise.audit_archives
    WHERE organisation_id = OLD.organisation_id AND last_sequence >= OLD.sequence) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'The audit trail is never changed (% on %).', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE FUNCTION stepwise.check_audit_head() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.organisation_id = OLD.organisation_id AND NEW.sequence >= OLD.sequence THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'The end of an audit trail only moves on (%).', TG_OP USING ERRCODE = '42501';
END $$;

CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON stepwise.audit_entries
  FOR EACH ROW EXECUTE FUNCTION stepwise.refuse_audit_change();
CREATE TRIGGER audit_entries_stay_all BEFORE TRUNCATE ON stepwise.audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION stepwise.refuse_audit_change();
CREATE TRIGGER audit_archives_stay BEFORE UPDATE OR DELETE ON stepwise.audit_archives
  FOR EACH ROW EXECUTE FUNCTION stepwise.refuse_audit_change();
CREATE TRIGGER audit_archives_stay_all BEFORE TRUNCATE ON stepwise.audit_archives
  FOR EACH STATEMENT EXECUTE FUNCTION stepwise.refuse_audit_change();
CREATE TRIGGER audit_heads_move_on BEFORE UPDATE OR DELETE ON stepwise.audit_heads
  FOR EACH ROW EXECUTE FUNCTION stepwise.check_audit_head();
CREATE TRIGGER audit_heads_move_on_all BEFORE TRUNCATE ON stepwise.audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION stepwise.check_audit_head();

-- Also where triggers are switched off for replication.
ALTER TABLE stepwise.audit_entries ENABLE ALWAYS TRIGGER audit_entries_stay;
ALTER TABLE stepwise.audit_entries ENABLE ALWAYS TRIGGER audit_entries_stay_all;
ALTER TABLE stepwise.audit_archives ENABLE ALWAYS TRIGGER audit_archives_stay;
ALTER TABLE stepwise.audit_archives ENABLE ALWAYS TRIGGER audit_archives_stay_all;
ALTER TABLE stepwise.audit_heads ENABLE ALWAYS TRIGGER audit_heads_move_on;
ALTER TABLE stepwise.audit_heads ENABLE ALWAYS TRIGGER audit_heads_move_on_all;

-- Nobody else may add, and the owner may not change what is there, whatever the triggers say.
REVOKE ALL ON FUNCTION stepwise.append_audit(text, text[]), stepwise.drop_archived_audit(text) FROM PUBLIC;
REVOKE UPDATE, TRUNCATE ON stepwise.audit_entries FROM CURRENT_USER;
