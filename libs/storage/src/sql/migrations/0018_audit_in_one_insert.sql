-- Entries that are added together are inserted together, not one by one. The chain is the same.

CREATE OR REPLACE FUNCTION stepwise.append_audit(chain text, entries text[], OUT last_sequence bigint, OUT last_hash bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
DECLARE
  item text;
  before bigint;
  hashes bytea[];
BEGIN
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  SELECT sequence, hash INTO last_sequence, last_hash FROM stepwise.audit_heads WHERE organisation_id = chain FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO stepwise.audit_heads VALUES (chain, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
    SELECT sequence, hash INTO last_sequence, last_hash FROM stepwise.audit_heads WHERE organisation_id = chain FOR UPDATE;
  END IF;
  before := last_sequence;
  hashes := ARRAY[last_hash];
  FOREACH item IN ARRAY entries LOOP
    last_sequence := last_sequence + 1;
    last_hash := sha256(convert_to(
      '{"entryHash":"' || encode(sha256(convert_to(item, 'UTF8')), 'hex') || '","organisationId":"' || chain ||
      '","previousHash":"' || encode(last_hash, 'hex') || '","sequence":' || last_sequence || '}', 'UTF8'));
    hashes := hashes || last_hash;
  END LOOP;
  INSERT INTO stepwise.audit_entries (organisation_id, sequence, previous_hash, hash, entry)
    SELECT chain, before + place, hashes[place], hashes[place + 1], given
    FROM unnest(entries) WITH ORDINALITY AS added (given, place) ORDER BY place;
  UPDATE stepwise.audit_heads SET sequence = last_sequence, hash = last_hash WHERE organisation_id = chain;
END $$;
