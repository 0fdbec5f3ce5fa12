-- Who was erased and comes with a token is known by a keyed hash of issuer and subject, and is kept out.

ALTER TABLE stepwise.users ADD COLUMN subject_hash bytea CHECK (octet_length(subject_hash) = 32);
CREATE UNIQUE INDEX users_subject_hash ON stepwise.users (subject_hash) WHERE subject_hash IS NOT NULL;
