-- Finds the conversations that nobody used for as long as they are kept.

CREATE INDEX conversations_last_use ON stepwise.conversations (updated_at);
