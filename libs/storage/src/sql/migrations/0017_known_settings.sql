-- The settings that servers were last started with, as keyed hashes: a start with others is told to the audit trail.

CREATE TABLE stepwise.known_settings (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  settings jsonb
);
INSERT INTO stepwise.known_settings DEFAULT VALUES;
