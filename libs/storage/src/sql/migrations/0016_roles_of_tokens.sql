-- When the token was issued that the roles of a user were last taken from: an older one does not change them back.

ALTER TABLE stepwise.users ADD COLUMN roles_at timestamptz;
